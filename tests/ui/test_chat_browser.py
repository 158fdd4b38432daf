"""Asking on the chat page, in a real browser with the network closed."""

from __future__ import annotations

import threading

import pytest
from browsing import is_inside
from playwright.sync_api import expect


@pytest.fixture
def open_page(visiting, staged):
    return lambda **options: visiting(staged.url, **options)


def test_a_question_from_the_start_page_to_the_highlighted_source(open_page) -> None:
    seen = open_page()
    page = seen.page
    expect(page).to_have_title("问答 — 备课")
    expect(page.locator("html")).to_have_attribute("lang", "zh-CN")
    expect(page.locator(".bk-docs li")).to_have_count(2)
    expect(page.locator(".bk-welcome")).to_contain_text("480 段")

    seen.ask("标签课怎么考核？")
    expect(page.locator(".bk-question")).to_have_text("问：标签课怎么考核？")
    cite = page.get_by_role("button", name="出处 1：搭建客户标签")
    cite.wait_for()
    expect(page.locator("#bk-log strong")).to_have_text("六成")
    expect(page.locator(".bk-welcome")).to_have_count(0)
    expect(page.locator(".bk-card")).to_have_count(2)

    # The quote stands after sixty lines, so it is seen only if the view scrolls to it.
    cite.click()
    mark = page.locator("#bk-card-1-1 mark")
    expect(mark).to_have_text("过程占六成，成果占四成。")
    expect(mark).to_be_in_viewport()
    assert is_inside(page, "#bk-card-1-1 mark", "#bk-card-1-1 .bk-source")
    assert page.evaluate("document.querySelector('#bk-card-1-1 .bk-source').scrollTop") > 0
    expect(page.locator("#bk-card-1-1 summary")).to_be_focused()
    expect(page.locator("#bk-card-1-1")).to_contain_text("搭建客户标签")

    # A card opens by itself as well, with the keyboard.
    page.locator("#bk-card-1-2 summary").press("Enter")
    expect(page.locator("#bk-card-1-2 mark")).to_be_visible()
    expect(page.locator("#bk-card-1-2 summary")).to_contain_text("第 29 页")
    seen.check()


def test_what_was_asked_before_the_start_page_was_ready_stays(open_page, fake, monkeypatch) -> None:
    seen = open_page()
    page, ready = seen.page, threading.Event()
    own = fake.examples
    monkeypatch.setattr(fake, "examples", lambda: own() if ready.wait(30) else [])
    page.goto(page.url)
    seen.ask("标签课怎么考核？")
    answer = page.locator("#bk-log .bk-answer")
    expect(answer).to_contain_text("六成")
    ready.set()
    page.wait_for_timeout(1500)
    expect(answer).to_contain_text("六成")
    expect(page.locator(".bk-welcome")).to_have_count(0)
    seen.check()


def test_the_answer_grows_while_it_is_written_and_can_be_stopped(open_page, fake) -> None:
    hold = fake.hold = threading.Event()
    seen = open_page()
    page = seen.page
    seen.ask("标签课怎么考核？")
    expect(page.locator("#bk-live .bk-answer")).to_contain_text("过程性考核")
    expect(page.locator("button.bk-cite")).to_have_count(0)

    page.get_by_role("button", name="停止").click()
    expect(page.locator("#bk-log .bk-problem")).to_contain_text("已停止")
    # The writer is still stuck; the page is not.
    assert not hold.is_set()
    fake.hold = None
    seen.ask("再问一次")
    page.get_by_role("button", name="出处 1").wait_for()
    assert fake.asked[-1] == ("再问一次", ()), "what was stopped is no history"
    hold.set()
    seen.check()


def test_a_question_asked_while_the_last_event_ends_is_answered(visiting, staged) -> None:
    staged.ends.seconds = 1  # the page learns that late that nothing is under way
    try:
        seen = visiting(staged.url)  # ready while the end is still on its way
        for number in (1, 2, 3):
            seen.ask("标签课怎么考核？")
            expect(seen.page.locator("#bk-log .bk-answer")).to_have_count(number, timeout=20_000)
        seen.page.wait_for_timeout(1500)
        seen.ask("标签课怎么考核？")  # nothing under way: the stream was let go and opens again
        expect(seen.page.locator("#bk-log .bk-answer")).to_have_count(4, timeout=20_000)
        seen.check()
    finally:
        staged.ends.seconds = 0


def test_refusals_and_problems_are_sentences(open_page) -> None:
    seen = open_page()
    page = seen.page
    seen.ask("今天天气如何？")
    expect(page.locator(".bk-refused")).to_contain_text("文件中没有找到依据")
    page.get_by_role("button", name="看看最接近的段落").click()
    expect(page.locator(".bk-found li").first).to_be_visible()
    seen.ask("故障")
    expect(page.get_by_role("alert")).to_have_text("嵌入模型没有装好。请运行 beike doctor。")
    seen.ask("崩溃")
    expect(page.locator(".bk-problem")).to_have_count(2)
    expect(page.locator("body")).not_to_contain_text("secret")
    expect(page.locator("body")).not_to_contain_text("Traceback")
    seen.check()


def test_foreign_text_stays_text(open_page) -> None:
    payload = (
        '<img src=x onerror="window.hacked=5"><svg onload="window.hacked=6"> '
        "${window.hacked=7} {{7*7}} ![x](http://evil.example/y.png)"
    )
    seen = open_page()
    page = seen.page
    seen.ask(payload)
    page.get_by_role("button", name="出处 2").click()
    source = page.locator("#bk-card-1-2 .bk-source")
    expect(source).to_contain_text('onerror="window.hacked=1"')
    expect(source).to_contain_text("${window.hacked=3}")
    expect(page.locator(".bk-question")).to_contain_text("{{7*7}}")
    expect(page.locator("#bk-main img, #bk-main svg")).to_have_count(0)
    seen.check()


def test_enter_while_composing_does_not_send(open_page, fake) -> None:
    seen = open_page()
    page = seen.page
    box = page.get_by_role("textbox", name="问题")
    box.focus()
    ime = page.context.new_cdp_session(page)
    ime.send("Input.imeSetComposition", {"text": "kao", "selectionStart": 3, "selectionEnd": 3})
    enter = {"key": "Enter", "code": "Enter", "windowsVirtualKeyCode": 229}
    ime.send("Input.dispatchKeyEvent", {"type": "rawKeyDown", **enter})
    ime.send("Input.insertText", {"text": "考核"})
    ime.send("Input.dispatchKeyEvent", {"type": "keyUp", **enter})
    page.wait_for_timeout(500)
    expect(box).to_have_value("考核")
    assert fake.asked == []
    box.press("Enter")
    page.locator(".bk-card").first.wait_for()
    assert fake.asked == [("考核", ())]
    box.fill("   ")
    box.press("Enter")
    expect(box).to_have_value("")
    assert len(fake.asked) == 1
    seen.check()


def test_without_an_index_the_page_says_how_to_make_one(open_page, fake) -> None:
    fake.indexed = False
    seen = open_page()
    expect(seen.page.locator(".bk-welcome")).to_contain_text("beike index --corpus")
    expect(seen.page.locator("#bk-examples")).to_be_hidden()
    fake.indexed = True
    seen.page.reload()
    expect(seen.page.locator(".bk-docs li")).to_have_count(2)
    seen.check()


def test_the_page_does_not_hide_the_service(browser, staged) -> None:
    """The page sits at ``/`` and must leave wrong API addresses to the API."""
    request = browser.new_context().request
    wrong_method = request.get(f"{staged.url}/v1/ask")
    assert (wrong_method.status, wrong_method.json()["error"]["code"]) == (
        405,
        "method_not_allowed",
    )
    nowhere = request.get(f"{staged.url}/v1/nothing")
    assert (nowhere.status, nowhere.json()["error"]["code"]) == (404, "not_found")
    assert request.get(f"{staged.url}/readyz").json()["documents"] == 2
    answer = request.post(f"{staged.url}/v1/ask", data={"question": "考核"}).json()
    assert [c["n"] for c in answer["citations"]] == [1, 2]
    # Nothing that Gradio offers on top: no public functions, no recorded runs.
    info = request.get(f"{staged.url}/gradio_api/info").json()
    assert info["named_endpoints"] == {} and info["unnamed_endpoints"] == {}
    assert not request.get(f"{staged.url}/gradio_api/run-history/buckets").ok


def test_what_was_understood_is_one_click_from_what_was_typed(open_page, fake) -> None:
    seen = open_page()
    page = seen.page
    seen.ask("标签课的考合")
    meant = page.locator(".bk-meant")
    expect(meant).to_contain_text("理解为：标签课的考核")

    # Put into the box, it can be changed and asked.
    page.get_by_role("button", name="修改", exact=True).click()
    box = page.locator("#bk-box textarea")
    expect(box).to_have_value("标签课的考核")
    expect(box).to_be_focused()
    assert [asked for asked, _ in fake.asked] == ["标签课的考合"]

    page.get_by_role("button", name="照原话问").click()
    expect(meant).to_have_count(0)
    expect(page.locator("#bk-log .bk-question")).to_have_count(1)
    assert [asked for asked, _ in fake.asked] == ["标签课的考合"] * 2
    seen.check()


def test_what_many_courses_have_is_asked_of_one_of_them_by_a_click(open_page, fake) -> None:
    seen = open_page()
    page = seen.page
    seen.ask("师资要求？")
    which = page.get_by_role("group", name="问的是哪一个")
    expect(which).to_contain_text("有 4 处都写了这一项")
    expect(page.locator(".bk-answer")).to_contain_text("要做过客户服务")
    expect(which.get_by_role("button")).to_have_count(4)

    which.get_by_role("button", name="仓储管理").click()
    asked = page.locator("#bk-log .bk-question").nth(1)
    expect(asked).to_have_text("问：仓储管理的师资要求？")
    assert [question for question, _ in fake.asked] == ["师资要求？", "仓储管理的师资要求？"]
    seen.check()
