"""The header of a real table: a title over all columns, and column names in one or more rows."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from indexing.readers.blocks import TableBlock, TableCell

Row = tuple[TableCell, ...]
#: Fewest rows of a table with a title, most rows of a header, fewest names in its second row.
_FEWEST, _MOST, _NAMED = 3, 4, 2


@dataclass(frozen=True, slots=True)
class Header:
    """How a table begins.

    Attributes:
        title: the text of a first row that is one cell, empty where there is none.
        columns: the names of the columns; below a spanning cell, its text and the cell's own.
        rows: how many rows this takes.
    """

    title: str
    columns: tuple[str, ...]
    rows: int


def header_of(table: TableBlock) -> Header:
    """Return the header of a table that has at least one row."""
    first = int(_is_title(table))
    title = _flat(table.rows[0][0].text) if first else ""
    top = table.rows[first]
    parts = [[_flat(cell.text)] for cell in top]
    _fill(parts, top, range(len(top)))
    under = _under(top, range(len(top)))
    rows = first + 1
    while len(table.rows) > rows + 1 and rows < _MOST and _refines(table.rows[rows], under):
        row = table.rows[rows]
        for column in under:
            parts[column].append(_flat(row[column].text))
        _fill(parts, row, under)
        under = _under(row, under)
        rows += 1
    if rows == first + 1:  # nothing below the wide cells tells their columns apart
        return Header(title, tuple(_flat(cell.text) for cell in top), rows)
    return Header(title, tuple(map(_joined, parts)), rows)


def _fill(parts: list[list[str]], row: Row, columns: Sequence[int]) -> None:
    """Give every column the text of the wide cell it lies under."""
    for column in columns:
        if row[column].merged and column - 1 in columns:
            parts[column][-1] = parts[column - 1][-1]


def _under(row: Row, columns: Sequence[int]) -> list[int]:
    """Return the columns that lie under a cell of more than one column."""
    return [
        column
        for column in columns
        if (row[column].merged and column - 1 in columns)
        or (column + 1 in columns and row[column + 1].merged)
    ]


def _refines(row: Row, under: Sequence[int]) -> bool:
    """Whether a row names the columns under the wide cells above it, and no others."""
    beside = [cell for column, cell in enumerate(row) if column not in under]
    filled = [row[column].text for column in under if row[column].text]
    return len(filled) >= _NAMED and bool(beside) and all(cell.merged for cell in beside)


def _joined(parts: list[str]) -> str:
    """Return the name of a column: the wide cells above it and its own, each said once."""
    out: list[str] = []
    for part in parts:
        out = [earlier for earlier in out if earlier not in part]
        if part:
            out.append(part)
    return "·".join(out)


def _is_title(table: TableBlock) -> bool:
    row = table.rows[0]
    alone = bool(row[0].text) and all(cell.merged for cell in row[1:])
    return alone and len(row) > 1 and len(table.rows) >= _FEWEST and not _is_alone(table.rows[1])


def _is_alone(row: Row) -> bool:
    return sum(not cell.merged for cell in row) < 2


def _flat(text: str) -> str:
    return re.sub(r"\s*\n\s*", "", text).strip()
