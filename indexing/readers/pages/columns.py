"""Columns of running text on a page: which there are, and the parts of the page as they are read.

A gutter is a strip that no text crosses along many lines that are full on both sides. What crosses
it, such as a heading over both columns, divides the page: above it each column is read to its end.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise

from indexing.readers.pages.texts import Box, Text, around, rows_of, usual_height

#: Lines at least that have text on both sides of a gutter; its width in sizes of type.
_LINES, _WIDE = 5, 1.0
#: Where a gutter can be, in widths of the text; how full of text the lines of a column are.
_FROM, _TO, _FULL = 0.3, 0.7, 0.6
#: Sizes of type that a column of text is wide at least.
_NARROWEST = 7.0
#: Of several places so many are tried.
_TRIED = 3


def parts_of(texts: Sequence[Text], tables: Sequence[Box] = ()) -> list[Box]:
    """Return the parts of a page in the order they are read; often one that holds everything.

    Args:
        texts: the texts of the page outside its tables.
        tables: the boxes of its tables; one that lies across a gutter divides the page.
    """
    whole = (float("-inf"), float("-inf"), float("inf"), float("inf"))
    gutter = _gutter(texts)
    if gutter is None:
        return [whole]
    parts: list[Box] = []
    everything = [*texts, *(Text("", box) for box in tables)]
    for divided, top, bottom in _bands(everything, gutter, usual_height(texts)):
        edges = (whole[0], gutter, whole[2]) if divided else (whole[0], whole[2])
        parts += [(left, top, right, bottom) for left, right in pairwise(edges)]
    return parts


def is_inside(box: Box, part: Box) -> bool:
    """Whether the middle of a box lies in a part of the page."""
    x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    return part[0] <= x < part[2] and part[1] <= y < part[3]


def _gutter(texts: Sequence[Text]) -> float | None:
    """Return the middle of the gutter, ``None`` where there is none."""
    if not texts:
        return None
    left, _, right, _ = around(texts)
    size = usual_height(texts)
    rows = rows_of(texts)
    for middle in _gaps(rows, left, right, size):
        both = [row for row in rows if _is_divided(row, middle, size)]
        if len(both) < _LINES or len(both) * 2 < len(rows):
            continue
        columns = ((left, middle), (middle, right))
        if all(_is_text(both, start, end, size) for start, end in columns):
            return middle
    return None


def _gaps(rows: Sequence[Sequence[Text]], left: float, right: float, size: float) -> list[float]:
    """Return the middles of the gaps inside lines, those of most lines first."""
    found: dict[int, int] = {}
    for row in rows:
        for before, after in pairwise(row):
            start, end = before.box[2], after.box[0]
            inside = _FROM <= ((start + end) / 2 - left) / max(right - left, 1.0) <= _TO
            if end - start >= _WIDE * size and inside:
                place = round(end - size / 2)  # columns begin at one place
                found[place] = found.get(place, 0) + 1
    return sorted(map(float, found), key=lambda place: -found[int(place)])[:_TRIED]


def _is_divided(row: Sequence[Text], middle: float, size: float) -> bool:
    crossed = any(text.box[0] < middle < text.box[2] for text in row)
    before = [text.box[2] for text in row if text.box[2] <= middle]
    after = [text.box[0] for text in row if text.box[0] >= middle]
    apart = bool(before and after) and min(after) - max(before) >= _WIDE * size
    return apart and not crossed


def _is_text(rows: Sequence[Sequence[Text]], start: float, end: float, size: float) -> bool:
    """Whether the lines of a column are full of text; the cells of a table leave gaps in them."""
    inside = [[t.box for t in row if start <= t.box[0] and t.box[2] <= end + 1] for row in rows]
    boxes = [box for row in inside for box in row]
    if not boxes:
        return False
    wide = max(box[2] for box in boxes) - min(box[0] for box in boxes)
    longest = [_longest(row, size) for row in inside if row]
    return wide >= _NARROWEST * size and sum(longest) >= _FULL * wide * len(longest)


def _longest(row: Sequence[Box], size: float) -> float:
    """Return the length of the longest piece of a line without a wide gap."""
    longest, begin = 0.0, row[0][0]
    for before, after in pairwise(row):
        if after[0] - before[2] >= _WIDE * size:
            begin = after[0]
        longest = max(longest, after[2] - begin)
    return max(longest, row[0][2] - row[0][0])


def _bands(
    texts: Sequence[Text], gutter: float, size: float
) -> Iterator[tuple[bool, float, float]]:
    """Yield the bands of a page from its top: whether it has columns, its top and its bottom."""
    rows = [
        (
            not any(text.box[0] < gutter < text.box[2] for text in row),
            min(text.box[1] for text in row),
        )
        for row in rows_of(texts)
    ]
    bands = [(kind, next(band)[1]) for kind, band in groupby(rows, key=lambda row: row[0])]
    tops = [float("-inf"), *(top - 0.1 * size for _, top in bands[1:]), float("inf")]
    for (divided, _), (top, bottom) in zip(bands, pairwise(tops), strict=True):
        yield divided, top, bottom
