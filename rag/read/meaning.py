"""How near the sentences of passages are to a question in meaning, word by word.

What teachers call by other words than documents do shares no term with the sentence that answers;
vectors of single words, each of which knows the words around it, still meet.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from statistics import fmean

import numpy as np
import numpy.typing as npt

from indexing.embedding import DEFAULT_MODEL
from indexing.index import Index
from indexing.searchtext import to_search_text
from rag.text.sentences import Sentence
from rag.types import Passage


class Meaning:
    """The tokens of one question against those of an index.

    Args:
        index: what is searched.
        tokens: of the question; see :class:`indexing.embedding.encoded.Encoded`.
    """

    def __init__(self, index: Index, tokens: npt.NDArray[np.float32]) -> None:
        self._index, self._tokens = index, tokens

    def nearest(self, passages: Sequence[Passage]) -> float | None:
        """Return how near the nearest passage is, -1 to 1.

        ``None`` where nothing is known, or where the index was made with a model of which nobody
        has measured what number is near.
        """
        if self._index.manifest.recipe.embedder != DEFAULT_MODEL:
            return None
        near = self._index.nearness(self._tokens, [p.chunk_id for p in passages])
        return max(near.values(), default=None)

    def nearness(self, told: Sequence[tuple[Passage, Sentence]]) -> list[float]:
        """Return how near sentences are: the nearest 1, what is no nearer than most 0.

        Models differ in the numbers they call near, so only the order and the distances count.
        """
        near = [
            value
            for passage, group in groupby(told, key=lambda pair: pair[0])
            for value in self._within(passage, [sentence for _, sentence in group])
        ]
        known = [value for value in near if value is not None]
        if not known:
            return [0.0] * len(near)
        usual, best = fmean(known), max(known)
        return [
            0.0 if value is None or value <= usual else (value - usual) / (best - usual)
            for value in near
        ]

    def _within(self, passage: Passage, sentences: Sequence[Sentence]) -> Iterator[float | None]:
        """Yield how near each sentence of a passage is, ``None`` where that is not known."""
        chunk = self._index.chunk(passage.chunk_id)
        if chunk is None:
            yield from [None] * len(sentences)
            return
        head = chunk.search_text.find("\n") + 1  # title and headings stand before the text
        folded = to_search_text(passage.text).offsets
        places = np.searchsorted(folded, [(s.start, s.end) for s in sentences]) + head
        spans = [(int(start), int(end)) for start, end in places]
        yield from self._index.nearness_within(self._tokens, passage.chunk_id, spans)
