"""Lines inside the cells of a PDF's tables, broken at the edge of the cell, back to paragraphs."""

from __future__ import annotations

import re
from dataclasses import replace

from indexing.readers.blocks import Block, Line, TableBlock, TableCell
from indexing.wrapping import unwrap

_LABELLED = re.compile(
    r"^(?:【[^】]{2,10}】|(?:\d{1,2}\s*[.、．]?\s*)?[^：:，。；、\s]{2,10}[：:])"
)


def whole_cells(blocks: list[Block]) -> list[Block]:
    """Return the blocks with the lines of each table cell joined to paragraphs."""
    return [_whole(block) if isinstance(block, TableBlock) else block for block in blocks]


def _whole(table: TableBlock) -> TableBlock:
    return replace(table, rows=tuple(tuple(_cell(cell) for cell in row) for row in table.rows))


def _cell(cell: TableCell) -> TableCell:
    lines = [Line(text) for text in cell.text.split("\n") if text.strip()]
    if len(lines) < 2:
        return cell
    joined = unwrap(lines, lambda text: bool(_LABELLED.match(text)))
    return replace(cell, text="\n".join(line.text for line in joined))
