"""The searches of an index for one question, each by itself, and how their scores are added up.

Chunks are searched by words, by meaning, word by word. Scores of each search are scaled to 0–1
before they are weighted: reciprocal-rank fusion throws away how far ahead the best one is, and with
one weak list did worse here than the better list alone. What else counts, such as the names in a
question, is added in :mod:`rag.retrieve.retrieval`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from heapq import nlargest
from operator import itemgetter
from typing import Protocol

from indexing.embedding.encoding import Encoded
from indexing.index import Index
from rag.ask.question import Question
from rag.settings import Settings

#: How many candidates each search contributes.
_CANDIDATES = 60
#: A synonym counts this much of a word of the question.
_EXPANSION = 0.35
#: Questions and parts of questions that are asked about at the same time.
_ENCODED = 32
Ranking = Sequence[tuple[str, float]]


class QueryEncoder(Protocol):
    """What retrieval needs of an embedder."""

    def encode_query(self, text: str) -> Encoded:
        """Return a question encoded."""


class Searches:
    """Searches by words and by meaning. Safe to share by threads.

    Args:
        settings: which searches are made.
        encoder: encodes questions; not used, and never loaded, when ``dense_weight`` is 0.
    """

    def __init__(self, settings: Settings, encoder: QueryEncoder) -> None:
        self._lexical = settings.lexical_weight > 0
        self._dense = settings.dense_weight > 0
        self._late = self._dense and settings.late_weight > 0
        self._encoded = lru_cache(_ENCODED)(lambda text: encoder.encode_query(text))

    def lanes(
        self, index: Index, question: Question, sheets: Sequence[str]
    ) -> dict[str, Mapping[str, float]]:
        """Return the scaled scores of each search.

        ``lexical`` and ``dense`` find; ``late`` tells of the best of what they found, and of the
        fact sheets, how near its words are to those of the question.

        Args:
            index: what is searched.
            question: the question.
            sheets: ids of the fact sheets that may tell what is asked.

        Raises:
            ModelError: the embedding model is missing.
        """
        lanes: dict[str, Mapping[str, float]] = {}
        if self._lexical:
            own = self._words(index, question, sheets)
            more = index.lexical_search(question.expanded, _CANDIDATES) if question.expanded else []
            for identifier, score in more:
                own[identifier] = own.get(identifier, 0.0) + _EXPANSION * score
            lanes["lexical"] = scale(list(own.items()), floor=0.0)
        if self._dense:
            encoded = self._encoded(question.folded)
            lanes["dense"] = scale(index.vector_search(encoded.vector, _CANDIDATES))
            if self._late:
                found = sorted({*sheets, *(i for lane in lanes.values() for i in lane)})
                near = index.nearness(encoded.tokens, found)
                lanes["late"] = scale(nlargest(_CANDIDATES, near.items(), key=itemgetter(1)))
        return lanes

    def _words(self, index: Index, question: Question, sheets: Sequence[str]) -> dict[str, float]:
        """Return the best chunks by words; fact sheets asked for keep their score at any rank."""
        if not question.terms:
            return {}
        most = index.manifest.chunks if sheets else _CANDIDATES
        ranked = index.lexical_search(question.terms, max(most, 1))
        return {i: s for rank, (i, s) in enumerate(ranked) if rank < _CANDIDATES or i in sheets}


def scale(ranking: Ranking, floor: float | None = None) -> dict[str, float]:
    """Return scores scaled so that the best is 1 and ``floor`` (default: the worst) is 0.

    Equal scores above the floor all become 1; what is not above a given floor becomes 0. An id
    seen twice keeps its better score.
    """
    if not ranking:
        return {}
    values = [score for _, score in ranking]
    low = min(values) if floor is None else floor
    high = max(values)
    scaled: dict[str, float] = {}
    for identifier, score in ranking:
        if floor is not None and score <= floor:
            value = 0.0
        else:
            value = 1.0 if high <= low else (score - low) / (high - low)
        scaled[identifier] = max(value, scaled.get(identifier, 0.0))
    return scaled


def fuse(
    lists: Mapping[str, Mapping[str, float]], weights: Mapping[str, float]
) -> list[tuple[str, float]]:
    """Add up weighted scores; an id missing from a list gets 0 there.

    Args:
        lists: for each lane its scaled scores by id.
        weights: weight of each lane; a lane without a weight counts nothing.

    Returns:
        ``(id, score)``, best first, ties by id, ids of zero score left out.
    """
    total: dict[str, float] = {}
    for name, scores in lists.items():
        weight = weights.get(name, 0.0)
        if weight > 0:
            for identifier, score in scores.items():
                total[identifier] = total.get(identifier, 0.0) + weight * score
    ranked = [(identifier, score) for identifier, score in total.items() if score > 0]
    return sorted(ranked, key=lambda pair: (-pair[1], pair[0]))
