"""What retrieval hands to the reader: candidates, not yet read, with what they were searched by."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from indexing.records import Chunk
from rag.ask.mentions import Mention
from rag.ask.question import Question
from rag.ask.terms import Terms


@dataclass(frozen=True, slots=True)
class Found:
    """A retrieved chunk; scores are comparable within one question only."""

    chunk: Chunk
    score: float


@dataclass(frozen=True, slots=True)
class Candidates:
    """The candidates for one question.

    Attributes:
        question: the question.
        terms: its terms with their weights in the index.
        tokens: of the question, see :class:`indexing.embedding.encoded.Encoded`; ``None`` where
            likeness of words is not compared.
        found: the candidates, best first.
    """

    question: Question
    terms: Terms
    tokens: npt.NDArray[np.float32] | None
    found: tuple[Found, ...]


@dataclass(frozen=True, slots=True)
class Side:
    """The candidates for one side of a comparison, searched on its own.

    Attributes:
        candidates: for the question about this side alone; those of other places are among them.
        document: id of the document it is, or ``""``.
        mention: the heading it is, where it is no document.
    """

    candidates: Candidates
    document: str = ""
    mention: Mention | None = None

    def has(self, chunk: Chunk) -> bool:
        """Whether a chunk stands on this side."""
        if self.mention:
            return self.mention.covers(chunk.heading_path)
        return chunk.document_id == self.document


@dataclass(frozen=True, slots=True)
class Hits:
    """Everything that was found for a question.

    Attributes:
        whole: for the question as a whole.
        parts: for each of its parts, where it asks several things.
        sides: for each side that it compares, where it asks one thing.
    """

    whole: Candidates
    parts: tuple[Candidates, ...] = ()
    sides: tuple[Side, ...] = ()
