"""From a question to ranked chunks: search by words and by meaning, fused with what it names."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from heapq import nlargest
from operator import itemgetter

from indexing.index import Index
from indexing.records import ChunkKind
from rag.ask.catalogue import Catalogue
from rag.ask.mentions import heading_matches
from rag.ask.parts import parts_of
from rag.ask.question import Question, understand_question
from rag.read.close_reading import fit_of_sheet, read_closely
from rag.read.evidence import Scorer
from rag.read.parents import with_parents
from rag.read.reranking import Reranker
from rag.read.sides import in_turns, of_each_side, sides
from rag.retrieve.found import Found
from rag.retrieve.fusion import fuse
from rag.retrieve.searches import QueryEncoder, Searches
from rag.settings import Settings

#: How many of each part, and of each side that is compared, come first.
_PART_DEPTH, _SIDE_DEPTH = 2, 1
#: So many of the best by words tell how much of the question the documents say in its words; what
#: they do not say raises the weight of meaning up to this many times over.
_TOP, _MEANING = 5, 2.0
#: Where figures are asked for, likeness of words counts so much of its weight.
_LATE_FIGURES = 0.5
#: Choices of documents whose names are kept: one for all, and those of readers who see fewer.
_CATALOGUES = 8


class Retrieval:
    """Ranks the chunks of an index for a question. Safe to share by threads.

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
        self._reading = settings.reading_weight
        self._skip = frozenset(settings.skip)
        model = settings.reranker_model
        self._reranker = Reranker(model, settings.reranker_weight) if model else None
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

    def understand(self, index: Index, text: str) -> Question:
        """Return the question as understood against the index."""
        spelling = "spelling" not in self._skip
        return understand_question(text, index, self.catalogue(index), spelling=spelling)

    def parts(self, index: Index, question: Question) -> list[Question]:
        """Return the parts of a question that asks several things, else none."""
        if "parts" in self._skip:
            return []
        return parts_of(question, index, self.catalogue(index))

    def scorer(self, index: Index, question: Question) -> Scorer:
        """Return what scores sentences for a question.

        Raises:
            ModelError: the embedding model is missing.
        """
        return Scorer.of(question, index, self._searches.meaning(index, question))

    def search(
        self,
        index: Index,
        question: Question,
        k: int,
        parts: Sequence[Question] = (),
        scorer_of: Callable[[Question], Scorer] | None = None,
    ) -> list[Found]:
        """Return the ``k`` best chunks, best first; the best of each part are among them.

        Args:
            index: what is searched.
            question: the question.
            k: how many.
            parts: its parts where it asks several things.
            scorer_of: the scorers of the question and its parts, where they are used further.

        Raises:
            ModelError: the embedding model is missing.
        """
        scorer_of = scorer_of or partial(self.scorer, index)
        whole = self._ranked(index, question, scorer_of)
        each = [self._ranked(index, part, scorer_of) for part in parts]
        best = max(whole, key=lambda found: found.score, default=None)
        if not parts and best and best.chunk.kind is not ChunkKind.FACT_SHEET:
            each = self._sides(index, question, scorer_of)  # a sheet has the sides in its rows
        return in_turns(whole, each, _PART_DEPTH)[:k]

    def _sides(
        self, index: Index, question: Question, scorer_of: Callable[[Question], Scorer]
    ) -> list[list[Found]]:
        if "sides" in self._skip:
            return []
        search = partial(self._ranked, index, scorer_of=scorer_of)
        return of_each_side(question, partial(self.understand, index), search)

    def _ranked(
        self, index: Index, question: Question, scorer_of: Callable[[Question], Scorer]
    ) -> list[Found]:
        """Return the candidates of one question, read and with its sides in turns."""
        scorer = scorer_of(question)
        found = self._search(index, question, scorer)
        if self._reading > 0:
            found = read_closely(index, question, found, scorer, self._reading)
        if self._reranker is not None:
            found = self._reranker.rerank(question.text, found)
        if "parents" not in self._skip:
            found = with_parents(index, self.catalogue(index), question, found)
        groups = [] if "sides" in self._skip else sides(question, found)
        return in_turns(found, groups, _SIDE_DEPTH)

    def _search(self, index: Index, question: Question, scorer: Scorer) -> list[Found]:
        lanes = self.lanes(index, question)
        ids = sorted(
            {*self._sheets(index, question), *(i for lane in lanes.values() for i in lane)}
        )
        chunks = {chunk.id: chunk for chunk in index.chunks(ids)}
        # A sheet tells of a field from outside of it, and of a course in a row.
        named = [mention for mention in question.mentions if mention.start >= 0]
        lanes["heading"] = {
            identifier: heading_matches(
                chunk.heading_path, named, chunk.search_text if question.figures else ""
            )
            if chunk.kind is ChunkKind.FACT_SHEET
            else heading_matches(chunk.heading_path, question.mentions)
            for identifier, chunk in chunks.items()
        }
        if question.documents:
            lanes["document"] = {
                identifier: float(chunk.document_id in question.documents)
                for identifier, chunk in chunks.items()
            }
        if question.figures:
            lanes["sheet"] = {i: fit_of_sheet(chunk, scorer) for i, chunk in chunks.items()}
        best = nlargest(_TOP, lanes.get("lexical", {}).items(), key=itemgetter(1))
        texts = (chunks[identifier].search_text for identifier, _ in best if identifier in chunks)
        said = max((scorer.share_of_all(scorer.terms_of(text)) for text in texts), default=0.0)
        # The less of the question's words the documents have, the more its meaning must tell.
        meaning = 1 + _MEANING * (1 - said)
        weights = {
            "dense": self._weights["dense"] * meaning,
            # A fact sheet is known by what it counts, not by its words.
            "late": self._weights["late"] * meaning * (_LATE_FIGURES if question.figures else 1),
        }
        ranked = fuse(lanes, self._weights | weights)
        return [Found(chunks[identifier], score) for identifier, score in ranked]

    def lanes(self, index: Index, question: Question) -> dict[str, Mapping[str, float]]:
        """See :meth:`rag.retrieve.searches.Searches.lanes`."""
        return self._searches.lanes(index, question, self._sheets(index, question))

    def _sheets(self, index: Index, question: Question) -> list[str]:
        """Return the fact sheets of the documents asked, where hours or minutes are asked for."""
        if not question.figures:
            return []
        sheets = self.catalogue(index).sheets
        return [i for d in (question.documents or sheets) for i in sheets.get(d, ())]
