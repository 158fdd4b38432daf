"""From a question to ranked chunks: search by words and by meaning, fused with what it names."""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt

from indexing.index import Index
from indexing.records import Chunk, ChunkKind
from rag.catalogue import Catalogue, heading_matches
from rag.fusion import fuse, scale
from rag.parts import parts_of
from rag.question import Question, understand_question
from rag.settings import Settings
from rag.sheets import sheet_fit

#: How many candidates each search contributes.
_CANDIDATES = 60
#: A synonym counts this much of a word of the question.
_EXPANSION = 0.35
#: How many of each side come first when sides are compared.
_DEPTH = 3


class QueryEncoder(Protocol):
    """What retrieval needs of an embedder."""

    def encode_queries(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        """Return one vector of length 1 a text, shape ``(len(texts), dimension)``."""


@dataclass(frozen=True, slots=True)
class Found:
    """A retrieved chunk with its fused score."""

    chunk: Chunk
    score: float


class Retrieval:
    """Ranks the chunks of an index for a question. Safe to share by threads.

    Args:
        settings: weights of the lanes.
        encoder: embeds questions; not used, and never loaded, when ``dense_weight`` is 0.
    """

    def __init__(self, settings: Settings, encoder: QueryEncoder) -> None:
        self._weights = {
            "lexical": settings.lexical_weight,
            "dense": settings.dense_weight,
            "heading": settings.heading_weight,
            "document": settings.document_weight,
            "sheet": settings.sheet_weight,
        }
        self._encoder = encoder
        self._lock = threading.Lock()
        self._catalogues: dict[str, Catalogue] = {}

    def catalogue(self, index: Index) -> Catalogue:
        """Return the names of the generation, read once."""
        with self._lock:
            known = self._catalogues.get(index.generation)
            if known is None:
                known = Catalogue.of(index)
                self._catalogues = {index.generation: known}
            return known

    def understand(self, index: Index, text: str) -> Question:
        """Return the question as understood against the index."""
        return understand_question(text, index, self.catalogue(index))

    def parts(self, index: Index, question: Question) -> list[Question]:
        """Return the parts of a question that asks several things, else none."""
        return parts_of(question, index, self.catalogue(index))

    def search(
        self, index: Index, question: Question, k: int, parts: Sequence[Question] = ()
    ) -> list[Found]:
        """Return the ``k`` best chunks, best first; the best of each part are among them.

        Raises:
            ModelError: the embedding model is missing.
        """
        whole = self._search(index, question)
        return _interleave(whole, [self._search(index, part) for part in parts])[:k]

    def _search(self, index: Index, question: Question) -> list[Found]:
        lanes = self.lanes(index, question)
        ids = sorted(
            {*self._sheets(index, question), *(i for lane in lanes.values() for i in lane)}
        )
        chunks = {chunk.id: chunk for chunk in index.chunks(ids)}
        lanes["heading"] = {
            identifier: heading_matches(chunk.heading_path, question.mentions)
            for identifier, chunk in chunks.items()
        }
        if question.documents:
            lanes["document"] = {
                identifier: float(chunk.document_id in question.documents)
                for identifier, chunk in chunks.items()
            }
        if question.figures:
            lanes["sheet"] = {
                identifier: sheet_fit(question, chunk.text)
                if chunk.kind is ChunkKind.FACT_SHEET
                else 0.0
                for identifier, chunk in chunks.items()
            }
        ranked = fuse(lanes, self._weights)
        found = [Found(chunks[identifier], score) for identifier, score in ranked]
        return _interleave(found, _groups(question, found))

    def _words(self, index: Index, question: Question) -> dict[str, float]:
        """Return the best chunks by words; fact sheets asked for keep their score at any rank."""
        if not question.terms:
            return {}
        sheets = set(self._sheets(index, question))
        most = index.manifest.chunks if sheets else _CANDIDATES
        ranked = index.lexical_search(question.terms, max(most, 1))
        return {i: s for rank, (i, s) in enumerate(ranked) if rank < _CANDIDATES or i in sheets}

    def _sheets(self, index: Index, question: Question) -> list[str]:
        """Return the fact sheets of the documents asked, where hours or minutes are asked for."""
        if not question.figures:
            return []
        sheets = self.catalogue(index).sheets
        return [i for d in (question.documents or sheets) for i in sheets.get(d, ())]

    def lanes(self, index: Index, question: Question) -> dict[str, Mapping[str, float]]:
        """Return the scaled scores of each search."""
        lanes: dict[str, Mapping[str, float]] = {}
        if self._weights["lexical"] > 0:
            own = self._words(index, question)
            for identifier, score in (
                index.lexical_search(question.expanded, _CANDIDATES) if question.expanded else []
            ):
                own[identifier] = own.get(identifier, 0.0) + _EXPANSION * score
            lanes["lexical"] = scale(list(own.items()), floor=0.0)
        if self._weights["dense"] > 0:
            vector = self._encoder.encode_queries([question.folded])[0]
            lanes["dense"] = scale(index.vector_search(vector, _CANDIDATES))
        return lanes


def _groups(question: Question, found: Sequence[Found]) -> list[list[Found]]:
    """Return the candidates of each side where a question names several documents or sections.

    Sections count as sides when each is rare and no candidate stands under two of them: then they
    are compared, or asked for one after the other, and one does not lie in the other.
    """
    if len(question.documents) > 1:
        sides = [[f for f in found if f.chunk.document_id == d] for d in question.documents]
        return sides if all(sides) else []
    mentions = question.sides()
    places = [[m.covers(f.chunk.heading_path) for m in mentions] for f in found]
    if any(sum(place) > 1 for place in places):
        return []
    sides = [
        [f for f, place in zip(found, places, strict=True) if place[number]]
        for number in range(len(mentions))
    ]
    sides = [side for side in sides if side]
    return sides if len(sides) > 1 else []


def _interleave(found: list[Found], groups: list[list[Found]]) -> list[Found]:
    """Put the best of each side first, in turns; the rest keep their order."""
    if not groups:
        return found
    first: dict[str, Found] = {}
    for rank in range(_DEPTH):
        for group in groups:
            if rank < len(group):
                first.setdefault(group[rank].chunk.id, group[rank])
    return [*first.values(), *(f for f in found if f.chunk.id not in first)]
