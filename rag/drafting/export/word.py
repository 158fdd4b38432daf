"""Lines and tables written with python-docx: text styles, paragraphs, tables with fitted columns.

A part of a document is described first (:class:`Line`, :class:`Table`) and written in one go, into
a new document or behind what a school's form holds already. Widths are in twips (1/20 pt), font
sizes in points. What a plan looks like is not decided here.

XML elements of our own stand only where python-docx has no call for them: the East Asian font of a
run, borders and margins of a table, the shade of a cell, rows that repeat or stay whole.
"""

from __future__ import annotations

import io
import math
import re
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from typing import Any, Literal

from docx.blkcntnr import BlockItemContainer
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt, RGBColor, Twips
from docx.table import _Row
from docx.text.paragraph import Paragraph
from docx.text.run import Run

from indexing.wrapping import width
from rag.drafting.export.lines import TextLine, Tone

#: An element of python-docx or lxml; neither has types.
Element = Any
Align = Literal["center", "right", "left"]

#: Characters XML 1.0 has no place for.
_FORBIDDEN = re.compile(r"[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_GREY = RGBColor(0x80, 0x80, 0x80)
#: What the number of an item takes: about two characters of the text.
_HANGING = 330
_ALIGNED = {
    "center": WD_ALIGN_PARAGRAPH.CENTER,
    "right": WD_ALIGN_PARAGRAPH.RIGHT,
    "left": WD_ALIGN_PARAGRAPH.LEFT,
}
_SIDES = ("top", "left", "bottom", "right", "insideH", "insideV")
#: Space between the border of a cell and its text.
_MARGINS = {"top": 28, "left": 85, "bottom": 28, "right": 85}
#: Space on both sides of a cell's text, with its borders.
CELL_PADDING = 190
#: Fewest characters in a line of a column.
_LEAST = 3


@dataclass(frozen=True, slots=True)
class TextStyle:
    """How text looks; what is ``None`` is left to the style of the paragraph.

    Attributes:
        fonts: the Latin and the East Asian font.
        size: font size in points.
        bold: whether it is bold.
        tag_size: font size of tags in points; ``None`` keeps the size of the text.
        copied: the run properties of a school's form, which text written into it takes over.
    """

    fonts: tuple[str, str] | None = None
    size: float | None = None
    bold: bool | None = None
    tag_size: float | None = None
    copied: Element | None = None

    def write(self, paragraph: Paragraph, line: TextLine) -> None:
        """Write a line into a paragraph, its number first."""
        if line.number:
            self.add_run(paragraph, f"{line.number} ")
        for part in line.runs:
            if part.text:
                self.add_run(paragraph, part.text, part.tone)

    def add_run(self, paragraph: Paragraph, text: str, tone: Tone = Tone.TEXT) -> Run:
        """Add a run to a paragraph and return it; what XML cannot hold is left out."""
        run = paragraph.add_run(_FORBIDDEN.sub("", text))
        if self.copied is not None:
            run._r.insert(0, deepcopy(self.copied))
        if self.fonts is not None:
            latin, eastern = self.fonts
            run.font.name = latin
            fonts: Element = run._r.get_or_add_rPr().rFonts  # python-docx sets the Latin font only
            fonts.set(qn("w:cs"), latin)
            fonts.set(qn("w:eastAsia"), eastern)
            # The hint keeps curly quotes and dashes in the East Asian font.
            fonts.set(qn("w:hint"), "eastAsia")
        if self.size is not None:
            run.font.size = Pt(self.size)
        if self.bold is not None:
            run.font.bold = self.bold
        if tone is Tone.TAG:
            run.font.color.rgb = _GREY
            if self.tag_size is not None:
                run.font.size = Pt(self.tag_size)
        elif tone is Tone.MARK:
            run.font.superscript = True
        return run


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph to write; a numbered one hangs to the left of its text.

    Attributes:
        text: what it says.
        look: how its text looks.
        style: name of a paragraph style of the document; ``None`` for the usual one.
        align: ``None`` leaves it to the style.
        keep_next: it stays on the page of the next paragraph.
        hanging: what hangs to the left, in twips; ``None`` for what a number takes.
        before: space above, in twips; ``None`` leaves it to the style.
        after: space below, likewise.
    """

    text: TextLine
    look: TextStyle
    style: str | None = None
    align: Align | None = None
    keep_next: bool = False
    hanging: int | None = None
    before: int | None = 0
    after: int | None = 0

    def write(self, paragraph: Paragraph) -> None:
        """Write the line into an empty paragraph."""
        setup = paragraph.paragraph_format
        if self.style is not None:
            paragraph.style = self.style
        if self.align is not None:
            setup.alignment = _ALIGNED[self.align]
        if self.keep_next:
            setup.keep_with_next = True
        hanging = _HANGING if self.hanging is None and self.text.number else self.hanging
        if hanging:
            setup.left_indent, setup.first_line_indent = Twips(hanging), Twips(-hanging)
        if self.before is not None:
            setup.space_before = Twips(self.before)
        if self.after is not None:
            setup.space_after = Twips(self.after)
        self.look.write(paragraph, self.text)


@dataclass(frozen=True, slots=True)
class TableCell:
    """A cell to write.

    Attributes:
        lines: its paragraphs.
        span: how many columns it covers.
        joined: it goes on the cell above.
        shade: colour of its ground, ``F2F2F2``.
        middle: its text stands in the middle of its height.
    """

    lines: tuple[Line, ...]
    span: int = 1
    joined: bool = False
    shade: str | None = None
    middle: bool = False


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row; ``header`` is repeated on every page, ``whole`` is not split between pages."""

    cells: tuple[TableCell, ...]
    header: bool = False
    whole: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A bordered table with fixed columns; the spans of each row sum to their number."""

    rows: tuple[TableRow, ...]
    widths: tuple[int, ...]

    def write(self, container: BlockItemContainer) -> None:
        """Add the table to a document."""
        table = container.add_table(0, len(self.widths), Twips(sum(self.widths)))
        table.alignment = WD_TABLE_ALIGNMENT.CENTER
        table.autofit = False
        _frame(table._tbl.tblPr, sum(self.widths))
        for column, room in zip(table.columns, self.widths, strict=True):
            column.width = Twips(room)
        above: dict[int, Element] = {}
        for row in self.rows:
            made: _Row = table.add_row()  # type: ignore[no-untyped-call]
            properties = made._tr.get_or_add_trPr()
            for wanted, tag in ((row.whole, "w:cantSplit"), (row.header, "w:tblHeader")):
                if wanted:
                    properties.append(OxmlElement(tag))
            if not len(properties):
                made._tr.remove(properties)
            cells, at = made.cells, 0
            for cell in row.cells:
                written = cells[at]
                if cell.span > 1:
                    written = written.merge(cells[at + cell.span - 1])
                _write_cell(written, cell)
                if cell.joined:
                    above[at].merge(written)
                else:
                    above[at] = written
                at += cell.span


Block = Line | Table


def write(container: BlockItemContainer, blocks: Iterable[Block]) -> None:
    """Add paragraphs and tables to the end of a document.

    A thin paragraph stands behind each table that no other paragraph follows: Word joins two
    tables that touch, and wants a paragraph at the end.
    """
    last = [*container.iter_inner_content()][-1:]
    behind_table = bool(last) and not isinstance(last[0], Paragraph)
    for block in (*blocks, None):
        if behind_table and not isinstance(block, Line):
            container.add_paragraph().paragraph_format.line_spacing = Pt(6)
        if isinstance(block, Line):
            block.write(container.add_paragraph())
        elif block is not None:
            block.write(container)
        behind_table = isinstance(block, Table)


def paragraph_of(element: Element) -> Paragraph:
    """Return the paragraph of an element, for whatever needs no style by its name."""
    no_part: Any = None
    return Paragraph(element, no_part)


def zipped(parts: Mapping[str, bytes]) -> bytes:
    """Return a ZIP container of the parts in their order.

    Every part is dated 1980, the first day a container can hold: python-docx dates them with the
    time of day, and the same plan must give the same bytes.
    """
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as container:
        for path, data in parts.items():
            entry = zipfile.ZipInfo(path)
            entry.compress_type = zipfile.ZIP_DEFLATED
            container.writestr(entry, data)
    return out.getvalue()


def lines_of(text: str, room: int) -> int:
    """Return how many lines ``text`` takes in a column of ``room`` full-width characters."""
    return sum(max(1, math.ceil(width(line) / max(room, 1))) for line in text.split("\n"))


def shared_out(
    header: Sequence[str], rows: Sequence[Sequence[str]], total: int, character: int
) -> tuple[int, ...]:
    """Return widths of columns that sum to ``total`` twips and make the rows low.

    Each column has room for its header on two lines where that is possible. What is left goes, a
    character at a time, to the column that makes the rows highest.

    Args:
        header: names of the columns.
        rows: texts of the cells.
        total: twips.
        character: width of a full-width character, twips.
    """
    rooms = [max(_LEAST, math.ceil(width(name) / 2)) for name in header]
    spare = (total - CELL_PADDING * len(header)) // character - sum(rooms)
    for _ in range(spare):
        rooms[_highest(rows, rooms)] += 1
    # A table too narrow for its headers is cut evenly; they wrap.
    widths = [room * character + CELL_PADDING for room in rooms]
    if spare < 0:
        widths = [total // len(header)] * len(header)
    widths[-1] += total - sum(widths)
    return tuple(widths)


def _highest(rows: Sequence[Sequence[str]], rooms: Sequence[int]) -> int:
    """Return the column by which the rows would gain most, the narrowest where none does."""
    gains = [0] * len(rooms)
    for row in rows:
        heights = [lines_of(text, room) for text, room in zip(row, rooms, strict=True)]
        for column, height in enumerate(heights):
            if height == max(heights) and height > 1:
                gains[column] += height
    return max(range(len(rooms)), key=lambda column: (gains[column], -rooms[column]))


def _write_cell(written: Element, cell: TableCell) -> None:
    """Write a cell of python-docx, which begins with one empty paragraph."""
    for n, line in enumerate(cell.lines):
        line.write(written.add_paragraph() if n else written.paragraphs[0])
    if cell.shade:
        # No call of python-docx sets a ground.
        shade = _element("w:shd", val="clear", color="auto", fill=cell.shade)
        written._tc.get_or_add_tcPr().append(shade)
    if cell.middle:
        written.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER


def _frame(properties: Element, total: int) -> None:
    """Give a table its width, borders and margins; a style would have to be in a school's form."""
    for tag in ("w:tblW", "w:tblLook"):
        for old in properties.findall(qn(tag)):
            properties.remove(old)
    borders = _element("w:tblBorders")
    borders.extend(_element(f"w:{s}", val="single", sz=4, space=0, color="000000") for s in _SIDES)
    margins = _element("w:tblCellMar")
    margins.extend(_element(f"w:{side}", w=size, type="dxa") for side, size in _MARGINS.items())
    # The schema wants them in this order: width, alignment, borders, layout, margins.
    properties.insert(0, _element("w:tblW", w=total, type="dxa"))
    properties.find(qn("w:tblLayout")).addprevious(borders)
    properties.append(margins)


def _element(tag: str, **attributes: object) -> Element:
    return OxmlElement(tag, {qn(f"w:{name}"): str(value) for name, value in attributes.items()})
