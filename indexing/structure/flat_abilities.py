"""The table of abilities of a standard, flattened: level, typical task, what a learner can do.

The cells of level and task stand alone on short lines before the first ability. They become
headings, so that every ability is found under its level and task. After a page break the header
and both names are printed again: those repetitions are page furniture and are left out.
"""

from __future__ import annotations

from indexing.readers.blocks import Line
from indexing.searchtext import fold
from indexing.structure.builder import Builder, Piece
from indexing.structure.flat_tables import is_header
from indexing.structure.vocabulary import vocabulary
from indexing.wrapping import MARKER, ends_sentence, join, unwrap

_LEVEL = 3
_MAX_NAME = 14


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
