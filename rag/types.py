"""What the question side hands out: passages, citations, answers.

The one description of these records: frozen pydantic dataclasses, which the command line, the
HTTP service and the database all have pydantic write (:func:`record_json`) and read. A field that
is added needs a default, so that what was stored before can still be read.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import AliasChoices, ConfigDict, Field
from pydantic.dataclasses import dataclass
from pydantic_core import to_jsonable_python

#: Stands with an answer that a language model wrote, wherever it is copied or printed.
BY_MODEL = "以上回答由人工智能模型根据所列出处写成，请核对原文后使用。"
Status = Literal["answered", "refused"]
#: What is handed out always has every field, whatever may be left out where it is made.
_WHOLE = ConfigDict(json_schema_serialization_defaults_required=True)


def printed_page(page: int | None, label: str) -> str:
    """Return what a reader sees on a page: its label, else its number, else nothing."""
    return label or ("" if page is None else str(page))


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
        page_label: what a reader sees on the page, such as ``iv``; empty where that is ``page``.
        file_page: the page's place in the file, from 1, which opens it.
        also_in: paths of the documents in which the same text stands too.
        header: the names of the columns of its rows where they stand above it.
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
    page_label: str = ""
    file_page: int | None = None
    also_in: tuple[str, ...] = ()
    header: SourceQuote | None = None

    @property
    def printed_page(self) -> str:
        """What a reader sees on the page, empty where the document has none."""
        return printed_page(self.page, self.page_label)


@dataclass(frozen=True, slots=True, config=_WHOLE)
class Citation:
    """A quote that supports part of an answer; ``[n]`` in the answer points to it.

    ``quote`` stands verbatim at ``start:end`` of the document's canonical text, as it was indexed;
    ``page_label`` and ``file_page`` are those of :class:`Passage`.

    Attributes:
        outdated: ``changed`` or ``deleted`` where the document's file is no longer what was
            indexed, else empty.
        also_in: paths of the documents in which the same text stands too.
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
    page_label: str = ""
    file_page: int | None = None
    outdated: Literal["", "changed", "deleted"] = ""
    also_in: tuple[str, ...] = ()

    @property
    def printed_page(self) -> str:
        """What a reader sees on the page, empty where the document has none."""
        return printed_page(self.page, self.page_label)


@dataclass(frozen=True, slots=True, config=_WHOLE)
class Choice:
    """One of several things that a question may be about.

    Attributes:
        name: what it is called: a course, a chapter, a document.
        question: the question asked of it alone.
    """

    name: str
    question: str


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
        understood: the question as it was understood: in its conversation, spelt out so that it
            stands alone, with misspelt and shortened names put right; empty where that is what
            was typed.
        scope: paths of the documents, and of the folders with a slash at the end, to which the
            question was limited; empty where everything was searched.
        by_model: whether a language model wrote some of the text; else it is the documents' own.
        choices: what the question may be about, where it asks for something that many courses or
            documents have and says of none whose it means; else empty.
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
    by_model: bool = False
    choices: tuple[Choice, ...] = ()

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

    ``before + text + after`` is one unbroken piece of the document's canonical text;
    ``page_label`` and ``file_page`` are those of :class:`Passage`.
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
    page_label: str = ""
    file_page: int | None = None

    @property
    def printed_page(self) -> str:
        """What a reader sees on the page, empty where the document has none."""
        return printed_page(self.page, self.page_label)


@dataclass(frozen=True, slots=True)
class DocumentInfo:
    """An indexed document, for lists; ``properties`` are what it says of itself, by name."""

    path: str
    title: str
    kind: str
    pages: int
    chunks: int
    kind_certainty: float = 1.0
    properties: Mapping[str, str] = Field(default_factory=dict)


def record_json(value: object) -> Any:  # noqa: ANN401 - any JSON
    """Return records, or a list or mapping of them, as values that ``json`` can print.

    The names are those other programs rely on: the text of an answer is ``answer``.
    """
    return to_jsonable_python(value, by_alias=True)
