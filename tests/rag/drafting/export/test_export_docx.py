"""The Word file in the usual form, reopened with python-docx."""

import io
import zipfile
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from docx import Document
from docx.oxml.ns import qn
from docx.shared import Emu, Mm
from invented_draft import CITATIONS, PLAN, REQUEST, STEPS, without

from rag.checking import Finding, Place, Severity
from rag.drafting.export.docx import to_docx
from rag.drafting.plan import Group, Origin, Plan, Section, Statement

PROCESS_HEADER = ["环节与时间", "教学内容", "教师活动", "学生活动", "设计意图/\n思政融入"]


def opened(plan=PLAN, **options):
    return Document(io.BytesIO(to_docx(plan, **options)))


def body_text(document):
    return "\n".join(t.text for t in document.element.body.iter(qn("w:t")))


def table_with(document, header):
    return next(t for t in document.tables if [c.text for c in t.rows[0].cells] == header)


def headings(document):
    return [p.text for p in document.paragraphs if p.style.name == "Heading 1"]


def runs(document):
    return list(document.element.body.iter(qn("w:r")))


def test_the_page_is_a4_with_page_numbers():
    section = opened().sections[0]
    assert abs(section.page_width - Mm(210)) < Mm(0.1)
    assert abs(section.page_height - Mm(297)) < Mm(0.1)
    fields = [f.get(qn("w:instr")).strip() for f in section.footer._element.iter(qn("w:fldSimple"))]
    assert fields == ["PAGE", "NUMPAGES"]


def test_every_run_and_the_main_styles_name_an_east_asian_font():
    document = opened(citations="inline", findings=())
    fonts = {
        run.find(qn("w:rPr")).find(qn("w:rFonts")).get(qn("w:eastAsia")) for run in runs(document)
    }
    assert fonts == {"宋体", "黑体"}
    for name, font in (("Normal", "宋体"), ("Title", "黑体"), ("Heading 1", "黑体")):
        style = document.styles[name].element.find(qn("w:rPr")).find(qn("w:rFonts"))
        assert style.get(qn("w:eastAsia")) == font


def test_the_parts_stand_in_the_usual_order():
    document = opened(findings=())
    assert document.paragraphs[0].text == "月季的扦插繁殖 教案"
    assert headings(document) == [
        "一、教学基本情况",
        "二、教学实施过程",
        "三、教学反思",
        "四、分层任务",
        "附录一 对齐矩阵",
        "附录二 引用来源",
        "附录三 检查报告",
    ]


def test_a_part_not_drafted_leaves_no_gap_in_the_numbers():
    document = opened(without("教学反思", "对齐矩阵"))
    assert headings(document) == [
        "一、教学基本情况",
        "二、教学实施过程",
        "三、分层任务",
        "附录一 引用来源",
    ]


def test_the_title_says_that_it_is_a_plan_once():
    assert opened(replace(PLAN, title="月季的扦插繁殖")).paragraphs[0].text == "月季的扦插繁殖 教案"


def test_the_head_has_merged_cells_and_room_for_what_the_teacher_did_not_say():
    form = opened().tables[0]
    rows = [[cell.text for cell in row.cells] for row in form.rows]
    assert rows[0] == ["课程名称", "花卉繁殖与养护", "花卉繁殖与养护", "授课单元", ""]
    assert rows[1] == ["任务名称", *["月季的扦插繁殖"] * 4]
    assert rows[3] == ["授课形式", "理实一体", "理实一体", "授课地点", ""]
    label = form.cell(6, 0)._element
    assert label.find(qn("w:tcPr")).find(qn("w:vMerge")).get(qn("w:val")) == "restart"
    assert [form.cell(row, 0).text for row in (6, 7, 8)] == ["学情分析"] * 3


def test_the_process_has_a_repeated_header_and_a_merged_row_for_each_phase():
    process = table_with(opened(), PROCESS_HEADER)
    header = process.rows[0]._tr.find(qn("w:trPr"))
    assert header.find(qn("w:tblHeader")) is not None
    assert all(
        row._tr.find(qn("w:trPr")).find(qn("w:cantSplit")) is not None for row in process.rows
    )
    names = [row.cells[0].text for row in process.rows]
    assert names[1:] == [
        "课前",
        "认领任务",
        "课中",
        "任务导入\n10分钟",
        "探究一：选穗与剪穗\n25分钟",
        "探究二：基质与扦插\n25分钟",
        "展示与评价\n30分钟",
        "课后",
        "拓展与养护",
    ]
    phases = [row for row in process.rows if len(row._tr.tc_lst) == 1]
    assert [row._tr.tc_lst[0].grid_span for row in phases] == [5, 5, 5]


def test_a_step_longer_than_half_a_page_may_be_split():
    long = replace(STEPS[1], content=(Statement("观察插穗的变化。" * 60, Origin.SUGGESTED),))
    process = table_with(
        opened(Plan(REQUEST, "长课", (Section("教学实施过程", steps=(long,)),))), PROCESS_HEADER
    )
    assert process.rows[2]._tr.find(qn("w:trPr")) is None


def test_every_table_is_as_wide_as_the_text():
    document = opened(findings=())
    section = document.sections[0]
    room = Emu(section.page_width - section.left_margin - section.right_margin).pt * 20
    for table in document.tables:
        widths = [int(c.get(qn("w:w"))) for c in table._tbl.tblGrid.iter(qn("w:gridCol"))]
        assert room - 10 <= sum(widths) <= room
        assert min(widths) >= 700 or len(widths) == 1


def test_a_rubric_stands_under_its_caption_with_the_tag_of_all_its_cells():
    document = opened()
    rubric = table_with(document, ["评价项目", "权重", "优秀", "合格", "待改进"])
    assert [cell.text for cell in rubric.rows[1].cells][:2] == ["插穗剪切", "40%"]
    assert rubric._tbl.getprevious().xpath("string(.)") == "评分量规〔建议〕"


@pytest.mark.parametrize(
    ("origins", "tags"), [(True, {"建议", "教师提供", "推断", "文件"}), (False, set())]
)
def test_tags_are_small_and_grey_and_can_be_left_out(origins, tags):
    document = opened(origins=origins)
    grey = [r for r in runs(document) if r.find(qn("w:rPr")).find(qn("w:color")) is not None]
    assert {run.xpath("string(.)").strip("〔〕") for run in grey} == tags
    assert all(int(r.find(qn("w:rPr")).find(qn("w:sz")).get(qn("w:val"))) <= 15 for r in grey)
    assert ("标注说明" in body_text(document)) is origins


def test_a_cell_of_one_origin_has_one_tag_and_a_mixed_one_a_tag_each():
    process = table_with(opened(citations="appendix"), PROCESS_HEADER)
    assert process.cell(5, 2).text.count("〔建议〕") == 1
    assert process.cell(5, 1).text == (
        "扦插的时期、插穗的选取与处理。〔文件〕\n剪口离芽约1厘米，上平下斜。〔建议〕"
    )


def test_inline_citations_are_superscript_and_listed():
    document = opened(citations="inline")
    marks = [r for r in runs(document) if r.find(qn("w:rPr")).find(qn("w:vertAlign")) is not None]
    assert {run.xpath("string(.)") for run in marks} == {"[1]", "[2]", "[3]", "[4]"}
    listed = [p.text for p in document.paragraphs if p.text.startswith("[")]
    assert [text[:3] for text in listed] == ["[1]", "[2]", "[3]", "[4]"]
    assert listed[2] == (
        "[3] 课程标准 › 花卉繁殖与养护 › 教学考核要求，第24页："
        "“过程性考核占70%，终结性考核占30%。”（用于：考核评价）"
    )


def test_a_title_all_sources_share_is_said_once():
    assert "以下各条均引自：园艺技术专业课程标准" in body_text(opened())
    other = tuple(replace(c, title="校本教材") if c.n == 4 else c for c in CITATIONS)
    text = body_text(opened(replace(PLAN, citations=other)))
    assert "均引自" not in text
    assert "[3] 园艺技术专业课程标准 › 课程标准" in text
    assert "[4] 校本教材 › 课程标准" in text


def test_a_field_of_tables_alone_has_its_name_above_them():
    rubric = PLAN.section("考核评价").blocks[1]
    plan = Plan(REQUEST, "标题", (Section("考核评价", (rubric,)),))
    assert [cell.text for cell in opened(plan).tables[0].rows[-1].cells] == ["考核评价"] * 5


def test_cells_of_another_origin_than_their_table_are_tagged():
    matrix = table_with(opened(citations="appendix"), ["目标", "活动", "评价", "课标"])
    assert matrix._tbl.getprevious().xpath("string(.)") == "〔建议〕"
    assert [row.cells[3].text[-4:] for row in matrix.rows[1:]] == [
        "〔推断〕",
        "〔文件〕",
        "〔推断〕",
    ]
    assert matrix.cell(1, 0).text == "知1 说明扦插的适宜时期和插后管理的要点"


def test_an_appendix_has_the_list_without_marks_and_none_has_neither():
    appendix, none = opened(citations="appendix"), opened(citations="none")
    for document in (appendix, none):
        assert document.element.body.find(f".//{qn('w:vertAlign')}") is None
    assert "附录二 引用来源" in headings(appendix)
    assert headings(none)[-1] == "附录一 对齐矩阵"
    assert CITATIONS[0].quote not in body_text(none).replace("能按品种", "", 1)


def test_a_citation_nothing_uses_is_not_listed():
    spare = replace(CITATIONS[0], n=5, quote="没有用到的一句。")
    document = opened(replace(PLAN, citations=(*CITATIONS, spare)))
    assert "没有用到的一句" not in body_text(document)


def _finding(rule, message, severity, mend):
    place = Place("x", None, 0, 1, ("教学实施过程", "课中"))
    return Finding(rule, message, (place,), mend, severity)


def test_the_report_lists_errors_before_advice_with_their_mends():
    findings = (
        _finding("a", "资源没有用到。", Severity.ADVICE, "在环节里写明。"),
        _finding("b", "时间多出5分钟。", Severity.ERROR, "减去5分钟。"),
    )
    report = table_with(opened(findings=findings), ["类别", "位置", "问题", "修改建议"])
    assert [[cell.text for cell in row.cells] for row in report.rows[1:]] == [
        ["错误", "教学实施过程 › 课中", "时间多出5分钟。", "减去5分钟。"],
        ["建议", "教学实施过程 › 课中", "资源没有用到。", "在环节里写明。"],
    ]


def test_a_plan_without_findings_says_so_and_one_not_checked_says_nothing():
    assert "没有发现问题" in body_text(opened(findings=()))
    assert "检查报告" not in body_text(opened())


def test_the_same_plan_gives_the_same_bytes_and_a_date_only_if_asked():
    assert to_docx(PLAN) == to_docx(PLAN)
    assert b"dcterms:created" not in zipfile.ZipFile(io.BytesIO(to_docx(PLAN))).read(
        "docProps/core.xml"
    )
    date = datetime(2031, 3, 5, 8, 30, tzinfo=UTC)
    assert opened(date=date).core_properties.created == date
    assert opened().core_properties.title == PLAN.title


def test_text_that_xml_cannot_hold_is_left_out_and_the_rest_kept():
    odd = Section(
        "学情分析", (Group("", (Statement("会\x00看\x0b图 <纸>&\ud800", Origin.TEACHER),)),)
    )
    text = body_text(opened(Plan(REQUEST, "标题", (odd,)), origins=False))
    assert "会看图 <纸>&" in text


def test_a_plan_without_sections_is_still_a_form():
    document = opened(Plan(REQUEST, "空教案"))
    assert headings(document) == ["一、教学基本情况"]
    assert len(document.tables) == 1
