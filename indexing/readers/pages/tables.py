"""Ruled tables of a PDF page: which there are, their cells, and what text is not in them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from indexing.readers.blocks import TableBlock, TableCell

Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class PlacedTable:
    """A table and where it stands; ``cells`` are boxes (x0, top, x1, bottom) in points."""

    block: TableBlock
    top: float
    cells: tuple[Box, ...]


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
    for table in sorted(page.find_tables(), key=lambda table: -_area(table.bbox)):
        rows = [row.cells for row in table.rows]
        if max(map(len, rows)) < 2 or any(_contains(outer, table.bbox) for outer in placed):
            continue
        texts = table.extract(x_tolerance_ratio=0.25)
        if not any(text and text.strip() for row in texts for text in row):
            continue
        edges = sorted({cell[0] for row in rows for cell in row if cell is not None})
        block = TableBlock(
            tuple(_row(text, row, edges) for text, row in zip(texts, rows, strict=True)),
            page=number,
        )
        cells = tuple(cell for row in rows for cell in row if cell is not None)
        placed.append(PlacedTable(block, table.bbox[1], cells))
    return placed


def outside(tables: list[PlacedTable]) -> Callable[[dict[str, Any]], bool]:
    """Return a filter that drops the characters standing in a cell of one of ``tables``.

    By cell and not by the table's outline, so that text in a gap of a ragged table is kept.
    """
    cells = [cell for table in tables for cell in table.cells]

    def keep(thing: dict[str, Any]) -> bool:
        if thing["object_type"] != "char":
            return True
        # The middle decides, as it does where the library fills the cells.
        x = (thing["x0"] + thing["x1"]) / 2
        y = (thing["top"] + thing["bottom"]) / 2
        return not any(x0 <= x < x1 and top <= y < bottom for x0, top, x1, bottom in cells)

    return keep


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
