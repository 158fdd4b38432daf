"""How wide the columns of a table should be, and how many lines a text takes in one."""

from __future__ import annotations

import math
from collections.abc import Sequence

from indexing.wrapping import width

#: Space on both sides of a cell's text, in twips.
_PADDING = 190
#: Fewest characters in a line of a column.
_LEAST = 3


def lines_of(text: str, room: int) -> int:
    """Return how many lines ``text`` takes in a column of ``room`` full-width characters."""
    return sum(max(1, math.ceil(width(line) / max(room, 1))) for line in text.split("\n"))


def shared_out(
    header: Sequence[str], rows: Sequence[Sequence[str]], total: int, character: int
) -> list[int]:
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
    spare = (total - _PADDING * len(header)) // character - sum(rooms)
    for _ in range(spare):
        rooms[_highest(rows, rooms)] += 1
    # A table too narrow for its headers is cut evenly; they wrap.
    widths = [room * character + _PADDING for room in rooms]
    if spare < 0:
        widths = [total // len(header)] * len(header)
    widths[-1] += total - sum(widths)
    return widths


def _highest(rows: Sequence[Sequence[str]], rooms: Sequence[int]) -> int:
    """Return the column by which the rows would gain most, the narrowest where none does."""
    gains = [0] * len(rooms)
    for row in rows:
        heights = [lines_of(text, room) for text, room in zip(row, rooms, strict=True)]
        for column, height in enumerate(heights):
            if height == max(heights) and height > 1:
                gains[column] += height
    return max(range(len(rooms)), key=lambda column: (gains[column], -rooms[column]))
