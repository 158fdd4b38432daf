"""The searches of an index for one question, each by itself: by words, by meaning, word by word.

What they find is added up, with what the question names, in :mod:`rag.retrieve.retrieval`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from heapq import nlargest
from operator import itemgetter
from typing import Protocol

import numpy as np
import numpy.typing as npt

from indexing.embedding.encoded import Encoded
from indexing.index import Index
from rag.ask.question import Question
from rag.retrieve.fusion import scale
from rag.settings import Settings

#: How many candidates each search contributes.
_CANDIDATES = 60
#: A synonym counts this much of a word of the question.
_EXPANSION = 0.35
#: Questions and parts of questions that are asked about at the same time.
_ENCODED = 32


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

    def tokens(self, question: Question) -> npt.NDArray[np.float32] | None:
        """Return the token vectors of a question, ``None`` where they are not compared.

        Raises:
            ModelError: the embedding model is missing.
        """
        tokens = self._encoded(question.folded).tokens if self._late else None
        return None if tokens is None or not len(tokens) else tokens

    def _words(self, index: Index, question: Question, sheets: Sequence[str]) -> dict[str, float]:
        """Return the best chunks by words; fact sheets asked for keep their score at any rank."""
        if not question.terms:
            return {}
        most = index.manifest.chunks if sheets else _CANDIDATES
        ranked = index.lexical_search(question.terms, max(most, 1))
        return {i: s for rank, (i, s) in enumerate(ranked) if rank < _CANDIDATES or i in sheets}
