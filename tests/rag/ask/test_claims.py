"""Claims put forward for confirmation: what is claimed, and what is said of it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from passages_by_hand import passage, question, reading, sheet

from rag.answer.composing import compose
from rag.ask.claims import claims_of, contradicted

SHARES = "过程性考核占55%，终结性考核占45%。"


def told(text, *passages, scores, path=("二、榫卯制作", "考核"), **more):
    """The lines of the answer to a claim, and its citations."""
    asked = question(text, claim=True, **more)
    found = [
        passage(given, rank, path=path) if isinstance(given, str) else given
        for rank, given in enumerate(passages, 1)
    ]
    text, citations = compose(reading(asked, *found, scores=scores))
    return text.split("\n"), citations


# --- what is claimed ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "claims"),
    [
        ("终结性考核占45%，对吧？", ["终结性考核占45%"]),
        ("終結性考核占45%，對吧？", ["終結性考核占45%"]),
        ("终结性考核占45%对不对", ["终结性考核占45%"]),
        # pieces that each state something are claims of their own
        ("过程性占55%、终结性占45%，没错吧？", ["过程性占55%", "终结性占45%"]),
        ("榫卯制作24学时，家具打磨36学时，是吧", ["榫卯制作24学时", "家具打磨36学时"]),
        # what stands in quotation marks is one thing
        ("运行机制是“企业为主、学校为辅”，帮我确认", ["运行机制是“企业为主、学校为辅”"]),
        # a list in one statement is one claim
        ("工具有锯、刨、凿，对吗？", ["工具有锯、刨、凿"]),
        # what the asker does with it is none
        ("终结性考核占45%，我就按这个排了，对吧？", ["终结性考核占45%"]),
        ("终结性考核占45%对吧，我就这么排课了", ["终结性考核占45%"]),
        # the comma of thousands parts nothing, a Chinese comma does
        ("总学时是1,360，对吧？", ["总学时是1,360"]),
    ],
)
def test_what_is_put_forward(text, claims):
    assert claims_of(text) == claims


@pytest.mark.parametrize(
    "text",
    [
        "终结性考核占多少？",
        "终结性考核占45%。",
        "榫卯制作多少学时，可以吧？",  # asks, whatever it ends with
        "考核怎么算，过程性占55%对吗？",
        "对吧？",
        "",
    ],
)
def test_who_confirms_nothing_claims_nothing(text):
    assert claims_of(text) == []


@given(st.text("终结性考核占45%是有，、。；,对吧吗？就按", max_size=30))
def test_claims_are_pieces_of_the_question_in_order(text):
    at = 0
    for claim in claims_of(text):
        at = text.index(claim, at) + len(claim)


# --- whether it stands -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("claim", "words", "wrong"),
    [
        ("终结性考核占40%", SHARES, {"40"}),
        ("终结性考核占45%", SHARES, set()),
        ("终结性考核占四十五分", SHARES, set()),
        ("终结性考核占40", SHARES, {"40"}),
        # the number is there, but of something else
        ("终结性考核占55%", SHARES, {"55"}),
        ("过程性考核占55%", SHARES, set()),
        ("过程性和终结性考核占55%和45%", SHARES, set()),
        # words without numbers contradict nothing
        ("终结性考核占40%", "终结性考核由教研室命题。", set()),
        ("终结性考核由教研室命题", SHARES, set()),
        # the number of a document, of a year
        ("教案6.1的考核占45%", SHARES, set()),
        ("2024级的终结性考核占45%", SHARES, set()),
        # the same figure written otherwise
        ("湿度是80%", "湿度保持在百分之八十。", set()),
        ("湿度是70%", "湿度保持在百分之八十。", {"70"}),
        ("总学时是1,360", "总学时：1 360 学时", set()),
        ("榫卯制作30课时", "榫卯制作：24 学时", {"30"}),
        ("学员三门课", "学员学习3门课，共24学时。", set()),
    ],
)
def test_numbers_the_document_contradicts(claim, words, wrong):
    assert contradicted(claim, words) == wrong


def test_the_mark_of_a_citation_is_no_number_of_the_document():
    lines, _ = told("终结性考核占1%", "终结性考核占45%。", scores={"终结性考核占45%。": 1.0})
    assert lines[0] == "与资料不符，资料写的是：终结性考核占45%。[1]"


def test_a_number_in_the_headings_names_a_place():
    words = "家具打磨：36 学时，2 章"
    assert contradicted("第3章是36学时", words, "第3章 打磨") == set()
    assert contradicted("3章是36学时", words) == {"3"}


# --- what is said ------------------------------------------------------------------------------


def test_a_right_claim_is_answered_in_the_documents_own_words():
    lines, (citation,) = told("终结性考核占45%", SHARES, scores={SHARES: 1.0})
    assert lines == [f"资料的原话是：{SHARES}[1]"]
    assert citation.quote == SHARES


def test_a_wrong_claim_is_called_wrong_and_answered_with_the_documents_own_sentence():
    lines, (citation,) = told("终结性考核占40%", SHARES, scores={SHARES: 1.0})
    assert lines == [f"与资料不符，资料写的是：{SHARES}[1]"]
    assert citation.quote == SHARES


ONE, OTHER = "终结性考核占45%。", "缺课的扣40%，另行补课。"


def test_where_a_wrong_number_belongs_is_told():
    lines, citations = told("终结性考核占40%", ONE + OTHER, scores={ONE: 1.0})
    assert lines == [f"与资料不符，资料写的是：{ONE}[1]", "资料里写 40 的是：缺课的扣40%[2]"]
    assert [c.quote for c in citations] == [ONE, "缺课的扣40%"]


def test_a_number_of_another_passage_is_not_said_to_belong_there_nor_stands_it_beside():
    lines, _ = told("终结性考核占40%", ONE, OTHER, scores={ONE: 1.0, OTHER: -0.5})
    assert lines == [f"与资料不符，资料写的是：{ONE}[1]"]


def test_numbers_swapped_are_wrong_each_with_its_place():
    lines, citations = told("终结性考核占55%", SHARES, scores={SHARES: 1.0})
    assert lines == [
        f"与资料不符，资料写的是：{SHARES}[1]",
        "资料里写 55 的是：过程性考核占55%[2]",
    ]
    assert citations[1].quote == "过程性考核占55%"


def test_a_wrong_figure_of_a_sheet_is_cited_by_the_row_it_belongs_to():
    rows = sheet([("榫卯制作", 24), ("家具打磨", 36)])
    scores = {"榫卯制作：24 学时": 1.0}
    lines, citations = told("榫卯制作36学时", rows, scores=scores, figures=True)
    assert lines == [
        "与资料不符，资料写的是：榫卯制作：24 学时[1]",
        "资料里写 36 的是：家具打磨：36 学时[2]",
    ]
    assert [c.chunk_id for c in citations] == ["s0", "s1"]


def test_a_wrong_figure_that_only_the_total_of_a_sheet_has_belongs_to_no_row():
    rows = sheet([("榫卯制作", 24), ("家具打磨", 36)])
    lines, _ = told("榫卯制作60学时", rows, scores={"榫卯制作：24 学时": 1.0}, figures=True)
    assert lines == ["与资料不符，资料写的是：榫卯制作：24 学时[1]"]


@pytest.mark.parametrize(
    ("asked", "text"),
    [
        (
            "榫卯制作的终结性考核占40%，对吧？",
            "与资料不符，资料写的是：过程性考核占55%，终结性考核占45%。[1]",
        ),
        (
            "榫卯制作的终结性考核占45%，没错吧？",
            "资料的原话是：过程性考核占55%，终结性考核占45%。[1]",
        ),
        (
            "榫卯制作是36学时，对吧？",
            "与资料不符，资料写的是：榫卯制作：24 学时[1]\n资料里写 36 的是：家具打磨：36 学时[2]",
        ),
    ],
)
def test_over_a_real_index(workshop, asked, text):
    assert workshop.ask(asked).text == text
