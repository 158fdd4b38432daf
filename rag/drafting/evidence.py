"""Evidence: citations of places in a document, and what a passage gives to which section.

Each citation has the chunk that shows its place. Whether a quote supports a sentence is not
decided here.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from indexing.index import Index
from indexing.records import Chunk, ChunkKind, Document
from rag.drafting.phrases import Located, tidy, tokens
from rag.drafting.plan import EvidenceItem
from rag.types import Citation

#: Share of a clause that a text has where it takes the clause up.
_TAKEN = 0.7
_CLAUSE = re.compile(r"[^\s，,；;。][^，,；;。\n]*")
_BREAKS = "，,；;。！？、\n\t"
#: The role of a passage that the teacher added.
ADDED = "教师补充"
#: The role of a passage of the earlier plan the teacher chose to build on.
BASE = "参照教案"
#: The role of the name that such a plan gives to a step.
STEP_NAME = "参照环节"

Key = tuple[str, str, str]


class Citer:
    """Cites places of one document; citations have the number 0 until a plan numbers them."""

    def __init__(self, index: Index, document: Document) -> None:
        self._document = document
        chunks = [c for c in index.chunks_of(document.id) if c.kind is not ChunkKind.FACT_SHEET]
        self._chunks = sorted(chunks, key=lambda chunk: chunk.start)
        self._starts = [chunk.start for chunk in self._chunks]

    def cite(self, start: int, end: int) -> Citation | None:
        """Return the citation of a span, cut to the chunk that has the most of it.

        ``None`` where no chunk has any of it.
        """
        chunk = self._chunk(start, end)
        if chunk is None:
            return None
        start, end = self._cut(chunk, start, end)
        quote = self._document.canonical[start:end]
        return Citation(
            n=0,
            chunk_id=chunk.id,
            document=self._document.path,
            title=self._document.title,
            heading_path=chunk.heading_path,
            page=self._page(start, chunk),
            quote=quote,
            start=start,
            end=end,
            page_label=chunk.page_label,
            file_page=chunk.file_page,
        )

    def _chunk(self, start: int, end: int) -> Chunk | None:
        last = bisect_right(self._starts, end - 1)
        near = [c for c in self._chunks[:last] if c.end > start]
        return max(
            near, key=lambda c: (min(end, c.end) - max(start, c.start), -c.start), default=None
        )

    def _cut(self, chunk: Chunk, start: int, end: int) -> tuple[int, int]:
        """Return the part of a span inside a chunk, from one break in the text to another."""
        text = self._document.canonical
        left, right = max(start, chunk.start), min(end, chunk.end)
        if left > start:
            while left < right and text[left - 1] not in _BREAKS:
                left += 1
        if right < end:
            while right > left + 1 and text[right - 1] not in _BREAKS:
                right -= 1
        while left < right and text[left].isspace():
            left += 1
        while right > left + 1 and text[right - 1].isspace():
            right -= 1
        return left, right

    def _page(self, start: int, chunk: Chunk) -> int | None:
        pages = [u.page for u in self._document.units if u.start <= start < u.end]
        return pages[0] if pages else chunk.page


def narrowed(citation: Citation, text: str) -> Citation:
    """Return a citation of those clauses of its quote that ``text`` takes up, from first to last.

    The rest may deny or limit something that ``text`` does not speak of.
    """
    own = tokens(text)
    spans = [
        match.span()
        for match in _CLAUSE.finditer(citation.quote)
        if (clause := tokens(match[0])) and len(clause & own) >= _TAKEN * len(clause)
    ]
    if not spans:
        return citation
    start, end = spans[0][0], spans[-1][1]
    return replace(
        citation,
        quote=citation.quote[start:end],
        start=citation.start + start,
        end=citation.start + end,
    )


@dataclass(frozen=True, slots=True)
class Piece:
    """A passage for one section.

    Attributes:
        section: the section it is for.
        role: what it gives (``理论知识``).
        text: what it says, tidied.
        citations: its places, numbered 0; more than one where it is printed in parts.
        stage: number of the stage of work it belongs to, from 0; ``None`` for the whole task.
        number: a figure it gives, such as hours or a percentage.
        label: the part of an earlier plan it comes from; else empty.
    """

    section: str
    role: str
    text: str
    citations: tuple[Citation, ...]
    stage: int | None = None
    number: int | None = None
    label: str = ""

    @property
    def keys(self) -> set[Key]:
        """What tells its evidence apart from other evidence, whatever the index generation."""
        return {(self.section, c.document, c.quote) for c in self.citations}


def piece(
    citer: Citer,
    section: str,
    role: str,
    text: Located,
    *,
    stage: int | None = None,
    number: int | None = None,
    label: str = "",
) -> Piece | None:
    """Return a piece, ``None`` where the passage says nothing or no chunk holds it.

    Where a chunk ends inside the passage, the piece says only what the citation quotes.
    """
    found = [c for span in text.spans if (c := citer.cite(*span))]
    shown = text.text
    if sum(len(c.quote) for c in found) < len(shown.strip()):
        shown = "".join(c.quote for c in found)
    if not tidy(shown) or not found:
        return None
    return Piece(section, role, tidy(shown), tuple(found), stage, number, label)


def items_of(pieces: Iterable[Piece]) -> tuple[EvidenceItem, ...]:
    """Return pieces as the evidence shown to the teacher, each place once for a section."""
    out: dict[tuple[str, str, int, int], EvidenceItem] = {}
    for item in pieces:
        for citation in item.citations:
            key = (item.section, citation.document, citation.start, citation.end)
            shown = EvidenceItem(item.section, item.role, citation, added=item.role == ADDED)
            out.setdefault(key, shown)
    return tuple(out.values())


def with_ticks(
    found: Iterable[EvidenceItem], seen: Sequence[EvidenceItem] | None
) -> tuple[EvidenceItem, ...]:
    """Return what was found with the ticks of what the teacher saw, and what was added.

    Section, document and quote identify a passage, so that ticks outlive a rebuilt index;
    one that the teacher has not seen yet is ticked.
    """
    seen = seen or ()
    off = {_key(item) for item in seen if not item.used}
    return (
        *(replace(item, used=_key(item) not in off) for item in found),
        *(item for item in seen if item.added),
    )


def used_pieces(pieces: Iterable[Piece], evidence: Iterable[EvidenceItem]) -> tuple[Piece, ...]:
    """Return the pieces all of whose passages are ticked, and those the teacher added."""
    items = list(evidence)
    off = {_key(item) for item in items if not item.used}
    added = [
        Piece(i.section, ADDED, tidy(i.citation.quote), (replace(i.citation, n=0),))
        for i in items
        if i.used and i.added
    ]
    return (*(p for p in pieces if not p.keys & off), *added)


def _key(item: EvidenceItem) -> Key:
    return item.section, item.citation.document, item.citation.quote


def evidence_from_chunk(index: Index, section: str, chunk_id: str) -> EvidenceItem:
    """Return a chunk as evidence added by the teacher.

    Raises:
        KeyError: the index has no such chunk.
        ValueError: the chunk is a fact sheet, which stands nowhere in a document.
    """
    chunk = index.chunk(chunk_id)
    if chunk is None:
        raise KeyError(chunk_id)
    if chunk.kind is ChunkKind.FACT_SHEET:
        raise ValueError("a fact sheet is no passage of a document")
    info = next(info for info in index.documents() if info.id == chunk.document_id)
    citation = Citation(
        n=0,
        chunk_id=chunk.id,
        document=info.path,
        title=info.title,
        heading_path=chunk.heading_path,
        page=chunk.page,
        quote=chunk.text,
        start=chunk.start,
        end=chunk.end,
        page_label=chunk.page_label,
        file_page=chunk.file_page,
    )
    return EvidenceItem(section, ADDED, citation, used=True, added=True)
