"""Cells of a Word table that was flattened to text: a tab opens a cell, other lines continue it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from indexing.readers.blocks import Line


@dataclass(frozen=True, slots=True)
class FlatCell:
    """A cell, or a paragraph between tables when ``tabbed`` is false.

    ``text`` may be empty: a lone tab is an empty or merged cell. ``after_blank`` says that a blank
    line stands before it: between rows, but sometimes inside one.
    """

    text: str
    page: int | None
    tabbed: bool
    after_blank: bool = False


def cells_of(lines: Sequence[Line]) -> list[FlatCell]:
    """Group physical lines into cells.

    A blank line closes a cell: text after it without a tab stands outside the table.
    """
    cells: list[FlatCell] = []
    open_cell = blank = False
    for line in lines:
        if line.text.startswith("\t"):
            cells.append(FlatCell(line.text.strip(), line.page, tabbed=True, after_blank=blank))
            open_cell, blank = True, False
        elif not line.text.strip():
            open_cell, blank = False, True
        elif open_cell:
            last = cells[-1]
            text = f"{last.text}\n{line.text.strip()}".strip("\n")
            cells[-1] = replace(last, text=text)
        else:
            cells.append(FlatCell(line.text.strip(), line.page, tabbed=False))
            open_cell = False
    return cells
