"""Citations of places in a document, each with the chunk that shows the place.

Whether a quote supports what is said is not decided here.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import replace

from indexing.index import Index
from indexing.records import Chunk, ChunkKind, Document
from rag.drafting.phrases import tokens
from rag.types import Citation

#: Share of a clause that a text has where it takes the clause up.
_TAKEN = 0.7
_CLAUSE = re.compile(r"[^\s，,；;。][^，,；;。\n]*")
_BREAKS = "，,；;。！？、\n\t"


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
        if (said := tokens(match[0])) and len(said & own) >= _TAKEN * len(said)
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
