"""What several tests in the browser do and look at."""

import re

from playwright.sync_api import Page, expect


def drafted(visiting, school, **options):
    """Open 备课, choose a task of the standard and have it drafted."""
    seen = visiting(school.url, "/draft", ".bk-empty", **options)
    page = seen.page
    page.get_by_label("任务", exact=True).click()
    page.get_by_role("option", name=re.compile("入库管理")).click()
    expect(page.get_by_label("课程", exact=True)).to_have_value("仓储管理")
    page.get_by_role("button", name="生成教案").click()
    expect(page.locator("#bk-told")).to_contain_text("已经写好")
    return seen


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
