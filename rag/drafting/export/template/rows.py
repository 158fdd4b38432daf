"""Rows for a school's process table, made after one of its own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from copy import deepcopy

from indexing.readers.docx_text import children, number_of, w
from rag.drafting.export.lines import TextLine
from rag.drafting.export.ooxml import Element, element
from rag.drafting.export.template.layout import paragraphs_of
from rag.drafting.export.template.writing import clear, fill_cell

#: Paragraph properties that stand behind the alignment.
_BEHIND_ALIGNMENT = (
    *("textDirection", "textAlignment", "textboxTightWrap", "outlineLvl", "divId", "cnfStyle"),
    *("rPr", "sectPr", "pPrChange"),
)


def written(
    pattern: Element, columns: Mapping[int, str], texts: Mapping[str, Sequence[TextLine]]
) -> Element:
    """Return a copy of a row with the text of each column.

    Args:
        pattern: a row of the form.
        columns: role by column of the grid.
        texts: lines by role; a role that several cells have is written into the first.
    """
    row = _blank(pattern)
    done: set[str] = set()
    column = number_of(row, "trPr/gridBefore", 0)
    for cell in _cells(row):
        role = columns.get(column, "")
        if role in texts and role not in done:
            done.add(role)
            fill_cell(cell, texts[role])
        column += max(number_of(cell, "tcPr/gridSpan", 1), 1)
    return row


def one_cell(pattern: Element, lines: Sequence[TextLine]) -> Element:
    """Return a copy of a row as one cell across the table, its text centred."""
    row = _blank(pattern)
    cells = _cells(row)
    first = cells[0]
    span = sum(max(number_of(cell, "tcPr/gridSpan", 1), 1) for cell in cells)
    widths = [cell.find(f"{w('tcPr')}/{w('tcW')}") for cell in cells]
    if all(width is not None and width.get(w("type")) == "dxa" for width in widths):
        total = sum(int(float(width.get(w("w")) or 0)) for width in widths)
        widths[0].set(w("w"), str(total))
    elif widths[0] is not None:
        widths[0].getparent().remove(widths[0])
    for cell in cells[1:]:
        cell.getparent().remove(cell)
    _set_span(first, span)
    fill_cell(first, lines)
    for paragraph in paragraphs_of(first):
        _keep_with_next(paragraph)
    return row


def merged_vertically(rows: Sequence[Element], column: int, lines: Sequence[TextLine]) -> None:
    """Merge the cells of a column of the grid in rows that follow each other; write into them."""
    for index, row in enumerate(rows):
        at = number_of(row, "trPr/gridBefore", 0)
        for cell in _cells(row):
            if at == column:
                setup = _setup(cell)
                merge = element("vMerge", val="continue" if index else "restart")
                _insert(setup, merge, ("tcW", "gridSpan", "cnfStyle", "hMerge"))
                if not index:
                    fill_cell(cell, lines)
            at += max(number_of(cell, "tcPr/gridSpan", 1), 1)


def _blank(pattern: Element) -> Element:
    """Return a copy of a row without text, vertical merging and the marks of a header."""
    row = deepcopy(pattern)
    for tag in ("tblHeader", "cantSplit"):
        for found in row.iterfind(f"{w('trPr')}/{w(tag)}"):
            found.getparent().remove(found)
    was_header = pattern.find(f"{w('trPr')}/{w('tblHeader')}") is not None
    for cell in _cells(row):
        for merge in cell.iterfind(f"{w('tcPr')}/{w('vMerge')}"):
            merge.getparent().remove(merge)
        if was_header:
            for shade in cell.iterfind(f"{w('tcPr')}/{w('shd')}"):
                shade.getparent().remove(shade)
        paragraphs = paragraphs_of(cell)
        for paragraph in paragraphs[1:]:
            paragraph.getparent().remove(paragraph)
        for paragraph in paragraphs[:1]:
            _keep_font(paragraph)
            clear(paragraph)
    return row


def _keep_font(paragraph: Element) -> None:
    """Move the font of the first run to the paragraph's mark, where blank text has its font."""
    font = next((r.find(w("rPr")) for r in paragraph.iter(w("r"))), None)
    setup = paragraph.find(w("pPr"))
    if font is None:
        return
    if setup is None:
        setup = element("pPr")
        paragraph.insert(0, setup)
    for old in setup.findall(w("rPr")):
        setup.remove(old)
    _insert_before(setup, deepcopy(font), ("sectPr", "pPrChange"))


def _cells(row: Element) -> list[Element]:
    return [child for child in children(row) if child.tag == w("tc")]


def _setup(cell: Element) -> Element:
    setup = cell.find(w("tcPr"))
    if setup is None:
        setup = element("tcPr")
        cell.insert(0, setup)
    return setup


def _set_span(cell: Element, span: int) -> None:
    setup = _setup(cell)
    for old in setup.findall(w("gridSpan")):
        setup.remove(old)
    _insert(setup, element("gridSpan", val=span), ("tcW", "cnfStyle"))


def _insert(setup: Element, new: Element, before: Sequence[str]) -> None:
    """Insert a property behind those that come before it."""
    tags = {w(tag) for tag in before}
    setup.insert(sum(child.tag in tags for child in setup), new)


def _keep_with_next(paragraph: Element) -> None:
    setup = paragraph.find(w("pPr"))
    if setup is None:
        setup = element("pPr")
        paragraph.insert(0, setup)
    for tag in ("jc", "keepNext"):
        for old in setup.findall(w(tag)):
            setup.remove(old)
    behind_style = sum(child.tag == w("pStyle") for child in setup)
    setup.insert(behind_style, element("keepNext"))
    _insert_before(setup, element("jc", val="center"), _BEHIND_ALIGNMENT)


def _insert_before(setup: Element, new: Element, behind: Sequence[str]) -> None:
    """Insert a property before those that come behind it."""
    tags = {w(tag) for tag in behind}
    setup.insert(sum(child.tag not in tags for child in setup), new)
