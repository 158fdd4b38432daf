"""The fields of a plan as rows of one table, as the usual form has them: label | sublabel | text.

Also tables inside a field (a rubric), which stand below its row.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rag.drafting.export.basics import LAYOUT
from rag.drafting.export.column_widths import lines_of
from rag.drafting.export.grids import grid_table
from rag.drafting.export.lines import TextLine, Wording, plain
from rag.drafting.export.looks import Look, Looks
from rag.drafting.export.ooxml import Element, Merge, TableCell, TableRow, table
from rag.drafting.export.package import TEXT_WIDTH
from rag.drafting.plan import Grid, Group, Section

#: Boundaries of the columns: label, sublabel, and where the second pair of short fields begins.
_GRID = (1400, 1300, 2119, 1400, TEXT_WIDTH - 6219)
_SHADE = "F2F2F2"
#: A row of at most this many lines is not split between pages.
_WHOLE = 16
#: Width of a character of 五号, in twips.
_CHARACTER = 210


def top_rows(basics: dict[str, str], looks: Looks) -> list[TableRow]:
    """Return the rows of the short fields; a field alone in its row has merged cells."""
    rows = []
    for names in LAYOUT:
        spans = (2, 1) if len(names) == 2 else (4,)
        cells: list[TableCell] = []
        for name, span in zip(names, spans, strict=True):
            value = (
                _label_cell(name, looks.label),
                _cell(looks.body, plain(basics[name]), span=span),
            )
            cells.extend(value)
        rows.append(TableRow(tuple(cells), whole=True))
    return rows


def field_rows(section: Section, wording: Wording, looks: Looks) -> list[TableRow]:
    """Return the rows of the groups of a field; its label goes down all of them."""
    groups = [block for block in section.blocks if isinstance(block, Group)]
    if section.blocks and not groups:  # its tables need a name above them
        return [TableRow((_label_cell(section.name, looks.label, span=len(_GRID)),), whole=True)]
    rows = []
    for index, group in enumerate(groups):
        merge: Merge | None = None if len(groups) == 1 else "continue" if index else "restart"
        first = TableCell(
            tuple(_centred(section.name if not index else "", looks.label)),
            merge=merge,
            shade=_SHADE,
            middle=True,
        )
        lines = wording.group(group)
        span = 3 if group.label else 4
        named = (_label_cell(group.label, looks.label),) if group.label else ()
        room = sum(_GRID[-span:]) // _CHARACTER
        whole = sum(lines_of(line.text, room) for line in lines) <= _WHOLE
        rows.append(TableRow((first, *named, _cell(looks.body, lines, span=span)), whole=whole))
    return rows


def form(
    basics: dict[str, str], sections: Sequence[Section], wording: Wording, looks: Looks
) -> list[Element]:
    """Return the table of short fields and fields; it is interrupted where a field has tables."""
    out: list[Element] = []
    rows = top_rows(basics, looks)
    for section in sections:
        rows += field_rows(section, wording, looks)
        grids = [block for block in section.blocks if isinstance(block, Grid)]
        if grids:
            out.append(table(rows, _GRID))
            rows = []
        for grid in grids:
            out += grid_table(grid, wording, looks)
    return [*out, table(rows, _GRID)] if rows else out


def framed(section: Section, wording: Wording, looks: Looks, *, room: int = 0) -> list[Element]:
    """Return the groups of a section in a frame, and its tables below it.

    ``room`` is left below each group to write in, in twips.
    """
    out: list[Element] = []
    inside: list[Element] = []
    for block in section.blocks:
        if isinstance(block, Grid):
            out += [*_frame(inside), *grid_table(block, wording, looks)]
            inside = []
            continue
        if block.label:
            inside += looks.label.paragraphs(plain(block.label), keep_next=True)
        lines = wording.group(block)
        inside += looks.body.paragraphs(lines[:-1])
        inside += looks.body.paragraphs(lines[-1:], after=room)
    return out + _frame(inside)


def _frame(inside: list[Element]) -> list[Element]:
    row = TableRow((TableCell(tuple(inside)),), whole=True)
    return [table([row], (TEXT_WIDTH,))] if inside else []


def _label_cell(text: str, look: Look, span: int = 1) -> TableCell:
    return TableCell(tuple(_centred(text, look)), span=span, shade=_SHADE, middle=True)


def _cell(look: Look, lines: Sequence[TextLine], span: int = 1) -> TableCell:
    return TableCell(tuple(look.paragraphs(lines)), span=span)


def _centred(text: str, look: Look) -> Iterator[Element]:
    yield from look.paragraphs(plain(text), align="center")
