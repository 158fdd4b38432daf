"""Tables of several columns, such as a rubric: caption, repeated header, fitted columns."""

from __future__ import annotations

from rag.drafting.export.column_widths import lines_of, shared_out
from rag.drafting.export.lines import Piece, TextLine, Tone, Wording, plain
from rag.drafting.export.looks import Looks
from rag.drafting.export.ooxml import Element, TableCell, TableRow, paragraph, table
from rag.drafting.plan import Grid

_SHADE = "E7E6E6"
#: Width of a character of 小五, in twips.
CHARACTER = 180
#: A table of at most this many lines is kept on one page.
_WHOLE = 30


def grid_table(grid: Grid, wording: Wording, looks: Looks) -> list[Element]:
    """Return a table under its caption; one tag stands for the whole table where that is true."""
    tag, rows = wording.grid(grid)
    texts = [["\n".join(line.text for line in cell) for cell in row] for row in rows]
    widths = shared_out(grid.header, texts, looks.width, CHARACTER)
    rooms = [width // CHARACTER - 1 for width in widths]
    heights = [max(map(lines_of, row, rooms)) for row in texts]
    together = sum(heights) <= _WHOLE
    laid_out = [
        _row(row, looks, keep_next=together and at < len(rows) - 1) for at, row in enumerate(rows)
    ]
    caption = _caption(grid.caption, tag, looks)
    return [*caption, table([header_row(grid.header, looks), *laid_out], widths)]


def header_row(names: tuple[str, ...], looks: Looks) -> TableRow:
    """Return the header of a table, repeated on every page."""
    strong = looks.header
    cells = [strong.paragraphs(plain(name), align="center", keep_next=True) for name in names]
    return TableRow(
        tuple(TableCell(tuple(cell), shade=_SHADE, middle=True) for cell in cells),
        header=True,
        whole=True,
    )


def _row(cells: list[tuple[TextLine, ...]], looks: Looks, *, keep_next: bool) -> TableRow:
    return TableRow(
        tuple(
            TableCell(tuple(looks.small.paragraphs(cell, keep_next=keep_next))) for cell in cells
        ),
        whole=True,
    )


def _caption(text: str, tag: str, looks: Looks) -> list[Element]:
    if not text and not tag:
        return []
    line = TextLine((Piece(text), Piece(tag, Tone.TAG)))
    # Without a caption the tag alone stands at the right, where it looks like no heading.
    align = "center" if text else "right"
    style = "Caption" if looks.styles else None
    return [paragraph(looks.caption.runs(line), style=style, align=align, keep_next=True)]
