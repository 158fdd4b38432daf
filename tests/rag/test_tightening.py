"""A long sentence is quoted only as far as it answers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from passages_by_hand import passage, question, scorer

from rag.citations import numbers
from rag.generation.tightening import clause_with, tight

FILLER = "学员要按车间的规定穿戴整齐并在老师的指导之下完成全部的准备工作"
LONG = f"{FILLER}，锯片共12片，{FILLER}，刨刀共3把，凿子收好。"


def quoted(asked, text):
    asked = question(asked)
    source = passage(text)
    item = scorer(asked).evidence([source])[0]
    start, end = tight(asked, item, scorer(asked))
    return source.text[start:end]


def test_the_clause_with_the_number_and_the_words_asked_for():
    assert quoted("锯片有多少", LONG) == "锯片共12片"
    assert quoted("凿子和刨刀有多少", LONG) == "刨刀共3把，凿子收好。"


def test_all_words_of_the_question_are_kept_however_far_apart():
    assert quoted("锯片和刨刀各有多少", LONG) == f"锯片共12片，{FILLER}，刨刀共3把"


def test_without_a_number_in_reach_the_run_grows_until_it_has_one():
    assert quoted("收好的凿子有多少", LONG) == "刨刀共3把，凿子收好。"


@pytest.mark.parametrize(
    ("asked", "text"),
    [
        ("锯片有多少", "车间有新锯片，锯片共12片，由专人保管。"),  # short
        ("锯片怎么收好", LONG),  # no number asked for
        ("锯片有多少", f"{FILLER}，{FILLER}，锯片若干。"),  # no number there
    ],
)
def test_quoted_whole(asked, text):
    assert quoted(asked, text) == text


def test_neither_a_number_nor_a_bracket_is_cut():
    text = f"{FILLER}，{FILLER}，锯片（大的，小的）共1,360片，{FILLER}。"
    assert quoted("锯片有多少", text) == "锯片（大的，小的）共1,360片"


PIECES = st.sampled_from(
    ["锯片", "刨刀", "12片", "共3,400张", "（大，小）", "，", "；", "百分之五", FILLER]
)


@given(
    st.lists(PIECES, min_size=1, max_size=12).map("".join),
    st.sampled_from(["锯片有多少", "锯片和刨刀各有多少", "锯片怎么收"]),
)
def test_a_slice_of_whole_clauses_with_all_terms_and_a_number(text, asked):
    asked = question(asked)
    score = scorer(asked)
    source = passage(text)
    for item in score.evidence([source]):
        start, end = tight(asked, item, score)
        assert item.sentence.start <= start < end <= item.sentence.end
        said = source.text[start:end]
        assert score.terms_of(said) >= item.own
        assert bool(numbers(said)) or not numbers(item.sentence.text) or said == item.sentence.text
        before, after = text[:start].rstrip(), text[end:].lstrip()
        assert start == item.sentence.start or before[-1] in "，；"
        assert end == item.sentence.end or after[0] in "，；"
        assert said.count("（") == said.count("）")


@pytest.mark.parametrize(
    ("wanted", "clause"),
    [
        ({"12"}, "锯片共12片"),
        ({"3"}, "刨刀共3把"),
        ({"3", "12"}, LONG),  # no clause has both
    ],
)
def test_the_first_clause_with_all_the_numbers(wanted, clause):
    source = passage(LONG)
    item = scorer(question("锯片")).evidence([source])[0]
    start, end = clause_with(item, wanted)
    assert source.text[start:end] == clause
