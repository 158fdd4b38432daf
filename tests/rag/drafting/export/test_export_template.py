"""A school's own form filled in: fields by label, the process by header, the rest appended."""

import io
import zipfile
from dataclasses import replace

import pytest
from docx import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from invented_draft import CITATIONS, DELIVERABLE, PLAN, REQUEST, STEPS
from invented_forms import headings_and_columns, one_table, saved, with_control
from reading_back import plan_of, texts

from rag.drafting.export.template import fill_template


def filled(form, plan=PLAN, **options):
    data, notes = fill_template(form, plan, **{"citations": "none", "origins": False, **options})
    return Document(io.BytesIO(data)), notes


def table_of(*rows):
    """A form of one table; a cell of ``None`` belongs to the one before it."""
    document = Document()
    table = document.add_table(rows=len(rows), cols=len(rows[0]), style="Table Grid")
    for row, texts_of_row in enumerate(rows):
        for column, text in enumerate(texts_of_row):
            if text is None:
                table.cell(row, column - 1).merge(table.cell(row, column))
            else:
                table.cell(row, column).text = text
    return saved(document)


def rows(document, table=0):
    return [[cell.text for cell in row.cells] for row in document.tables[table].rows]


def everything(document):
    return "\n".join(t.text or "" for t in document.element.body.iter(qn("w:t")))


def all_texts(plan):
    """Every statement of a plan."""
    for section in plan.sections:
        for block in section.blocks:
            if hasattr(block, "rows"):
                yield from (s.text for row in block.rows for cell in row for s in cell)
            else:
                yield from (s.text for s in block.statements)
        for step in section.steps:
            for cell in (step.content, step.teacher, step.student, step.design):
                yield from (s.text for s in cell)


FORMS = [one_table, headings_and_columns, with_control]


# One large table with its own labels and order


@pytest.fixture(scope="module")
def big():
    return filled(one_table())


def test_blanks_in_a_line_are_filled_and_unknown_ones_stay(big):
    head = big[0].paragraphs[1].text
    assert head == "课　题：月季的扦插繁殖  班级：2031级园艺1班  周次：______"


def test_fields_are_found_by_other_names(big):
    found = rows(big[0])
    assert found[0] == [
        *("学科", "花卉繁殖与养护", "教学形式", "理实一体"),
        *("学时", "2（每课时45分钟，共90分钟）"),
    ]
    assert found[1] == ["教学地点", "", "任课教师", "", "教材", ""]
    by_label = {row[0]: row[-1] for row in found}
    assert by_label["教学重点"] == "插穗的选取与处理。\n在“探究一：选穗与剪穗”中突破。"
    assert by_label["教学难点"].startswith("按品种特性判断")
    assert by_label["教学准备"] == (
        "线下资源：\n枝剪、穴盘、遮阳网和喷雾设备。\n线上资源：\n扦插微课、预习题、扦插记录表。"
    )
    assert by_label["教法与学法"].startswith("1. 示范教学法")
    assert by_label["学习评价"].startswith("过程性考核占70%")
    assert by_label["板书设计"] == ""


def test_the_parts_of_the_goals_go_to_the_schools_own_names_of_them(big):
    goals = {row[1]: row[-1] for row in rows(big[0]) if row[0] == "教学目标"}
    assert goals["知识与技能"].startswith("1. 说明扦插")
    assert goals["过程与方法"].startswith("1. 能按品种特性")
    assert goals["情感态度与价值观"] == "1. 树立尊重生命、节约资源的意识。"


def test_a_hint_gives_way_and_is_no_longer_printed(big):
    learners = next(row[-1] for row in rows(big[0]) if row[0] == "学生情况分析")
    assert learners.startswith("知识与技能：\n会配营养土")
    assert "请从知识" not in everything(big[0])


def test_text_goes_below_a_label_that_spans_the_table(big):
    found = rows(big[0])
    at = next(n for n, row in enumerate(found) if row[0] == "教学后记")
    assert found[at + 1][0].startswith("教学效果：\n多少学生")


def test_steps_go_to_their_columns_whatever_the_order(big):
    found = rows(big[0])
    top = next(n for n, row in enumerate(found) if row[0] == "时间")
    phases = [n for n, row in enumerate(found) if row[0] in ("课前", "课中", "课后")]
    assert [n - top for n in phases] == [1, 3, 8]
    minutes, name, student, teacher, content, other = found[top + 5]
    assert (minutes, name, other) == ("25分钟", "探究一：选穗与剪穗", "")
    assert teacher.startswith("【示范】") and student.startswith("【练习】")
    assert content.startswith("扦插的时期")
    assert found[top + 10][0] == "学习评价"


def test_a_column_the_form_does_not_have_is_told_in_another(big):
    intro = next(row for row in rows(big[0]) if row[1] == "任务导入")
    assert intro[4].endswith("【设计意图】\n从真实的对比引出任务，激发好奇心。")


def test_a_text_that_names_its_column_itself_is_not_named_twice():
    step = replace(STEPS[1], design=(replace(STEPS[1].design[0], text="【设计意图】引出任务。"),))
    plan = replace(PLAN, sections=(replace(PLAN.section("教学实施过程"), steps=(step,)),))
    document, _ = filled(table_of(("教学环节", "教学内容", "教师活动", "学生活动")), plan)
    assert rows(document)[2][1].endswith("引出影响成活的因素。\n【设计意图】引出任务。")


def test_the_fonts_of_the_form_are_kept(big):
    rows = big[0].tables[0].rows
    key = next(row.cells[-1] for row in rows if row.cells[0].text == "教学重点")
    run = key.paragraphs[0].runs[0]
    assert run._element.rPr.rFonts.get(qn("w:eastAsia")) == "仿宋"
    assert run.font.size.pt == 11
    assert not run.font.bold
    intro = next(row.cells[3] for row in rows if row.cells[1].text == "任务导入")
    step = intro.paragraphs[0].runs[0]
    assert step._element.rPr.rFonts.get(qn("w:eastAsia")) == "仿宋"
    assert step.font.size.pt == 10


def test_what_has_no_place_is_appended_and_said(big):
    document, notes = big
    assert notes == (
        "模板里没有这些内容的位置，已附在文末：学生人数、授课层级、课程思政、课堂任务、"
        "考核评价（评分量规）、分层任务、对齐矩阵。",
    )
    after = [p.text for p in document.paragraphs]
    own, basics, task = map(after.index, ("教研室审核：__________", "其他基本信息", "课堂任务"))
    assert own < basics < task
    assert len(document.tables) == 4


# Headings, a phase column, a two-row header


@pytest.fixture(scope="module")
def headed():
    return filled(headings_and_columns())


def test_text_goes_below_its_heading(headed):
    said = [p.text for p in headed[0].paragraphs]
    assert said[1] == "课程名称：花卉繁殖与养护  授课教师："
    assert said[said.index("一、教学课题") + 1] == "月季的扦插繁殖"
    assert said[said.index("（二）能力目标：") + 1].startswith("1. 能按品种特性")
    assert said[said.index("（二）能力目标：") + 3] == "（三）素养目标："
    at = said.index("四、重难点")
    assert [text[:2] for text in said[at + 1 : at + 6]] == ["重点", "插穗", "在“", "难点", "按品"]


def test_a_phase_column_is_merged_down_its_steps(headed):
    found = rows(headed[0])
    assert [row[0] for row in found[2:]] == ["课前", *["课中"] * 4, "课后"]
    assert found[3][1] == "任务导入\n10分钟"
    assert found[3][3].startswith("【展示】") and found[3][4].startswith("【观察】")


# A content control, cells that are filled already, labels above their blanks


def test_a_content_control_is_filled_by_its_title():
    document, _ = filled(with_control())
    assert document.paragraphs[0]._element.xpath("string(.)") == "任务：月季的扦插繁殖"
    assert document.element.body.find(f".//{qn('w:showingPlcHdr')}") is None


def test_labels_above_their_blanks():
    document, _ = filled(with_control())
    assert rows(document)[1] == ["2031级园艺1班", "", "2（每课时45分钟，共90分钟）"]


def test_text_that_stands_there_is_not_overwritten():
    document, notes = filled(with_control())
    assert rows(document, 1) == [["教学方法", "讲授法"]]
    assert notes[0] == "模板的“教学方法”一栏已有文字“讲授法”，没有改动，请核对。"
    assert "示范教学法" in everything(document)


# Process tables of other shapes


def test_rows_for_phases_are_used_and_text_in_the_table_is_kept():
    form = table_of(
        ("教学环节", "师生活动", "设计意图"),
        ("课前", None, None),
        ("", "", ""),
        ("课中", None, None),
        ("", "", ""),
        ("课堂小结（5分钟）", "", ""),
    )
    document, notes = filled(form)
    names = [row[0] for row in rows(document)]
    assert names[:4] == ["教学环节", "课前", "认领任务", "课中"]
    assert names[-3:] == ["课后", "拓展与养护", "课堂小结（5分钟）"]
    assert notes[0] == "模板的教学过程表里原有的“课堂小结（5分钟）”留在新增各行之后，请核对。"
    activity = rows(document)[4][1]
    marks = [activity.index(f"【{name}】") for name in ("教学内容", "教师活动", "学生活动")]
    assert marks == sorted(marks)


def test_a_header_without_rows_gets_rows_that_are_no_headers():
    form = table_of(("教学内容", "教师活动", "学生活动"))
    document, _ = filled(form)
    found = rows(document)
    assert [row[0] for row in found if len(set(row)) == 1] == ["课前", "课中", "课后"]
    assert found[2][0].startswith("【教学环节】\n认领任务\n观看扦插微课")


def test_a_single_cell_for_the_process_gets_it_as_text():
    document, notes = filled(table_of(("教学过程", "")))
    text = rows(document)[0][1]
    assert text.startswith("课前\n认领任务\n教学内容：\n观看扦插微课")
    assert "任务导入（10分钟）" in text
    assert "教学实施过程" not in notes[0]


def test_a_row_of_short_fields_is_no_header_of_a_process():
    document, _ = filled(table_of(("教师", "", "时间", "", "班级", "")))
    assert rows(document)[0] == ["教师", "", "时间", "", "班级", "2031级园艺1班"]


def test_a_row_of_exact_height_may_grow():
    form = Document(io.BytesIO(table_of(("教学目标", ""))))
    height = OxmlElement("w:trHeight")
    height.set(qn("w:val"), "400")
    height.set(qn("w:hRule"), "exact")
    form.tables[0].rows[0]._tr.get_or_add_trPr().append(height)
    document, _ = filled(saved(form))
    found = document.element.body.find(f".//{qn('w:trHeight')}")
    assert found.get(qn("w:hRule")) == "atLeast"


def test_a_picture_in_a_blank_cell_is_not_written_over():
    form = Document(io.BytesIO(table_of(("任务名称", ""))))
    run = form.tables[0].cell(0, 1).paragraphs[0].add_run()._element
    run.append(OxmlElement("w:drawing"))
    document, notes = filled(saved(form))
    assert document.element.body.find(f".//{qn('w:drawing')}") is not None
    assert rows(document)[0] == ["任务名称", ""]
    assert "任务名称" in "".join(notes)
    assert "月季的扦插繁殖" in everything(document)


# For every form


@pytest.mark.parametrize("form", FORMS)
def test_nothing_of_the_plan_is_lost(form):
    document, _ = filled(form())
    said = everything(document)
    assert [text for text in all_texts(PLAN) if text not in said] == []
    for value in ("花卉繁殖与养护", "2031级园艺1班", "36人", "理实一体", "中级"):
        assert value in said
    for step in STEPS:
        assert step.name in said


@pytest.mark.parametrize("form", FORMS)
def test_nothing_but_the_text_of_the_form_changes(form):
    before = form()
    after, _ = fill_template(before, PLAN)
    old, new = (zipfile.ZipFile(io.BytesIO(data)) for data in (before, after))
    assert old.namelist() == new.namelist()
    changed = [name for name in old.namelist() if old.read(name) != new.read(name)]
    assert changed == ["word/document.xml"]
    words = everything(Document(io.BytesIO(before))).split("\n")
    labels = [word.split("：")[0] for word in words if "点击" not in word and "请从" not in word]
    said = everything(Document(io.BytesIO(after)))
    assert [label for label in labels if label not in said] == []


@pytest.mark.parametrize("form", FORMS)
def test_filling_is_repeatable(form):
    once = form()
    assert fill_template(once, PLAN) == fill_template(once, PLAN)


def test_a_filled_form_is_read_as_a_lesson_plan(tmp_path):
    goals = [("教学目标", name, "", "", "", "") for name in ("知识目标", "能力目标", "素质目标")]
    form = table_of(
        ("课题", "", None, "学时", "", ""),
        *goals,
        ("时间", "学生活动", "教师活动", "教学内容", "教学环节", "备注"),
        ("", "", "", "", "", ""),
        ("教学反思", "", None, None, None, None),
    )
    data, _ = fill_template(form, PLAN, citations="none", origins=False)
    plan = plan_of(data, tmp_path, "表.docx")
    assert [(s.phase, s.label, s.minutes and s.minutes.number) for s in plan.steps] == [
        (s.phase, s.name, s.minutes) for s in STEPS
    ]
    assert texts(plan.goals)["知识目标"][0] == "1. 说明扦插的适宜时期和插后管理的要点。"
    assert plan.basic("课时数").number == 2


def test_sources_and_tags_are_added_where_asked_for():
    document, _ = filled(one_table(), citations="inline", origins=True)
    said = [p.text for p in document.paragraphs]
    at = said.index("引用来源")
    assert said[at + 1] == "以下各条均引自：园艺技术专业课程标准"
    assert said[at + 2].startswith("[1] 课程标准 › 花卉繁殖与养护")
    assert sum(text.startswith("[") for text in said) == len(CITATIONS)
    assert any(text.startswith("标注说明") for text in said)


def test_an_empty_plan_leaves_the_form_as_it_is():
    document, notes = filled(one_table(), replace(PLAN, sections=(), citations=()))
    at = [row[0] for row in rows(document)].index("时间")
    assert rows(document)[at + 1] == [""] * 6
    assert notes == ("模板里没有这些内容的位置，已附在文末：学生人数、授课层级。",)
    assert REQUEST.task in everything(document)
    assert DELIVERABLE not in everything(document)


def test_a_plan_that_is_written_already_loses_nothing(shipped_corpus):
    for path in sorted(shipped_corpus.glob("*.docx")):
        before = everything(Document(path))
        document, _ = filled(path.read_bytes())
        after = everything(document)
        assert [line for line in before.split("\n") if line.strip() and line not in after] == []
        assert [text for text in all_texts(PLAN) if text not in after] == []
