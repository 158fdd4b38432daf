"""What is understood of a question; in its terms, words that were cut too long are taken apart."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from passages_by_hand import TOKENIZER, Known

from indexing.index import open_index
from rag.ask.catalogue import Catalogue
from rag.ask.question import query_terms, understand_question


@pytest.fixture(scope="module")
def understood(school_settings):
    with open_index(school_settings.index) as index:
        catalogue = Catalogue.of(index)
        yield lambda text: understand_question(text, index, catalogue)


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


def test_the_known_word_in_a_guessed_one_stands_for_it():
    # the segmenter guesses 问摆幅
    assert "问摆幅" in TOKENIZER.query_terms("学生问摆幅到底指什么")
    found = query_terms("学生问摆幅到底指什么", Known("摆幅"))
    assert "摆幅" in found
    assert "问摆幅" not in found


def test_a_word_that_some_document_has_stays():
    assert "问摆幅" in query_terms("学生问摆幅到底指什么", Known("问摆幅", "摆幅"))


def test_a_word_with_nothing_known_in_it_stays():
    assert "问摆幅" in query_terms("学生问摆幅到底指什么", Known("学生"))


@given(st.text(alphabet="学生问摆幅到底指什么 kpi4.3", max_size=20))
def test_no_term_is_doubled_and_where_all_is_known_nothing_changes(text):
    terms = TOKENIZER.query_terms(text)
    assert query_terms(text, Known(*terms)) == terms
    found = query_terms(text, Known("摆幅", "学生"))
    assert len(found) == len(set(found))


@pytest.mark.parametrize(
    ("text", "known", "terms"),
    [
        # 5年 is in the documents, and neither 5 nor 年 is looked for by itself
        ("五年规划", ["5年", "5", "年", "规划"], ["5年", "规划"]),
        # no document writes 第8周: it may stand in a table as a bare 8
        ("第八周讲什么", ["8", "周"], ["8", "周", "第8周", "讲"]),
        ("第八周讲什么", ["第8周", "8", "周"], ["第8周", "讲"]),
        # what is said of a number is asked for, and so is a number that few places have
        ("九十六学时", ["96学时", "学时"], ["学时", "96学时"]),
        ("1360学时", ["1360学时"], ["1360", "学时", "1360学时"]),
        # the name of a task
        ("任务三讲什么", ["任务3"], ["任务", "任务3", "讲"]),
    ],
)
def test_a_small_number_counts_with_its_unit(text, known, terms):
    assert query_terms(text, Known(*known)) == terms
