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
    row.get_by_role("button", name="删除").click()
    asked = page.get_by_role("dialog", name="删除《面包房守则》？")
    asked.get_by_role("button", name="取消").click()
    expect(row).to_contain_text("可以提问")
    row.get_by_role("button", name="删除").click()
    asked.get_by_role("button", name="删除").click()
    expect(page.locator("#bk-told")).to_contain_text("已删除")
    page.goto(school.url)
    seen.ask("面包房的烤箱清洗记录交给谁？")
    answer = page.locator("#bk-log .bk-answer")
    expect(answer).to_be_visible()
    expect(answer).not_to_contain_text("鲁小满")
    seen.check()


def test_files_that_no_reader_takes_are_told_their_cure_at_once(visiting, school):
    seen = visiting(school.url, "/documents", "table.bk-documents")
    page, sent = seen.page, []
    page.on("request", lambda r: sent.append(r.url) if r.url.endswith("/v1/documents") else None)
    page.get_by_text("怎么办？").click()
    before = page.locator(".bk-kinds")
    expect(before).to_contain_text(".rar")
    expect(before).to_contain_text("请先解压")

    names = ["资料.RAR", "黑板.gif", "数据.dat"]
    none = {"mimeType": "application/octet-stream", "buffer": b"x"}
    files = [{"name": name, **none} for name in names]
    page.locator("#bk-upload input[type=file]").set_input_files(files)
    told = page.locator(".bk-uploaded li")
    expect(told).to_have_text(
        [
            "不支持“资料.RAR”：无法直接读取压缩包。请先解压，再导入里面的 .docx、.pdf 等文件。",
            "不支持“黑板.gif”：无法直接读取这种图片。请存成 .jpg 或 .png 后再导入。",
            "不支持“数据.dat”：无法直接读取这种类型的文件。"
            "请转换成 .docx、.pdf、.txt、.md 或 .html 后再导入。",
        ]
    )
    assert sent == []
    seen.check()


HANDBOOK = """# 青石中学陶艺手册

## 泥料

泥料分陶泥和瓷泥两种，初学的人先用陶泥。

## 成型

先做泥条，再上转盘。

考核办法

平时成绩占六成，作品占四成。
"""


def test_a_teacher_sees_how_a_document_was_read_and_puts_it_right(visiting, staged):
    seen = visiting(staged.url, "/documents", ".bk-upload")
    page = seen.page
    sent = {"name": "陶艺手册.md", "mimeType": "text/markdown", "buffer": HANDBOOK.encode()}
    page.locator("#bk-upload input[type=file]").set_input_files([sent])
    row = page.locator('tr[data-path="陶艺手册.md"]')
    expect(row).to_contain_text("可以提问")
    row.get_by_role("button", name="查看").click()
    outline = page.locator(".bk-understood .bk-outline li")
    expect(outline).to_have_text(["青石中学陶艺手册", "泥料", "成型"])

    page.get_by_role("button", name="更正读法").click()
    page.get_by_label("题名").fill("陶艺社团手册")
    page.get_by_label("种类").select_option(label="教学大纲")
    page.get_by_label("级别：泥料").select_option(label="不是标题")
    page.get_by_label("级别：成型").select_option(label="3 级")
    page.get_by_label("漏掉的标题").fill("没有的标题")
    page.get_by_role("button", name="保存更正").click()
    expect(page.locator("#bk-told")).to_contain_text("没有这一行：“没有的标题”")
    expect(page.get_by_label("题名")).to_have_value("陶艺社团手册")
    page.get_by_label("漏掉的标题").fill("考核办法")
    page.get_by_label("它们的级别").select_option(label="1 级")
    page.get_by_role("button", name="保存更正").click()
    expect(page.locator("#bk-told")).to_contain_text("已保存更正")
    expect(outline).to_have_text(["青石中学陶艺手册", "成型已更正", "考核办法已更正"])
    expect(page.locator(".bk-corrected")).to_have_text(
        "已更正：题名（程序读成“青石中学陶艺手册”），种类（程序读成手册），3 个标题。"
    )
    expect(row).to_contain_text("陶艺社团手册")
    expect(row).to_contain_text("教学大纲")

    page.get_by_role("button", name="更正读法").click()
    page.get_by_role("button", name="恢复程序的读法").click()
    asked = page.get_by_role("dialog", name="恢复程序的读法？")
    asked.get_by_role("button", name="恢复程序的读法").click()
    expect(outline).to_have_text(["青石中学陶艺手册", "泥料", "成型"])
    expect(page.locator(".bk-corrected")).to_have_count(0)
    row.get_by_role("button", name="删除").click()
    page.get_by_role("dialog").get_by_role("button", name="删除").click()
    expect(row).to_have_count(0)
    seen.check()
