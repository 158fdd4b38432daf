"""A document as it was read, in a real browser: its name, its place, the way back."""

import re

from browsing import drafted
from playwright.sync_api import expect


def test_a_source_names_itself_and_leads_back_to_the_answer(visiting, school):
    seen = visiting(school.url)
    page = seen.page
    expect(page).to_have_title("问答 — 备课")
    seen.ask("仓储管理课的入库、在库、出库三个任务，参考学时怎么分的？")
    page.locator("#bk-log button.bk-cite").nth(1).click()
    expect(page).to_have_url(re.compile(r"/\?c="))
    answer = page.url
    page.locator("#bk-card-1-2 .bk-whole-link").click()

    name = "电子商务专业工学一体化课程标准（备课示例版）"
    expect(page.locator(".bk-text mark")).to_be_in_viewport()
    expect(page).to_have_title(f"{name} — 备课")
    expect(page.get_by_role("heading", level=2)).to_have_text(name)
    expect(page.get_by_role("heading", level=2)).to_be_in_viewport()
    expect(page.get_by_text("标出的一处：")).to_contain_text("参考性学习任务 › 在库管理")

    page.get_by_role("link", name="返回问答").click()
    expect(page.locator("#bk-card-1-2")).to_have_attribute("open", "")
    expect(page.locator("#bk-card-1-2 mark")).to_be_in_viewport()
    expect(page.locator("#bk-card-1-1")).not_to_have_attribute("open", "")
    assert page.url == answer
    seen.check()


def test_a_source_leads_back_to_the_draft(visiting, school):
    seen = drafted(visiting, school)
    page = seen.page
    expect(page).to_have_title("入库管理教案 — 备课")
    page.locator("#bk-plan button.bk-cite").first.click()
    draft = page.url
    page.locator("#bk-card-0-1 .bk-whole-link").click()
    page.get_by_role("link", name="返回备课").click()
    expect(page.locator("#bk-card-0-1 mark")).to_be_visible()
    assert page.url == draft
    seen.check()


def test_opened_by_itself_a_document_leads_to_the_documents(visiting, school):
    seen = visiting(school.url, "/read?d=unknown", ".bk-read-head")
    page = seen.page
    expect(page).to_have_title("原文 — 备课")
    expect(page.locator("#bk-reading")).to_contain_text("没有这份资料")
    page.get_by_role("link", name="返回资料").click()
    expect(page.locator("table.bk-documents")).to_be_visible()
    seen.check()
