"""Conversations in a real browser: follow-ups, earlier ones, verdicts, reloading."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect


@pytest.fixture
def open_page(visiting, staged):
    return lambda **options: visiting(staged.url, **options)


def test_open_pages_have_their_own_conversation_and_a_reload_keeps_it(open_page, fake) -> None:
    first, second = open_page(), open_page()
    first.ask("标签课怎么考核？")
    first.page.locator(".bk-card").first.wait_for()
    expect(second.page.locator(".bk-welcome")).to_be_visible()
    expect(second.page.locator(".bk-turn")).to_have_count(0)
    second.ask("网店运营呢？")
    second.page.locator(".bk-card").first.wait_for()
    assert fake.asked[-1] == ("网店运营呢？", ())
    expect(first.page).to_have_url(re.compile(r"/\?c=[0-9a-f]{32}$"))
    first.page.reload()
    expect(first.page.locator("#bk-log .bk-question")).to_have_text("问：标签课怎么考核？")
    expect(first.page.locator(".bk-card")).to_have_count(2)
    first.page.get_by_role("button", name="出处 1：搭建客户标签").click()
    expect(first.page.locator("#bk-card-1-1 mark")).to_have_text("过程占六成，成果占四成。")
    first.ask("又来了")
    first.page.locator("#bk-card-2-1").wait_for()
    answered = "过程性考核占**六成**"
    question, history = fake.asked[-1]
    assert question == "又来了"
    assert [turn.question for turn in history] == ["标签课怎么考核？"]
    assert history[0].answer.startswith(answered)
    first.check()
    second.check()


def test_earlier_conversations_are_found_opened_and_removed(open_page) -> None:
    seen = open_page()
    page = seen.page
    talks = page.locator("#bk-talks li")
    seen.ask("标签课怎么考核？")
    page.locator(".bk-card").first.wait_for()
    page.get_by_role("button", name="新对话").click()
    page.locator(".bk-welcome").wait_for()
    expect(page).to_have_url(re.compile(r"/$"))
    seen.ask("今天天气如何？")
    expect(talks).to_have_count(2)
    page.get_by_label("搜索对话").fill("标签")
    expect(talks).to_have_count(1)
    talks.locator(".bk-item").click()
    expect(page.locator("#bk-log .bk-question")).to_have_text("问：标签课怎么考核？")
    expect(page.locator(".bk-card")).to_have_count(2)
    page.get_by_role("button", name="删除对话：标签课怎么考核？").click()
    page.get_by_role("dialog").get_by_role("button", name="删除").click()
    page.locator(".bk-welcome").wait_for()
    expect(talks).to_have_count(1)
    expect(talks).to_contain_text("今天天气如何？")
    seen.check()


def test_an_answer_is_judged_copied_with_its_sources_and_given_anew(open_page, fake) -> None:
    seen = open_page()
    page = seen.page
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    seen.ask("标签课怎么考核？")
    up = page.get_by_role("button", name="有帮助")
    up.click()
    expect(up).to_have_attribute("aria-pressed", "true")
    page.get_by_role("button", name="复制").click()
    expect(page.get_by_role("button", name="已复制")).to_be_visible()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert "成果占四成[1]" in copied
    assert "[2] 网店专业标准 › 课程安排" in copied and "第 29 页" in copied
    page.get_by_role("button", name="有问题").click()
    reason = page.get_by_label("问题出在哪里")
    reason.fill("漏了一项")
    reason.press("Enter")
    expect(page.locator(".bk-said")).to_have_text("已记下：漏了一项")
    page.get_by_role("button", name="重新回答").click()
    expect(page.locator(".bk-said")).to_have_count(0)
    expect(page.locator("#bk-log .bk-turn")).to_have_count(1)
    assert [question for question, _ in fake.asked] == ["标签课怎么考核？"] * 2
    seen.check()


def test_follow_ups_keep_their_own_sources_and_a_new_conversation_forgets(open_page, fake) -> None:
    seen = open_page()
    page = seen.page
    page.get_by_role("button", name="网店运营多少学时？").click()
    page.locator("#bk-card-1-1").wait_for(state="attached")
    seen.ask("那考核呢？")
    page.locator("#bk-card-2-1").wait_for()
    assert [turn.question for turn in fake.asked[1][1]] == ["网店运营多少学时？"]
    expect(page.locator("#bk-card-1-1")).to_be_hidden()
    page.locator(".bk-turn[data-turn='1'] button.bk-cite").first.click()
    expect(page.locator("#bk-card-1-1 mark")).to_be_visible()
    expect(page.locator("#bk-card-2-1")).to_be_hidden()

    page.get_by_role("button", name="新对话").click()
    page.locator(".bk-welcome").wait_for()
    seen.ask("还记得吗？")
    page.locator("#bk-card-1-1").wait_for()
    assert fake.asked[-1] == ("还记得吗？", ())
    seen.check()
