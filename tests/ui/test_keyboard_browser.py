"""The pages without a mouse: where the keyboard leads, what is seen and said of it."""

import pytest
from browsing import drafted
from playwright.sync_api import expect

# Controls that are shown and that nothing names for a screen reader; a placeholder is no name.
NAMELESS = """
() => {
  const text = (e) => (e ? e.textContent.trim() : "");
  const named = (e) =>
    e.getAttribute("aria-label") || text(e) || e.title ||
    text(document.getElementById(e.getAttribute("aria-labelledby"))) ||
    [...(e.labels || [])].map(text).join("");
  const all = "a[href], button, input, select, textarea, summary, [role=tab], [tabindex='0']";
  return [...document.querySelectorAll(all)]
    .filter((e) => e.getClientRects().length && e.type !== "hidden" && !named(e))
    .map((e) => e.outerHTML.slice(0, 200));
}
"""
# What has the focus, and whether it can be seen that it does.
FOCUSED = """
() => {
  const e = document.activeElement;
  const styles = [e, e.closest(".wrap, .bk-upload-here, #bk-box"), e.parentElement]
    .filter(Boolean).map((each) => getComputedStyle(each));
  return {
    name: e.getAttribute("aria-label") || e.textContent.trim() || e.tagName,
    seen: styles.some((s) => s.outlineStyle !== "none" && parseFloat(s.outlineWidth) >= 2),
  };
}
"""


def tabbed(page, times):
    """Press Tab; return what got the focus, each of which must show it."""
    names = []
    for _ in range(times):
        page.keyboard.press("Tab")
        focused = page.evaluate(FOCUSED)
        assert focused["seen"], focused
        names.append(focused["name"])
    return names


def test_the_keyboard_leads_from_the_top_to_the_question_and_shows_where_it_is(visiting, staged):
    seen = visiting(staged.url)
    page = seen.page
    expect(page.locator("#bk-examples button:visible")).to_have_count(2)
    page.locator(".bk-skip").focus()
    expect(page.locator(".bk-skip")).to_be_in_viewport()
    pages = ["备课", "问答", "备课", "资料", "评测", "反馈", "设置"]
    assert tabbed(page, 8) == [*pages, "新对话"]
    tabbed(page, 3)
    expect(page.locator("#bk-examples button:visible").nth(1)).to_be_focused()
    assert tabbed(page, 1) == ["限定资料"]
    tabbed(page, 1)
    expect(page.get_by_role("textbox", name="问题")).to_be_focused()

    page.locator(".bk-skip").press("Enter")
    expect(page.locator("#bk-main")).to_be_focused()
    expect(page).to_have_url(f"{staged.url}/")
    seen.check()


def test_escape_closes_a_source_and_goes_back_to_its_number(visiting, staged):
    seen = visiting(staged.url)
    page = seen.page
    seen.ask("标签课怎么考核？")
    cite = page.get_by_role("button", name="出处 1：搭建客户标签")
    cite.press("Enter")
    mark = page.locator("#bk-card-1-1 mark")
    expect(mark).to_be_in_viewport()
    page.keyboard.press("Escape")
    expect(mark).to_be_hidden()
    expect(cite).to_be_focused()
    seen.check()


def test_what_was_pressed_keeps_the_focus_when_it_is_shown_anew(visiting, staged):
    seen = visiting(staged.url)
    page = seen.page
    seen.ask("标签课怎么考核？")
    up = page.get_by_role("button", name="有帮助")
    up.press("Enter")
    expect(up).to_have_attribute("aria-pressed", "true")
    expect(up).to_be_focused()
    seen.check()


@pytest.mark.parametrize(
    ("path", "ready"),
    [
        ("/documents", "table.bk-documents"),
        ("/evaluation", "#bk-report .bk-empty"),
        ("/feedback", "#bk-feedback .bk-quiet"),
        ("/settings", "#bk-save"),
    ],
)
def test_every_control_of_a_page_has_a_name(visiting, school, path, ready):
    seen = visiting(school.url, path, ready)
    assert seen.page.evaluate(NAMELESS) == []
    seen.check()


def test_every_control_beside_an_answer_and_a_draft_has_a_name(visiting, school):
    seen = visiting(school.url)
    assert seen.page.evaluate(NAMELESS) == []
    seen.ask("仓储管理课多少学时？")
    seen.page.get_by_role("button", name="有问题").click()
    seen.page.locator("#bk-log button.bk-cite").first.click()
    assert seen.page.evaluate(NAMELESS) == []
    seen = drafted(visiting, school)
    for tab in ("编辑", "依据", "出处", "检查", "导出", "版本"):
        seen.page.get_by_role("tab", name=tab).click()
        assert seen.page.evaluate(NAMELESS) == []
    seen.check()
