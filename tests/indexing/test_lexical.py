"""Search by words, with scores computed by hand."""

import math
from contextlib import closing

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexing.lexical import Bm25, LexicalIndex, chunk_fields
from indexing.records import Chunk, ChunkKind
from indexing.searchtext import fold
from indexing.tokenize import Tokenizer

TOKENIZER = Tokenizer()


def chunk(identifier, body, heading="", document="d1", title=""):
    head = " ".join(part for part in (title, heading) if part)
    text = f"{head}\n{body}"
    return Chunk(identifier, document, ChunkKind.PARAGRAPH, body, text, (), None, 0, 1, 0)


@pytest.fixture
def index(tmp_path):
    with closing(LexicalIndex(tmp_path / "l.sqlite", TOKENIZER, writable=True)) as index:
        yield index


def ids(results):
    return [identifier for identifier, _ in results]


def test_the_score_is_that_of_the_formula(index):
    index.add([chunk("a", "kpi kpi sla"), chunk("b", "sla")])
    # N = 2, df(kpi) = 1, tf = 2, length 3, mean length 2
    idf = math.log(1 + (2 - 1 + 0.5) / (1 + 0.5))
    expected = idf * 2 * 2.2 / (2 + 1.2 * (0.25 + 0.75 * 3 / 2))
    assert index.search("KPI", 5) == [("a", pytest.approx(expected, abs=1e-8))]


def test_a_heading_counts_by_its_weight_in_frequency_and_length(index):
    index.ranking = Bm25(title=3, heading=2, body=1, k1=1.2, b=0.75)
    index.add([chunk("a", "sla", heading="kpi", title="erp")], "erp")
    index.add([chunk("b", "sla sla", document="d2")])
    idf = math.log(1 + (2 - 1 + 0.5) / (1 + 0.5))
    norm = 1.2 * (0.25 + 0.75 * (3 + 2 + 1) / 4)  # lengths 6 and 2, mean 4
    assert index.search("kpi", 5)[0][1] == pytest.approx(idf * 2 * 2.2 / (2 + norm), abs=1e-8)
    assert index.search("erp", 5)[0][1] == pytest.approx(idf * 3 * 2.2 / (3 + norm), abs=1e-8)


def test_a_term_of_less_weight_adds_less(index):
    index.add([chunk("a", "kpi"), chunk("b", "sla")])
    (_, whole), (_, half) = index.search({"kpi": 1.0, "sla": 0.5}, 5)
    assert half == pytest.approx(whole / 2, abs=1e-8)
    assert ids(index.search({"kpi": 0.5, "sla": 1.0}, 5)) == ["b", "a"]
    assert index.search({"kpi": 0.0}, 5) == []


def test_chinese_is_found_by_words_not_by_clauses(index):
    index.add([chunk("a", "每周一由值日组给花圃浇水"), chunk("b", "烤箱预热以后放入面团")])
    assert ids(index.search("谁给花圃浇水？", 5)) == ["a"]
    assert ids(index.search("誰給花圃澆水？", 5)) == ["a"]


def test_only_what_shares_a_term_is_returned(index):
    index.add([chunk("a", "浇水"), chunk("b", "烤箱")])
    assert index.search("量子力学", 5) == []
    assert index.search("的？", 5) == []
    assert index.search([], 5) == []


def test_equal_scores_are_ordered_by_id_and_k_limits(index):
    index.add([chunk(name, "浇水") for name in "cab"])
    assert ids(index.search("浇水", 5)) == ["a", "b", "c"]
    assert ids(index.search("浇水", 2)) == ["a", "b"]
    assert len({score for _, score in index.search("浇水", 5)}) == 1


def test_only_allowed_documents_answer_with_unchanged_scores(index):
    index.add([chunk("a", "浇水", document="d1")])
    index.add([chunk("b", "浇水", document="d2")])
    everything = dict(index.search("浇水", 5))
    assert index.search("浇水", 5, ["d2"]) == [("b", everything["b"])]
    assert index.search("浇水", 5, []) == []
    assert index.search("浇水", 5, ["d2' OR 1=1 --"]) == []


def test_a_deleted_document_no_longer_answers_nor_counts(index):
    index.add([chunk("a", "浇水", document="d1")])
    before = index.search("浇水", 5)
    index.add([chunk("b", "浇水 修剪", document="d2")])
    assert index.frequencies(["浇水", "没有"]) == {"浇水": 2, "没有": 0}
    index.delete("d2")
    index.finish()
    assert index.search("浇水", 5) == before
    assert index.search("修剪", 5) == []
    assert (index.count(), index.frequencies(["修剪"])) == (1, {"修剪": 0})


def test_an_empty_index_finds_nothing(index):
    assert index.search("浇水", 5) == []


def test_k_must_be_positive(index):
    with pytest.raises(ValueError, match="k must be"):
        index.search("浇水", 0)


def test_the_stored_index_answers_the_same(tmp_path, index):
    index.add([chunk("a", "浇水"), chunk("b", "浇水 修剪")])
    index.finish()
    with closing(LexicalIndex(tmp_path / "l.sqlite", TOKENIZER)) as stored:
        assert stored.search("修剪浇水", 5) == index.search("修剪浇水", 5) != []


def test_fields_are_told_apart_by_the_first_line_of_the_search_text():
    assert chunk_fields(chunk("a", "正文", heading="标题", title="书"), "书") == (" 标题", "正文")
    plain = Chunk("a", "d", ChunkKind.PARAGRAPH, "正文", "正文", (), None, 0, 1, 0)
    assert chunk_fields(plain, "书") == ("", "正文")


WORDS = st.lists(st.sampled_from(["浇水", "修剪", "kpi", "4.3", "烤箱"]), min_size=1, max_size=6)


@settings(max_examples=25, deadline=None)
@given(kept=st.lists(WORDS, min_size=1, max_size=4), removed=st.lists(WORDS, max_size=4))
def test_adding_and_deleting_leaves_the_index_of_what_remains(tmp_path_factory, kept, removed):
    folder = tmp_path_factory.mktemp("lexical")
    stay = [chunk(f"k{n}", " ".join(words)) for n, words in enumerate(kept)]
    go = [chunk(f"r{n}", " ".join(words), document="d2") for n, words in enumerate(removed)]
    with (
        closing(LexicalIndex(folder / "a.sqlite", TOKENIZER, writable=True)) as changed,
        closing(LexicalIndex(folder / "b.sqlite", TOKENIZER, writable=True)) as fresh,
    ):
        changed.add(go)
        changed.add(stay)
        changed.delete("d2")
        fresh.add(stay)
        query = "浇水 修剪 KPI 4.3"
        assert changed.search(query, 10) == fresh.search(query, 10)


@pytest.mark.parametrize("asked", ["第8周讲什么", "第八周讲什么", "第⑧周讲什么", "第８周讲什么"])
@pytest.mark.parametrize("written", ["第8周 钻孔", "第八周 钻孔", "第⑧周 钻孔", "第七至九周 钻孔"])
def test_a_week_is_found_in_every_writing(index, asked, written):
    rows = ["第十八周 锉削", "第6周 锯割，8学时", "八周的实训", written]
    index.add([chunk(f"w{number}", fold(row)) for number, row in enumerate(rows)])
    assert ids(index.search(asked, 5))[0] == "w3"
