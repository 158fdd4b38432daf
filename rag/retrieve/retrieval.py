"""From a question to candidates: search by words and by meaning, fused with what it names.

Nothing is read here; which candidates answer is the business of :mod:`rag.read.reader`.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from heapq import nlargest
from operator import itemgetter

from indexing.index import Index
from indexing.records import ChunkKind
from rag.ask.catalogue import Catalogue
from rag.ask.mentions import heading_matches
from rag.ask.parts import parts_of
from rag.ask.question import Question, understand_question
from rag.ask.terms import Shares, asked_terms
from rag.retrieve.hits import Candidates, Found, Hits, Side
from rag.retrieve.searches import QueryEncoder, Searches, fuse
from rag.settings import Settings

#: So many of the best by words tell how much of the question the documents say in its words; what
#: they do not say raises the weight of meaning up to this many times over.
_TOP, _MEANING = 5, 2.0
#: Where figures are asked for, likeness of words counts so much of its weight.
_LATE_FIGURES = 0.5
#: Choices of documents whose names are kept: one for all, and those of readers who see fewer.
_CATALOGUES = 8
#: Descriptions that fit more documents than this find none of them.
_DESCRIBED = 5


class Retrieval:
    """Finds the candidates of an index for a question. Safe to share by threads.

    Args:
        settings: weights of the lanes.
        encoder: encodes questions; not used, and never loaded, when ``dense_weight`` is 0.
    """

    def __init__(self, settings: Settings, encoder: QueryEncoder) -> None:
        self._weights = {
            "lexical": settings.lexical_weight,
            "dense": settings.dense_weight,
            "late": settings.late_weight,
            "heading": settings.heading_weight,
            "document": settings.document_weight,
            "sheet": settings.sheet_weight,
        }
        self._skip = frozenset(settings.skip)
        self._searches = Searches(settings, encoder)
        self._lock = threading.Lock()
        self._catalogues: dict[str, Catalogue] = {}

    def catalogue(self, index: Index) -> Catalogue:
        """Return the names of the generation, read once."""
        with self._lock:
            known = self._catalogues.get(index.generation)
            if known is None:
                known = Catalogue.of(index)
                kept = list(self._catalogues.items())[1 - _CATALOGUES :]
                self._catalogues = {**dict(kept), index.generation: known}
            return known

    def understand(self, index: Index, text: str, *, literal: bool = False) -> Question:
        """Return the question as understood against the index.

        Args:
            index: what is searched.
            text: the question.
            literal: whether names in it are left as they are typed.
        """
        spelling = "spelling" not in self._skip and not literal
        return understand_question(text, index, self.catalogue(index), spelling=spelling)

    def parts(self, index: Index, question: Question) -> list[Question]:
        """Return the parts of a question that asks several things, else none."""
        if "parts" in self._skip:
            return []
        return parts_of(question, index, self.catalogue(index))

    def retrieve(self, index: Index, question: Question, parts: Sequence[Question] = ()) -> Hits:
        """Return the candidates of a question, of its parts, and of each side it compares.

        Together the names of two chapters outweigh what is asked of them, so each side of a
        comparison is searched on its own as well.

        Args:
            index: what is searched.
            question: the question.
            parts: its parts where it asks several things.

        Raises:
            ModelError: the embedding model is missing.
        """
        whole = self._candidates(index, question)
        if parts:
            return Hits(whole, parts=tuple(self._candidates(index, part) for part in parts))
        return Hits(whole, sides=tuple(self._sides(index, question)))

    def _sides(self, index: Index, question: Question) -> Iterator[Side]:
        if "sides" in self._skip:
            return
        if len(question.documents) > 1:
            for document in question.documents:
                alone = replace(question, documents=(document,))
                yield Side(self._candidates(index, alone), document=document)
            return
        named = {mention.name: mention for mention in question.sides()}
        for name, mention in named.items():
            if text := _without(question.folded, named.keys() - {name}, name):
                side = self.understand(index, text)
                yield Side(self._candidates(index, side), mention=mention)

    def _candidates(self, index: Index, question: Question) -> Candidates:
        shares = Shares(question, index.tokenizer, asked_terms(question, index))
        lanes = self.lanes(index, question)
        described = dict(question.described)
        ids = sorted(
            {
                *self._sheets(index, question),
                *self._openings(index, described),
                *(i for lane in lanes.values() for i in lane),
            }
        )
        chunks = {chunk.id: chunk for chunk in index.chunks(ids)}
        # A sheet tells of a course in a row.
        lanes["heading"] = {
            identifier: heading_matches(
                chunk.heading_path,
                question.mentions,
                chunk.search_text
                if question.figures and chunk.kind is ChunkKind.FACT_SHEET
                else "",
            )
            for identifier, chunk in chunks.items()
        }
        if question.documents or described:
            named_documents = {**described, **dict.fromkeys(question.documents, 1.0)}
            lanes["document"] = {
                identifier: named_documents.get(chunk.document_id, 0.0)
                for identifier, chunk in chunks.items()
            }
        if question.figures:
            lanes["sheet"] = {
                identifier: shares.has(shares.terms_of(" ".join((*chunk.heading_path, chunk.text))))
                if chunk.kind is ChunkKind.FACT_SHEET
                else 0.0
                for identifier, chunk in chunks.items()
            }
        best = nlargest(_TOP, lanes.get("lexical", {}).items(), key=itemgetter(1))
        texts = (chunks[identifier].search_text for identifier, _ in best if identifier in chunks)
        said = max((shares.share_of_all(shares.terms_of(text)) for text in texts), default=0.0)
        # The less of the question's words the documents have, the more its meaning must tell.
        meaning = 1 + _MEANING * (1 - said)
        weights = {
            "dense": self._weights["dense"] * meaning,
            # A fact sheet is known by what it counts, not by its words.
            "late": self._weights["late"] * meaning * (_LATE_FIGURES if question.figures else 1),
        }
        ranked = fuse(lanes, self._weights | weights)
        found = tuple(Found(chunks[identifier], score) for identifier, score in ranked)
        return Candidates(question, found)

    def lanes(self, index: Index, question: Question) -> dict[str, Mapping[str, float]]:
        """See :meth:`rag.retrieve.searches.Searches.lanes`."""
        return self._searches.lanes(index, question, self._sheets(index, question))

    def _openings(self, index: Index, described: Mapping[str, float]) -> list[str]:
        """Return the first chunk of the documents described best: their text may not say so."""
        openings = self.catalogue(index).openings
        best = [i for i, share in described.items() if share == 1]
        return [openings[i] for i in best if i in openings] if len(best) <= _DESCRIBED else []

    def _sheets(self, index: Index, question: Question) -> list[str]:
        """Return the fact sheets of the documents asked, where hours or minutes are asked for."""
        if not question.figures:
            return []
        sheets = self.catalogue(index).sheets
        return [i for d in (question.documents or sheets) for i in sheets.get(d, ())]


def _without(text: str, names: Iterable[str], kept: str) -> str:
    for name in names:
        text = text if name in kept else text.replace(name, " ")
    return text
