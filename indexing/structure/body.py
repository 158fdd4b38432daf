"""Body text under a heading: paragraphs, list items and real tables."""

from __future__ import annotations

from indexing.readers.blocks import Block, Line, TableBlock
from indexing.structure.builder import Builder, Piece
from indexing.wrapping import MARKER, unwrap


def add_body(builder: Builder, blocks: list[Block], *, wrapped: bool) -> None:
    """Add lines as paragraphs and items, tables as rows, in their order."""
    run: list[Line] = []
    for block in blocks:
        if isinstance(block, Line):
            if block.text.strip():
                run.append(block)
            continue
        _add_lines(builder, run, wrapped=wrapped)
        add_table(builder, block, _caption(run))
        run = []
    _add_lines(builder, run, wrapped=wrapped)


def add_table(
    builder: Builder, block: TableBlock, name: str = "", titles: tuple[int, int] | None = None
) -> None:
    """Add a table: its first row gives the columns, every row becomes a unit.

    Args:
        builder: where to add it.
        block: the table.
        name: its caption.
        titles: column whose cells name the rows, and the level of the section each row becomes.
    """
    if not block.rows:
        return
    columns = [cell.text.replace("\n", "") for cell in block.rows[0]]
    builder.table(name, columns, block.page)
    for index, row in enumerate(block.rows):
        pieces = [Piece(cell.text, column) for column, cell in enumerate(row) if cell.text]
        if index == 0:  # the header is printed but is no row of the record
            pieces = [Piece(piece.text) for piece in pieces]
        elif titles and row[titles[0]].text:
            builder.label(row[titles[0]].text, titles[1], block.page)
        builder.row(pieces, block.page)


def _add_lines(builder: Builder, lines: list[Line], *, wrapped: bool) -> None:
    for line in unwrap(lines) if wrapped else lines:
        if MARKER.match(line.text.strip()):
            builder.item(line.text, line.page)
        else:
            builder.paragraph(line.text, line.page)


def _caption(lines: list[Line]) -> str:
    """Return the line before a table when it can be its caption."""
    text = lines[-1].text.strip() if lines else ""
    return text if 0 < len(text) <= 40 and not text.endswith("。") else ""
