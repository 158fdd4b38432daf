"""Ruled tables of a PDF page: which there are, their cells, and what text is not in them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from indexing.readers.blocks import TableBlock, TableCell
from indexing.readers.pages.layout import PlacedTable
from indexing.readers.pages.texts import Box
from indexing.readers.pages.turning import Char, quarter_of, stood_up

#: Lines at least of a word written downwards in a cell.
_DOWNWARDS = 3


def find_tables(page: Any, number: int) -> list[PlacedTable]:  # noqa: ANN401
    """Return the page's tables, largest first.

    A single column of boxes is not taken for a table: frames, boxed notes and the rules above
    and below a running head look like that. Nor is a table inside a cell of another, whose text
    the outer one already holds.

    Args:
        page: a pdfplumber page.
        number: its 1-based number.
    """
    placed: list[PlacedTable] = []
    sideways = [char for char in page.chars if quarter_of(char)]
    for table in sorted(page.find_tables(), key=lambda table: -_area(table.bbox)):
        rows = [row.cells for row in table.rows]
        if max(map(len, rows)) < 2 or any(_contains(outer, table.bbox) for outer in placed):
            continue
        texts = [
            [_upright(text, cell, sideways) for text, cell in zip(row, boxes, strict=True)]
            for row, boxes in zip(table.extract(x_tolerance_ratio=0.25), rows, strict=True)
        ]
        if not any(text and text.strip() for row in texts for text in row):
            continue
        edges = sorted({cell[0] for row in rows for cell in row if cell is not None})
        block = TableBlock(
            tuple(_row(text, row, edges) for text, row in zip(texts, rows, strict=True)),
            page=number,
        )
        cells = tuple(cell for row in rows for cell in row if cell is not None)
        placed.append(PlacedTable(block, table.bbox, cells))
    return placed


def outside(tables: list[PlacedTable]) -> Callable[[dict[str, Any]], bool]:
    """Return a filter that drops the characters standing in a cell of one of ``tables``.

    By cell and not by the table's outline, so that text in a gap of a ragged table is kept.
    """
    cells = [cell for table in tables for cell in table.cells]

    def keep(thing: dict[str, Any]) -> bool:
        if thing["object_type"] != "char":
            return True
        return not any(_is_in(thing, cell) for cell in cells)

    return keep


def _upright(text: str | None, cell: Box | None, sideways: Sequence[Char]) -> str | None:
    """Return the text of a cell, read from its side where it stands on it, or downwards."""
    if not text or cell is None:
        return text
    inside = [char for char in sideways if _is_in(char, cell)]
    if inside:
        from pdfplumber.utils.text import extract_text

        turned = stood_up(inside, quarter_of(inside[0]))
        return str(extract_text(turned, x_tolerance_ratio=0.25))
    lines = text.split("\n")
    # One character a line is a word written downwards.
    downwards = len(lines) >= _DOWNWARDS and all(len(line) == 1 for line in lines)
    return "".join(lines) if downwards and not text[0].isdigit() else text


def _is_in(thing: dict[str, Any], cell: Box) -> bool:
    """Whether the middle of a character is in a cell, as the library fills the cells."""
    x, y = (thing["x0"] + thing["x1"]) / 2, (thing["top"] + thing["bottom"]) / 2
    return bool(cell[0] <= x < cell[2] and cell[1] <= y < cell[3])


def _row(
    texts: Sequence[str | None], cells: Sequence[Box | None], edges: Sequence[float]
) -> tuple[TableCell, ...]:
    """Return the cells of a row.

    Args:
        texts: what the library gives; ``None`` is a place that a merged cell covers.
        cells: the box of each cell.
        edges: where each column begins.
    """
    out: list[TableCell] = []
    reach = -1.0  # how far right the last cell of the row goes
    for text, cell, edge in zip(texts, cells, edges, strict=True):
        reach = cell[2] if cell is not None else reach
        merged = TableCell("", merged=True, hanging=reach <= edge + 1)
        out.append(merged if text is None else TableCell(text.strip()))
    return tuple(out)


def _area(box: Box) -> float:
    return (box[2] - box[0]) * (box[3] - box[1])


def _contains(outer: PlacedTable, box: Box) -> bool:
    """Tell whether ``box`` lies within one of the outer table's cells (1 point of tolerance)."""
    return any(
        x0 - 1 <= box[0] and top - 1 <= box[1] and box[2] <= x1 + 1 and box[3] <= bottom + 1
        for x0, top, x1, bottom in outer.cells
    )
