"""Documents of no known kind, and what holds for a document of any kind."""

import io

import docx
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from invented_lesson_plan import FLAT
from invented_standard import TEXT as STANDARD
from invented_syllabus import TEXT as SYLLABUS
from outline import outline, rows, section, text_of

from indexing.kinds import understand
from indexing.readers.blocks import Block, Line, RawDocument, TableBlock, TableCell
from indexing.records import Document, DocumentKind, UnitKind

RULES = """\
实训室管理办法

第一章 总则
第一节 目的
为了让学生安全地使用车床、铣床和砂轮机，也为了让设备用得久一些，
制定本办法。
第二节 范围
本办法适用于校内的全部实训室。
第二章 使用
一、预约
提前一天在值班表上登记。
（一）登记内容
1. 班级和人数；
2. 要用的设备。
二、离开
关电、关窗、锁门。
"""


def test_numbered_headings_nest_and_leave_no_level_out(understood) -> None:
    document = understood(RULES, "办法.txt")
    assert document.kind is DocumentKind.REGULATION
    assert document.title == "实训室管理办法"
    assert outline(document) == [
        (1, "第一章 总则"),
        (2, "第一节 目的"),
        (2, "第二节 范围"),
        (1, "第二章 使用"),
        (2, "一、预约"),
        (3, "（一）登记内容"),
        (2, "二、离开"),
    ]
    assert section(document, "（一）登记内容").path == (
        "第二章 使用",
        "一、预约",
        "（一）登记内容",
    )
    assert text_of(document, "第一节 目的") == (
        "为了让学生安全地使用车床、铣床和砂轮机，也为了让设备用得久一些，制定本办法。"
    )


def test_items_are_told_from_paragraphs(understood) -> None:
    document = understood(RULES, "办法.txt")
    at = section(document, "（一）登记内容").id
    kinds = [unit.kind for unit in document.units if unit.section == at]
    assert kinds == [UnitKind.HEADING, UnitKind.ITEM, UnitKind.ITEM]


@pytest.mark.parametrize(
    "line", ["二、离开前要关电、关窗。", "二、离开，", "二、", "二、" + "很长" * 20]
)
def test_a_numbered_sentence_is_no_heading(understood, line: str) -> None:
    assert outline(understood(f"一、总则\n\n{line}\n", "办法.md")) == [(1, "一、总则")]


def test_where_the_format_marks_headings_numbers_make_none(understood) -> None:
    document = understood("# 办法\n\n## 一、总则\n\n一、这一行没有标记\n", "办法.md")
    assert outline(document) == [(1, "办法"), (2, "一、总则")]
    assert document.title == "办法"


def test_a_table_of_word_with_merged_cells(understood) -> None:
    file = docx.Document()
    file.add_heading("设备清单", 1)
    file.add_paragraph("表1 各室设备")
    table = file.add_table(rows=4, cols=3, style="Table Grid")
    texts = (("房间", "设备", "台数"), ("101", "车床", "6"), ("", "砂轮机", "2"), ("合计", "", "8"))
    for row, cells in zip(table.rows, texts, strict=True):
        for cell, text in zip(row.cells, cells, strict=True):
            cell.text = text
    table.cell(1, 0).merge(table.cell(2, 0))
    table.cell(3, 0).merge(table.cell(3, 1))
    stream = io.BytesIO()
    file.save(stream)
    document = understood(stream.getvalue(), "清单.docx")
    (found,) = document.tables
    assert (found.name, found.columns) == ("表1 各室设备", ("房间", "设备", "台数"))
    # A cell merged over two rows holds for both, at its one place.
    assert rows(found) == [("101", "车床", "6"), ("101", "砂轮机", "2"), ("合计", "", "8")]
    assert found.rows[0][0] == found.rows[1][0]
    assert [row[0].text for row in found.as_printed().rows] == ["101", "", "合计"]
    assert document.sections[found.section].heading == "设备清单"


@pytest.mark.parametrize(
    ("marks", "kind"),
    [
        (["学习内容", "课程目标", "教学考核要求"], DocumentKind.STANDARD),
        (["学习内容", "课程目标"], DocumentKind.GENERIC),
        (["任务名称", "教学目标", "教学重难点", "课前", "课中"], DocumentKind.LESSON_PLAN),
        (["課程基本信息", "主要內容", "學習建議", "思考作業"], DocumentKind.SYLLABUS),
        (["我们学习内容和课程目标", "教学考核要求很高"], DocumentKind.GENERIC),
    ],
)
def test_kinds_are_told_by_labels_that_stand_alone(marks: list[str], kind: DocumentKind) -> None:
    lines = [line for mark in marks for line in (mark, "这里写一些内容。")]
    assert understand(RawDocument(tuple(map(Line, lines))), "某.txt", "0").kind is kind


def test_without_a_title_the_files_name_stands_for_it() -> None:
    long = "这一行很长，是正文的第一句话，不是标题。"
    assert understand(RawDocument((Line(long),)), "校本/值班.txt", "0").title == "值班"


# What holds for every document -------------------------------------------------------------

LABELS = st.sampled_from(
    [
        *("课程目标", "学习内容", "教学考核要求", "工作内容分析", "参考性学习任务", "五、课程标准"),
        *("（一）甲课程标准", "序号 名称 学习任务描述 参考学时", "序号 课程名称 基准学时", "续表"),
        *("培养层级 典型工作任务 职业能力要求", "工作对象：", "1", "2", "20", "总学时 1 360 20"),
        *("\t授课单元", "\t任务名称", "\t课前", "\t课中", "\t教学环节", "\t教学内容", "\t"),
        *("\t任务一\n20分钟", "教学目标", "\t教学反思", "教学重难点", "设计意图", "中级技能"),
        *("主要内容", "1.主要内容:甲", "思考作业", "先修课程", "第一章 甲(4学时)", "表3 甲表"),
        *(
            "文档简介",
            "评论",
            "最新文档",
            " 甲",
            "·8·",
            "一、乙",
            "（二）丙",
            "2. 丁",
            "",
            "【戊】",
        ),
    ]
)
LINES = st.lists(
    st.one_of(LABELS, st.text(max_size=60), st.text("学生按要求完成，。；：(1)一、", max_size=60)),
    max_size=40,
)
CELLS = st.text("课前课中教学环节教师活动学生活动设计意图任务名称0123分钟\n ", max_size=12)


@st.composite
def _blocks(draw: st.DrawFn) -> tuple[Block, ...]:
    blocks: list[Block] = []
    for line in draw(LINES):
        heading = draw(st.integers(0, 3)) if draw(st.booleans()) else 0
        blocks += [Line(part, heading=heading) for part in line.split("\n")]
        if draw(st.integers(0, 9)) == 0:
            width = draw(st.integers(1, 5))
            table = draw(
                st.lists(st.lists(CELLS, min_size=width, max_size=width), min_size=1, max_size=5)
            )
            blocks.append(TableBlock(tuple(tuple(map(TableCell, row)) for row in table)))
    return tuple(blocks)


def well_formed(document: Document) -> None:
    """Check what every document promises to its readers."""
    canonical = document.canonical
    covered = 0
    for unit in document.units:
        assert covered <= unit.start < unit.end <= len(canonical)
        assert not canonical[covered : unit.start].strip()
        covered = unit.end
        inside = document.sections[unit.section]
        assert inside.start <= unit.start
        assert unit.end <= inside.end
    assert not canonical[covered:].strip()
    root = document.sections[0]
    assert (root.start, root.end, root.level, root.parent) == (0, len(canonical), 0, None)
    for number, at in enumerate(document.sections):
        assert at.id == number
        assert canonical[at.start : at.end] == canonical[at.start : at.end].rstrip("\n")
        if at.parent is not None:
            parent = document.sections[at.parent]
            assert parent.id < at.id
            assert parent.level < at.level
            assert at.path == (*parent.path, at.heading)
            assert parent.start <= at.start <= at.end <= parent.end
    for table in document.tables:
        for row in table.rows:
            assert len(row) == len(table.columns)
            for cell in row:
                assert 0 <= cell.start <= cell.end <= len(canonical)


@settings(max_examples=150, deadline=None)
@given(_blocks(), st.booleans())
@example((Line("\t课前"), Line("\t")), True)
@example((Line("参考性学习任务"), Line("１")), True)
def test_any_lines_and_tables_make_a_well_formed_document(
    blocks: tuple[Block, ...], wrapped: bool
) -> None:
    well_formed(understand(RawDocument(blocks, wrapped=wrapped), "某.txt", "0"))


@pytest.mark.parametrize("text", [STANDARD, FLAT, SYLLABUS, RULES])
@settings(max_examples=20, deadline=None)
@given(data=st.data())
def test_a_damaged_document_is_still_well_formed(text: str, data: st.DataObject) -> None:
    lines = text.split("\n")
    for _ in range(data.draw(st.integers(1, 8))):
        at = data.draw(st.integers(0, len(lines) - 1))
        match data.draw(st.sampled_from(["drop", "twice", "swap"])):
            case "drop":
                del lines[at : at + data.draw(st.integers(1, 20))]
                lines = lines or [""]
            case "twice":
                lines.insert(at, lines[at])
            case _:
                other = data.draw(st.integers(0, len(lines) - 1))
                lines[at], lines[other] = lines[other], lines[at]
    raw = RawDocument(tuple(map(Line, lines)), wrapped=True)
    well_formed(understand(raw, "某.txt", "0"))


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.text("学生按要求完成测量记录甲乙，。；一二三、（）123 ", max_size=50), max_size=20)
)
def test_a_generic_text_keeps_every_character_and_order(lines: list[str]) -> None:
    raw = RawDocument(tuple(Line(line.strip()) for line in lines), wrapped=True)
    document = understand(raw, "某.txt", "0")
    assert document.kind is DocumentKind.GENERIC
    assert "".join(document.canonical.split()) == "".join("".join(lines).split())


@settings(max_examples=40, deadline=None)
@given(st.lists(st.text("学生按要求完成测量记录甲乙，。；一二三、（）", max_size=50), max_size=20))
def test_understanding_a_canonical_text_again_changes_nothing(lines: list[str]) -> None:
    first = understand(RawDocument(tuple(map(Line, lines)), wrapped=True), "某.txt", "0")
    again = RawDocument(tuple(map(Line, first.canonical.split("\n"))))
    assert understand(again, "某.txt", "0").canonical == first.canonical
