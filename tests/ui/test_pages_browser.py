"""The pages in a real browser over a whole service: documents, drafts, accounts."""

import io
import re

import docx
import pytest
from playwright.sync_api import expect

from rag.data.records import Role
from rag.data.users import Users, local_user

PASSWORD = "四个词-连在-一起-才好"
ANSWER_MS = 60_000
#: Gradio warns like this when a file has been taken over; nothing is wrong.
TAKEN_OVER = "Method not implemented."


@pytest.fixture
def school(school_service):
    return school_service[0]


@pytest.fixture
def url(school_service):
    return school_service[1]


def word_file(*paragraphs):
    document = docx.Document()
    for text in paragraphs:
        document.add_paragraph(text)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def drafted(visiting, url, **options):
    """Open 备课, choose a task of the standard and have it drafted."""
    seen = visiting(url, "/draft", ".bk-empty", **options)
    page = seen.page
    page.get_by_label("任务", exact=True).click()
    page.get_by_role("option", name=re.compile("入库管理")).click()
    expect(page.get_by_label("课程", exact=True)).to_have_value("仓储管理")
    page.get_by_role("button", name="生成教案").click()
    expect(page.locator("#bk-told")).to_contain_text("已经写好", timeout=ANSWER_MS)
    return seen


def test_a_draft_is_edited_kept_and_handed_over_as_a_word_file(visiting, url):
    seen = drafted(visiting, url)
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


def test_the_schools_own_form_is_filled(visiting, url, tmp_path):
    form = docx.Document()
    table = form.add_table(rows=2, cols=2)
    table.cell(0, 0).text, table.cell(1, 0).text = "课题", "教学目标"
    form.save(tmp_path / "我校模板.docx")
    seen = drafted(visiting, url)
    page = seen.page
    page.get_by_role("tab", name="导出").click()
    page.locator("#bk-pane-export input[type=file]").set_input_files(tmp_path / "我校模板.docx")
    link = page.get_by_role("button", name="下载填好的教案")
    expect(link).to_be_visible()
    with page.expect_download() as download:
        link.click()
    cells = docx.Document(download.value.path()).tables[0].column_cells(1)
    assert "入库管理" in cells[0].text
    assert len(cells[1].text) > 20
    seen.errors[:] = [e for e in seen.errors if e != TAKEN_OVER]
    seen.check()


def test_a_sentence_of_a_draft_leads_to_its_place_in_the_standard(visiting, url):
    seen = drafted(visiting, url)
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


def test_unticked_evidence_is_not_cited_any_more_and_versions_come_back(visiting, url):
    seen = drafted(visiting, url)
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


def test_evidence_is_looked_at_and_added_to_before_anything_is_written(visiting, url):
    seen = visiting(url, "/draft", ".bk-empty")
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
    expect(page.locator("#bk-told")).to_contain_text("已经写好", timeout=ANSWER_MS)
    page.get_by_role("tab", name="依据").click()
    expect(evidence.locator("li")).to_have_count(before + 1)
    seen.check()


def test_a_locked_section_is_kept_when_the_plan_is_written_again(visiting, url):
    seen = drafted(visiting, url)
    page = seen.page
    page.get_by_role("button", name="锁定课堂任务").click()
    section = page.locator('section[data-section="课堂任务"]')
    expect(section).to_contain_text("已锁定")
    kept = section.locator("p, li, td").all_inner_texts()
    expect(section.get_by_role("button", name="重写")).to_have_count(0)
    page.locator("#bk-form > button").click()
    page.get_by_label("成果名称").fill("入库差异说明")
    page.get_by_role("button", name="生成教案").click()
    expect(page.locator(".bk-versions")).to_contain_text("第 3 版", timeout=ANSWER_MS)
    expect(section).to_contain_text("已锁定")
    assert section.locator("p, li, td").all_inner_texts() == kept
    seen.check()


def test_an_uploaded_document_answers_until_it_is_deleted(visiting, url):
    seen = visiting(url, "/documents", "table.bk-documents")
    page = seen.page
    rule = "面包房每周四下午五点清洗烤箱，清洗记录交给值班员鲁小满。"
    word = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    good = {"name": "面包房守则.docx", "mimeType": word, "buffer": word_file("面包房守则", rule)}
    bad = {"name": "坏文件.docx", "mimeType": word, "buffer": b"PK broken"}
    page.locator("#bk-drop input[type=file]").set_input_files([good, bad])
    expect(page.locator(".bk-uploaded li")).to_have_count(2, timeout=ANSWER_MS)
    row = page.locator('tr[data-path="面包房守则.docx"]')
    expect(row).to_contain_text("可以提问", timeout=ANSWER_MS)
    failed = page.locator('tr[data-path="坏文件.docx"]')
    expect(failed).to_contain_text("没有读成", timeout=ANSWER_MS)

    page.goto(url)
    seen.ask("面包房的烤箱清洗记录交给谁？")
    expect(page.locator("#bk-log .bk-answer")).to_contain_text("鲁小满", timeout=ANSWER_MS)

    page.goto(f"{url}/documents")
    page.on("dialog", lambda dialog: dialog.accept())
    row.get_by_role("button", name="删除").click()
    expect(page.locator("#bk-told")).to_contain_text("已删除", timeout=ANSWER_MS)
    page.goto(url)
    seen.ask("面包房的烤箱清洗记录交给谁？")
    answer = page.locator("#bk-log .bk-answer")
    expect(answer).to_be_visible(timeout=ANSWER_MS)
    expect(answer).not_to_contain_text("鲁小满")
    seen.errors[:] = [e for e in seen.errors if e != TAKEN_OVER]
    seen.check()


def test_two_teachers_see_nothing_of_each_other(visiting, school, url):
    with school.database.write() as session:
        users = Users(session, local_user(session))
        users.add("张老师", PASSWORD)
        users.add("李老师", PASSWORD, Role.ADMIN)

    def signed_in(name):
        seen = visiting(url, "/", "#login")
        seen.page.get_by_label("用户名").fill(name)
        seen.page.get_by_label("密码").fill(PASSWORD)
        seen.page.get_by_role("button", name="登录").click()
        seen.page.locator(".bk-welcome").wait_for()
        return seen

    zhang, li = signed_in("张老师"), signed_in("李老师")
    expect(zhang.page.locator(".bk-user")).to_have_text("张老师")
    links = zhang.page.locator(".bk-header nav a")
    expect(links).to_have_text(["问答", "备课", "资料"])
    expect(li.page.locator(".bk-header nav a")).to_have_count(6)

    zhang.ask("仓储管理课的入库任务参考学时是多少？")
    expect(zhang.page.locator("#bk-log .bk-answer")).to_contain_text("60", timeout=ANSWER_MS)
    expect(zhang.page.locator("#bk-talks li")).to_have_count(1)
    address = zhang.page.url
    assert "?c=" in address
    li.page.goto(address)
    expect(li.page.locator("#bk-log")).to_contain_text("没有这个对话")
    expect(li.page.locator("#bk-talks li")).to_have_count(0)

    zhang.page.goto(f"{url}/settings")
    expect(zhang.page.locator("#bk-told")).to_contain_text("由管理员使用")
    expect(zhang.page.get_by_label("接口地址")).to_have_count(0)
    zhang.page.get_by_role("button", name="退出").click()
    expect(zhang.page.locator("#login")).to_be_visible()
    zhang.check()
    li.check()


def test_feedback_becomes_a_gold_question_in_two_clicks(visiting, school, url):
    seen = visiting(url)
    page = seen.page
    seen.ask("食堂今天中午几点开饭？")
    page.get_by_role("button", name="有问题").click(timeout=ANSWER_MS)
    page.get_by_label("问题出在哪里").fill("学校里没有食堂")
    page.get_by_label("问题出在哪里").press("Enter")
    expect(page.locator(".bk-said")).to_contain_text("学校里没有食堂")

    page.goto(f"{url}/feedback")
    item = page.locator(".bk-reviewed > li")
    expect(item).to_contain_text("学校里没有食堂")
    item.locator("summary", has_text="做成评测题").click()
    item.get_by_role("button", name="做成评测题").click()
    expect(item).to_contain_text("已做成评测题")
    assert "食堂今天中午几点开饭" in school.gold_file.read_text("utf-8")
    seen.check()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_plan_can_be_written_on_a_phone(visiting, url, scheme):
    size = {"width": 390, "height": 844}
    seen = drafted(visiting, url, viewport=size, has_touch=True, color_scheme=scheme)
    page = seen.page
    side = page.locator("#bk-side")
    expect(side).to_be_hidden()
    page.get_by_role("button", name="编辑教学目标").tap()
    expect(page.locator("#bk-text textarea")).to_be_in_viewport()
    page.get_by_role("button", name="关闭工作区").tap()
    expect(side).to_be_hidden()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    seen.check()
