"""What the question side hands out: passages, citations, answers.

The one description of these records: frozen pydantic dataclasses, which the command line, the
HTTP service and the database all have pydantic write (:func:`record_json`) and read. A field that
is added needs a default, so that what was stored before can still be read.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import AliasChoices, ConfigDict, Field
from pydantic.dataclasses import dataclass
from pydantic_core import to_jsonable_python

Status = Literal["answered", "refused"]
#: What is handed out always has every field, whatever may be left out where it is made.
_WHOLE = ConfigDict(json_schema_serialization_defaults_required=True)


@dataclass(frozen=True, slots=True, config=_WHOLE)
class SourceQuote:
    """A place that a derived passage was read from; ``chunk_id`` is the chunk it stands in."""

    document: str
    quote: str
    start: int
    end: int
    page: int | None = None
    chunk_id: str = ""


@dataclass(frozen=True, slots=True, config=_WHOLE)
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


@dataclass(frozen=True, slots=True, config=_WHOLE)
class Answer:
    """An answer, or a refusal, with everything it rests on.

    Attributes:
        question: the question as asked.
        status: ``answered`` or ``refused``.
        text: what the teacher reads, with ``[n]`` marks; a refusal says what was searched. Programs
            know it as ``answer``.
        citations: numbered from 1 in order of first use; empty for a refusal.
        passages: the ranked retrieval result.
        timings_ms: ``retrieve``, ``read`` and ``answer`` in milliseconds.
        notes: remarks for the reader, such as a model endpoint that failed.
        understood: the question as it was understood in its conversation, spelt out so that it
            stands alone; empty where that is what was typed.
        scope: paths of the documents, and of the folders with a slash at the end, to which the
            question was limited; empty where everything was searched.
    """

    question: str
    status: Status
    text: Annotated[
        str,
        Field(validation_alias=AliasChoices("answer", "text"), serialization_alias="answer"),
    ]
    citations: tuple[Citation, ...] = ()
    passages: tuple[Passage, ...] = ()
    timings_ms: dict[str, float] = Field(default_factory=dict)
    notes: tuple[str, ...] = ()
    understood: str = ""
    scope: tuple[str, ...] = ()

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


def record_json(value: object) -> Any:  # noqa: ANN401 - any JSON
    """Return records, or a list or mapping of them, as values that ``json`` can print.

    The names are those other programs rely on: the text of an answer is ``answer``.
    """
    return to_jsonable_python(value, by_alias=True)
