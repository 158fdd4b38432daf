"""The whole table of which the reader read a row: its rows may stand in several chunks.

What is counted or added up over rows is wrong where a row is missing, so a table is given whole or
not at all.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from indexing.index import Index
from indexing.records import Chunk, ChunkKind, Row, RowCell, names_in
from rag.retrieve.hits import Found, passages_of
from rag.types import Passage


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row of a table; ``passage.text[start:end]`` is what is printed of it."""

    passage: Passage
    start: int
    end: int
    cells: tuple[RowCell, ...]


def table_of(index: Index, chunk_id: str, start: int) -> tuple[TableRow, ...]:
    """Return the rows of the table in which a row stands; empty where they are not all known.

    Args:
        index: where the chunks around it are.
        chunk_id: the chunk of the row.
        start: offset of the row in the chunk's text.
    """
    here = index.chunk(chunk_id)
    if here is None:
        return ()
    section = [
        chunk
        for chunk in index.chunks_of(here.document_id)
        if chunk.section == here.section and chunk.kind is not ChunkKind.FACT_SHEET
    ]
    own = next(
        (
            run
            for run in _runs(section)
            if any(c.id == here.id and r.start == start for c, r in run)
        ),
        [],
    )
    names = {name for _, row in own for cell in row.cells for name in names_in(cell.column)}
    if not own or not _whole(own, section, names):
        return ()
    chunks = {chunk.id: chunk for chunk, _ in own}
    found = passages_of(index, [Found(chunk, 0.0) for chunk in chunks.values()])
    passages = {passage.chunk_id: passage for passage in found}
    return tuple(TableRow(passages[c.id], row.start, row.end, row.cells) for c, row in own)


_Run = list[tuple[Chunk, Row]]


def _runs(chunks: Sequence[Chunk]) -> Iterator[_Run]:
    """Yield the rows of one table after the other: nothing but its header stands between them."""
    run: _Run = []
    for chunk in chunks:
        for row in chunk.rows:
            if run and not _goes_on(run[-1], (chunk, row), chunks):
                yield run
                run = []
            run.append((chunk, row))
    if run:
        yield run


def _goes_on(before: tuple[Chunk, Row], after: tuple[Chunk, Row], chunks: Sequence[Chunk]) -> bool:
    columns = [[cell.column for cell in row.cells] for _, row in (before, after)]
    names = {name for column in columns[0] for name in names_in(column)}
    between = _between(before, after, chunks)
    return columns[0] == columns[1] and all(_is_header(line, names) for line in between)


def _between(
    before: tuple[Chunk, Row], after: tuple[Chunk, Row], chunks: Sequence[Chunk]
) -> list[str]:
    """Return the lines between two rows."""
    (first, above), (last, below) = before, after
    if first is last:
        text = first.text[above.end : below.start]
    else:
        inner = chunks[chunks.index(first) + 1 : chunks.index(last)]
        pieces = [first.text[above.end :], *(c.text for c in inner), last.text[: below.start]]
        text = "\n".join(pieces)
    return [line for line in text.split("\n") if line.strip()]


def _is_header(line: str, names: set[str]) -> bool:
    return names.issuperset(line.split("\t"))


def _whole(run: _Run, chunks: Sequence[Chunk], names: set[str]) -> bool:
    """Whether no more of the table stands before or behind: the rest of a row that was parted."""
    (first, top), (last, bottom) = run[0], run[-1]
    before = "\n".join([*(c.text for c in chunks[: chunks.index(first)]), first.text[: top.start]])
    behind = "\n".join(
        [last.text[bottom.end :], *(c.text for c in chunks[chunks.index(last) + 1 :])]
    )
    above = [line for line in before.split("\n") if line.strip()]
    below = [line for line in behind.split("\n") if line.strip()]
    while above and _is_header(above[-1], names):
        above.pop()
    return not any("\t" in line for line in (*above[-1:], *below[:1]))
