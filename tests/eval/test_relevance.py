"""Relevance by quotes and span recall, worked out by hand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.folding import squash, squash_quote
from eval.measured_corpus import FoldedPassage
from eval.metrics.span_recall import span_recall
from eval.relevance import Quote, covered, holds, quotes_of, relevant_chunks, retrieved

TEXT = "绿茶冲泡课程共48学时红茶冲泡课程共36学时"


def passage(text, document="甲", sources=()):
    return FoldedPassage(document, squash_quote(text), tuple(sources))


def quote(text, document="甲"):
    return Quote(document, squash_quote(text), text)


def test_folding():
    assert squash("第 一\n章ＲＦＭ 學時") == "第一章rfm学时"
    assert squash_quote("| 網店 | 48 |\n续表 ·12· **重点** 2023-11") == "网店48重点202311"


def test_a_passage_holds_a_quote_whatever_its_script_and_spaces():
    assert holds(passage("綠茶沖泡課程共 48 學時，"), quote("绿茶冲泡课程\n共48学时"))
    assert not holds(passage("绿茶冲泡课程共48学时", "乙"), quote("绿茶冲泡课程共48学时"))
    assert not holds(passage("绿茶冲泡课程共4"), quote("绿茶冲泡课程共48学时"))


def test_a_fact_sheet_holds_what_it_was_read_from():
    sheet = passage("绿茶：48", sources=[("甲", "绿茶冲泡课程共48学时")])
    assert holds(sheet, quote("绿茶冲泡课程共48学时"))
    assert holds(sheet, quote("课程共48学时"))
    assert holds(sheet, quote("其中绿茶冲泡课程共48学时。"))
    assert not holds(sheet, quote("红茶冲泡课程共36学时"))
    assert not holds(sheet, quote("绿茶冲泡课程共48学时", "乙"))
    assert not holds(passage("表", sources=[("甲", "48")]), quote("绿茶冲泡课程共48学时"))


def test_a_quote_split_over_two_passages_is_covered_by_both():
    split = quote(TEXT)
    first, second = passage(f"（一）{TEXT[:14]}"), passage(f"{TEXT[14:]}。")
    assert not covered([first], split)
    assert not covered([second], split)
    assert covered([first, second], split)
    assert not covered([first, passage(TEXT[14:], "乙")], split)


def test_a_short_quote_is_not_pieced_together():
    assert not covered([passage("绿茶冲泡课"), passage("冲泡课程")], quote("绿茶冲泡课程"))


def test_span_recall_by_hand():
    quotes = [quote("绿茶冲泡课程共48学时"), quote("红茶冲泡课程共36学时")]
    ranked = [passage("茶席"), passage("红茶冲泡课程共36学时"), passage("绿茶冲泡课程共48学时")]
    assert [span_recall(quotes, ranked, k) for k in (1, 2, 3, 10)] == [0.0, 0.5, 1.0, 1.0]


def test_span_recall_without_quotes_or_depth_is_a_mistake():
    with pytest.raises(ValueError, match="needs a quote"):
        span_recall([], [], 5)
    with pytest.raises(ValueError, match="at least 1"):
        span_recall([quote("绿茶冲泡课程")], [], 0)


pieces = st.lists(
    st.tuples(st.integers(0, 20), st.integers(1, 21)).map(lambda t: TEXT[t[0] : t[0] + t[1]]),
    max_size=8,
)


@given(pieces)
def test_recall_is_bounded_and_never_falls_with_depth(texts):
    quotes = [quote("绿茶冲泡课程共48学时"), quote("红茶冲泡课程共36学时"), quote(TEXT)]
    ranked = [passage(text) for text in texts]
    curve = [span_recall(quotes, ranked, k) for k in range(1, 11)]
    assert all(0.0 <= value <= 1.0 for value in curve)
    assert curve == sorted(curve)


def test_relevant_chunks_of_a_real_index(small_corpus, small_gold):
    (evidence,) = quotes_of(small_gold.questions[0], small_corpus)
    ids = relevant_chunks([evidence], small_corpus.folded)
    assert ids
    for identifier, chunk in small_corpus.passages.items():
        text = chunk.text + "".join(s.quote for s in chunk.sources)
        assert (identifier in ids) == ("绿茶冲泡课程共48学时" in text)


def test_a_fact_sheet_does_not_hold_all_of_the_row_its_figure_ends():
    row = "绿茶冲泡" + "水温八十度，" * 30 + "学时48"
    sheet = passage("绿茶冲泡：48", sources=[("甲", squash_quote(row))])
    assert holds(sheet, quote("水温八十度，学时48"))
    assert not holds(sheet, quote("绿茶冲泡水温八十度"))
    assert holds(sheet, quote(row))


def test_an_unknown_or_altered_passage_holds_nothing(small_corpus):
    real = next(iter(small_corpus.passages.values()))
    assert small_corpus.known(real) == real.chunk_id
    altered = type(real)(**{**fields(real), "text": real.text + "改"})
    assert small_corpus.known(altered) not in small_corpus.passages
    assert retrieved(["none"], small_corpus.folded) == [FoldedPassage("", "")]


def fields(record):
    return {name: getattr(record, name) for name in record.__slots__}
