"""Tables without rules: columns told by where the texts stand."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from printed_pages import FONT, HEIGHT, Draw, lines, pdf, table, together

from indexing.kinds import understand
from indexing.readers import read_bytes
from indexing.readers.blocks import Line, TableBlock
from indexing.records import Document

HEAD = ("序号", "课程名称", "学时", "学分")
COURSES = (
    ("1", "机械制图", "64", "4"),
    ("2", "钳工实训", "", "2"),
    ("3", "数控编程", "96", "6"),
    ("4", "电工基础", "48", "3"),
)
AT = (72, 130, 300, 380)
NOTE = "本表所列课程须在第四学期以前修完，未修完者不得参加顶岗实习，由教务处审核。"


def blocks(*pages: Draw) -> list[Line | TableBlock]:
    return list(read_bytes(pdf(*pages), "a.pdf").blocks)


def cells(block: Line | TableBlock) -> list[tuple[str, ...]]:
    """The cells of a table; ``<`` is covered from the left, ``^`` from above."""
    assert isinstance(block, TableBlock), block
    return [
        tuple(("^" if c.hanging else "<") if c.merged else c.text for c in row)
        for row in block.rows
    ]


def understood(*pages: Draw) -> Document:
    return understand(read_bytes(pdf(*pages), "a.pdf"), "a.pdf", "0" * 64)


def test_columns_hold_over_rows_and_a_blank_cell_keeps_its_column() -> None:
    (block,) = blocks(table((HEAD, *COURSES), AT))
    assert cells(block) == [HEAD, *COURSES]


def test_figures_at_the_right_edge_and_names_at_the_left() -> None:
    marks = (
        ("姓名", "平时", "期末"),
        ("张三", "85", "90"),
        ("李四明", "100", "5"),
        ("王五", "7", "60"),
    )
    (block,) = blocks(table(marks, (72, 200, 280), right=(1, 2)))
    assert cells(block) == list(marks)


def test_the_lines_of_a_cell_are_one_cell() -> None:
    long = "投影的基本知识与三视图，\n零件图的识读与绘制"
    rows = (HEAD, ("1", "制图", long, "4"), *(("2", "钳工", "划线与锯削", "2"),) * 2)
    (block,) = blocks(table(rows, (72, 110, 160, 420), step=14.3))
    assert cells(block)[1] == ("1", "制图", long, "4")
    assert len(cells(block)) == 4


def test_a_column_that_is_most_of_the_table_has_further_lines_as_well() -> None:
    parts = (
        "先讲解安全操作规程，再由教师示范，学生分组练习，最后小组互评并",
        "填写实训记录单，教师逐人检查焊缝外观后签字，收回工具并清点一遍",
        "数目，写在实训记录单的末尾；缺一件的，全组留下查找，直到找着为",
        "止。",
    )
    long = "\n".join(parts)
    body = [(str(week), long, "6") for week in (1, 2, 3)]
    (block,) = blocks(table((("周次", "内容", "学时"), *body), (72, 110, 460), step=24))
    assert cells(block) == [("周次", "内容", "学时"), *body]

    first, rest = long.split("\n", 1)
    cut = table((("周次", "内容", "学时"), *body, ("4", first, "6")), (72, 110, 460), step=24)
    next_page = table((("", rest, ""), ("5", "复习", "2")), (72, 110, 460), step=24)
    (found,) = understood(cut, next_page).tables
    assert [row[1].text for row in found.rows] == [long.replace("\n", "")] * 4 + ["复习"]


def test_a_number_at_the_middle_of_its_row_is_of_all_its_lines() -> None:
    def draw(canvas) -> None:
        table((("序号", "内容", "学时"),), (72, 110, 420))(canvas)
        for at, (upper, lower) in enumerate(
            (
                ("认识轮胎的规格与", "花纹"),
                ("拆装的步骤与扭矩", "要求"),
                ("动平衡机的使用与", "校准"),
            )
        ):
            y = HEIGHT - 140 - 44 * at
            canvas.drawString(110, y, upper)
            canvas.drawString(110, y - 14, lower)
            canvas.drawString(72, y - 7, str(at + 1))
            canvas.drawString(420, y - 7, "6")

    (block,) = blocks(draw)
    assert [(row[0], row[1], row[2]) for row in cells(block)] == [
        ("序号", "内容", "学时"),
        ("1", "认识轮胎的规格与\n花纹", "6"),
        ("2", "拆装的步骤与扭矩\n要求", "6"),
        ("3", "动平衡机的使用与\n校准", "6"),
    ]


@pytest.mark.parametrize("shift", [0, 9])
def test_a_header_of_two_levels_names_its_columns_by_both(shift: float) -> None:
    """``shift`` is how far below the common name the others stand: beside it, or between."""

    def head(canvas) -> None:
        canvas.setFont(FONT, 11)
        canvas.drawString(282, HEIGHT - 100, "学时")
        for x, text in ((72, "序号"), (120, "课程名称"), (400, "学分")):
            canvas.drawString(x, HEIGHT - 100 - shift, text)

    rows = (
        ("", "", "理论", "实践", ""),
        ("1", "制图", "40", "24", "4"),
        ("2", "钳工", "8", "32", "2"),
    )
    page = together(
        head,
        table((*rows, ("3", "编程", "56", "40", "6")), (72, 120, 260, 320, 400), top=118, step=20),
    )
    (block,) = blocks(page)
    assert cells(block)[:3] == [
        ("序号", "课程名称", "学时", "<", "学分"),
        ("^", "^", "理论", "实践", "^"),
        ("1", "制图", "40", "24", "4"),
    ]
    (found,) = understood(page).tables
    assert found.columns == ("序号", "课程名称", "学时·理论", "学时·实践", "学分")


def test_caption_and_text_around_are_no_rows() -> None:
    page = together(
        lines(["表3 课程设置与学时安排"], x=200, top=80),
        table((HEAD, *COURSES), AT),
        lines([NOTE], top=230),
    )
    caption, block, text = blocks(page)
    assert (caption.text, text.text) == ("表3 课程设置与学时安排", NOTE)  # type: ignore[union-attr]
    assert cells(block) == [HEAD, *COURSES]
    assert understood(page).tables[0].name == "表3 课程设置与学时安排"


def test_the_rest_on_the_next_page_has_the_columns_of_the_first() -> None:
    """Two rows are no table by themselves, and one of their columns is blank."""
    rest = (("5", "安全教育", "", "1"), ("6", "劳动教育", "", "1"))
    first, second = blocks(table((HEAD, *COURSES), AT), table(rest, AT))
    assert cells(second) == list(rest)
    (found,) = understood(table((HEAD, *COURSES), AT), table(rest, AT)).tables
    assert [row[0].text for row in found.rows] == ["1", "2", "3", "4", "5", "6"]
    assert cells(first) == [HEAD, *COURSES]


def test_a_row_cut_by_the_edge_of_the_page_is_one_row() -> None:
    at = (72, 110, 200, 420)
    first = (
        ("序号", "课程", "主要教学内容", "学时"),
        ("1", "制图", "投影的基本知识与三视图的画法", "64"),
        ("2", "钳工", "划线与锯削，钻孔与攻丝的要领", "40"),
        ("3", "编程", "手工编程与自动编程，仿真加工", "96"),
    )
    second = (
        ("", "", "与首件检验的记录", ""),
        ("4", "电工", "直流电路", "48"),
        ("5", "液压", "泵与阀", "32"),
    )
    (found,) = understood(table(first, at), table(second, at)).tables
    assert [row[2].text for row in found.rows] == [
        "投影的基本知识与三视图的画法",
        "划线与锯削，钻孔与攻丝的要领",
        "手工编程与自动编程，仿真加工与首件检验的记录",
        "直流电路",
        "泵与阀",
    ]


@pytest.mark.parametrize(
    "text",
    [
        ("本课程是 机电专业 的核心课 程，", "共 64 学时，其中 理论 40 学时。", "学生 须 完成。"),
        ("课程名称：钳工          授课班级：一班", "授课教师：王老师        授课地点：车间"),
        ("第一章 总则 ………… 1", "第二章 教学 ………………………… 12", "第三章 考核 ……………………… 30"),
        (
            "1. 下列属于量具的是（ ）。",
            "A. 锉刀        B. 千分尺      C. 台虎钳      D. 划针",
            "2. 攻丝时应当（ ）。",
            "A. 加油        B. 不加油      C. 加水        D. 加粉",
            "3. 锯条齿尖朝（ ）。",
            "A. 前          B. 后          C. 左          D. 右",
        ),
    ],
    ids=["spaces in sentences", "a form of two lines", "contents", "choices"],
)  # fmt: skip
def test_what_only_has_gaps_is_no_table(text: tuple[str, ...]) -> None:
    assert all(isinstance(block, Line) for block in blocks(lines(text)))


NAME = st.text("焊接车工钳铣刨磨镗测绘装配调试", min_size=2, max_size=5)
FIGURE = st.integers(1, 480).map(str)


@settings(deadline=None, max_examples=40)
@given(data=st.data())
def test_any_table_is_read_as_it_was_set(data: st.DataObject) -> None:
    """Of any width, type, place of figures and order of drawing; some cells are blank."""
    kinds = [NAME, *data.draw(st.lists(st.sampled_from([NAME, FIGURE]), min_size=2, max_size=4))]
    right = [at for at, kind in enumerate(kinds) if kind is FIGURE and data.draw(st.booleans())]
    count = data.draw(st.integers(4, 14))
    head = tuple(f"{name}目" for name in "甲乙丙丁戊")[: len(kinds)]
    body = []
    for n in range(count):
        row = [data.draw(kind) for kind in kinds]
        blank = 1 + n % (len(kinds) - 1) if n % 4 == 3 else 0
        body.append(tuple("" if blank and at == blank else text for at, text in enumerate(row)))
    size = data.draw(st.sampled_from([9.0, 10.5, 12.0]))
    step = size * data.draw(st.sampled_from([1.5, 2.0, 2.6]))
    at = [60 + at * 8 * size + (5 * size if at in right else 0) for at in range(len(kinds))]
    order = data.draw(st.permutations(range(count + 1)))
    parts = [
        table([(head, *body)[n]], at, top=100 + step * n, size=size, right=right) for n in order
    ]
    (block,) = blocks(together(*parts))
    assert cells(block) == [head, *body]
