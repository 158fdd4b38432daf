"""Lesson plans in a real browser over a whole service: written, edited, exported."""

import re

import docx
from browsing import drafted
from playwright.sync_api import expect


def test_a_draft_is_edited_kept_and_handed_over_as_a_word_file(visiting, school):
    seen = drafted(visiting, school)
    page = seen.page
    expect(page.locator(".bk-section")).to_have_count(12)
    expect(page.locator(".bk-asked")).to_contain_text("哪个班级")

    page.get_by_role("button", name="编辑课程思政").click()
    text = page.locator("#bk-text textarea")
    expect(text).to_have_value(re.compile("### 思政元素"))
    text.fill(text.input_value() + "\n- 盘点时如实填写差异，不改账凑数。")
    page.get_by_role("button", name="保存").click()
    expect(page.locator("#bk-told")).to_contain_text("“课程思政”已保存")
    section = page.locator('section[data-section="课程思政"]')
    expect(section).to_contain_text("不改账凑数")
    expect(section).to_contain_text("已修改")

    # What was typed is kept without being told to.
    text.fill(text.input_value() + "\n- 交接时当面点清。")
    page.get_by_role("tab", name="检查").click()
    expect(section).to_contain_text("当面点清")

    page.reload()
    expect(section).to_contain_text("不改账凑数")
    expect(section).to_contain_text("当面点清")
    page.get_by_role("tab", name="导出").click()
    with page.expect_download() as download:
        page.get_by_role("button", name="下载 Word").click()
    assert download.value.suggested_filename.endswith(".docx")
    words = "\n".join(
        node.text or ""
        for node in docx.Document(download.value.path()).element.body.iter()
        if node.tag.endswith("}t")
    )
    assert "盘点时如实填写差异" in words and "教学实施过程" in words
    seen.check()


def test_the_schools_own_form_is_filled(visiting, school, tmp_path):
    form = docx.Document()
    table = form.add_table(rows=2, cols=2)
    table.cell(0, 0).text, table.cell(1, 0).text = "课题", "教学目标"
    form.save(tmp_path / "我校模板.docx")
    seen = drafted(visiting, school)
    page = seen.page
    page.get_by_role("tab", name="导出").click()
    page.locator("#bk-pane-export input[type=file]").set_input_files(tmp_path / "我校模板.docx")
    link = page.get_by_role("link", name="下载填好的教案")
    expect(link).to_be_visible()
    with page.expect_download() as download:
        link.click()
    cells = docx.Document(download.value.path()).tables[0].column_cells(1)
    assert "入库管理" in cells[0].text
    assert len(cells[1].text) > 20
    assert download.value.suggested_filename.endswith(".docx")
    remarks = page.locator(".bk-filled .bk-note")
    expect(remarks.last).to_contain_text("已附在文末")

    # What is no form is told; the filled one is gone once the draft is another one.
    page.locator("#bk-pane-export input[type=file]").set_input_files(
        {"name": "坏模板.docx", "mimeType": "application/zip", "buffer": b"PK broken"}
    )
    expect(page.locator(".bk-filled .bk-problem")).to_contain_text("坏模板.docx")
    expect(link).to_have_count(0)
    page.get_by_role("tab", name="编辑").click()
    page.locator("#bk-text textarea").fill("- 另写一条。")
    page.get_by_role("button", name="保存").click()
    page.get_by_role("tab", name="导出").click()
    expect(page.locator(".bk-filled")).to_be_empty()
    assert all("422" in error for error in seen.errors)  # the browser logs the refusal
    assert seen.foreign == []


def test_a_sentence_of_a_draft_leads_to_its_place_in_the_standard(visiting, school):
    seen = drafted(visiting, school)
    page = seen.page
    cite = page.locator("#bk-plan button.bk-cite").first
    quote = re.compile("仓储|入库|货")
    cite.click()
    mark = page.locator("#bk-card-0-1 mark")
    expect(mark).to_be_visible()
    marked = mark.inner_text()
    assert quote.search(page.locator("#bk-card-0-1").inner_text())

    page.locator("#bk-card-0-1 .bk-whole-link").click()
    expect(page.locator(".bk-text mark").first).to_be_in_viewport()
    assert marked.split()[0] in page.locator(".bk-text").inner_text()
    seen.check()


def test_unticked_evidence_is_not_cited_any_more_and_versions_come_back(visiting, school):
    seen = drafted(visiting, school)
    page = seen.page
    goals = page.locator('section[data-section="教学目标"]')
    before = goals.locator("button.bk-cite").count()
    assert before > 0
    page.get_by_role("button", name="教学目标的依据").click()
    expect(page.get_by_label("栏目", exact=True)).to_have_value("教学目标")
    boxes = page.locator("#bk-evidence input[type=checkbox]")
    expect(boxes.first).to_be_visible()
    count = boxes.count()
    for at in range(count):
        boxes.nth(at).click()
        expect(page.locator("#bk-evidence")).to_contain_text(f"采用 {count - at - 1} 处")
    goals.get_by_role("button", name="重写").click()
    expect(page.locator("#bk-told")).to_contain_text("“教学目标”已重写")
    assert goals.locator("button.bk-cite").count() < before

    page.get_by_role("tab", name="版本").click()
    page.get_by_role("button", name="与第 1 版比较").click()
    expect(page.locator(".bk-diff")).to_contain_text("教学目标")
    page.get_by_role("button", name="恢复到第 1 版").click()
    expect(page.locator("#bk-told")).to_contain_text("已恢复到第 1 版")
    expect(goals.locator("button.bk-cite")).to_have_count(before)
    seen.check()


def test_evidence_is_looked_at_and_added_to_before_anything_is_written(visiting, school):
    seen = visiting(school.url, "/draft", ".bk-empty")
    page = seen.page
    page.get_by_role("button", name="先看依据").click()
    expect(page.locator("#bk-told")).to_contain_text("请先选一个任务")
    page.get_by_label("任务", exact=True).click()
    page.get_by_role("option", name=re.compile("入库管理")).click()
    expect(page.get_by_label("课程", exact=True)).to_have_value("仓储管理")
    page.get_by_role("button", name="先看依据").click()
    evidence = page.locator("#bk-evidence")
    expect(evidence).to_be_visible()
    expect(evidence.locator("li")).not_to_have_count(0)
    before = evidence.locator("li").count()
    page.get_by_label("再找一段原文").fill("售后客户服务")
    page.get_by_label("再找一段原文").press("Enter")
    page.get_by_role("button", name=re.compile("^加入依据")).first.click()
    expect(evidence.locator("li")).to_have_count(before + 1)
    expect(evidence).to_contain_text("教师")
    expect(page).to_have_url(re.compile("/draft$"))
    page.get_by_role("button", name="生成教案").click()
    expect(page.locator("#bk-told")).to_contain_text("已经写好")
    page.get_by_role("tab", name="依据").click()
    expect(evidence.locator("li")).to_have_count(before + 1)
    seen.check()


def test_a_locked_section_is_kept_when_the_plan_is_written_again(visiting, school):
    seen = drafted(visiting, school)
    page = seen.page
    page.get_by_role("button", name="锁定课堂任务").click()
    section = page.locator('section[data-section="课堂任务"]')
    expect(section).to_contain_text("已锁定")
    kept = section.locator("p, li, td").all_inner_texts()
    expect(section.get_by_role("button", name="重写")).to_have_count(0)
    page.locator("#bk-form > button").click()
    page.get_by_label("成果名称").fill("入库差异说明")
    page.get_by_role("button", name="生成教案").click()
    expect(page.locator(".bk-versions")).to_contain_text("第 3 版")
    expect(section).to_contain_text("已锁定")
    assert section.locator("p, li, td").all_inner_texts() == kept
    seen.check()


def typed(page, section, line):
    """Write a line of one's own below a section, without saving it."""
    page.get_by_role("button", name=f"编辑{section}").click()
    expect(page.get_by_label("栏目", exact=True)).to_have_value(section)
    text = page.locator("#bk-text textarea")
    expect(text).to_have_value(re.compile("###"))
    text.fill(f"{text.input_value()}\n- {line}")
    return page.locator(f'section[data-section="{section}"]')


def test_a_section_is_rewritten_over_the_teachers_words_only_when_told_so(visiting, school):
    seen = drafted(visiting, school)
    page, told = seen.page, seen.page.locator("#bk-told")
    asked = page.get_by_role("dialog", name="“课程思政”里有您写的或改过的内容")
    own = "盘点时如实填写差异，不改账凑数。"

    # What the program wrote is written anew without a question.
    goals = page.locator('section[data-section="教学目标"]')
    goals.get_by_role("button", name="重写").click()
    expect(told).to_contain_text("“教学目标”已重写")

    section = typed(page, "课程思政", own)
    section.get_by_role("button", name="重写").click()
    asked.get_by_role("button", name="取消").click()
    expect(asked).to_have_count(0)
    expect(section).to_contain_text(own)
    page.locator("#bk-edit-acts").get_by_role("button", name="重写").click()
    expect(asked).to_be_visible()
    page.keyboard.press("Escape")
    expect(asked).to_have_count(0)
    expect(section).to_contain_text(own)

    section.get_by_role("button", name="重写").click()
    asked.get_by_role("button", name="重写").click()
    expect(told).to_contain_text("“课程思政”已重写")
    expect(section).not_to_contain_text(own)
    undo = told.get_by_role("button", name="撤销")
    expect(undo).to_be_in_viewport()
    undo.click()
    expect(section).to_contain_text(own)
    seen.check()


def test_a_whole_draft_is_written_over_the_teachers_words_only_when_told_so(visiting, school):
    seen = drafted(visiting, school)
    page, own = seen.page, "交接时当面点清。"
    section = typed(page, "课程思政", own)
    page.get_by_role("button", name="保存").click()
    expect(section).to_contain_text(own)
    page.locator("#bk-form > button").click()
    asked = page.get_by_role("dialog", name="“课程思政”里有您写的或改过的内容")
    page.get_by_role("button", name="生成教案").click()
    asked.get_by_role("button", name="取消").click()
    expect(section).to_contain_text(own)

    page.get_by_role("button", name="生成教案").click()
    asked.get_by_role("button", name="重新生成").click()
    expect(section).not_to_contain_text(own)
    page.locator("#bk-told").get_by_role("button", name="撤销").click()
    expect(section).to_contain_text(own)

    # Locked it stays, so there is nothing to ask.
    page.get_by_role("button", name="锁定课程思政").click()
    expect(section).to_contain_text("已锁定")
    page.locator("#bk-form > button").click()
    page.get_by_role("button", name="生成教案").click()
    expect(page.locator("#bk-told")).to_contain_text("已经写好")
    expect(section).to_contain_text(own)
    seen.check()


def test_the_tasks_narrow_while_one_types_and_ones_own_is_taken(visiting, school):
    seen = visiting(school.url, "/draft", ".bk-empty")
    page, options = seen.page, seen.page.get_by_role("option")
    box = page.get_by_label("任务", exact=True)
    box.click()
    expect(options.nth(20)).to_be_attached()
    page.keyboard.insert_text("入库")  # as an input method does, without keys
    expect(options).to_have_text([re.compile("入库管理 — 仓储管理$")])
    box.fill("")
    expect(options.nth(20)).to_be_attached()
    box.fill("烤箱清洗")
    expect(options).to_have_count(0)
    page.keyboard.press("Tab")
    expect(box).to_have_value("烤箱清洗")
    seen.check()
