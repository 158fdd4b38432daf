"""The assistant: one question in, one cited answer or an honest refusal out.

Everything that answers (command line, service, page, evaluation) goes through here. A request
uses one generation of the index from beginning to end.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from copy import copy
from functools import partial

from indexing.copies import distinct
from indexing.errors import BeikeError
from indexing.freshness import Freshness, Outdated
from indexing.index import Index, IndexHandle, OpenVectors, faiss_vectors
from indexing.visible import VisibleHandle, hiding
from rag.answer.citations import dated
from rag.answer.composing import compose, refusal
from rag.answer.examples import example_questions
from rag.answer.model.answer_model import AnswerModel
from rag.answer.model.unnamed import names_of
from rag.answer.model.with_model import answered
from rag.ask.asking_back import choices_of
from rag.ask.chatter import small_talk, without_instructions
from rag.ask.followup import readings
from rag.ask.question import Question
from rag.ask.scope import EVERYTHING, Scope
from rag.read.reader import Reader, Reading, backend_of
from rag.retrieve.hits import Hits, source_view
from rag.retrieve.retrieval import Retrieval
from rag.retrieve.searches import QueryEncoder
from rag.settings import Settings
from rag.types import Answer, Citation, DocumentInfo, Passage, SourceView, Turn

#: So many exchanges back a follow-up is traced to what it is about.
_TRACED = 3
#: So many of the best places tell what a question may be about.
_PLACES = 5
#: How much more surely, in logits, the documents must answer another reading of what leaves
#: something out than the likeliest. The longer a reading, the more of it they have by chance.
_LIKELIEST = 1.0
#: Choices of documents of which the example questions are kept.
_EXAMPLES = 16


class Assistant:
    """Answers questions over one index. Safe to share by threads; keeps nothing of a user's.

    Args:
        settings: paths and weights.
        encoder: embeds questions.
        model: writes answers from evidence where an endpoint is configured, else ``None``.
        open_vectors: opens what searches the vectors.
    """

    def __init__(
        self,
        settings: Settings,
        encoder: QueryEncoder,
        model: AnswerModel | None = None,
        open_vectors: OpenVectors = faiss_vectors,
    ) -> None:
        self._handle = IndexHandle(
            settings.index, open_vectors=open_vectors, masked=settings.mask_personal_data
        )
        self._encoder = encoder
        self._retrieval = Retrieval(settings, encoder)
        self._reader = Reader(backend_of(settings, encoder))
        self._model = model
        self._freshness = Freshness(settings.corpus, settings.uploads)
        self._scope = EVERYTHING
        self._literal = False
        # Generation -> questions; shared with every copy, which is made anew for each request.
        self._examples: dict[str, list[str]] = {}

    def search(self, question: str, k: int = 10) -> list[Passage]:
        """Return the ``k`` best passages.

        Raises:
            BeikeError: there is no usable index or model.
        """
        with self._handle.use() as whole:
            index = distinct(whole)
            asked = self._retrieval.understand(index, question)
            return list(self._read(index, asked, k).passages)

    def ask(self, question: str, k: int = 10, history: Sequence[Turn] = ()) -> Answer:
        """Return the answer; see :meth:`stream`."""
        *_, last = self.stream(question, k, history)
        assert isinstance(last, Answer)
        return last

    def stream(
        self, question: str, k: int = 10, history: Sequence[Turn] = ()
    ) -> Iterator[str | Answer]:
        """Yield pieces of the answer's text as they are known, and last the whole answer.

        The pieces together are the answer's text, sentences that were checked. Only where a
        model's thoughts seemed to be its answer is there more; the last item is authoritative.

        Raises:
            BeikeError: there is no usable index or model.
        """
        with self._handle.use() as whole:
            started = time.perf_counter()
            index = distinct(whole)
            scope = self._scope.places(index.documents()) if self._scope else ()
            said = without_instructions(question)
            talk = partial(small_talk, known=lambda word: bool(index.known_terms([word])))
            if line := talk(said):
                yield line
                yield Answer(question=question, status="refused", text=line, scope=scope)
                return
            history = [t for t in history if not self._literal and not talk(t.question)]
            asked = self._understand(index, said, history)
            hits = self._hits(index, asked)
            retrieved = time.perf_counter()
            reading = self._reader.read(index, hits, k)
            passages = reading.passages
            read = time.perf_counter()
            offline = compose(reading)
            result, notes = offline, tuple[str, ...]()
            if self._model is not None:
                names = names_of(self._retrieval.catalogue(index))
                result, notes = yield from answered(
                    self._model, said, reading, history, offline, names, self._reader
                )
            text, citations = result or (refusal(index, asked, passages, limited=bool(scope)), ())
            citations, remarks = dated(citations, self._outdated(index, citations))
            if self._model is None or result is None:
                yield text
            done = time.perf_counter()
            yield Answer(
                question=question,
                status="answered" if result else "refused",
                text=text,
                citations=citations,
                passages=passages,
                timings_ms={
                    "retrieve": (retrieved - started) * 1000,
                    "read": (read - retrieved) * 1000,
                    "answer": (done - read) * 1000,
                },
                notes=notes + remarks,
                understood="" if asked.clear == said.strip() else asked.clear,
                scope=scope,
                by_model=result is not None and result is not offline,
                choices=choices_of(asked, self._retrieval.catalogue(index)),
            )

    def source(self, chunk_id: str, context: int = 600) -> SourceView:
        """Return a passage in its surroundings.

        Raises:
            KeyError: the index has no such chunk.
            BeikeError: there is no usable index.
        """
        with self._handle.use() as index:
            return source_view(index, chunk_id, context)

    def documents(self) -> list[DocumentInfo]:
        """Return the indexed documents, sorted by path.

        Raises:
            BeikeError: there is no usable index.
        """
        with self._handle.use() as index:
            return [
                DocumentInfo(
                    *(i.path, i.title, str(i.kind), i.pages, i.chunks),
                    *(i.kind_certainty, i.properties),
                )
                for i in index.documents()
            ]

    def examples(self) -> list[str]:
        """Return questions that are answered whole without a model; empty without an index.

        They are found by answering, once for each generation.
        """
        try:
            with self._handle.use() as whole:
                index = distinct(whole)
                known = self._examples.get(index.generation)
                if known is None:
                    known = example_questions(index, partial(self._answered_offline, index))
                    for old in list(self._examples)[: 1 - _EXAMPLES]:
                        self._examples.pop(old, None)
                    self._examples[index.generation] = known
                return list(known)
        except BeikeError:
            return []

    def ready(self) -> bool:
        """Whether an index is published and can be opened."""
        try:
            with self._handle.use():
                return True
        except BeikeError:
            return False

    def without(self, documents: frozenset[str]) -> Assistant:
        """Return this assistant as one to which the documents at these paths do not exist.

        It is closed with this one.
        """
        other = copy(self)
        other._handle = VisibleHandle(self._handle, hiding(documents))
        return other

    def within(self, scope: Scope) -> Assistant:
        """Return this assistant as one to which nothing outside of a scope exists.

        Every question to it raises :class:`~rag.errors.ScopeError` where the scope names what is
        not there. It is closed with this one.
        """
        if not scope:
            return self
        other = copy(self)
        other._handle, other._scope = VisibleHandle(self._handle, scope.choose), scope
        return other

    def as_typed(self) -> Assistant:
        """Return this assistant as one that takes questions by their letters.

        No name in them is put right or spelt out, and nothing is added from what was asked
        before. It is closed with this one.
        """
        other = copy(self)
        other._literal = True
        return other

    def adjusted(self, settings: Settings, model: AnswerModel | None) -> Assistant:
        """Return one with other weights and model over the same open index; closed with this."""
        other = Assistant(settings, self._encoder, model)
        other._handle = self._handle
        return other

    def close(self) -> None:
        """Let the index go."""
        self._handle.close()

    def _outdated(self, index: Index, cited: Sequence[Citation]) -> dict[str, Outdated]:
        """Return which of the cited documents have other files by now."""
        return self._freshness.outdated(index.manifest, {c.document for c in cited})

    def _answered_offline(self, index: Index, text: str) -> str:
        """Return the text of the answer to a question by itself; empty for a refusal."""
        asked = self._retrieval.understand(index, text)
        result = compose(self._read(index, asked, 10))
        return result[0] if result else ""

    def _hits(self, index: Index, asked: Question) -> Hits:
        """Return what is found for a question and its parts."""
        return self._retrieval.retrieve(index, asked, self._retrieval.parts(index, asked))

    def _read(self, index: Index, asked: Question, k: int) -> Reading:
        """Return what the ``k`` best passages for a question and its parts say."""
        return self._reader.read(index, self._hits(index, asked), k)

    def _understand(self, index: Index, text: str, history: Sequence[Turn]) -> Question:
        """Understand a question, spelt out first where it follows others."""
        meant = ""
        for turn in history[-_TRACED:]:
            meant = self._meant(index, without_instructions(turn.question), meant)
        text = self._meant(index, text, meant)
        return self._retrieval.understand(index, text, literal=self._literal)

    def _meant(self, index: Index, text: str, before: str) -> str:
        """Return what a question means after another; the text itself where it stands alone."""
        text = text.strip()
        if not before:
            return text
        understand = partial(self._retrieval.understand, index)
        meant = readings(text, before, understand)
        if len(meant) == 1:
            return meant[0]
        # What the form leaves open the documents tell: which reading they answer most surely.
        sure = [
            self._reader.surest(self._retrieval.retrieve(index, understand(t)).whole, _PLACES)
            for t in meant
        ]
        if text not in meant:
            sure[0] += _LIKELIEST
        return meant[sure.index(max(sure))]
