"""What is understood of a question."""

import pytest

from indexing.index import open_index
from rag.ask.catalogue import Catalogue
from rag.ask.question import Wanted, understand_question, wanted


@pytest.fixture(scope="module")
def understood(school_settings):
    with open_index(school_settings.index) as index:
        catalogue = Catalogue.of(index)
        yield lambda text: understand_question(text, index, catalogue)


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("绿茶冲泡多少学时", Wanted.NUMBER),
        ("过程性考核占百分之几", Wanted.NUMBER),
        ("什么是盖碗", Wanted.DEFINITION),
        ("客单价指什么", Wanted.DEFINITION),
        ("教学重点有哪些", Wanted.LIST),
        ("各占多少", Wanted.LIST),
        ("冲泡的步骤", Wanted.PROCEDURE),
        ("怎么做互评", Wanted.PROCEDURE),
        ("老师有从业经历吗", Wanted.TEXT),
        ("", Wanted.TEXT),
    ],
)
def test_the_kind_of_answer_wanted(question, kind):
    assert wanted(question) is kind


def test_terms_are_folded_and_distinct(understood):
    question = understood("綠茶　ＫＰＩ和绿茶")
    assert question.text == "綠茶　ＫＰＩ和绿茶"
    assert question.folded == "绿茶 kpi和绿茶"
    assert "kpi" in question.terms
    assert len(set(question.terms)) == len(question.terms)


def test_synonyms_are_searched_besides_and_never_twice(understood):
    question = understood("绿茶冲泡多少课时")
    assert "课时" in question.terms
    assert "学时" in question.expanded
    assert not set(question.terms) & set(question.expanded)


def test_documents_and_headings_named(understood):
    question = understood("教案3.2的教学重点")
    assert len(question.documents) == 1
    assert "教学重点" in [m.name for m in question.mentions]


def test_headings_only_meant_follow_those_named(understood):
    question = understood("绿茶冲泡咋考")
    starts = [mention.start for mention in question.mentions]
    assert [m.name for m in question.mentions] == ["绿茶冲泡", "教学考核要求"]
    assert starts == [0, -1]


def test_two_rare_headings_are_sides_and_one_is_none(understood):
    assert [m.name for m in understood("绿茶冲泡和红茶冲泡的考核有什么不同").sides()] == [
        "绿茶冲泡",
        "红茶冲泡",
    ]
    assert understood("绿茶冲泡怎么考核").sides() == []


@pytest.mark.parametrize("text", ["", "   ", "？？？", "𠮷\u200b", "a" * 5000, "[1]{x}%s"])
def test_odd_questions_are_understood_as_little(understood, text):
    question = understood(text)
    assert question.text == text
    assert question.documents == ()
