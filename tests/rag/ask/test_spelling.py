from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from rag.ask.spelling import misspelt

NAMES = ["茶席设计与布置", "绿茶冲泡技艺", "红茶冲泡技艺"]


def test_a_wrong_character_is_forgiven():
    assert misspelt("茶席设汁与布置几学时", NAMES) == [("茶席设计与布置", 0, 7)]


def test_a_missing_character_is_forgiven():
    assert misspelt("请问茶席设计布置几学时", NAMES) == [("茶席设计与布置", 2, 8)]


def test_two_slips_are_too_many():
    assert misspelt("茶席没汁与布置几学时", NAMES) == []


def test_a_name_as_near_to_one_as_to_another_is_left_alone():
    assert misspelt("白茶冲泡技艺几学时", NAMES) == []


def test_short_names_are_not_guessed():
    assert misspelt("茶席没计", ["茶席设计"]) == [("茶席设计", 0, 4)]
    assert misspelt("茶没几学时", ["茶席"]) == misspelt("冲包法", ["冲泡法"]) == []


@given(st.text("茶席设计与布置绿红冲泡技艺课", max_size=20))
def test_finds_lie_in_the_text_and_do_not_overlap(question):
    found = misspelt(question, NAMES)
    assert all(0 <= start < end <= len(question) for _, start, end in found)
    assert all(end <= start for (_, _, end), (_, start, _) in pairwise(found))
