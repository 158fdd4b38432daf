"""Which span of a passage is quoted: a small heading with what stands under it, one clause."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from passages_by_hand import passage, question, reading, scorer

from rag.answer.extractive import answer
from rag.answer.spans import clause_with, end_of_body
from rag.ask.question import Wanted

FILLER = "学员要按车间的规定穿戴整齐并在老师的指导之下完成全部的准备工作"
LONG = f"{FILLER}，锯片共12片，{FILLER}，刨刀共3把，凿子收好。"


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


@given(st.text("锯分占5。；：\n\t（）二教学考核要求", min_size=1, max_size=80))
def test_a_quote_ends_in_its_passage(text):
    asked = question("榫卯制作怎么算分")
    for item in scorer(asked).evidence([passage(text)]):
        assert item.sentence.end <= end_of_body(asked, item) <= len(text)


# --- a small heading in the text ---------------------------------------------------------------

SHARES = "过程考核（55%）\n看出勤和作业。\n终结考核（45%）\n看一件成品。"


def spanned(asked, line):
    """What is quoted of SHARES where the evidence is one of its lines."""
    source = passage(SHARES)
    item = next(e for e in scorer(asked).evidence([source]) if e.sentence.text == line)
    return source.text[item.sentence.start : end_of_body(asked, item)]


def test_who_asks_about_a_small_heading_gets_what_stands_under_it():
    asked = question("终结考核")
    assert spanned(asked, "终结考核（45%）") == "终结考核（45%）\n看一件成品。"
    assert spanned(asked, "看一件成品。") == "看一件成品。"


def test_what_stands_under_it_is_not_told_again():
    text, _ = answer(reading([passage(SHARES)], question("终结考核的成品")))
    assert text.count("看一件成品") == 1


def test_who_asks_for_its_number_gets_the_heading_alone():
    asked = question("终结考核占多少")
    assert asked.wanted is Wanted.NUMBER
    assert spanned(asked, "终结考核（45%）") == "终结考核（45%）"


@pytest.mark.parametrize(
    "text",
    [
        "终结考核看成品，也看图纸\n另有加分。",  # a sentence, if an open one
        "等级\t终结考核\n初级一件。",  # a cell
        "终结考核\n初级\t一件",  # no sentence under it
        "终结考核",
    ],
)
def test_what_is_no_small_heading_is_told_alone(text):
    asked = question("终结考核看成品")
    item = scorer(asked).evidence([passage(text)])[0]
    assert end_of_body(asked, item) == item.sentence.end
