"""What is worked out over the rows of a table: filter, count, sum, extreme, which is more."""

import re
from itertools import pairwise

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from passages_by_hand import passage, question

from indexing.records import RowCell
from rag.answer.citations import CitationBook, marks
from rag.answer.rows import worked_out
from rag.read.tables import TableRow

COLUMNS = ("类别", "课程", "学时", "考核")
COURSES = [
    ("木工课", "榫卯制作", "24", "考试"),
    ("木工课", "家具打磨", "36", "考查"),
    ("漆艺课", "漆面修复", "12", "考查"),
    ("漆艺课", "贴金", "30", "考试"),
]


def table(rows=COURSES, columns=COLUMNS):
    """The rows of a table that stands in one passage."""
    lines = ["\t".join(row) for row in rows]
    there, at, out = passage("\n".join(lines)), 0, []
    for row, line in zip(rows, lines, strict=True):
        cells = tuple(RowCell(name, cell) for name, cell in zip(columns, row, strict=True))
        out.append(TableRow(there, at, at + len(line), cells))
        at += len(line) + 1
    return out


def told(asked, rows=COURSES, columns=COLUMNS):
    book = CitationBook()
    lines = worked_out(question(asked), table(rows, columns), book)
    return lines, [citation.quote for citation in book.all()]


def test_the_rows_with_the_value_that_is_named():
    assert told("哪些课程是考查？") == (
        [
            "木工课：课程 家具打磨，36 学时，考核 考查[1]",
            "漆艺课：课程 漆面修复，12 学时，考核 考查[2]",
        ],
        ["木工课\t家具打磨\t36\t考查", "漆艺课\t漆面修复\t12\t考查"],
    )


def test_values_of_two_columns_hold_together():
    assert told("漆艺课里哪些课程是考查？")[1] == ["漆艺课\t漆面修复\t12\t考查"]


def test_a_count_names_what_is_counted_and_cites_it():
    assert told("有几门课程是考查？")[0] == ["家具打磨[1]", "漆面修复[2]", "共 2 项[1][2]"]


def test_a_sum_over_the_rows_of_a_value():
    assert told("木工课一共多少学时？")[0] == ["共 2 项，24+36=60 学时[1][2]"]


def test_a_sum_over_all_rows():
    assert told("一共多少学时？")[0] == ["共 4 项，24+36+12+30=102 学时[1][2][3][4]"]


@pytest.mark.parametrize("label", ["合计", "合 计", "总学时"])
def test_a_printed_total_is_cited_and_not_added(label):
    lines, quotes = told("一共多少学时？", [*COURSES, ("", label, "102", "")])
    assert lines == ["共 4 项，24+36+12+30=102 学时[1][2][3][4][5]"]
    assert quotes[0] == f"\t{label}\t102\t"


def test_a_printed_total_that_disagrees_leaves_it_to_the_reader():
    assert told("一共多少学时？", [*COURSES, ("", "合计", "100", "")]) == ([], [])


def test_the_extreme_is_one_row_and_no_total():
    assert told("哪门课程学时最多？", [*COURSES, ("", "合计", "102", "")])[0] == [
        "家具打磨：学时 36[1]"
    ]
    assert told("考试的课里哪门学时最少？")[0] == ["榫卯制作：学时 24[1]"]


def test_a_comparison_says_which_is_more_and_by_how_much():
    assert told("榫卯制作和贴金哪门学时多，多多少？")[0] == [
        "贴金：学时 30[1]",
        "榫卯制作：学时 24[2]",
        "贴金比榫卯制作多，相差 30-24=6 学时[1][2]",
    ]


def test_equal_figures_are_said_to_be_equal():
    rows = [("木工课", "锯切", "24", "考试"), *COURSES]
    assert told("锯切和榫卯制作哪门学时多？")[0] == []  # 锯切 is in another table
    assert told("锯切和榫卯制作哪门学时多？", rows)[0][-1] == "两者一样，都是 24 学时[1][2]"


@pytest.mark.parametrize(
    "rows",
    [
        [*COURSES, ("漆艺课", "描金", "", "考试")],  # a blank cell
        [*COURSES, ("漆艺课", "描金", "2周", "考试")],  # another unit
        COURSES[:2],  # too few to be a table
    ],
)
def test_nothing_is_worked_out_where_cells_do_not_agree(rows):
    assert told("一共多少学时？", rows) == ([], [])


def test_a_blank_cell_of_the_value_that_is_asked_for():
    assert told("哪些课程是考查？", [*COURSES, ("漆艺课", "描金", "8", "")]) == ([], [])


def test_what_is_denied_is_not_filtered_for():
    assert told("哪些课程不是考查？") == ([], [])


def test_a_column_that_numbers_the_rows_is_no_measure():
    rows = [(str(n), name) for n, name in enumerate(("锯切", "刨削", "打磨"), start=1)]
    assert told("一共几周？", rows, ("周次", "主题")) == ([], [])


@given(st.lists(st.integers(0, 400), min_size=3, max_size=9))
def test_a_sum_is_that_of_the_cells_it_cites(numbers):
    assume(any(b - a != 1 for a, b in pairwise(numbers)))  # those would number the rows
    rows = [
        ("课", f"任务{name}", str(n), "考试")
        for name, n in zip("甲乙丙丁戊己庚辛壬", numbers, strict=False)
    ]
    book = CitationBook()
    (line,) = worked_out(question("一共多少学时？"), table(rows), book)
    cited = [book.all()[n - 1].quote.split("\t")[2] for n in marks(line)]
    assert int(re.search(r"=(\d+) 学时", line)[1]) == sum(map(int, cited)) == sum(numbers)


@pytest.mark.parametrize(
    ("asked", "lines"),
    [
        # 打磨 is of one row only, and no value that a column has: what it limits is not understood
        ("木工课打磨一共多少学时？", []),
        ("打磨一共多少学时？", []),
        ("一共多少学时？", ["共 4 项，24+36+12+30=102 学时[1][2][3][4]"]),
    ],
)
def test_a_word_that_only_some_rows_have_limits_what_is_asked_for(asked, lines):
    rows = [*COURSES[:1], ("木工课", "五 打磨与抛光", "36", "考查"), *COURSES[2:]]
    assert told(asked, rows)[0] == lines


def test_which_of_two_columns_is_meant_has_to_be_plain():
    columns = ("课程", "总学时", "其中实践")
    rows = [("榫卯制作", "24", "10"), ("家具打磨", "36", "6"), ("漆面修复", "12", "8")]
    assert told("哪门课程的实践学时最多？", rows, columns)[0] == []
    assert told("哪门课程的总学时最多？", rows, columns)[0] == ["家具打磨：总学时 36[1]"]
    assert told("哪门课程的学时最多？", rows, columns)[0] == ["家具打磨：总学时 36[1]"]


def test_a_cell_merged_with_rows_above_is_cited_where_it_is_printed():
    rows = [
        ("木工课", "榫卯", "考试"),
        ("", "打磨", "考查"),
        ("", "修复", "考查"),
        ("漆艺课", "贴金", "考试"),
    ]
    full = [
        TableRow(
            row.passage,
            row.start,
            row.end,
            (RowCell("类别", "木工课", printed=bool(row.cells[0].text)), *row.cells[1:])
            if row.cells[0].text != "漆艺课"
            else row.cells,
        )
        for row in table(rows, ("类别", "课程", "考核"))
    ]
    book = CitationBook()
    lines = worked_out(question("哪些课程是考查？"), full, book)
    assert lines == [
        "木工课：课程 打磨，考核 考查[1][2]",
        "木工课：课程 修复，考核 考查[3][2]",
    ]
    quotes = [citation.quote.strip() for citation in book.all()]
    assert quotes == ["打磨\t考查", "木工课\t榫卯\t考试", "修复\t考查"]
