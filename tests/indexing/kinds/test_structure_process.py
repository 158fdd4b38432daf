"""Teaching processes of forms not met before: phases inside cells, columns of other names."""

import io

import docx
import pytest
from outline import outline, rows

from indexing.kinds import records_of
from indexing.kinds.lesson_plan.flattened import FlatSteps
from indexing.kinds.lesson_plan.process_words import (
    header_role,
    in_order,
    is_header_row,
    phase_in,
    phase_of,
)
from indexing.records import Document

HEAD = [["授课班级", "2031级园艺班", "课时数", "2"], ["任务名称", "任务3.1 劈接", "地点", "苗圃"]]


def _plan(*tables: list[list[str]], between: tuple[str, ...] = ()) -> bytes:
    document = docx.Document()
    document.add_paragraph("《果树嫁接》教案")
    _add(document, HEAD)
    for name in ("教学目标", "能完成劈接。", "教学过程"):
        document.add_paragraph(name)
    for index, cells in enumerate(tables):
        if index < len(between):
            document.add_paragraph(between[index])
        _add(document, cells)
    document.add_paragraph("教学反思")
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def _add(document: docx.document.Document, cells: list[list[str]]) -> None:
    table = document.add_table(len(cells), len(cells[0]))
    for i, row in enumerate(cells):
        for j, text in enumerate(row):
            table.cell(i, j).text = text


def _steps(document: Document) -> list[tuple[str, str, int | None]]:
    plan = records_of(document).lesson_plan
    assert plan is not None
    return [(s.phase, s.label, s.minutes.number if s.minutes else None) for s in plan.steps]


COLUMNS = ["教学环节", "教师活动", "学生活动", "设计意图"]


def test_phases_at_the_beginning_of_the_cells_of_steps(understood) -> None:
    cells = [
        COLUMNS,
        ["课前 预习 10分钟", "推送微课", "观看微课", "引出问题"],
        ["课中\n导入\n5分钟", "展示树苗", "观察接口", "激趣"],
        ["削接穗\n25分钟", "示范两刀", "削十根", "突破重点"],
        ["【课后】拓展", "布置记录", "记录一周", "巩固"],
    ]
    document = understood(_plan(cells), "教案.docx")
    assert _steps(document) == [
        ("课前", "预习", 10),
        ("课中", "导入", 5),
        ("课中", "削接穗", 25),
        ("课后", "拓展", None),
    ]
    assert "课前 预习 10分钟\t推送微课" in document.canonical
    assert outline(document)[1:4] == [(1, "教学过程"), (2, "课前"), (3, "预习（10分钟）")]


def test_phases_in_a_column_of_their_own(understood) -> None:
    cells = [
        ["阶段", *COLUMNS],
        ["课前", "预习", "推送微课", "观看微课", "引出问题"],
        ["课中", "导入", "展示树苗", "观察接口", "激趣"],
        ["", "削接穗", "示范两刀", "削十根", "突破重点"],
    ]
    document = understood(_plan(cells), "教案.docx")
    assert _steps(document) == [
        ("课前", "预习", None),
        ("课中", "导入", None),
        ("课中", "削接穗", None),
    ]


def test_names_that_begin_with_a_phase_where_no_row_names_it(understood) -> None:
    cells = [COLUMNS, ["课前预习", "甲", "乙", "丙"], ["课后作业", "丁", "戊", "己"]]
    document = understood(_plan(cells), "教案.docx")
    assert _steps(document) == [("课前", "课前预习", None), ("课后", "课后作业", None)]


def test_such_a_name_inside_a_phase_with_a_row_of_its_own_opens_none(understood) -> None:
    cells = [
        COLUMNS,
        ["课前自主学习", "", "", ""],
        ["看图", "甲", "乙", "丙"],
        ["课中", "", "", ""],
        ["课前检测讲评", "丁", "戊", "己"],
        ["课后任务布置", "庚", "辛", "壬"],
    ]
    document = understood(_plan(cells), "教案.docx")
    assert _steps(document) == [
        ("课前", "看图", None),
        ("课中", "课前检测讲评", None),
        ("课中", "课后任务布置", None),
    ]


def test_a_table_for_each_phase_under_a_line_that_names_it(understood) -> None:
    content = _plan(
        [COLUMNS, ["看图", "甲", "乙", "丙"]],
        [COLUMNS, ["削接穗 25分钟", "丁", "戊", "己"]],
        between=("（一）课前准备", "（二）课中实施"),
    )
    document = understood(content, "教案.docx")
    assert _steps(document) == [("课前", "看图", None), ("课中", "削接穗", 25)]


FLAT = """\
\t授课班级
\t2031级家具班
\t任务名称
\t任务1.2 直角榫
\t课时数
\t2

\t教学目标
\t知识目标
\t1. 说明榫头的三个尺寸。

\t教学资源
\t线下资源
\t凿子、木槌。

\t课前

{head}

\t预习看图
\t上传图纸
\t量出尺寸
\t先看后做

\t课中

\t划线
20分钟
\t用角尺划线
\t两人互查
\t划得准

\t凿孔
30分钟
\t先中间后两边
\t凿通
\t站得稳

\t教学反思
\t存在问题：
"""


@pytest.mark.parametrize(
    "head",
    [
        "\t环节\n\t教师活动\n\t学生活动\n\t设计意图与思政点",
        "\t流程安排\n\t教师活动\n\t学生活动\n\t设计意图",
        "\t环节及时间\n\t教师活动（教）\n\t学生活动（学）\n\t用意",
    ],
)
def test_the_header_of_a_flattened_table_is_no_step(understood, head: str) -> None:
    document = understood(FLAT.format(head=head), "教案.txt")
    assert _steps(document) == [
        ("课前", "预习看图", None),
        ("课中", "划线", 20),
        ("课中", "凿孔", 30),
    ]
    (table,) = document.tables
    assert rows(table)[1][2:4] == ("用角尺划线", "两人互查")
    assert head.replace("\n", "").strip() in document.canonical


def test_a_header_and_its_first_step_without_a_blank_line_between(understood) -> None:
    text = FLAT.format(head="\t环节\n\t教师活动\n\t学生活动\n\t用意").replace(
        "\t用意\n\n", "\t用意\n"
    )
    text = text.replace("\t上传图纸", "\t【发布】上传图纸，提醒单位是毫米。")
    document = understood(text, "教案.txt")
    assert [label for _, label, _ in _steps(document)] == ["预习看图", "划线", "凿孔"]


def test_short_cells_behind_a_whole_header_are_those_of_a_step(understood) -> None:
    text = FLAT.format(head="\t环节\n\t教师活动\n\t学生活动\n\t设计意图").replace("\n\n", "\n")
    document = understood(text, "教案.txt")
    assert [label for _, label, _ in _steps(document)] == ["预习看图", "划线", "凿孔"]


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("教学环节及时间分配", "step"),
        ("设计意图与思政点", "design"),
        ("教师活动（教）", "teacher"),
        ("备注", ""),
        ("预习看图", None),
        ("教师和学生一起把图纸看三遍", None),
    ],
)
def test_roles_of_headers(text: str, role: str | None) -> None:
    assert header_role(text) == role


def test_rows_that_are_headers() -> None:
    assert is_header_row(["环节", "教师活动", "学生活动", "资源与手段"])
    assert not is_header_row(["教学方法", "资源"])
    assert not is_header_row(["教师", "王老师"])


def test_the_order_of_columns_under_a_wide_one() -> None:
    head = ["教学环节", "教学内容", "师生活动", "设计意图", "教师活动", "学生活动"]
    assert in_order(head) == ("step", "content", "teacher", "student", "design")


@pytest.mark.parametrize(
    ("text", "alone", "in_row"),
    [
        ("课前", "课前", "课前"),
        ("（一）课中（90分钟）", "课中", "课中"),
        ("课前自主学习", "", "课前"),
        ("课后巩固与拓展", "", "课后"),
        ("课前完成了测验的同学", "", ""),
        ("预习", "", ""),
    ],
)
def test_phases_on_their_own(text: str, alone: str, in_row: str) -> None:
    assert (phase_of(text), phase_of(text, row=True)) == (alone, in_row)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("课前 预习\n10分钟", ("课前", "预习\n10分钟")),
        ("课后：拓展", ("课后", "拓展")),
        ("课中（40分钟）", ("课中", "（40分钟）")),
        ("课前预习", ("", "课前预习")),
    ],
)
def test_phases_in_cells(text: str, found: tuple[str, str]) -> None:
    assert phase_in(text) == found


def test_a_header_of_nothing_but_a_group_of_columns_names_none():
    steps = FlatSteps()
    steps.take("师生活动", None, after_blank=False)
    steps.take("导入", None, after_blank=True)
    steps.take("看图说话。", None, after_blank=False)
    steps.close()
    assert [row.header for row in steps.ready()] == [True, False]
