"""Body text under a heading: paragraphs, list items and real tables."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import reduce

from indexing.kinds.shared.builder import Builder, Piece
from indexing.kinds.shared.tables import Row, header_of, table_name
from indexing.numerals import article
from indexing.readers.blocks import Block, Line, TableBlock, TableCell
from indexing.searchtext import fold
from indexing.wrapping import MARKER, ends_sentence, join, unwrap

_TOTAL = re.compile(r"^(?:总(?:学时|课时|计|和|数)?|合计|共计|小计)$")


def add_body(builder: Builder, blocks: list[Block], *, wrapped: bool) -> None:
    """Add lines as paragraphs and items, tables as rows, in their order."""
    run: list[Line] = []
    before: TableBlock | None = None
    for block in whole_rows(blocks):
        if isinstance(block, Line):
            if block.text.strip():
                run.append(block)
            continue
        _add_lines(builder, run, wrapped=wrapped)
        if before is not None and not run and continues(before, block):
            block = same_columns(before, block)
            add_rows(builder, block, header=_repeated(before, block))
        else:
            add_table(builder, block, table_name(run, builder.around()))
        before, run = block, []
    _add_lines(builder, run, wrapped=wrapped)


def whole_rows(blocks: list[Block]) -> list[Block]:
    """Return the blocks with each row that the edge of a page cuts in two whole on its first page.

    Its rest stands in the first row of the next page, below the header where that is repeated.
    """
    out: list[Block] = []
    for block in blocks:
        before = out[-1] if out else None
        if isinstance(block, TableBlock) and isinstance(before, TableBlock):
            if continues(before, block) and len(before.rows[0]) == len(block.rows[0]):
                header = _repeated(before, block)
                if len(block.rows) > header and _is_rest(before.rows[-1], block.rows[header]):
                    last = _with_rest(before.rows[-1], block.rows[header])
                    out[-1] = replace(before, rows=(*before.rows[:-1], last))
                    rows = (*block.rows[:header], *block.rows[header + 1 :])
                    block = replace(block, rows=rows)
            if not block.rows:
                continue
        out.append(block)
    return out


def _is_rest(last: Row, first: Row) -> bool:
    """Whether a row goes on with the last one of the page before.

    Its first cell and one more that the last row has are empty: of a row of its own below a merged
    cell only that one is.
    """
    filled = {column for column, cell in enumerate(first) if cell.text}
    above = {column for column, cell in enumerate(last) if cell.text}
    blank = above - filled
    return bool(filled) and 0 in blank and len(blank) > 1 and filled <= above


def _with_rest(last: Row, first: Row) -> Row:
    return tuple(
        replace(cell, text=_joined(cell.text, rest.text)) if rest.text else cell
        for cell, rest in zip(last, first, strict=True)
    )


def _joined(above: str, below: str) -> str:
    return f"{above}\n{below}" if ends_sentence(above) else join(above, below)


def continues(before: TableBlock, after: TableBlock) -> bool:
    """Whether a table is the rest of one that ended on the page before."""
    return (
        before.page is not None
        and after.page == before.page + 1
        and bool(before.rows and after.rows)
        and (len(before.rows[0]) == len(after.rows[0]) or _is_total(before, after))
    )


def _is_total(before: TableBlock, after: TableBlock) -> bool:
    """Whether all that is left for the next page is a row of totals, its first cells merged."""
    first = fold(after.rows[0][0].text).replace(" ", "")
    narrower = 1 < len(after.rows[0]) < len(before.rows[0])
    return narrower and len(after.rows) == 1 and bool(_TOTAL.match(first))


def same_columns(before: TableBlock, after: TableBlock) -> TableBlock:
    """Return a table with the columns its merged first cell hides, those of the page before."""
    hidden = len(before.rows[0]) - len(after.rows[0])
    if hidden <= 0:
        return after
    blank = (TableCell("", merged=True),) * hidden
    return replace(after, rows=tuple((row[0], *blank, *row[1:]) for row in after.rows))


def add_table(
    builder: Builder, block: TableBlock, name: str = "", titles: tuple[int, int] | None = None
) -> None:
    """Add a table: its first row gives the columns, every row becomes a unit.

    Args:
        builder: where to add it.
        block: the table.
        name: what it is called unless its first row says; the heading above where empty.
        titles: column whose cells name the rows, and the level of the section each row becomes.
    """
    if not block.rows:
        return
    header = header_of(block)
    builder.table(header.title or name or builder.around(), header.columns, block.page)
    # The header is printed but is no row of the record.
    for row in block.rows[: header.rows]:
        builder.row([Piece(cell.text) for cell in row if cell.text], block.page)
    add_rows(builder, block, titles=titles, header=header.rows)


def add_rows(
    builder: Builder, block: TableBlock, *, titles: tuple[int, int] | None = None, header: int
) -> None:
    """Add the rows of a table to the one last begun.

    Args:
        builder: where to add them.
        block: the table, or the rest of it on the next page.
        titles: see :func:`add_table`.
        header: how many first rows are the header, which is left out: it is printed already.
    """
    for row in block.rows[header:]:
        pieces = [Piece(cell.text, column) for column, cell in enumerate(row) if cell.text]
        hanging = frozenset(column for column, cell in enumerate(row) if cell.hanging)
        if titles and row[titles[0]].text:
            builder.label(reduce(join, row[titles[0]].text.split("\n")), titles[1], block.page)
        builder.row(pieces, block.page, hanging=hanging)


def _add_lines(builder: Builder, lines: list[Line], *, wrapped: bool) -> None:
    for line in unwrap(lines) if wrapped else lines:
        if MARKER.match(line.text.strip()) and article(line.text) is None:
            builder.item(line.text, line.page)
        else:
            builder.paragraph(line.text, line.page)


def _repeated(before: TableBlock, after: TableBlock) -> int:
    """Return how many rows of the header are printed again on the next page."""
    rows = header_of(before).rows
    return rows if before.rows[:rows] == after.rows[:rows] else int(before.rows[0] == after.rows[0])
