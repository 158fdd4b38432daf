"""Real tables: what one is called, its header, and whole paragraphs in the cells of a PDF.

A header may have a title over all columns, and column names in one or more rows. The name of a
table is its caption, what the line before announces, or the heading above.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from indexing.numerals import article
from indexing.readers.blocks import Block, Line, TableBlock, TableCell
from indexing.searchtext import fold
from indexing.wrapping import ends_sentence, unwrap

Row = tuple[TableCell, ...]
#: Fewest rows of a table with a title, most rows of a header, fewest names in its second row.
_FEWEST, _MOST_ROWS, _NAMED = 3, 4, 2
_LONGEST_NAME = 40
_NUMBERED = re.compile(r"^(?:附?表|table)\s*[\d一二三四五六七八九十]{1,3}", re.IGNORECASE)
#: ``（单位：学时）`` between a caption and its table.
_UNIT = re.compile(r"^\(?\s*单位\s*:[^。]{1,12}\)?$")
_ANNOUNCED = re.compile(
    r"^(?P<name>[^,。;:!?]{2,20}?)[,]?(?:具体)?(?:如|见|列于|按)?(?:下表|附?表\s*[\d一二三四五六七八九十]{1,3}|下)"
    r"(?:所示|所列|执行|规定)?[:。]?$"
)
_LABELLED = re.compile(
    r"^(?:【[^】]{2,10}】|(?:\d{1,2}\s*[.、．]?\s*)?[^：:，。；、\s]{2,10}[：:])"
)


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
    while len(table.rows) > rows + 1 and rows < _MOST_ROWS and _refines(table.rows[rows], under):
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


def table_name(lines: Sequence[Line], heading: str) -> str:
    """Return the name of a table.

    Args:
        lines: the lines between the heading, or the last table, and the table.
        heading: the heading above, which names it where no line does.
    """
    texts = [line.text.strip() for line in lines if line.text.strip()]
    while texts and _UNIT.match(fold(texts[-1])):
        texts.pop()
    last = texts[-1] if texts else ""
    if not last:
        return heading
    if _NUMBERED.match(fold(last)) and len(last) <= _LONGEST_NAME and not last.endswith("。"):
        return last
    opened = article(last)
    told = last[len(last) - len(opened.rest) :] if opened and opened.apart else last
    announced = _ANNOUNCED.match(fold(told))
    if announced:
        return told[: len(announced["name"])].strip()
    plain = len(last) <= _LONGEST_NAME and not re.search("[，。；,;]", last) and not opened
    return last if plain and not ends_sentence(last) else heading


def whole_cells(blocks: list[Block]) -> list[Block]:
    """Return the blocks with the lines of each table cell joined to paragraphs."""
    return [_whole_table(block) if isinstance(block, TableBlock) else block for block in blocks]


def _whole_table(table: TableBlock) -> TableBlock:
    return replace(
        table, rows=tuple(tuple(_whole_cell(cell) for cell in row) for row in table.rows)
    )


def _whole_cell(cell: TableCell) -> TableCell:
    lines = [Line(text) for text in cell.text.split("\n") if text.strip()]
    if len(lines) < 2:
        return cell
    joined = unwrap(lines, lambda text: bool(_LABELLED.match(text)))
    return replace(cell, text="\n".join(line.text for line in joined))
