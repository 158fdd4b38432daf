"""The chat page in a real browser with the network closed."""

from __future__ import annotations

import re
import threading
from dataclasses import dataclass

import pytest
from fake_assistant import FakeAssistant
from playwright.sync_api import Page, expect


@dataclass
class Served:
    """A running service: where it is and the assistant behind it."""

    url: str
    assistant: FakeAssistant


@pytest.fixture
def assistant() -> FakeAssistant:
    return FakeAssistant()


@pytest.fixture
def served_app(assistant, serving):
    with serving(assistant) as url:
        yield Served(url, assistant)


@pytest.fixture
def open_page(visiting, served_app):
    return lambda **options: visiting(served_app.url, **options)


def is_inside(page: Page, inner: str, outer: str) -> bool:
    """Whether the element can be seen within its scrolling box."""
    return page.evaluate(
        """([inner, outer]) => {
            const a = document.querySelector(inner).getBoundingClientRect();
            const b = document.querySelector(outer).getBoundingClientRect();
            return a.height > 0 && a.top >= b.top - 1 && a.bottom <= b.bottom + 1;
        }""",
        [inner, outer],
    )


def test_a_question_from_the_start_page_to_the_highlighted_source(open_page) -> None:
    seen = open_page()
    page = seen.page
    expect(page).to_have_title("备课")
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


def test_the_answer_grows_while_it_is_written_and_can_be_stopped(open_page, assistant) -> None:
    hold = assistant.hold = threading.Event()
    seen = open_page()
    page = seen.page
    seen.ask("标签课怎么考核？")
    expect(page.locator("#bk-live .bk-answer")).to_contain_text("过程性考核")
    expect(page.locator("button.bk-cite")).to_have_count(0)

    page.get_by_role("button", name="停止").click()
    expect(page.locator("#bk-log .bk-problem")).to_contain_text("已停止")
    # The writer is still stuck; the page is not.
    assert not hold.is_set()
    assistant.hold = None
    seen.ask("再问一次")
    page.get_by_role("button", name="出处 1").wait_for()
    assert assistant.asked[-1] == ("再问一次", ()), "what was stopped is no history"
    hold.set()
    seen.check()


def test_follow_ups_keep_their_own_sources_and_a_new_conversation_forgets(
    open_page, assistant
) -> None:
    seen = open_page()
    page = seen.page
    page.get_by_role("button", name="网店运营多少学时？").click()
    page.locator("#bk-card-1-1").wait_for(state="attached")
    seen.ask("那考核呢？")
    page.locator("#bk-card-2-1").wait_for()
    assert [turn.question for turn in assistant.asked[1][1]] == ["网店运营多少学时？"]
    expect(page.locator("#bk-card-1-1")).to_be_hidden()
    page.locator(".bk-turn[data-turn='1'] button.bk-cite").first.click()
    expect(page.locator("#bk-card-1-1 mark")).to_be_visible()
    expect(page.locator("#bk-card-2-1")).to_be_hidden()

    page.get_by_role("button", name="新对话").click()
    page.locator(".bk-welcome").wait_for()
    seen.ask("还记得吗？")
    page.locator("#bk-card-1-1").wait_for()
    assert assistant.asked[-1] == ("还记得吗？", ())
    seen.check()


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


def test_open_pages_have_their_own_conversation_and_a_reload_keeps_it(open_page, assistant) -> None:
    first, second = open_page(), open_page()
    first.ask("标签课怎么考核？")
    first.page.locator(".bk-card").first.wait_for()
    expect(second.page.locator(".bk-welcome")).to_be_visible()
    expect(second.page.locator(".bk-turn")).to_have_count(0)
    second.ask("网店运营呢？")
    second.page.locator(".bk-card").first.wait_for()
    assert assistant.asked[-1] == ("网店运营呢？", ())
    expect(first.page).to_have_url(re.compile(r"/\?c=[0-9a-f]{32}$"))
    first.page.reload()
    expect(first.page.locator("#bk-log .bk-question")).to_have_text("问：标签课怎么考核？")
    expect(first.page.locator(".bk-card")).to_have_count(2)
    first.page.get_by_role("button", name="出处 1：搭建客户标签").click()
    expect(first.page.locator("#bk-card-1-1 mark")).to_have_text("过程占六成，成果占四成。")
    first.ask("又来了")
    first.page.locator("#bk-card-2-1").wait_for()
    answered = "过程性考核占**六成**"
    question, history = assistant.asked[-1]
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
    page.on("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="删除对话：标签课怎么考核？").click()
    page.locator(".bk-welcome").wait_for()
    expect(talks).to_have_count(1)
    expect(talks).to_contain_text("今天天气如何？")
    seen.check()


def test_an_answer_is_judged_copied_with_its_sources_and_given_anew(open_page, assistant) -> None:
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
    assert [question for question, _ in assistant.asked] == ["标签课怎么考核？"] * 2
    seen.check()


def test_enter_while_composing_does_not_send(open_page, assistant) -> None:
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
    assert assistant.asked == []
    box.press("Enter")
    page.locator(".bk-card").first.wait_for()
    assert assistant.asked == [("考核", ())]
    box.fill("   ")
    box.press("Enter")
    expect(box).to_have_value("")
    assert len(assistant.asked) == 1
    seen.check()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_on_a_phone_the_sources_come_up_as_a_sheet(open_page, scheme) -> None:
    seen = open_page(
        viewport={"width": 390, "height": 844},
        has_touch=True,
        color_scheme=scheme,
    )
    page = seen.page
    seen.ask("标签课怎么考核？")
    cite = page.get_by_role("button", name="出处 1")
    cite.wait_for()
    expect(page.locator("#bk-side")).to_be_hidden()
    cite.tap()
    expect(page.locator("#bk-card-1-1 mark")).to_be_in_viewport()
    assert is_inside(page, "#bk-card-1-1 mark", "#bk-card-1-1 .bk-source")
    page.keyboard.press("Escape")
    expect(page.locator("#bk-side")).to_be_hidden()
    expect(cite).to_be_focused()
    page.get_by_role("button", name="查看 2 处出处").tap()
    page.get_by_role("button", name="关闭出处").tap()
    expect(page.locator("#bk-side")).to_be_hidden()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    light = page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(250, 248, 243)"
    assert light == (scheme == "light")
    seen.check()


def test_without_an_index_the_page_says_how_to_make_one(open_page, assistant) -> None:
    assistant.indexed = False
    seen = open_page()
    expect(seen.page.locator(".bk-welcome")).to_contain_text("beike index --corpus")
    expect(seen.page.locator("#bk-examples")).to_be_hidden()
    assistant.indexed = True
    seen.page.reload()
    expect(seen.page.locator(".bk-docs li")).to_have_count(2)
    seen.check()


def test_the_page_does_not_hide_the_service(browser, served_app) -> None:
    """The page sits at ``/`` and must leave wrong API addresses to the API."""
    request = browser.new_context().request
    wrong_method = request.get(f"{served_app.url}/v1/ask")
    assert (wrong_method.status, wrong_method.json()["error"]["code"]) == (
        405,
        "method_not_allowed",
    )
    nowhere = request.get(f"{served_app.url}/v1/nothing")
    assert (nowhere.status, nowhere.json()["error"]["code"]) == (404, "not_found")
    assert request.get(f"{served_app.url}/readyz").json()["documents"] == 2
    answer = request.post(f"{served_app.url}/v1/ask", data={"question": "考核"}).json()
    assert [c["n"] for c in answer["citations"]] == [1, 2]
    # Nothing that Gradio offers on top: no public functions, no recorded runs.
    info = request.get(f"{served_app.url}/gradio_api/info").json()
    assert info["named_endpoints"] == {} and info["unnamed_endpoints"] == {}
    assert not request.get(f"{served_app.url}/gradio_api/run-history/buckets").ok
