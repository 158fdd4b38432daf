"""Lesson plans (教案): Word tables, real or flattened to text with a tab before every cell.

Depth comes from labels: a cell that is a known field opens a section, a known label inside it a
subsection. The teaching process is read by :mod:`indexing.kinds.lesson_plan.process`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from indexing.kinds.lesson_plan.flattened import FlatCell, cells_of
from indexing.kinds.lesson_plan.process import Process
from indexing.kinds.lesson_plan.process_words import (
    column_role,
    header_role,
    is_header_row,
    phase_of,
)
from indexing.kinds.outline import shift_of
from indexing.kinds.shared.body import add_body, add_table
from indexing.kinds.shared.builder import Builder, Piece
from indexing.kinds.shared.vocabulary import alias, label, vocabulary
from indexing.numerals import numbered
from indexing.readers.blocks import Block, Line, TableBlock, TableCell

_PROCESS, _GOALS = "教学实施过程", "教学目标"
#: Known fields that make the first column of a table one of labels; a label's length, a text's.
_FEWEST, _LONGEST_LABEL, _TEXT = 2, 10, 15
_NO_LABEL = re.compile(r"[\d，。；：！？,;:!?]")
#: ``1 知识与技能：…``: a label and its text on one line.
_LABELLED = re.compile(r"^\s*((?:\d{1,2}\s*[.、．]?\s*)?([^:：]{2,10})[:：])\s*(\S.*)$")


def parse(blocks: list[Block], *, wrapped: bool) -> tuple[Builder, str]:
    """Return a filled builder and the title of the plan (the name of its task)."""
    plan = _Plan(shift=shift_of(blocks), several=_has_several(blocks))
    if wrapped and any(isinstance(b, Line) and b.text.startswith("\t") for b in blocks):
        for cell in cells_of([b for b in blocks if isinstance(b, Line)]):
            plan.flat_cell(cell)
    else:
        for block in blocks:
            if isinstance(block, TableBlock):
                plan.table(block)
            else:
                plan.line(block.text, block.page, block.heading)
    plan.finish()
    return plan.builder, "" if plan.several else plan.title


def _has_several(blocks: list[Block]) -> bool:
    """Whether a field comes more than once: there is a plan of more than one lesson."""
    texts = [
        text
        for block in blocks
        for text in (
            [block.text]
            if isinstance(block, Line)
            else [cell.text for row in block.rows for cell in row]
        )
    ]
    return sum(alias("lesson_plan", "fields", text) == _GOALS for text in texts) > 1


def _is_form(table: TableBlock) -> bool:
    """Whether the first column names the parts of a plan, as its known fields show."""
    first = [row[0].text for row in table.rows]
    keys = ("basics", "fields")
    return sum(any(alias("lesson_plan", key, text) for key in keys) for text in first) >= _FEWEST


def _is_labelled(row: Sequence[TableCell]) -> bool:
    """Whether a row of a form is a short label and a longer text that goes to the margin."""
    cells = [cell for cell in row if not cell.merged]
    if len(cells) != 2 or not row[0].text or not cells[1].text:
        return False
    name, text = row[0].text.strip(), cells[1].text
    short = len(name) <= _LONGEST_LABEL and not _NO_LABEL.search(name)
    return short and len(text) >= _TEXT and not alias("lesson_plan", "basics", name)


class _Plan:
    """Fills the builder cell by cell.

    Args:
        shift: how many levels of the outline the title takes.
        several: whether there are several lessons, each below a heading of the outline.
    """

    def __init__(self, *, shift: int = 0, several: bool = False) -> None:
        self._shift = shift
        self.several = several
        self.builder = Builder()
        self.title = ""
        self._field = ""
        self._basic: tuple[str, int | None] | None = None
        self._process: Process | None = None
        self._outer = 0  # level of the heading around the fields: of one lesson of several
        self._level = 1  # level of the field that is open

    def line(self, text: str, page: int | None, heading: int = 0) -> None:
        """Take a paragraph outside tables."""
        text = text.strip()
        if not text:
            return
        self._flush_basic()
        field = alias("lesson_plan", "fields", text)
        in_process = self._process is not None or self._field == _PROCESS
        if in_process and phase_of(text, row=numbered(text) is not None or heading > 0):
            if self._process is None:
                self._process = Process(self.builder, self._level)
            self._process.phase(text, page)
        elif not field and self._is_label(text):
            self._text(text, page)
        elif field or heading:
            self._close_process()
            self._field = field or ""
            self._level = max(heading - self._shift, 1) if heading else self._outer + 1
            if not field and self.several and not (self._outer and self._level > self._outer):
                self._outer = self._level
            self.builder.heading(text, self._level, page)
            if field == _PROCESS:
                self._process = Process(self.builder, self._level)
        elif self._process is None and _PROCESS in text and len(text) <= 30:
            self._level = self._outer + 1
            self.builder.label(_PROCESS, self._level, page)
            self.builder.paragraph(text, page)
            self._process = Process(self.builder, self._level)
        else:
            self._text(text, page)

    def flat_cell(self, cell: FlatCell) -> None:
        """Take a cell of a flattened table."""
        if not cell.tabbed:
            for text in cell.text.split("\n"):
                self.line(text, cell.page)
            return
        is_field = bool(alias("lesson_plan", "fields", cell.text))
        if self._process is not None and is_field and not self._is_column(cell):
            self._close_process()
        in_process = self._process is not None
        if not in_process and (phase_of(cell.text) or column_role(cell.text) == "step"):
            self._open_process(cell.page)
        if self._process is not None:
            self._process.flat_cell(cell.text, cell.page, after_blank=cell.after_blank)
        elif cell.text:
            self._cell(cell.text, cell.page)

    def table(self, table: TableBlock) -> None:
        """Take a real table."""
        if self._process is not None and not self._goes_on(table):
            self._close_process()
        if not self._known(table):
            self._close_process()
            add_table(self.builder, table)
            return
        is_form = _is_form(table)
        for row in table.rows:
            texts = [cell.text for cell in row]
            first = next((text for text in texts if text), "")
            if is_form and _is_labelled(row):
                self._close_process()
                self._labelled(texts, table.page)
            elif is_header_row(texts):
                if self._process is None:
                    self._open_process(table.page)
                assert self._process is not None
                self._process.header(texts, table.page)
            elif self._process is not None and alias("lesson_plan", "fields", first):
                self._close_process()
                self._cells(texts, table.page)
            elif self._process is not None:
                self._process.row(texts, table.page)
            elif len([t for t in texts if t]) == 1 and phase_of(first):
                self._open_process(table.page)
                assert self._process is not None
                self._process.row(texts, table.page)
            else:
                self._cells(texts, table.page)

    def finish(self) -> None:
        """Close what is open."""
        self._flush_basic()
        self._close_process()

    def _known(self, table: TableBlock) -> bool:
        """Whether any cell is a label of a lesson plan, or a process is under way.

        A word such as 教师 is no label in the rubric below a field.
        """
        rows = [[cell.text for cell in row] for row in table.rows]
        keys = ("fields",) if self._field else ("basics", "fields")
        return self._process is not None or any(
            is_header_row(texts) or any(alias("lesson_plan", key, t) for t in texts for key in keys)
            for texts in rows
        )

    def _goes_on(self, table: TableBlock) -> bool:
        """Whether a table belongs to the process that is open: by its header, phases or width."""
        rows = [[cell.text for cell in row] for row in table.rows]
        own = any(is_header_row(texts) or phase_of(texts[0], row=True) for texts in rows)
        return own or (self._process is not None and len(rows[0]) == self._process.width)

    def _labelled(self, texts: list[str], page: int | None) -> None:
        """Take a row of a form whose first cell names what stands in the other."""
        self._flush_basic()
        name, text = (text for text in texts if text)
        self._field = alias("lesson_plan", "fields", name) or ""
        self._level = self._outer + 1
        self.builder.heading(name.replace("\n", ""), self._level, page)
        self._text(text, page)

    def _is_column(self, cell: FlatCell) -> bool:
        """Whether a field's name (教学资源) stands in the middle of a header of the process."""
        goes_on = self._process is not None and self._process.in_header and not cell.after_blank
        return goes_on and header_role(cell.text) is not None

    def _cells(self, texts: list[str], page: int | None) -> None:
        for text in texts:
            if text:
                self._cell(text, page)

    def _cell(self, text: str, page: int | None) -> None:
        basic = alias("lesson_plan", "basics", text)
        field = alias("lesson_plan", "fields", text)
        if self._basic is not None and not (basic or field):
            self._basic_row(*self._basic, text)
            self._basic = None
        elif basic and not self._field:
            self._flush_basic()
            self._basic = (text, page)
        elif field:
            self._flush_basic()
            self._field = field
            self._level = self._outer + 1
            self.builder.heading(text, self._level, page)
        else:
            self._text(text, page)

    def _basic_row(self, name: str, page: int | None, value: str) -> None:
        self.builder.row([Piece(name), Piece(value)], page)
        if alias("lesson_plan", "basics", name) == "任务名称":
            self.title = re.sub(r"\s+", " ", value).strip()

    def _flush_basic(self) -> None:
        if self._basic is not None:
            self.builder.row([Piece(self._basic[0])], self._basic[1])
            self._basic = None

    def _text(self, text: str, page: int | None) -> None:
        """Add text; a line that is a label of the open field opens a subsection."""
        for part in text.split("\n"):
            opened = _LABELLED.match(part)
            if self._is_label(part):
                self.builder.heading(part, self._level + 1, page)
            elif opened and self._is_label(opened[2]):
                self.builder.heading(opened[1], self._level + 1, page)
                add_body(self.builder, [Line(opened[3], page)], wrapped=False)
            else:
                add_body(self.builder, [Line(part, page)], wrapped=False)

    def _is_label(self, text: str) -> bool:
        labels: list[str] = vocabulary()["lesson_plan"]["labels"].get(self._field, [])
        return label(text) in labels

    def _open_process(self, page: int | None) -> None:
        self._flush_basic()
        if self._field != _PROCESS:  # else a cell with the name of the field has opened it
            self._field = _PROCESS
            self._level = self._outer + 1
            self.builder.label(_PROCESS, self._level, page)
        self._process = Process(self.builder, self._level)

    def _close_process(self) -> None:
        if self._process is not None:
            self._process.finish()
            self._process = None
