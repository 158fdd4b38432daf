"""The articles of a rule (``第七条 …``): which lines open them, and which only mention one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from indexing.numerals import article, numbered
from indexing.readers.blocks import Line
from indexing.wrapping import ends_sentence, is_short

_FEWEST = 2
_MAX_NAME = 20
#: An article may be missing where a text is only an extract.
_MOST_MISSING = 3


@dataclass(frozen=True, slots=True)
class Opened:
    """An article a line opens: how it is cited, and the text behind its number."""

    name: str
    value: int
    rest: str

    def is_heading(self, line: Line, column: float) -> bool:
        """Whether the line is only the article's name; ``column`` is the width of the text."""
        if line.heading or not self.rest:
            return True
        short = column == float("inf") or is_short(line.text, column)
        return short and len(self.rest) <= _MAX_NAME and not ends_sentence(self.rest)


class Articles:
    """Finds the articles of a document, met line by line in reading order."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self._last = 0
        self._inside = False
        found = _all(lines)
        self._is_rule = len(found) >= _FEWEST
        before = lines[: found[0]] if found else ()
        #: Numbers that count what articles stand in; inside an article others count its items.
        self._above = {"chapter", "section"}
        self._above |= {n.form for line in before if (n := numbered(line.text)) is not None}

    def opened_by(self, line: Line) -> Opened | None:
        """Return the article that a line opens; it is the next one after the last."""
        found = _opened(line, self._last) if self._is_rule else None
        if found is not None:
            self._last, self._inside = found.value, True
        return found

    def has_item(self, line: Line) -> bool:
        """Whether a numbered line is an item of the article that is open."""
        number = numbered(line.text)
        own = number is not None and number.form not in self._above
        return self._inside and own and not line.heading

    def leave(self) -> None:
        """Close the article that is open: a heading stands above the next."""
        self._inside = False


def _all(lines: Sequence[Line]) -> list[int]:
    """Return where articles open."""
    places: list[int] = []
    last = 0
    for at, line in enumerate(lines):
        found = _opened(line, last)
        if found is not None:
            places.append(at)
            last = found.value
    return places


def _opened(line: Line, last: int) -> Opened | None:
    found = article(line.text)
    if found is None:
        return None
    step = found.value - last
    near = found.apart and 1 < step <= _MOST_MISSING
    follows = step == 1 or found.value == 1 or near
    return Opened(found.name, found.value, found.rest) if follows else None
