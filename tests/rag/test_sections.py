"""Answers to questions that name a part of a document."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from passages_by_hand import passage, question, scorer, sheet

from rag.generation.extractive import answer
from rag.generation.sections import end_of_body, section_opening
from rag.mentions import Mention
from rag.question import Wanted

PATH = ("二、榫卯制作", "（二）教学考核要求")
NAMED = (
    Mention("榫卯制作", frozenset({"二、榫卯制作"}), 1, 0),
    Mention("教学考核要求", frozenset({"(二)教学考核要求"}), 1, -1),
)


def opening(asked, *passages, mentions=NAMED, **more):
    asked = question(asked, mentions=mentions, **more)
    ranked = scorer(asked).evidence(passages)
    return [s.text for _, s in section_opening(asked, ranked, scorer(asked))]


def test_a_section_is_told_from_its_beginning_without_its_headings():
    text = "（二）教学考核要求\n过程占55%，终结占45%。\n另有加分。"
    assert opening("榫卯制作怎么算分", passage(text, path=PATH)) == [
        "过程占55%，终结占45%。",
        "另有加分。",
    ]


def test_who_does_it_is_asked_of_the_section_and_not_answered_by_its_opening():
    text = "过程占55%，终结占45%。"
    assert opening("榫卯制作怎么算分", passage(text, path=PATH)) == [text]
    assert opening("榫卯制作怎么算分", passage(text, path=PATH), figures=True) == []


def test_a_heading_that_tells_what_is_asked_is_the_answer_and_not_what_it_opens():
    heading = "考核任务案例：花窗雕刻"
    text = passage(f"{heading}\n先写方案。", path=("二、雕花", heading))
    meant = (Mention("雕花", frozenset({"二、雕花"}), 1, 0),)
    assert opening("雕花的考核要做什么事", text, mentions=meant) == ["先写方案。"]
    assert opening("雕花的考核案例叫什么", text, mentions=meant) == []


def test_only_so_much_of_it_is_told():
    text = "".join(f"{letter * 64}。" for letter in "甲乙丙")
    assert [len(s) for s in opening("榫卯制作怎么算分", passage(text, path=PATH))] == [65, 65]


def test_of_its_passages_the_first_and_that_nearest_the_heading():
    later = passage("后说补考。", rank=1, path=PATH, document="1.md", start=500)
    first = passage("先说比例。", rank=2, path=PATH, document="1.md", start=100)
    below = passage("再说作业。", rank=3, path=(*PATH, "1. 作业"), document="1.md", start=50)
    assert opening("榫卯制作怎么算分", later, first, below) == ["先说比例。"]


@pytest.mark.parametrize(
    ("asked", "more"),
    [
        ("榫卯制作占多少", {}),  # a number
        ("榫卯制作有哪些", {}),  # a list
        ("榫卯制作怎么算分", {"mentions": ()}),  # names nothing
    ],
)
def test_other_questions_are_not_answered_by_an_opening(asked, more):
    assert opening(asked, passage("过程占55%。", path=PATH), **more) == []


def test_no_opening_where_the_passage_stands_elsewhere_or_is_a_sheet():
    elsewhere = passage("过程占55%。", path=("三、家具打磨", "（二）教学考核要求"))
    assert opening("榫卯制作怎么算分", elsewhere) == []
    rows = sheet([("画线", 6), ("装配", 8)], path=PATH)
    assert opening("榫卯制作怎么算分", rows, figures=True) == []


def test_a_sentence_that_has_what_the_headings_leave_open_answers_better():
    text = "过程占55%。缺课三次不得补考。"
    assert opening("榫卯制作缺课能补考吗", passage(text, path=PATH)) == []


@given(st.text("锯分占5。；：\n\t（）二教学考核要求", min_size=1, max_size=80))
def test_an_opening_is_made_of_slices_in_order(text):
    asked = question("榫卯制作怎么算分", mentions=NAMED)
    source = passage(text, path=PATH)
    ranked = scorer(asked).evidence([source])
    told = section_opening(asked, ranked, scorer(asked))
    assert all(source.text[s.start : s.end] == s.text for _, s in told)
    assert [s.start for _, s in told] == sorted(s.start for _, s in told)
    for item in ranked:
        assert item.sentence.end <= end_of_body(asked, item) <= len(text)


# --- a small heading in the text ---------------------------------------------------------------

SHARES = "过程考核（55%）\n看出勤和作业。\n终结考核（45%）\n看一件成品。"


def test_who_asks_about_a_small_heading_gets_what_stands_under_it():
    text, (citation, _) = answer(question("终结考核"), [], [passage(SHARES)], scorer)
    assert text.split("\n")[0] == "终结考核（45%） 看一件成品。[1]"
    assert citation.quote == "终结考核（45%）\n看一件成品。"


def test_what_stands_under_it_is_not_told_again():
    text, _ = answer(question("终结考核的成品"), [], [passage(SHARES)], scorer)
    assert text.split("\n") == [
        "终结考核（45%） 看一件成品。[1]",
        "另见：过程考核（55%） 看出勤和作业。[2]",
    ]


def test_who_asks_for_its_number_gets_the_heading_alone():
    asked = question("终结考核占多少")
    assert asked.wanted is Wanted.NUMBER
    text, _ = answer(asked, [], [passage(SHARES)], scorer)
    assert text.split("\n")[0] == "终结考核（45%）[1]"


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
