"""A question limited to documents and folders, in a real browser with the network closed."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect
from test_documents_browser import word_file

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
FOLDER, PLAN = "教案", "搭建客户标签"


@pytest.fixture
def open_page(visiting, staged):
    return lambda **options: visiting(staged.url, **options)


def choice(page, name):
    return page.locator("#bk-choices button", has_text=name)


def chips(page):
    return page.locator(".bk-chip > span")


def test_what_is_chosen_holds_for_the_conversation_and_after_a_reload(open_page, fake):
    seen = open_page()
    page = seen.page
    expect(chips(page)).to_have_count(0)
    page.get_by_role("button", name="限定资料").click()
    find = page.get_by_role("textbox", name="查找资料或文件夹")
    expect(find).to_be_focused()
    expect(page.locator("#bk-choices button")).to_have_count(3)  # a folder and two documents
    find.fill("標簽")  # in the other script
    expect(page.locator("#bk-choices button")).to_have_count(1)
    choice(page, PLAN).click()
    expect(chips(page)).to_have_text([PLAN])
    expect(choice(page, PLAN)).to_have_attribute("aria-pressed", "true")
    expect(page.locator(".bk-docs li")).to_have_count(1)  # the start page lists what is searched
    page.keyboard.press("Escape")
    expect(find).to_be_hidden()

    page.reload(wait_until="domcontentloaded")
    expect(chips(page)).to_have_text([PLAN])
    seen.ask("标签课怎么考核？")
    expect(page.locator("#bk-log .bk-label")).to_have_text("只查了《标签》")
    assert fake.limits[-1] == ("教案/标签.txt",)
    assert "in=" not in page.url  # the conversation knows it
    page.reload(wait_until="domcontentloaded")
    expect(page.locator("#bk-log .bk-label")).to_have_text("只查了《标签》")
    expect(chips(page)).to_have_text([PLAN])
    seen.ask("标签课几学时？")
    expect(page.locator("#bk-log .bk-label")).to_have_count(2)

    page.get_by_role("button", name=f"不再限定：{PLAN}").click()
    expect(chips(page)).to_have_count(0)
    page.reload(wait_until="domcontentloaded")
    expect(page.locator("#bk-log .bk-label")).to_have_count(2)
    expect(chips(page)).to_have_count(0)
    seen.ask("标签课多少课时？")
    expect(page.locator("#bk-log .bk-answer")).to_have_count(3)
    assert fake.limits[-1] == ()
    page.get_by_role("button", name="新对话").click()
    expect(page.locator(".bk-welcome")).to_be_visible()
    expect(chips(page)).to_have_count(0)
    seen.check()


def test_a_scope_that_says_nothing_leads_to_everything_with_one_click(open_page, fake):
    seen = open_page()
    page = seen.page
    page.get_by_role("button", name="限定资料").click()
    choice(page, "文件夹，1 份").click()
    expect(chips(page)).to_have_text([FOLDER])
    seen.ask("网店运营多少学时？")
    refused = page.locator("#bk-log .bk-refused")
    expect(refused).to_contain_text("只查了“教案”文件夹，其中没有找到依据")
    assert fake.limits[-1] == ("教案/",)
    page.get_by_role("button", name="在全部资料里找").click()
    answer = page.locator("#bk-log .bk-answer")
    expect(answer).to_have_count(1)  # in the place of the refusal
    expect(answer).to_contain_text("一百六十学时")
    expect(chips(page)).to_have_count(0)
    assert fake.limits[-1] == ()
    expect(page.get_by_role("button", name="在全部资料里找")).to_have_count(0)
    seen.check()


def test_a_document_that_is_gone_is_a_chip_to_be_taken_off(open_page, visiting, staged):
    seen = visiting(staged.url, "/?in=%E6%95%99%E6%A1%88%2F%E6%A0%87%E7%AD%BE%E8%AF%BE.txt")
    page = seen.page
    expect(chips(page)).to_have_text(["《标签课》（已不在）"])
    expect(page.locator(".bk-welcome")).to_contain_text("没有资料“教案/标签课.txt”")
    expect(page.locator(".bk-welcome")).to_contain_text("最接近的是“教案/标签.txt”")
    seen.ask("标签课怎么考核？")
    expect(page.locator("#bk-log .bk-problem")).to_contain_text("没有资料“教案/标签课.txt”")
    page.get_by_role("button", name="查全部").click()
    expect(chips(page)).to_have_count(0)
    page.get_by_role("button", name="重新回答").click()
    expect(page.locator("#bk-log .bk-answer")).to_contain_text("六成")
    seen.check()


def test_on_a_phone_the_choices_fit_and_close_beside_them(open_page):
    seen = open_page(viewport={"width": 360, "height": 640}, has_touch=True, is_mobile=True)
    page = seen.page
    page.get_by_role("button", name="限定资料").click()
    choice(page, PLAN).click()
    expect(chips(page)).to_have_text([PLAN])
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    expect(page.get_by_role("textbox", name="问题")).to_be_in_viewport()
    page.locator(".bk-welcome h2").click()
    expect(page.locator("#bk-picker")).to_be_hidden()
    seen.check()


# --- documents: asked, downloaded, renamed, moved, sorted ------------------------------------


def test_a_document_is_asked_about_moved_and_downloaded_from_its_list(visiting, school):
    seen = visiting(school.url, "/documents", "table.bk-documents")
    page = seen.page
    data = word_file("面包房守则", "面包房每周四下午五点清洗烤箱，记录交给值班员鲁小满。")
    sent = {"name": "面包房守则.docx", "mimeType": WORD, "buffer": data}
    page.locator("#bk-upload input[type=file]").set_input_files(sent)
    row = page.locator('tr[data-path="面包房守则.docx"]')
    expect(row).to_contain_text("可以提问")
    row.get_by_role("button", name="查看").click()
    with page.expect_download() as got:
        page.get_by_role("link", name="下载原件").click()
    assert got.value.suggested_filename == "面包房守则.docx"
    assert got.value.path().read_bytes() == data

    page.get_by_label("文件名").fill("守则")
    page.get_by_label("文件夹", exact=True).fill("烘焙/2025春")
    page.get_by_role("button", name="改名、移动").click()
    expect(page.locator("#bk-told")).to_contain_text("已放到 烘焙/2025春/守则.docx")
    moved = page.locator('tr[data-path="烘焙/2025春/守则.docx"]')
    expect(moved).to_contain_text("可以提问")
    expect(row).to_have_count(0)

    moved.get_by_role("link", name="问这份文件：").click()
    expect(chips(page)).to_have_text(["面包房守则"])
    seen.ask("烤箱清洗记录交给谁？")
    expect(page.locator("#bk-log .bk-answer")).to_contain_text("鲁小满")
    page.goto(f"{school.url}/documents", wait_until="domcontentloaded")
    page.get_by_role("link", name="问这个文件夹：烘焙/2025春").click()
    expect(chips(page)).to_have_text(["烘焙/2025春"])
    page.goto(f"{school.url}/documents", wait_until="domcontentloaded")
    moved.get_by_role("button", name="删除").click()
    page.get_by_role("dialog").get_by_role("button", name="删除").click()
    expect(moved).to_have_count(0)

    # Deleting is undone, and then done for good.
    binned = page.locator("#bk-bin li", has_text="面包房守则")
    binned.get_by_role("button", name="恢复").click()
    expect(moved).to_contain_text("可以提问")
    expect(binned).to_have_count(0)
    moved.get_by_role("button", name="删除").click()
    page.get_by_role("dialog").get_by_role("button", name="删除").click()
    expect(moved).to_have_count(0)
    binned.get_by_role("button", name="永久删除").click()
    page.get_by_role("dialog").get_by_role("button", name="永久删除").click()
    expect(page.locator("#bk-told")).to_contain_text("已永久删除 1 份文件")
    expect(page.locator("#bk-bin li")).to_have_count(0)
    seen.check()


def test_the_list_of_documents_is_sorted_as_is_chosen(visiting, school):
    seen = visiting(school.url, "/documents", "table.bk-documents")
    page = seen.page
    entries = school.service.library.all(school.service.local())
    names = page.locator("tr[data-path]")
    expect(names).to_have_count(len(entries))

    def shown():
        return [row.get_attribute("data-path") for row in names.all()]

    assert shown() == sorted(entry.path for entry in entries)
    page.get_by_label("排序").click()
    page.get_by_role("option", name="段落多的在前").click()
    most = max(entries, key=lambda entry: entry.chunks)
    expect(names.first).to_have_attribute("data-path", re.compile(re.escape(most.path)))
    by_size = sorted(entries, key=lambda entry: -entry.chunks)
    assert [e.chunks for e in by_size] == [
        next(e.chunks for e in entries if e.path == path) for path in shown()
    ]
    seen.check()
