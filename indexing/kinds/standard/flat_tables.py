"""Tables of a programme that a converter flattened to lines: abilities, courses and hours.

Of abilities, the cells of level and task stand alone on short lines before the first ability. They
become headings, so that every ability is found under its level and task. After a page break the
header and both names are printed again: those repetitions are page furniture and are left out.
"""

from __future__ import annotations

import re

from indexing.kinds.shared.builder import Builder, Piece
from indexing.kinds.shared.vocabulary import vocabulary
from indexing.readers.blocks import Line
from indexing.searchtext import fold
from indexing.wrapping import MARKER, ends_sentence, join, unwrap

_LEVEL = 3
_MAX_NAME = 14


def is_header(text: str, columns: str) -> bool:
    """Whether a line is the header of a table; ``columns`` is its key in the vocabulary."""
    names: list[str] = vocabulary()["standard"][columns]
    return re.sub(r"\s", "", fold(text)) == "".join(names)


def has_header(lines: list[Line], columns: str) -> bool:
    """Whether any line is the header of the table ``columns``."""
    return any(is_header(line.text, columns) for line in lines)


def add_ability_table(builder: Builder, lines: list[Line]) -> None:
    """Add abilities as items under headings made of their level and task."""
    names = _Names(builder)
    begun = False
    for line in unwrap(lines):
        if is_header(line.text, "ability_columns"):
            if not begun:
                builder.row([Piece(line.text)], line.page)
            begun = True
        elif begun and _is_name(line.text):
            names.add(line)
        else:
            names.close()
            if MARKER.match(line.text):
                builder.item(line.text, line.page)
            else:
                builder.paragraph(line.text, line.page)
    names.close()


class _Names:
    """The lines of the first two columns, until the abilities begin."""

    def __init__(self, builder: Builder) -> None:
        self._builder = builder
        self._text = ""
        self._page: int | None = None
        self._open = ("", "")

    def add(self, line: Line) -> None:
        """Take a line of a name."""
        self._page = self._page if self._text else line.page
        self._text = join(self._text, line.text)

    def close(self) -> None:
        """Open the sections the names stand for, unless they are open already."""
        text, self._text = self._text, ""
        if not text:
            return
        level, task = _split(text)
        if level and level != self._open[0]:
            self._builder.heading(level, _LEVEL, self._page)
            self._open = (level, "")
        if task and task != self._open[1]:
            self._builder.heading(task, _LEVEL + bool(self._open[0]), self._page)
            self._open = (self._open[0], task)


def _split(name: str) -> tuple[str, str]:
    """Cut the level, where the names open with one, from the task."""
    levels: list[str] = vocabulary()["standard"]["ability_levels"]
    folded = fold(name)
    found = max((w for w in levels if folded.startswith(w)), key=len, default="")
    return name[: len(found)], name[len(found) :].strip()


def _is_name(text: str) -> bool:
    return len(text) <= _MAX_NAME and not MARKER.match(text) and not ends_sentence(text)


def add_hours_table(builder: Builder, lines: list[Line], name: str) -> None:
    """Add a table of courses and hours; semester columns, whose place is lost, are not guessed."""
    header: list[str] = []
    row: list[str] = []
    started = False
    page = lines[0].page
    for line in lines:
        text = re.sub(r"\s+", " ", line.text).strip()
        opens = re.match(r"^(\d{1,2})(?: \D|$)", fold(text)) and not _header_word(text)
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


def _header_word(text: str) -> bool:
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
