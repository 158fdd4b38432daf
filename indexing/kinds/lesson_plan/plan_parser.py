"""Lesson plans (教案): Word tables, real or flattened to text with a tab before every cell.

Depth comes from labels: a cell that is a known field opens a section, a known label inside it a
subsection. The teaching process is read by :mod:`indexing.kinds.lesson_plan.process`.
"""

from __future__ import annotations

import re

from indexing.kinds.lesson_plan.flattened import FlatCell, cells_of
from indexing.kinds.lesson_plan.process import Process
from indexing.kinds.lesson_plan.process_words import (
    column_role,
    header_role,
    is_header_row,
    phase_of,
)
from indexing.kinds.shared.body import add_body, add_table
from indexing.kinds.shared.builder import Builder, Piece
from indexing.kinds.shared.vocabulary import alias, label, vocabulary
from indexing.numerals import numbered
from indexing.readers.blocks import Block, Line, TableBlock

_PROCESS = "教学实施过程"
#: ``1 知识与技能：…``: a label and its text on one line.
_LABELLED = re.compile(r"^\s*((?:\d{1,2}\s*[.、．]?\s*)?([^:：]{2,10})[:：])\s*(\S.*)$")


def parse(blocks: list[Block], *, wrapped: bool) -> tuple[Builder, str]:
    """Return a filled builder and the title of the plan (the name of its task)."""
    plan = _Plan()
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
    return plan.builder, plan.title


class _Plan:
    """Fills the builder cell by cell."""

    def __init__(self) -> None:
        self.builder = Builder()
        self.title = ""
        self._field = ""
        self._basic: tuple[str, int | None] | None = None
        self._process: Process | None = None

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
                self._process = Process(self.builder)
            self._process.phase(text, page)
        elif not field and self._is_label(text):
            self._text(text, page)
        elif field or heading:
            self._close_process()
            self._field = field or ""
            self.builder.heading(text, 1, page)
            if field == _PROCESS:
                self._process = Process(self.builder)
        elif self._process is None and _PROCESS in text and len(text) <= 30:
            self.builder.label(_PROCESS, 1, page)
            self.builder.paragraph(text, page)
            self._process = Process(self.builder)
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
        if not self._known(table):
            self._close_process()
            add_table(self.builder, table)
            return
        for row in table.rows:
            texts = [cell.text for cell in row]
            first = next((text for text in texts if text), "")
            if is_header_row(texts):
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
            self.builder.heading(text, 1, page)
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
                self.builder.heading(part, 2, page)
            elif opened and self._is_label(opened[2]):
                self.builder.heading(opened[1], 2, page)
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
            self.builder.label(_PROCESS, 1, page)
        self._process = Process(self.builder)

    def _close_process(self) -> None:
        if self._process is not None:
            self._process.finish()
            self._process = None
