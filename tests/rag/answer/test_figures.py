"""Answers from a fact sheet: which rows, which sum, and what they cite."""

from dataclasses import replace

import pytest
from passages_by_hand import passage, question, sheet

from rag.answer.citations import CitationBook, marks
from rag.answer.figures import figures, operates
from rag.ask.mentions import Mention
from rag.types import SourceQuote

COURSES = sheet(
    [
        ("榫卯制作", 24),
        ("家具打磨", 36),
        ("打磨", 10),
        ("漆面修复（可选）", 12),
        ("雕花（可选）", 24),
        ("CNC雕刻", 30),
    ]
)


def told(text, of=COURSES):
    book = CitationBook()
    return list(figures(question(text), of, book)), book.all()


def test_the_row_named_with_the_place_in_the_document():
    lines, (citation,) = told("榫卯制作多少学时？")
    assert lines == ["榫卯制作：24 学时[1]"]
    assert (citation.quote, citation.document) == ("榫卯制作\t24", "标准.md")
    assert (citation.start, citation.end, citation.page) == (0, 7, 1)
    assert citation.chunk_id == "s0"
    assert citation.quote not in COURSES.text  # it quotes the document, not what was derived


def test_rows_named_in_the_order_of_the_sheet_each_with_its_own_citation():
    lines, citations = told("家具打磨和榫卯制作各多少学时？")
    assert lines == ["榫卯制作：24 学时[1]", "家具打磨：36 学时[2]"]
    assert [c.quote for c in citations] == ["榫卯制作\t24", "家具打磨\t36"]


def test_what_rows_are_parts_of_stands_above_them_once():
    rows = [("榫卯制作·燕尾榫", 8), ("榫卯制作·直角榫", 6), ("家具打磨·粗磨", 4), ("刷漆", 2)]
    lines, _ = told("各任务多少学时？", sheet(rows))
    assert lines[:-1] == [
        "榫卯制作：",
        "燕尾榫：8 学时[1]",
        "直角榫：6 学时[2]",
        "家具打磨：",
        "粗磨：4 学时[3]",
        "刷漆：2 学时[4]",
    ]


def test_a_short_name_inside_a_longer_one_is_not_named():
    assert told("家具打磨多少学时？")[0] == ["家具打磨：36 学时[1]"]
    assert told("打磨多少学时？")[0] == ["打磨：10 学时[1]"]
    assert told("打磨和家具打磨各多少学时？")[0] == [
        "家具打磨：36 学时[1]",
        "打磨：10 学时[2]",
    ]


def test_a_name_in_latin_letters_in_any_case():
    assert told("ｃｎｃ几学时？")[0] == ["CNC雕刻：30 学时[1]"]


def test_a_sum_of_named_rows_shows_its_parts():
    lines, _ = told("榫卯制作和家具打磨一共多少学时？")
    assert lines[-1] == "共 2 项，24+36=60 学时[1][2]"


def test_a_sum_of_everything_cites_every_row():
    lines, citations = told("所有课程加起来多少学时？")
    assert lines[-1] == "共 6 项，24+36+10+12+24+30=136 学时[1][2][3][4][5][6]"
    assert [c.quote for c in citations] == [s.quote for s in COURSES.sources]


def test_who_names_no_row_gets_all_with_their_sum():
    lines, _ = told("每个任务多少学时？")
    assert lines[0] == "榫卯制作：24 学时[1]"
    assert len(lines) == 7
    assert "=136 学时" in lines[-1]


def test_optional_rows():
    lines, _ = told("可选的课程有哪些？")
    assert lines == ["漆面修复（可选）：12 学时[1]", "雕花（可选）：24 学时[2]"]
    assert told("可选课程一共多少学时？")[0][-1] == "共 2 项，12+24=36 学时[1][2]"


@pytest.mark.parametrize(
    "text", ["哪些课程是24学时？", "学时为24的有哪些？", "２４ 课时的课有哪些"]
)
def test_rows_of_a_value(text):
    assert told(text)[0] == ["榫卯制作：24 学时[1]", "雕花（可选）：24 学时[2]"]


def test_how_many_have_a_value():
    assert told("几门课是24学时？")[0][-1] == "共 2 项，24+24=48 学时[1][2]"


def test_one_row_is_no_sum():
    assert told("榫卯制作一共多少学时？")[0] == ["榫卯制作：24 学时[1]"]


def test_minutes_are_summed_in_minutes():
    steps = sheet([("导入", 5), ("示范", 15), ("练习", 40)], unit="分钟")
    assert told("课中一共多少分钟？", steps)[0][-1] == "共 3 项，5+15+40=60 分钟[1][2][3]"


@pytest.mark.parametrize(
    "text", ["", "榫卯多少", "一共", "打磨", "可选", "24学时", "课程", "x", "CNC和打磨一共"]
)
def test_whatever_is_asked_every_number_told_has_its_source(text):
    lines, citations = told(text)
    assert sorted(set(marks("".join(lines)))) == [c.n for c in citations]
    by_quote = {source.quote: source for source in COURSES.sources}
    for citation in citations:
        source = by_quote[citation.quote]
        assert (citation.start, citation.end) == (source.start, source.end)


def test_a_sheet_without_rows_tells_nothing():
    empty = passage("课程的学时安排", kind="fact_sheet", derived=True)
    assert told("一共多少学时？", empty) == ([], ())


GROUPS = passage(
    "各门课程的分组人数\n榫卯制作：每组 4～6 人\n家具打磨：每组 2 人\n合计：2 门课程",
    kind="fact_sheet",
    derived=True,
    sources=COURSES.sources[:2],
)


def test_figures_that_cannot_be_added_are_told_as_they_are():
    lines, (citation,) = told("家具打磨每组几人？", GROUPS)
    assert lines == ["家具打磨：每组 2 人[1]"]
    assert citation.chunk_id == "s1"
    assert told("一共分几个组？", GROUPS)[0] == [
        "榫卯制作：每组 4～6 人[1]",
        "家具打磨：每组 2 人[2]",
    ]


def test_a_name_may_have_a_colon():
    lines, _ = told("各章一共多少学时？", sheet([("第一章：榫卯", 24), ("第二章：打磨", 36)]))
    assert lines[-1] == "共 2 项，24+36=60 学时[1][2]"


CHAPTERS = sheet([("第一章木材", 4), ("第二章工具", 6), ("第三章榫卯", 8), ("第四章上漆", 2)])


@pytest.mark.parametrize(
    ("text", "total"),
    [
        ("前三章一共几学时", "共 3 项，4+6+8=18 学时[1][2][3]"),
        ("后两章一共几学时", "共 2 项，8+2=10 学时[1][2]"),
        ("第二章到第四章一共几学时", "共 3 项，6+8+2=16 学时[1][2][3]"),
    ],
)
def test_rows_by_their_place(text, total):
    assert told(text, CHAPTERS)[0][-1] == total


def test_rows_that_are_not_optional():
    lines, _ = told("必修的课程一共多少学时")
    assert lines[-1] == "共 4 项，24+36+10+30=100 学时[1][2][3][4]"


def test_a_difference_of_two_rows():
    lines, _ = told("榫卯制作和家具打磨相差几学时")
    assert lines == ["榫卯制作：24 学时[1]", "家具打磨：36 学时[2]", "相差 36-24=12 学时[1][2]"]


def test_a_difference_of_levels_that_have_one_total_for_two_ways_in():
    levels = sheet([("中级（初中起点）", 56), ("高级（高中起点）", 90), ("高级（初中起点）", 90)])
    lines, _ = told("高级比中级多上多少学时", levels)
    assert lines[-1] == "相差 90-56=34 学时[1][2]"


def test_a_part_of_a_question_means_the_row_that_the_whole_names():
    named = Mention("家具打磨", frozenset({"家具打磨"}), 1, 0)
    book = CitationBook()
    lines = list(figures(question("多少学时", mentions=(named,)), COURSES, book))
    assert lines == ["家具打磨：36 学时[1]"]


def test_rows_of_one_name_are_not_inside_each_other():
    levels = sheet([("高级（高中起点）", 90), ("高级（初中起点）", 80), ("中级", 56)])
    lines, _ = told("高级多少学时", levels)
    assert [line.split("[")[0] for line in lines[:2]] == [
        "高级（高中起点）：90 学时",
        "高级（初中起点）：80 学时",
    ]


def test_rows_that_begin_alike():
    steps = sheet([("导入", 5), ("探究活动一", 15), ("探究活动二", 20), ("总结", 5)], unit="分钟")
    assert told("两个探究活动一共几分钟", steps)[0][-1] == "共 2 项，15+20=35 分钟[1][2]"
    assert told("探究活动二几分钟", steps)[0] == ["探究活动二：20 分钟[1]"]
    assert told("活动二几分钟", steps)[0] == ["探究活动二：20 分钟[1]"]


def test_what_a_larger_table_has_beyond_the_largest_smaller_one():
    basic = sheet([("榫卯", 20)], rank=2)
    middle = sheet([("榫卯", 20), ("打磨", 30)], rank=3)
    high = sheet([("榫卯", 20), ("打磨", 30), ("雕花", 40), ("上漆", 10)])
    book = CitationBook()
    lines = list(figures(question("高级新增的课程一共几学时"), high, book, [basic, middle]))
    assert lines[-1].startswith("共 2 项，40+10=50 学时")


def test_a_printed_total_is_cited_with_the_sum():
    printed = SourceQuote("标准.md", "合计 136", 900, 906, 9, "s9")
    with_total = replace(COURSES, sources=(*COURSES.sources, printed))
    lines, citations = told("所有课程加起来多少学时？", with_total)
    assert lines[-1].endswith("=136 学时[2][3][4][5][6][7][1]")
    assert citations[0].quote == "合计 136"
    assert told("榫卯制作多少学时？", with_total)[1][0].quote == "榫卯制作\t24"


@pytest.mark.parametrize(
    "text",
    [
        "各门课几学时",
        "榫卯制作几学时",
        "一共多少学时",
        "有几个任务",
        "哪门课学时最少",
        "榫卯制作和打磨差几学时",
    ],
)
def test_rows_are_worked_with_where_several_are_asked_for_together(text):
    assert operates(question(text), COURSES)


@pytest.mark.parametrize(
    "text", ["榫卯制作的学时是怎么写的", "陶艺占几学时呢", "粉彩任务排几个学时"]
)
def test_what_one_row_says_is_read_in_the_document(text):
    assert not operates(question(text), COURSES)


def test_the_fewest_hours_of_a_course_are_its_own_not_the_course_with_the_fewest():
    assert told("榫卯制作最少要多少学时？")[0] == ["榫卯制作：24 学时[1]"]
    assert told("哪门课学时最少？")[0] == ["打磨：10 学时[1]"]
    assert told("榫卯制作和家具打磨哪门学时最少？")[0] == ["榫卯制作：24 学时[1]"]


WEEKS = sheet([("第七周", 6), ("第八、九周", 4), ("第十周", 8)])


@pytest.mark.parametrize(
    ("text", "row"),
    [
        ("第7周几学时？", "第七周：6 学时[1]"),
        ("第⑦周几学时？", "第七周：6 学时[1]"),
        ("第9周几学时？", "第八、九周：4 学时[1]"),
        ("第10周几学时？", "第十周：8 学时[1]"),
    ],
)
def test_a_row_is_named_by_its_number_in_every_writing(text, row):
    assert told(text, WEEKS)[0] == [row]


def test_a_row_is_named_by_its_value_in_every_writing():
    steps = sheet([("导入", 15), ("练习", 90), ("总结", 30)], unit="分钟")
    assert told("哪个环节是一个半小时？", steps)[0] == ["练习：90 分钟[1]"]
    assert told("哪个环节是半小时？", steps)[0] == ["总结：30 分钟[1]"]
