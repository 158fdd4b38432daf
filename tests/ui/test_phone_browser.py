"""The pages on a phone, in both colour schemes."""

import pytest
from browsing import drafted, is_inside
from playwright.sync_api import expect

PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_on_a_phone_the_sources_come_up_as_a_sheet(visiting, staged, scheme):
    seen = visiting(staged.url, color_scheme=scheme, **PHONE)
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


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_plan_can_be_written_on_a_phone(visiting, school, scheme):
    seen = drafted(visiting, school, color_scheme=scheme, **PHONE)
    page = seen.page
    side = page.locator("#bk-side")
    expect(side).to_be_hidden()
    page.get_by_role("button", name="编辑教学目标").tap()
    expect(page.locator("#bk-text textarea")).to_be_in_viewport()
    page.get_by_role("button", name="关闭工作区").tap()
    expect(side).to_be_hidden()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    seen.check()
