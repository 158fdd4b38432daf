"""What the question side hands out: passages, citations, answers."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

Status = Literal["answered", "refused"]


@dataclass(frozen=True, slots=True)
class SourceQuote:
    """A place that a derived passage was read from; ``chunk_id`` is the chunk it stands in."""

    document: str
    quote: str
    start: int
    end: int
    page: int | None = None
    chunk_id: str = ""


@dataclass(frozen=True, slots=True)
class Passage:
    """One retrieved chunk.

    Attributes:
        rank: 1-based rank for this question.
        chunk_id: id of the chunk, the key of ``/v1/sources/{chunk}``.
        document: path of the document inside the corpus.
        title: title of the document.
        heading_path: headings from the top to the passage.
        page: printed page, ``None`` where the document has none.
        text: verbatim text in the original script.
        score: fused score, higher is better; comparable within one question only.
        start: offset in the document's canonical text.
        end: offset after the text.
        kind: shape of the chunk.
        derived: true for a fact sheet, whose ``sources`` are the places it was read from.
        sources: see ``derived``.
    """

    rank: int
    chunk_id: str
    document: str
    title: str
    heading_path: tuple[str, ...]
    page: int | None
    text: str
    score: float
    start: int
    end: int
    kind: str
    derived: bool = False
    sources: tuple[SourceQuote, ...] = ()


@dataclass(frozen=True, slots=True)
class Citation:
    """A quote that supports part of an answer; ``[n]`` in the answer points to it.

    ``quote`` stands verbatim at ``start:end`` of the document's canonical text.
    """

    n: int
    chunk_id: str
    document: str
    title: str
    heading_path: tuple[str, ...]
    page: int | None
    quote: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer, or a refusal, with everything it rests on.

    Attributes:
        question: the question as asked.
        status: ``answered`` or ``refused``.
        text: what the teacher reads, with ``[n]`` marks; a refusal says what was searched.
        citations: numbered from 1 in order of first use; empty for a refusal.
        passages: the ranked retrieval result.
        timings_ms: ``retrieve`` and ``answer`` in milliseconds.
        notes: remarks for the reader, such as a model endpoint that failed.
        understood: the question as it was understood in its conversation, spelt out so that it
            stands alone; empty where that is what was typed.
    """

    question: str
    status: Status
    text: str
    citations: tuple[Citation, ...] = ()
    passages: tuple[Passage, ...] = ()
    timings_ms: dict[str, float] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    understood: str = ""

    @property
    def searched(self) -> bool:
        """Whether the documents were searched; for small talk they are not."""
        return bool(self.timings_ms)


@dataclass(frozen=True, slots=True)
class Turn:
    """One earlier exchange of a conversation."""

    question: str
    answer: str


@dataclass(frozen=True, slots=True)
class SourceView:
    """A passage in its surroundings, for a source viewer.

    ``before + text + after`` is one unbroken piece of the document's canonical text.
    """

    chunk_id: str
    document: str
    title: str
    heading_path: tuple[str, ...]
    page: int | None
    before: str
    text: str
    after: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class DocumentInfo:
    """An indexed document, for lists."""

    path: str
    title: str
    kind: str
    pages: int
    chunks: int
