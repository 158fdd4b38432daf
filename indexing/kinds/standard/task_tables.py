"""Tables of the learning tasks of a course, real or flattened to lines.

Flattened, cells come one after the other; a number alone on a line is a row number when it is the
next one, and the hours of the task otherwise. After a page break number and name are printed again.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from indexing.kinds.shared.body import add_body, add_rows, add_table, continues
from indexing.kinds.shared.builder import Builder, Piece
from indexing.kinds.shared.vocabulary import label, vocabulary
from indexing.kinds.standard.flat_tables import is_header
from indexing.readers.blocks import Block, Line, TableBlock
from indexing.searchtext import fold
from indexing.wrapping import ends_sentence, join, unwrap, width

_NUMBER, _NAME, _DESCRIPTION, _HOURS = range(4)
_NAME_WIDTH = 8.5
_MAX_NAME = 24
_ROW_LEVEL = 4
#: The hours of a task on the line that ends its description: ``…由教师点评。 40``.
_HOURS_BEHIND = re.compile(r"(?<=[。；;])\s+(\d{1,3})$")


def add_task_table(builder: Builder, lines: list[Line]) -> None:
    """Add one row for each learning task."""
    columns: list[str] = vocabulary()["standard"]["task_columns"]
    builder.table("参考性学习任务", columns, lines[0].page)
    row: _TaskRow | None = None
    count = 0
    for line in lines:
        text = re.sub(r"\s+", " ", line.text).strip()
        if is_header(text, "task_columns"):
            if row is None:
                builder.row([Piece(text)], line.page)
            continue
        opened = re.match(r"^(\d{1,2})(?: (\S.*))?$", fold(text))
        number = int(opened[1]) if opened else -1
        named = bool(opened and opened[2])
        if number == count + 1 and (not named or width(text) <= _NAME_WIDTH + 6):
            _close(builder, row)
            count, row = number, _TaskRow(line.page)
            row.number(text, (opened[2] or "") if opened else "")
        elif row is not None and number == count and row.repeats(opened[2] if opened else None):
            row.number(text, (opened[2] or "") if opened else "")
        elif row is None:
            builder.paragraph(text, line.page)
        elif re.fullmatch(r"\d{1,3}", fold(text)):
            row.hours(text)
        elif ending := _HOURS_BEHIND.search(line.text.rstrip()):
            row.text(replace(line, text=line.text[: ending.start()]))
            row.hours(ending[1])
        else:
            row.text(line)
    _close(builder, row)


def _close(builder: Builder, row: _TaskRow | None) -> None:
    if row is None:
        return
    builder.label(row.name, _ROW_LEVEL, row.page)
    builder.row(row.pieces(), row.page)


class _TaskRow:
    """The pieces of one task, in reading order."""

    def __init__(self, page: int | None) -> None:
        self.page = page
        self.name = ""
        self._pieces: list[Piece] = []
        self._lines: list[Line] = []
        self._naming = ""
        self._reading_name = False

    def number(self, text: str, name: str) -> None:
        """Take a row number, with the name behind it where both stand on one line."""
        self._flush()
        digits = text.split(" ", 1)[0]
        self._pieces.append(Piece(digits, _NUMBER, "\n"))
        self._naming, self._reading_name = "", not name
        if name:
            self._name(text.split(" ", 1)[1])

    def repeats(self, name: str | None) -> bool:
        """Whether a row number seen again, with ``name`` behind it, continues this row."""
        return bool(self.name) and (name is None or fold(self.name).startswith(name))

    def hours(self, text: str) -> None:
        """Take the hours, which may stand in the middle of the description."""
        self._flush()
        self._pieces.append(Piece(text, _HOURS))

    def text(self, line: Line) -> None:
        """Take a line of the name or of the description."""
        if self._reading_name and self._is_name(line.text.strip()):
            self._naming = join(self._naming, line.text.strip())
            return
        self._reading_name = False
        self._close_name()
        self._lines.append(line)

    def pieces(self) -> list[Piece]:
        """Return everything taken."""
        self._flush()
        return self._pieces

    def _is_name(self, text: str) -> bool:
        joined = join(self._naming, text)
        if self.name:  # printed again: exactly the name, never a word more
            return _same(self.name, joined)
        return width(text) <= _NAME_WIDTH and len(joined) <= _MAX_NAME and not ends_sentence(text)

    def _name(self, text: str) -> None:
        self.name = self.name or text
        self._pieces.append(Piece(text, _NAME))

    def _close_name(self) -> None:
        if self._naming:
            self._name(self._naming)
            self._naming = ""

    def _flush(self) -> None:
        self._close_name()
        if self._lines:
            for i, paragraph in enumerate(unwrap(self._lines)):
                self._pieces.append(Piece(paragraph.text, _DESCRIPTION, "\n" if i else "\t"))
            self._lines = []


def _same(name: str, start: str) -> bool:
    return re.sub(r"\s", "", name).startswith(re.sub(r"\s", "", start))


def add_tasks(builder: Builder, blocks: Sequence[Block], name: str, *, wrapped: bool) -> None:
    """Add tables of learning tasks, each row a section of its own."""
    before: TableBlock | None = None
    columns: tuple[str, ...] = ()
    for block in blocks:
        if isinstance(block, Line):
            add_body(builder, [block], wrapped=wrapped)
            continue
        own = tuple(cell.text for cell in block.rows[0]) if block.rows else ()
        titles = _titles(own) or _titles(columns)
        if before is not None and continues(before, block):
            add_rows(builder, block, titles=titles, header=own == columns)
        else:
            columns = own
            add_table(builder, block, name, titles)
        before = block


def _titles(columns: tuple[str, ...]) -> tuple[int, int] | None:
    """Return the column of the tasks' names, if there is one, and the level of a task."""
    names: list[str] = vocabulary()["task"]["name"]
    found = [i for i, column in enumerate(map(label, columns)) if column in names]
    return (found[0], _ROW_LEVEL) if found else None
