"""Questions that ask several things."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.ask.parts import clauses


@pytest.fixture
def parts(retrieval, workshop_index, understood):
    return lambda text: retrieval.parts(workshop_index, understood(text))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("榫卯制作怎么考核？", ["榫卯制作怎么考核"]),
        (
            "榫卯制作怎么考核？家具打磨多少学时？",
            ["榫卯制作怎么考核", "家具打磨多少学时"],
        ),
        (
            "师资要求是什么；另外车间有几台带锯",
            ["师资要求是什么", "车间有几台带锯"],
        ),
        # a clause that asks nothing goes with the one that follows
        ("我要排课，榫卯制作多少学时？", ["我要排课榫卯制作多少学时"]),
        # the last clause that asks nothing goes with the one before
        ("榫卯制作多少学时？写进计划。", ["榫卯制作多少学时写进计划"]),
        # of each of those just asked for: one question
        ("可选的课程有哪些，各多少学时？", ["可选的课程有哪些，各多少学时"]),
        ("课程有哪几门，分别多少学时？", ["课程有哪几门，分别多少学时"]),
        # a clock time and a ratio are not two clauses
        ("8:30开始的课几个人上", ["8:30开始的课几个人上"]),
        ("木工车间", []),
        ("", []),
        ("？？，，", []),
    ],
)
def test_clauses_that_ask(text, found):
    assert clauses(text) == found


@given(st.text("榫卯多少学时怎么考核几，。？；各分别"))
def test_no_word_of_a_question_is_lost(text):
    found = clauses(text)
    plain = str.maketrans("", "", "，。？；")
    assert not found or "".join(found).translate(plain) == text.translate(plain)


def test_a_question_that_asks_one_thing_has_no_parts(parts):
    assert parts("榫卯制作怎么考核？") == []
    assert parts("可选的课程有哪些，各多少学时？") == []


def test_each_part_keeps_its_own_heading(parts):
    first, second = parts("榫卯制作怎么考核？家具打磨的师资要求是什么？")
    assert first.mentions[0].name == "榫卯制作"
    assert second.mentions[0].name == "家具打磨"


def test_a_later_part_inherits_the_heading_it_does_not_name(parts):
    first, second = parts("榫卯制作怎么考核？老师要什么条件？")
    assert [first.mentions[0].name, second.mentions[0].name] == ["榫卯制作", "榫卯制作"]


def test_a_later_part_inherits_the_document_it_does_not_name(parts, workshop_index):
    plan = workshop_index.document_by_path("教案2.1.md").id
    first, second = parts("教案2.1的教学重点是什么？课后做什么？")
    assert first.documents == second.documents == (plan,)


def test_how_much_more_is_no_question_of_its_own():
    assert clauses("榫卯和打磨哪门学时多，多多少？") == ["榫卯和打磨哪门学时多，多多少"]


def test_what_is_asked_of_two_fields_is_asked_of_each(parts):
    found = parts("教案的看点和卖点分别是什么")
    assert [part.text for part in found] == ["教案的看点是什么", "教案的卖点是什么"]


def test_the_scope_before_a_colon_holds_for_every_part(parts):
    found = parts("榫卯制作：学时多少、考核怎么算？")
    assert all("榫卯制作" in part.text for part in found)
    assert len(found) == 2
