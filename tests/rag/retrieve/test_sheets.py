"""Which fact sheet a question asks for."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from passages_by_hand import question

from indexing.tokenize import normalise_query
from rag.ask.mentions import Mention
from rag.retrieve.sheets import asked_of_sheet, counts_in, names_row, sheet_fit

WHOLE, COURSE = ("四、课程表",), ("四、课程表", "（二）拉坯", "参考性学习任务")
TASKS = ("练泥：4 学时", "修坯：6 学时")
TOTAL = "总学时"


def sheet(title, *rows):
    return "\n".join((title, *rows, f"合计：{len(rows)} 项，10 学时"))


def asked(text, *named):
    folded = normalise_query(text)
    mentions = tuple(Mention(n, frozenset({n}), 1, folded.index(n)) for n in named)
    return question(text, content=folded, mentions=mentions)


def fit(text, title, *named, rows=TASKS, path=WHOLE):
    return pytest.approx(sheet_fit(asked(text, *named), sheet(title, *rows), path))


@pytest.mark.parametrize(
    ("text", "name", "words"),
    [
        ("拉坯几学时、每组几人", "各任务的学时", "学时"),
        ("拉坯几学时、每组几人", "各门课程的分组人数", "每组"),
        ("拉坯几学时、每组几人", "各门课程的考核权重", ""),
        ("拉坯几课时", "各任务的学时", "课时"),
        ("拉坯要多久", "各环节的时间安排", "多久"),
        ("拉坯怎么做", "各任务的学时", ""),
        ("理论和汇报各几学时", "各章理论学时", "理论 学时 学时"),
    ],
)
def test_the_words_that_ask_for_what_a_sheet_tells(text, name, words):
    assert asked_of_sheet(asked(text), name) == words


@given(st.text("拉坯几学时每组多久权重分钟哪些任务，", max_size=16))
def test_words_that_ask_are_words_of_the_question(text):
    found = asked_of_sheet(asked(text), "各任务的学时").split()
    assert all(word in text for word in found)


def test_a_sheet_of_something_else_than_what_is_asked_does_not_fit():
    assert fit("拉坯每组几人", "各任务的学时") == 0.0
    assert fit("拉坯几学时", "各门课程的分组人数") == 0.0


@pytest.mark.parametrize(
    ("text", "title", "fits"),
    [
        ("有多少门课", "各门课程的基准学时", 0.3 + 0.2 + 0.3),
        ("有多少门课", "各门课程的分组人数", 0.0),
        ("有多少门课", "各门课程的考核权重", 0.0),
        ("哪几门课有选修任务几学时", "各门课程的可选学习任务", 0.3 + 0.2 + 0.3),
        ("必修任务一共几学时", "各门课程的可选学习任务", 0.0),
        ("除了可选的一共几学时", "各门课程的可选学习任务", 0.0),
        # 所有 wants the sheet over all courses, not that of one (which is under three headings)
        ("所有学习任务里哪个学时最长", "所有学习任务的学时", 0.3 + 0.2 + 0.3 + 0.4),
        ("教学大纲的学时", "各门课程的基准学时", 0.3 + 0.3),
    ],
)
def test_a_sheet_that_tells_something_of_its_own_must_be_asked_for_it(text, title, fits):
    assert fit(text, title) == fits


@given(st.integers(2, 99))
def test_how_many_things_a_question_speaks_of(number):
    assert counts_in(f"{number}个任务几学时") == {number}
    assert counts_in(f"第{number}章几学时") == {number}
    assert counts_in(f"{number}学时") == set()


def test_hours_of_tasks_are_in_the_sheet_of_tasks():
    # 0.3 to begin with, 0.2 for tasks asked and told, 0.3 since it is of everything
    assert fit("每个任务几学时", "各任务的学时") == 0.8
    # −0.2: tasks asked, a total told
    assert fit("每个任务几学时", TOTAL) == 0.1


def test_the_total_of_a_course_is_not_the_total_of_the_document():
    # 0.3 to begin with, 0.2 for a total asked and told; −0.3 under three headings
    assert fit("总学时多少", TOTAL) == 0.3 + 0.2 + 0.3
    assert fit("一共多少学时", TOTAL) == 0.5
    assert fit("一共多少学时", TOTAL, path=COURSE[:2]) == 0.5
    assert fit("一共多少学时", TOTAL, path=COURSE) == 0.2


def test_a_sheet_of_one_course_fits_where_the_question_says_which():
    # named by a heading, or by a row of its own: no course is left open
    assert fit("拉坯一共多少学时", TOTAL, "拉坯", path=COURSE) == 0.5
    assert fit("练泥一共多少学时", TOTAL, path=COURSE) == 0.5


def test_a_sheet_with_the_row_that_is_named():
    # the row is of 练泥 (+0.4), or of a part of it (half of that)
    assert fit("练泥几学时", "课程的学时安排", "练泥") == 0.3 + 0.4
    parts = ("练泥·选土：4 学时", "修坯：6 学时")
    assert fit("练泥几学时", "课程的学时安排", "练泥", rows=parts) == 0.3 + 0.2
    assert fit("上釉几学时", "课程的学时安排", "上釉") == 0.3


def test_a_sheet_of_theory_alone_fits_only_who_asks_for_theory():
    # of chapters, of everything: 0.3 + 0.2 + 0.3
    assert fit("各章几学时", "各章学时安排") == 0.8
    assert fit("各章几学时", "各章理论学时") == 0.6
    assert fit("各章理论几学时", "各章理论学时") == 0.8
    assert fit("各章几学时", "各章实践学时") == 0.6


def test_a_sheet_of_the_total_with_its_parts_is_not_of_theory_alone():
    assert fit("一共多少学时", "总学时、理论学时和实践学时") == 0.5


def test_a_sheet_with_as_many_rows_as_the_question_counts():
    assert fit("两项任务各几学时", "各任务的学时") == 0.8 + 0.2
    assert fit("三项任务各几学时", "各任务的学时") == 0.8


def test_several_rows_in_the_question_say_more_than_one():
    assert fit("练泥几学时", "课程的学时安排") == 0.3
    assert fit("练泥和修坯几学时", "课程的学时安排") == 0.3 + 2 * 0.1


def test_what_another_table_has_and_this_not_is_told_by_tables_of_levels():
    text = "高级比中级多的几门课"
    assert fit(text, "各门课程的基准学时") == 0.0
    assert sheet_fit(asked(text), sheet("高级技能层级课程表", *TASKS), WHOLE) > 0


def test_the_sheet_of_a_course_that_tells_nothing_of_tasks_does_not_fit():
    assert fit("任务", TOTAL, path=COURSE) == 0.0


@given(
    st.text("拉坯练泥几学时每组各章理论一共多少课程比多出两项", max_size=16),
    st.sampled_from(["各任务的学时", "各章理论学时", TOTAL, "各门课程的分组人数"]),
    st.sampled_from([WHOLE, COURSE]),
)
def test_no_fit_is_below_nothing(text, title, path):
    assert sheet_fit(asked(text), sheet(title, *TASKS), path) >= 0.0


@pytest.mark.parametrize(
    ("name", "line", "share"),
    [
        ("练泥", "练泥：4 学时", 1.0),
        ("练泥", "练泥（可选）：4 学时", 1.0),
        ("练泥", "练泥·选土：4 学时", 0.5),
        ("练泥", "练泥机：4 学时", 0.0),
        ("练泥", "手工练泥：4 学时", 0.0),
        # a chapter is said by its number before its name
        ("第二章", "第二章 练泥：4 学时", 1.0),
        ("第二章", "第三章 练泥：4 学时", 0.0),
        ("第3章", "第三章 揉泥：4 学时", 1.0),
        ("第二单元", "第2单元 揉泥：4 学时", 1.0),
        ("第8周", "第八周：揉泥", 1.0),
        ("第8周", "第十八周：揉泥", 0.0),
    ],
)
def test_whether_a_row_is_of_what_is_named(name, line, share):
    assert names_row(name, normalise_query(line)) == share


@pytest.mark.parametrize("text", ["高级比中级多多少学时", "高级比中级要多上几课时"])
def test_how_many_hours_more_is_told_by_totals(text):
    assert fit(text, "各层级的总学时") != 0
    assert fit("高级比中级多几门课", "各层级的总学时") == 0
