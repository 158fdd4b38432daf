"""Scores the sentences of retrieved passages against a question: what could answer it.

To what a sentence itself is worth (:mod:`rag.read.weighing`) come the rank of its passage and how
near it is in meaning.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from indexing.index import Index
from indexing.records import document_id
from indexing.tokenize import Tokenizer
from rag.ask.question import Question
from rag.ask.terms import Terms, asked_terms
from rag.read.meaning import Meaning
from rag.read.pieces import Evidence
from rag.read.weighing import Weighing
from rag.types import Passage

_RANK_DECAY = 0.8
_PASSAGE_SHARE = 1.0
#: Weight of the sentence that is nearest in meaning.
_NEAR = 0.5


class Scorer(Weighing):
    """Scores sentences for one question; made of what its parent is."""

    def __init__(
        self,
        question: Question,
        tokenizer: Tokenizer,
        terms: Terms,
        meaning: Meaning | None = None,
    ) -> None:
        super().__init__(question, tokenizer, terms)
        self._meaning = meaning

    @classmethod
    def of(cls, question: Question, index: Index, meaning: Meaning | None = None) -> Scorer:
        """Return the scorer of a question with the weights of ``index``."""
        return cls(question, index.tokenizer, asked_terms(question, index), meaning)

    def evidence(self, passages: Sequence[Passage]) -> list[Evidence]:
        """Return every sentence of the passages with its score, best first.

        A better rank of the passage adds to the score. Where the question names documents and has
        passages of them, the others do not answer.
        """
        named = [p for p in passages if document_id(p.document) in self.question.documents]
        found = [
            replace(item, passage=passage, score=item.score + _rank_share(passage))
            for passage in named or passages
            if self.question.figures or not passage.derived
            for item in self.read(passage)
        ]
        # Where a fact sheet tells what is asked, its rows are told apart by their names.
        if self._meaning and not any(item.passage.derived for item in found):
            near = self._meaning.nearness([(e.passage, e.sentence) for e in found])
            found = [
                replace(e, score=e.score + _NEAR * n) for e, n in zip(found, near, strict=True)
            ]
        return sorted(found, key=lambda e: (-e.score, e.passage.rank, e.sentence.start))

    def nearest(self, passages: Sequence[Passage]) -> float | None:
        """See :meth:`rag.read.meaning.Meaning.nearest`; ``None`` without meaning."""
        return self._meaning.nearest(passages) if self._meaning else None


def _rank_share(passage: Passage) -> float:
    return _PASSAGE_SHARE * _RANK_DECAY ** (passage.rank - 1)
