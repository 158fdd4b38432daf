"""Names said shorter than they are printed or typed wrong, and which of them count."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.ask.spelling import classed, misspelt, names_document, short_names, shortens, told_apart

GREEN, TEAPOT = "绿茶手工冲泡技艺与品鉴", "紫砂壶成型与烧制工艺"
CHAPTER, LESSON, SCHOOL = "泥料的练制", "燕尾榫的锯法", "茶艺与茶文化"
NAMES = {
    GREEN: "part of standard",
    TEAPOT: "part of standard",
    CHAPTER: "part of syllabus",
    LESSON: "lesson_plan",
    SCHOOL: "standard",
}
PRINTED = ["茶席设计与布置", "绿茶冲泡技艺", "红茶冲泡技艺"]


@pytest.mark.parametrize(
    ("said", "fits"),
    [
        # pieces of two letters or more, in the order of the name
        ("绿茶品鉴", True),
        ("手工冲泡", True),
        ("绿茶冲泡技艺", True),
        ("绿茶", True),
        # the letters that its words begin with
        ("绿冲品", True),
        ("绿茶冲鉴", True),
        # out of order, a letter from within a word, a letter that the name has not
        ("品鉴绿茶", False),
        ("茶冲泡", True),
        ("绿茶闷泡", False),
        # what comes twice needs two places
        ("绿茶绿茶", False),
        # the whole name is no short form
        (GREEN, False),
    ],
)
def test_a_short_form_is_made_of_pieces_of_the_name_in_its_order(said, fits):
    assert shortens(said, GREEN) is fits


def meant(question, names=NAMES):
    return [(short.start, short.end, short.name) for short in short_names(question, names)]


@pytest.mark.parametrize(
    ("question", "found"),
    [
        # said with what it is: two letters are enough, wherever they stand in the name
        ("绿茶那门怎么考核", [(0, 2, GREEN)]),
        ("请问冲泡那门课几学时", [(2, 4, GREEN)]),
        ("紫烧这门课几学时", [(0, 2, TEAPOT)]),
        ("练制那章几学时", [(0, 2, CHAPTER)]),
        ("锯法的教案怎么写", [(0, 2, LESSON)]),
        ("茶文化课标几学时", [(0, 3, SCHOOL)]),
        # said with what it is not
        ("练制那门几学时", []),
        ("绿茶那章几学时", []),
        ("绿茶教案怎么写", []),
        # without a word behind it: four letters, and it begins as the name does
        ("绿茶品鉴怎么考核", [(0, 4, GREEN)]),
        ("绿茶品怎么考核", []),
        ("手工冲泡怎么考核", []),
        # each of several, in the order of the question
        ("紫砂那门和绿茶那门", [(0, 2, TEAPOT), (5, 7, GREEN)]),
        # the longest short form that begins at a place
        ("紫砂壶烧制工艺怎么考核", [(0, 7, TEAPOT)]),
        ("今天天气好", []),
        ("", []),
    ],
)
def test_the_short_forms_of_a_question(question, found):
    assert meant(question) == found


RED = "红茶手工冲泡技艺与品鉴"


def test_what_two_names_share_tells_neither_apart():
    both = {GREEN: "part of standard", RED: "part of standard"}
    assert meant("手工冲泡那门几学时", both) == []
    assert meant("红茶冲泡那门几学时", both) == [(0, 4, RED)]
    assert meant("手工冲泡那门几学时", {RED: "part of standard"}) == [(0, 4, RED)]


def test_names_of_another_kind_do_not_make_a_short_form_ambiguous():
    names = {"泥料的练制": "part of syllabus", "练制与陈腐工艺": "part of standard"}
    assert meant("练制那章讲什么", names) == [(0, 2, "泥料的练制")]
    assert meant("练制那门讲什么", names) == [(0, 2, "练制与陈腐工艺")]


def test_without_a_word_behind_it_the_end_names_only_what_is_of_no_kind():
    title = "陶艺工坊管理办法"
    assert meant("管理办法怎么规定", {title: "generic"}) == [(0, 4, title)]
    assert meant("管理办法怎么规定", {title: "part of standard"}) == []


ROWS = ["学员互评", "学员自评", "教师评价", "拉坯学时"]


@pytest.mark.parametrize(
    ("question", "rows"),
    [
        ("互评占多少", ["学员互评"]),
        ("自评和教师各占多少", ["学员自评", "教师评价"]),
        # both have it, none has it, every table counts it
        ("学员占多少", []),
        ("师傅占多少", []),
        ("学时多少", []),
        ("", []),
    ],
)
def test_the_rows_of_one_table_told_apart_by_a_piece_of_their_name(question, rows):
    found = told_apart(question, ROWS)
    assert [row.name for row in found] == rows
    assert all(question[row.start : row.end] in row.name for row in found)


@given(st.text("绿茶紫砂壶练制手工品鉴那这门课章？， 3", max_size=16))
def test_short_forms_lie_in_the_question_in_order_and_shorten_a_name(question):
    found = short_names(question, NAMES)
    assert all(shortens(question[s.start : s.end], s.name) for s in found)
    assert all(left.end <= right.start for left, right in pairwise(found))


@given(st.data(), st.sampled_from(sorted(NAMES)))
def test_any_piece_of_a_name_is_a_short_form_of_it(data, name):
    start = data.draw(st.integers(0, len(name) - 2))
    end = data.draw(st.integers(start + 2, len(name)))
    assert shortens(name[start:end], name) is (end - start < len(name))


@given(st.text("绿茶手工冲泡技艺与品鉴", min_size=1, max_size=12))
def test_a_short_form_has_only_letters_of_the_name_in_its_order(said):
    letters = iter(GREEN)
    if shortens(said, GREEN):
        assert all(letter in letters for letter in said)
        assert len(said) < len(GREEN)


# --- what stands behind a name -----------------------------------------------------------------


@pytest.mark.parametrize(
    "behind",
    [
        "那门",
        "这一门课",
        "课程",
        "课几学时",
        "的课标",
        "专业",
        "的大纲",
        "教学大纲",
        "教案",
        "那章",
    ],
)
def test_a_word_behind_says_that_a_course_or_document_is_named(behind):
    assert classed(f"陶艺{behind}", 2)


@pytest.mark.parametrize("behind", ["", "怎么学", "课前", "课中", "课后", "课时", "工具", "是什么"])
def test_other_words_behind_do_not(behind):
    assert not classed(f"陶艺{behind}", 2)


@pytest.mark.parametrize(
    ("question", "title", "start"),
    [
        # a short title is a word like others, unless what stands around it says what it is
        ("陶艺怎么学", "陶艺", -1),
        ("陶艺大纲讲什么", "陶艺", 0),
        ("学陶艺要看陶艺的大纲吗", "陶艺", 5),
        ("《陶艺》讲什么", "陶艺", 1),
        # six letters name a document by themselves
        ("说说茶艺与茶文化", "茶艺与茶文化", 2),
        ("说说茶与茶文化", "茶与茶文化", -1),
        ("陶艺大纲讲什么", "木工", -1),
        ("陶艺大纲讲什么", "", -1),
    ],
)
def test_where_a_title_names_its_document(question, title, start):
    assert names_document(question, title) == start


def test_words_from_the_middle_of_a_title_do_not_name_its_document():
    names = {"陶艺工坊安全与设备借用管理办法": "generic"}
    assert [f.name for f in short_names("管理办法里怎么写", names)] == list(names)
    assert short_names("安全设备怎么摆", names) == []


def test_a_bare_short_name_ends_where_a_word_ends():
    chapter = {"客户满意的获得与测量": "part of syllabus"}
    assert short_names("客户满意度健康值是多少", chapter) == []
    assert [found.name for found in short_names("客户满意怎么获得", chapter)] == [*chapter]


def test_a_wrong_character_is_forgiven():
    assert misspelt("茶席设汁与布置几学时", PRINTED) == [("茶席设计与布置", 0, 7)]


def test_a_missing_character_is_forgiven():
    assert misspelt("请问茶席设计布置几学时", PRINTED) == [("茶席设计与布置", 2, 8)]


def test_two_slips_are_too_many():
    assert misspelt("茶席没汁与布置几学时", PRINTED) == []


def test_a_name_as_near_to_one_as_to_another_is_left_alone():
    assert misspelt("白茶冲泡技艺几学时", PRINTED) == []


def test_short_names_are_not_guessed():
    assert misspelt("茶席没计", ["茶席设计"]) == [("茶席设计", 0, 4)]
    assert misspelt("茶没几学时", ["茶席"]) == misspelt("冲包法", ["冲泡法"]) == []


@given(st.text("茶席设计与布置绿红冲泡技艺课", max_size=20))
def test_finds_lie_in_the_text_and_do_not_overlap(question):
    found = misspelt(question, PRINTED)
    assert all(0 <= start < end <= len(question) for _, start, end in found)
    assert all(end <= start for (_, _, end), (_, start, _) in pairwise(found))
