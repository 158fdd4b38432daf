"""Documents in a real browser: uploaded, asked about, deleted."""

import io

import docx
from playwright.sync_api import expect


def word_file(*paragraphs):
    document = docx.Document()
    for text in paragraphs:
        document.add_paragraph(text)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def test_an_uploaded_document_answers_until_it_is_deleted(visiting, school):
    seen = visiting(school.url, "/documents", "table.bk-documents")
    page = seen.page
    rule = "面包房每周四下午五点清洗烤箱，清洗记录交给值班员鲁小满。"
    word = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    good = {"name": "面包房守则.docx", "mimeType": word, "buffer": word_file("面包房守则", rule)}
    bad = {"name": "坏文件.docx", "mimeType": word, "buffer": b"PK broken"}
    page.locator("#bk-upload input[type=file]").set_input_files([good, bad])
    expect(page.locator(".bk-uploaded li")).to_have_count(2)
    row = page.locator('tr[data-path="面包房守则.docx"]')
    expect(row).to_contain_text("可以提问")
    failed = page.locator('tr[data-path="坏文件.docx"]')
    expect(failed).to_contain_text("没有读成")

    page.goto(school.url)
    seen.ask("面包房的烤箱清洗记录交给谁？")
    expect(page.locator("#bk-log .bk-answer")).to_contain_text("鲁小满")

    page.goto(f"{school.url}/documents")
    page.on("dialog", lambda dialog: dialog.accept())
    row.get_by_role("button", name="删除").click()
    expect(page.locator("#bk-told")).to_contain_text("已删除")
    page.goto(school.url)
    seen.ask("面包房的烤箱清洗记录交给谁？")
    answer = page.locator("#bk-log .bk-answer")
    expect(answer).to_be_visible()
    expect(answer).not_to_contain_text("鲁小满")
    seen.check()
