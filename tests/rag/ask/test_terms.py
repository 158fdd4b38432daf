"""Which terms of a question count, and which terms of documents stand for them."""

from passages_by_hand import TOKENIZER, Known, question

from rag.ask.terms import asked_terms


def terms_of(asked, *words):
    return asked_terms(question(asked, content=asked), Known(*words))


def test_a_word_of_the_documents_stands_for_what_was_said():
    found = terms_of("刨刀弄坏", "刨刀", "赔偿")
    assert found.said == {"赔偿": "弄坏"}
    assert found.weights == {"刨刀": 2.0, "弄坏": 2.0}


def test_what_was_said_counts_where_it_is_cut_into_other_words():
    # 借|出门, not 借出
    assert "借出" not in TOKENIZER.query_terms("能借出门的刨刀")
    found = terms_of("能借出门的刨刀", "刨刀", "外借")
    assert found.said == {"外借": "借出"}
    assert found.weights == {"刨刀": 2.0, "借出": 2.0}


def test_what_no_document_has_counts_only_as_missing():
    found = terms_of("量子刨刀", "刨刀")
    assert (found.weights, found.missing, found.said) == ({"刨刀": 2.0}, 2.0, {})


def test_what_a_claim_quotes_does_not_draw_the_sentence_that_has_it():
    asked = "刨刀是“打磨”"
    claim = question(asked, content=asked, quoted=("打磨",), claim=True)
    assert set(asked_terms(claim, Known("刨刀", "打磨")).weights) == {"刨刀"}
    assert set(terms_of(asked, "刨刀", "打磨").weights) == {"刨刀", "打磨"}
