"""Tables in plain text: rows of cells with tabs or wide gaps between them, line below line.

A cell that begins with a tab and stands on a line of its own is no row: that is a Word table
flattened cell by cell (:mod:`indexing.kinds.lesson_plan.flattened`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from indexing.readers.blocks import Block, Line, TableBlock, TableCell

_TAB = re.compile(r"\t")
#: Between the columns of a text set in a type of one width.
_GAP = re.compile(r"\t|\u3000{2,}|[ \u00a0]{2,}|\u3000 | \u3000")
#: Fewest rows with tabs, fewest with gaps; fewest cells of a row with gaps.
_TABBED, _SPACED, _CELLS = 2, 3, 3
_SENTENCE = re.compile(r"[。！？；]$")


def with_tables(blocks: Sequence[Block]) -> list[Block]:
    """Return the blocks with runs of lines that are rows as tables."""
    out: list[Block] = []
    for run, is_row in _runs(blocks):
        out += _table(run) if is_row else run
    return out


def _runs(blocks: Sequence[Block]) -> Iterator[tuple[list[Block], bool]]:
    """Yield runs of blocks, and whether each is of rows."""
    run: list[Block] = []
    kind: re.Pattern[str] | None = None
    for block in blocks:
        now = _kind(block)
        if run and (now is not kind or (now is not None and _page_of(block) != _page_of(run[-1]))):
            yield run, kind is not None
            run = []
        run.append(block)
        kind = now
    if run:
        yield run, kind is not None


def _page_of(block: Block) -> int | None:
    return block.page


def _kind(block: Block) -> re.Pattern[str] | None:
    """Return what divides the cells of a line, ``None`` where it is no row."""
    if not isinstance(block, Line) or block.heading:
        return None
    text = block.text.strip()
    if _TAB.search(text):
        return _TAB
    cells = _GAP.split(text)
    return _GAP if len(cells) >= _CELLS and not _SENTENCE.search(text) else None


def _table(run: list[Block]) -> list[Block]:
    lines = [block for block in run if isinstance(block, Line)]
    divider = _kind(lines[0])
    assert divider is not None
    rows = [_cells(line.text, divider) for line in lines]
    widest = max(map(len, rows))
    if divider is _TAB:
        enough = len(rows) >= _TABBED
    else:
        # Rows that a gap divides have nearly all their cells; names set wide have not.
        alike = sum(len(row) == len(rows[0]) for row in rows)
        enough = len(rows) >= _SPACED and alike * 2 > len(rows) and widest <= len(rows[0]) + 1
    if not enough:
        return run
    # The last cell of a short row goes on to the margin.
    rest = TableCell("", merged=True)
    cells = ((*map(TableCell, row), *[rest] * (widest - len(row))) for row in rows)
    return [TableBlock(tuple(cells), page=lines[0].page)]


def _cells(text: str, divider: re.Pattern[str]) -> list[str]:
    """Return the cells of a row; a tab at its start is an empty first cell."""
    kept = text.rstrip() if divider is _TAB else text.strip()
    return [cell.strip() for cell in divider.split(kept)]
