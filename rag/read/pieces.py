"""A piece of evidence: a sentence of a passage with what it shares with a question."""

from __future__ import annotations

from dataclasses import dataclass

from rag.text.lines import by_column, in_columns
from rag.text.sentences import Sentence
from rag.types import Passage


@dataclass(frozen=True, slots=True)
class Evidence:
    """A sentence that may answer.

    Attributes:
        passage: where it stands.
        sentence: the sentence with its place in the passage.
        covered: terms of the question in the sentence or the headings above it.
        own: terms of the question in the sentence itself.
        fresh: those of them that the headings do not have.
        phrase: share of the question's pairs of letters in the sentence.
        score: how well it fits, comparable within one question.
        leant: how much of the score comes from the sentence before it.
        header: the names of its columns, where it is the row of a table.
    """

    passage: Passage
    sentence: Sentence
    covered: frozenset[str]
    own: frozenset[str]
    fresh: frozenset[str]
    phrase: float
    score: float
    leant: float = 0.0
    header: Sentence | None = None

    @property
    def cells(self) -> list[tuple[str, str]]:
        """Its cells with the names of their columns; none where it is no row."""
        return by_column(self.header.text, self.sentence.text) if self.header else []

    @property
    def spelt(self) -> str:
        """The sentence, a row with the names of its columns."""
        return in_columns(self.cells) or self.sentence.text
