"""Tables as files really have them: in plain text, cut by a page, as forms; and odd characters."""

import pytest
from outline import outline, rows, section

from indexing.kinds import understand
from indexing.kinds.lesson_plan.run_together import split_plans
from indexing.kinds.shared.text_tables import with_tables
from indexing.readers.blocks import Line, RawDocument, TableBlock, TableCell
from indexing.records import Document, DocumentKind

BODY = "学生分成小组，按照工单的顺序完成，每一步都由组长检查并在记录单上签字。"


def text(*lines: str) -> Document:
    return understand(RawDocument(tuple(map(Line, lines)), wrapped=True), "某.txt", "0")


@pytest.mark.parametrize("gap", ["\t", "   ", "　　"])
def test_lines_of_cells_are_a_table(gap: str) -> None:
    lines = (("任务", "学时", "地点"), ("刨削", "4", "一室"), ("开榫", "6", "二室"))
    document = text("一、任务", *(gap.join(line) for line in lines), "二、考核", BODY)
    (table,) = document.tables
    assert (table.columns, rows(table)) == (lines[0], [*lines[1:]])
    assert outline(document) == [(1, "一、任务"), (1, "二、考核")]


def test_a_name_set_wide_and_a_lone_row_are_no_table() -> None:
    lines = [Line("安平学校　　木工组　　教学大纲"), Line("执笔：甲   审定：乙"), Line("正文。")]
    assert with_tables(lines) == lines
    assert with_tables([Line("\t教学目标"), Line("会开榫")]) == [Line("\t教学目标"), Line("会开榫")]


def table(page: int, *lines: tuple[str, ...]) -> TableBlock:
    return TableBlock(tuple(tuple(map(TableCell, line)) for line in lines), page=page)


HEAD = ("周次", "内容", "学时", "地点")


def of_pages(*tables: TableBlock) -> Document:
    return understand(RawDocument((Line("授课计划", page=1), *tables), pages=2), "某.pdf", "0")


@pytest.mark.parametrize("repeated", [True, False])
def test_a_row_that_the_edge_of_a_page_cuts_is_one_row(repeated: bool) -> None:
    head = (HEAD,) if repeated else ()
    document = of_pages(
        table(1, HEAD, ("1", "平焊", "6", "一室"), ("2", "角焊，先讲", "8", "二室")),
        table(2, *head, ("", "再练。", "", ""), ("3", "立焊", "4", "三室")),
    )
    (found,) = document.tables
    assert rows(found) == [
        ("1", "平焊", "6", "一室"),
        ("2", "角焊，先讲再练。", "8", "二室"),
        ("3", "立焊", "4", "三室"),
    ]


def test_a_row_below_a_merged_cell_is_a_row_of_its_own() -> None:
    document = of_pages(
        table(1, HEAD, ("1", "平焊", "6", "一室"), ("2", "角焊", "8", "二室")),
        table(2, HEAD, ("", "立焊", "4", "三室")),
    )
    assert [row[1].text for row in document.tables[0].rows] == ["平焊", "角焊", "立焊"]


def form(*lines: tuple[str, str]) -> RawDocument:
    return RawDocument(
        (Line("《木工》教案"), TableBlock(tuple(tuple(map(TableCell, line)) for line in lines)))
    )


def test_the_label_column_of_a_form_is_an_outline() -> None:
    document = understand(
        form(
            *(("课题", "榫卯"), ("班级", "木工1班"), ("教学目标", BODY), ("课前热身", BODY)),
            *(("教学方法", BODY), ("教学反思", BODY), ("教学过程", BODY), ("人数", "30")),
        ),
        "某.docx",
        "0",
    )
    assert document.kind is DocumentKind.LESSON_PLAN
    assert outline(document) == [
        (1, "教学目标"),
        (1, "课前热身"),
        (1, "教学方法"),
        (1, "教学反思"),
        (1, "教学过程"),
    ]
    assert document.canonical[section(document, "课前热身").start :].startswith(f"课前热身\n{BODY}")


LESSON = (
    "课题{0}课型新授教学目标【知识目标】知道{0}的名称教学重点{0}的用法教学方法讲解法、演示法"
    "教学过程先看实物，再分组练习，这里的教学重点要讲两遍。作业布置画一张图板书设计{0}教学反思时间不够。"
)


def test_plans_run_together_into_one_line_are_cut_into_lessons_and_fields() -> None:
    line = "安平学校教学设计方案" + "".join(
        LESSON.format(name) for name in ("刨子", "凿子", "锯子")
    )
    parts = split_plans([Line(line)])
    assert "".join(part.text.replace(" ", "") for part in parts) == line
    document = understand(RawDocument((Line(line),), wrapped=True), "方案.txt", "0")
    assert document.kind is DocumentKind.LESSON_PLAN
    assert [head for level, head in outline(document) if level == 1] == [
        "课题 刨子",
        "课题 凿子",
        "课题 锯子",
    ]
    assert section(document, "课题 凿子", "作业布置").path == ("课题 凿子", "作业布置")
    # A field that is only mentioned opens none.
    process = section(document, "课题 刨子", "教学过程")
    assert "这里的教学重点要讲两遍。" in document.canonical[process.start : process.end]


def test_a_paragraph_that_mentions_fields_is_left_alone() -> None:
    line = Line("教案要写教学目标、教学重点和教学过程。" * 12)
    assert split_plans([line]) == [line]


def test_radicals_are_shown_as_the_characters_they_stand_for() -> None:
    document = text(
        "⽔产养殖教学⼤纲", "⼀、课程⽬标", "⻓江的⻥类，⾼温⽉份。", "⼆、考核", "⻅附件。"
    )
    assert document.title == "水产养殖教学大纲"
    assert outline(document) == [(1, "一、课程目标"), (1, "二、考核")]
    assert "长江的鱼类，高温月份。" in document.canonical
    assert (
        len(document.canonical)
        == len("水产养殖教学大纲一、课程目标长江的鱼类，高温月份。二、考核见附件。") + 4
    )
