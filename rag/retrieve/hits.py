"""What retrieval hands to the reader: candidates, not yet read, and how they become passages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from indexing.index import Index
from indexing.records import Chunk, ChunkKind, Source
from rag.ask.mentions import Mention
from rag.ask.question import Question
from rag.types import Passage, SourceQuote, SourceView


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
        found: the candidates, best first.
    """

    question: Question
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


def passages_of(index: Index, found: Sequence[Found]) -> tuple[Passage, ...]:
    """Return ranked passages, rank 1 first."""
    names = {info.id: (info.path, info.title) for info in index.documents()}
    out: list[Passage] = []
    for rank, item in enumerate(found, start=1):
        chunk = item.chunk
        path, title = names[chunk.document_id]
        out.append(
            Passage(
                rank=rank,
                chunk_id=chunk.id,
                document=path,
                title=title,
                heading_path=chunk.heading_path,
                page=chunk.page,
                text=chunk.text,
                score=item.score,
                start=chunk.start,
                end=chunk.end,
                kind=str(chunk.kind),
                derived=chunk.kind is ChunkKind.FACT_SHEET,
                sources=tuple(_quoted(index, chunk, path, source) for source in chunk.sources),
                header=_quoted(index, chunk, path, chunk.header) if chunk.header else None,
                page_label=chunk.page_label,
                file_page=chunk.file_page,
                also_in=tuple(info.path for info in index.copies(chunk.document_id)),
            )
        )
    return tuple(out)


def _quoted(index: Index, chunk: Chunk, path: str, source: Source) -> SourceQuote:
    """Return a place that belongs to a chunk, with the chunk that shows it."""
    return SourceQuote(
        document=path,
        quote=source.quote,
        start=source.start,
        end=source.end,
        page=source.page,
        chunk_id=index.chunk_at(chunk.document_id, source.end) or chunk.id,
    )


def source_view(index: Index, chunk_id: str, context: int) -> SourceView:
    """Return a chunk with up to ``context`` characters of its document on either side.

    Raises:
        KeyError: the index has no such chunk.
    """
    chunk = index.chunk(chunk_id)
    canonical = index.canonical(chunk.document_id) if chunk else None
    if chunk is None or canonical is None:
        raise KeyError(chunk_id)
    info = next(info for info in index.documents() if info.id == chunk.document_id)
    before = max(0, chunk.start - context)
    after = min(len(canonical), chunk.end + context)
    return SourceView(
        chunk_id=chunk.id,
        document=info.path,
        title=info.title,
        heading_path=chunk.heading_path,
        page=chunk.page,
        before=canonical[before : chunk.start],
        text=canonical[chunk.start : chunk.end],
        after=canonical[chunk.end : after],
        start=chunk.start,
        end=chunk.end,
        page_label=chunk.page_label,
        file_page=chunk.file_page,
    )
