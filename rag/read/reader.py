"""The reader: ranks the candidates for a question and says what in them could answer it.

:class:`RuleReader` reads by rules: the best candidates sentence by sentence, then a cross-encoder
where one is configured, then the openings of sections that are asked for; parts of a question and
sides of a comparison have their best first, in turns.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from indexing.index import Index
from indexing.records import Chunk, ChunkKind
from rag.ask.catalogue import Catalogue
from rag.read.close_reading import read_closely
from rag.read.evidence import Scorer
from rag.read.meaning import Meaning
from rag.read.parents import with_parents
from rag.read.reranking import Reranker
from rag.read.sides import in_turns, sides
from rag.retrieve.hits import Candidates, Found, Hits
from rag.retrieve.passages import passages_of
from rag.settings import Settings
from rag.types import Passage

#: How many of each part, and of each side that is compared, come first.
_PART_DEPTH, _SIDE_DEPTH = 2, 1


@dataclass(frozen=True, slots=True)
class Reading:
    """What a reader made of the hits of a question.

    Attributes:
        passages: the best, best first.
        whole: the evidence for the question as a whole.
        parts: the evidence for each of its parts, where it asks several things.
        chunks: those of the passages, in their order.
    """

    passages: tuple[Passage, ...]
    whole: Scorer
    parts: tuple[Scorer, ...] = ()
    chunks: tuple[Chunk, ...] = ()


class Reader(Protocol):
    """Reads the hits of a question."""

    def read(self, index: Index, catalogue: Catalogue, hits: Hits, k: int) -> Reading:
        """Return the ``k`` best passages with what in them could answer.

        Args:
            index: what was searched.
            catalogue: the names of the index.
            hits: what was found in it.
            k: how many passages; the best of each part are among them.

        Raises:
            ModelError: a model that reads is missing.
        """


class RuleReader:
    """Reads by rules; see :class:`Reader`. Safe to share by threads.

    Args:
        settings: the weight of reading, the cross-encoder, what is skipped.
    """

    def __init__(self, settings: Settings) -> None:
        self._weight = settings.reading_weight
        self._skip = frozenset(settings.skip)
        model = settings.reranker_model
        self._reranker = Reranker(model, settings.reranker_weight) if model else None

    def read(self, index: Index, catalogue: Catalogue, hits: Hits, k: int) -> Reading:
        """See :meth:`Reader.read`."""
        scorer = _scorer(index, hits.whole)
        whole = self._ranked(index, catalogue, hits.whole, scorer)
        parts = [(part, _scorer(index, part)) for part in hits.parts]
        each = [self._ranked(index, catalogue, part, its) for part, its in parts]
        best = max(whole, key=lambda found: found.score, default=None)
        if best and best.chunk.kind is not ChunkKind.FACT_SHEET:  # that has the sides in its rows
            for side in hits.sides:
                its = _scorer(index, side.candidates)
                ranked = self._ranked(index, catalogue, side.candidates, its)
                each.append([found for found in ranked if side.has(found.chunk)])
        found = in_turns(whole, each, _PART_DEPTH)[:k]
        chunks = tuple(item.chunk for item in found)
        return Reading(passages_of(index, found), scorer, tuple(its for _, its in parts), chunks)

    def _ranked(
        self, index: Index, catalogue: Catalogue, candidates: Candidates, scorer: Scorer
    ) -> list[Found]:
        """Return the candidates of one question, read and with its sides in turns."""
        question, found = candidates.question, list(candidates.found)
        if self._weight > 0:
            found = read_closely(index, question, found, scorer, self._weight)
        if self._reranker is not None:
            found = self._reranker.rerank(question.text, found)
        if "parents" not in self._skip:
            found = with_parents(index, catalogue, question, found)
        groups = [] if "sides" in self._skip else sides(question, found)
        return in_turns(found, groups, _SIDE_DEPTH)


def _scorer(index: Index, candidates: Candidates) -> Scorer:
    meaning = None if candidates.tokens is None else Meaning(index, candidates.tokens)
    return Scorer(candidates.question, index.tokenizer, candidates.terms, meaning)
