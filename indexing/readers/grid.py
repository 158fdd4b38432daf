"""Merged cells to a full rectangle, for the formats that store spans (Word, HTML)."""

from __future__ import annotations

from indexing.readers.blocks import TableCell

_MERGED = TableCell("", merged=True)


class Grid:
    """A table being filled cell by cell; positions are 0-based."""

    def __init__(self) -> None:
        self._cells: dict[tuple[int, int], TableCell] = {}
        self._rows = 0

    def next_free(self, row: int, column: int) -> int:
        """Return the first column at or after ``column`` that nothing occupies in ``row``."""
        while (row, column) in self._cells:
            column += 1
        return column

    def put(self, row: int, column: int, text: str, rowspan: int = 1, colspan: int = 1) -> None:
        """Place a cell: its text at the top left, the rest of its rectangle merged."""
        self.cover(row, column, rowspan, colspan)
        self._cells[row, column] = TableCell(text)

    def cover(self, row: int, column: int, rowspan: int = 1, colspan: int = 1) -> None:
        """Mark a rectangle as belonging to a cell that starts elsewhere."""
        self._rows = max(self._rows, row + rowspan)
        for below in range(rowspan):
            for right in range(colspan):
                self._cells.setdefault((row + below, column + right), _MERGED)

    def rows(self) -> tuple[tuple[TableCell, ...], ...]:
        """Return the rows, padded with empty cells to one length.

        Columns in which no cell starts are left out: they come from spans wider than the table
        (``colspan="100"``) or from invisible shifts of Word's column lines.
        """
        columns = sorted({at[1] for at, cell in self._cells.items() if not cell.merged})
        blank = TableCell("")
        return tuple(
            tuple(self._cells.get((row, column), blank) for column in columns)
            for row in range(self._rows)
        )
