"""Tables of a standard that a converter flattened to lines: learning tasks and course hours.

Cells come one after the other; a number alone on a line is a row number when it is the next one,
and the hours of the task otherwise. After a page break the number and the name are printed again.
"""

from __future__ import annotations

import re
from dataclasses import replace

from indexing.readers.blocks import Line
from indexing.searchtext import fold
from indexing.structure.builder import Builder, Piece
from indexing.structure.vocabulary import vocabulary
from indexing.wrapping import ends_sentence, join, unwrap, width

_NUMBER, _NAME, _DESCRIPTION, _HOURS = range(4)
_NAME_WIDTH = 8.5
_MAX_NAME = 24
_ROW_LEVEL = 4
#: The hours of a task on the line that ends its description: ``…由教师点评。 40``.
_HOURS_BEHIND = re.compile(r"(?<=[。；;])\s+(\d{1,3})$")


def is_header(text: str, columns: str) -> bool:
    """Whether a line is the header of a table; ``columns`` is its key in the vocabulary."""
    names: list[str] = vocabulary()["standard"][columns]
    return re.sub(r"\s", "", fold(text)) == "".join(names)


def has_header(lines: list[Line], columns: str) -> bool:
    """Whether any line is the header of the table ``columns``."""
    return any(is_header(line.text, columns) for line in lines)


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


def add_hours_table(builder: Builder, lines: list[Line], name: str) -> None:
    """Add a table of courses and hours; semester columns, whose place is lost, are not guessed."""
    header: list[str] = []
    row: list[str] = []
    started = False
    page = lines[0].page
    for line in lines:
        text = re.sub(r"\s+", " ", line.text).strip()
        opens = re.match(r"^(\d{1,2})(?: \D|$)", fold(text)) and not header_word(text)
        total = re.sub(r"\s", "", text).startswith(("总学时", "合计"))
        if text.startswith("序号") or (header and not (opens or total)):
            _add_hours_row(builder, row, page)
            row = []
            header.append(text)
            continue
        if header:
            if not started:  # after a page break it is printed again
                builder.row([Piece(" ".join(header))], line.page)
                builder.table(name, ("序号", "课程名称", "基准学时"), line.page)
            header, started = [], True
        if opens or total:
            _add_hours_row(builder, row, page)
            row, page = [text], line.page
        elif row:
            row.append(text)
        else:
            builder.paragraph(text, line.page)
    _add_hours_row(builder, row, page)


def header_word(text: str) -> bool:
    """Whether a line of a wrapped table header begins with a digit (``1 学期``)."""
    return text.endswith("学期")


def _add_hours_row(builder: Builder, parts: list[str], page: int | None) -> None:
    if not parts:
        return
    joined = parts[0]
    for part in parts[1:]:
        joined += part if not (joined[-1].isdigit() or part[0].isdigit()) else " " + part
    folded = fold(joined)
    match = re.match(r"^(\d{1,2}) (.*?) (\d{2,4})((?: \d{2,4})*)$", folded)
    total = re.match(r"^(总学时|合计) (\d(?: \d{3})|\d{2,4})((?: \d{2,4})*)$", folded)
    if match and len(folded) == len(joined):
        cut = match.start(4)
        pieces = [Piece(match[1], 0), Piece(joined[match.start(2) : match.end(2)], 1, " ")]
        pieces += [Piece(match[3], 2, " "), Piece(joined[cut:], -1, " ")]
    elif total and len(folded) == len(joined):
        pieces = [Piece(total[1], 1), Piece(total[2], 2, " "), Piece(total[3], -1, " ")]
    else:
        pieces = [Piece(joined)]
    builder.row(pieces, page)
