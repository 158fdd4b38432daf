"""The terms of a question, with words that were cut too long taken apart."""

from hypothesis import given
from hypothesis import strategies as st
from passages_by_hand import TOKENIZER, Known

from rag.ask.query_terms import query_terms


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
