"""Merged cells to a full rectangle, for the formats that store spans (Word, HTML).

Spans are kept as spans until the end: ``colspan="1000"`` costs no more than ``colspan="2"``.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

from indexing.readers.blocks import TableCell
from indexing.readers.bounds import Bounds

_MERGED = TableCell("", merged=True)
_HANGING = TableCell("", merged=True, hanging=True)
_BLANK = TableCell("")


class Grid:
    """A table being filled cell by cell, row after row; positions are 0-based.

    Args:
        bounds: what the file may hold; a table that holds more is refused while it is filled.
    """

    def __init__(self, bounds: Bounds) -> None:
        self._bounds = bounds
        self._cells: dict[tuple[int, int], TableCell] = {}
        self._columns: set[int] = set()
        self._rows = 0
        #: By first row: column, column after the last, row after the last.
        self._spans: dict[int, list[tuple[int, int, int]]] = {}
        #: By row: columns that cells from above are said to reach into.
        self._down: dict[int, list[tuple[int, int]]] = {}
        self._row = -1
        self._hanging: list[tuple[int, int, int]] = []
        self._taken: list[tuple[int, int]] = []

    def next_free(self, row: int, column: int) -> int:
        """Return the first column at or after ``column`` into which no cell hangs from above.

        Asked row after row, and in a row from left to right.
        """
        if row != self._row:
            self._enter(row)
        while self._taken and self._taken[-1][1] <= column:
            self._taken.pop()
        return self._taken[-1][1] if self._taken and self._taken[-1][0] <= column else column

    def put(self, row: int, column: int, text: str, rowspan: int = 1, colspan: int = 1) -> None:
        """Place a cell: its text at the top left, the rest of its rectangle merged.

        Raises:
            DocumentError: the table holds more cells than a file may.
        """
        self.cover(row, column, rowspan, colspan)
        self._cells[row, column] = TableCell(text)
        self._columns.add(column)
        self._bounds.cells(self._rows * len(self._columns))

    def cover(
        self, row: int, column: int, rowspan: int = 1, colspan: int = 1, *, down: bool = False
    ) -> None:
        """Mark a rectangle as part of a cell that starts elsewhere; ``down``: in a row above."""
        self._rows = max(self._rows, row + rowspan)
        if down:
            self._down.setdefault(row, []).append((column, column + colspan))
        self._spans.setdefault(row, []).append((column, column + colspan, row + rowspan))

    def rows(self) -> tuple[tuple[TableCell, ...], ...]:
        """Return the rows, padded with empty cells to one length.

        Columns in which no cell starts are left out: they come from spans wider than the table
        (``colspan="100"``) or from invisible shifts of Word's column lines.
        """
        columns = sorted(self._columns)
        covered = [0] * len(columns)  # the row up to which something hangs into each column
        return tuple(self._row_of(row, columns, covered) for row in range(self._rows))

    def _row_of(
        self, row: int, columns: Sequence[int], covered: list[int]
    ) -> tuple[TableCell, ...]:
        hanging = {at for at, below in enumerate(covered) if row < below}
        for first, after in self._down.get(row, ()):
            hanging.update(range(bisect_left(columns, first), bisect_left(columns, after)))
        for first, after, below in self._spans.get(row, ()):
            for at in range(bisect_left(columns, first), bisect_left(columns, after)):
                covered[at] = max(covered[at], below)
        return tuple(
            self._cells.get(
                (row, column),
                _BLANK if row >= covered[at] else _HANGING if at in hanging else _MERGED,
            )
            for at, column in enumerate(columns)
        )

    def _enter(self, row: int) -> None:
        """Find the columns that cells from the rows before ``row`` reach into, last first."""
        for before in range(self._row, row):
            self._hanging += [span for span in self._spans.get(before, ()) if span[2] > before + 1]
        self._row = row
        self._hanging = sorted(span for span in self._hanging if span[2] > row)
        joined: list[tuple[int, int]] = []
        for first, after, _ in self._hanging:
            if joined and first <= joined[-1][1]:
                joined[-1] = (joined[-1][0], max(joined[-1][1], after))
            else:
                joined.append((first, after))
        self._taken = joined[::-1]
