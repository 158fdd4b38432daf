"""Columns of running text on a PDF page: which there are, and the page in the order it is read.

A gutter is a strip that no word crosses along many lines that are full on both sides. What crosses
it, such as a heading over both columns, divides the page: above it each column is read to its end.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise
from statistics import median
from typing import Any

#: Lines at least that have text on both sides of a gutter; its width in sizes of type.
_LINES, _WIDE = 5, 1.0
#: Where a gutter can be, in widths of the text; how full of text the lines of a column are.
_FROM, _TO, _FULL = 0.3, 0.7, 0.6
#: Lines whose tops differ by less, in sizes of type, stand side by side.
_BESIDE = 0.5

Word = dict[str, Any]


def in_reading_order(page: Any) -> list[Any]:  # noqa: ANN401 - pdfplumber has no types
    """Return the parts of a page, each to be read from its top to its end; often the one page.

    Args:
        page: a pdfplumber page without tables.
    """
    words = page.extract_words(x_tolerance_ratio=0.25)
    gutter = _gutter(words)
    if gutter is None:
        return [page]
    parts: list[Any] = []
    for divided, top, bottom in _bands(words, gutter, float(page.height)):
        sides = ((0, gutter), (gutter, page.width)) if divided else ((0, page.width),)
        parts += [page.crop((left, top, right, bottom), strict=False) for left, right in sides]
    return parts


def _gutter(words: Sequence[Word]) -> float | None:
    """Return the middle of the gutter, ``None`` where there is none."""
    if not words:
        return None
    left, right = min(w["x0"] for w in words), max(w["x1"] for w in words)
    size = median(w["bottom"] - w["top"] for w in words)
    rows = list(_rows(words, size))
    for middle in _gaps(rows, left, right, size):
        both = [row for row in rows if _is_divided(row, middle, size)]
        if len(both) < _LINES or len(both) * 2 < len(rows):
            continue
        columns = ((left, middle), (middle, right))
        if all(_fullness(both, start, end) >= _FULL for start, end in columns):
            return middle
    return None


def _gaps(rows: Sequence[Sequence[Word]], left: float, right: float, size: float) -> list[float]:
    """Return the middles of the gaps inside lines, those of most lines first."""
    found: dict[int, int] = {}
    for row in rows:
        for before, after in pairwise(row):
            middle = (before["x1"] + after["x0"]) / 2
            wide = after["x0"] - before["x1"] >= _WIDE * size
            if wide and _FROM <= (middle - left) / max(right - left, 1.0) <= _TO:
                place = round(after["x0"] - size / 2)  # columns begin at one place
                found[place] = found.get(place, 0) + 1
    return sorted(map(float, found), key=lambda place: -found[int(place)])[:3]


def _is_divided(row: Sequence[Word], middle: float, size: float) -> bool:
    crossed = any(w["x0"] < middle < w["x1"] for w in row)
    before = [w["x1"] for w in row if w["x1"] <= middle]
    after = [w["x0"] for w in row if w["x0"] >= middle]
    apart = bool(before and after) and min(after) - max(before) >= _WIDE * size
    return apart and not crossed


def _fullness(rows: Sequence[Sequence[Word]], start: float, end: float) -> float:
    """Return how much of the lines of a column is text; the cells of a table leave it empty."""
    inside = [[w for w in row if start <= w["x0"] and w["x1"] <= end + 1] for row in rows]
    widths = [sum(w["x1"] - w["x0"] for w in row) for row in inside if row]
    reach = max((w["x1"] for row in inside for w in row), default=end)
    begin = min((w["x0"] for row in inside for w in row), default=start)
    return sum(widths) / len(widths) / max(reach - begin, 1.0) if widths else 0.0


def _rows(words: Sequence[Word], size: float) -> Iterator[list[Word]]:
    """Yield the words that stand side by side, from left to right."""
    row: list[Word] = []
    for word in sorted(words, key=lambda w: w["top"]):
        if row and word["top"] - row[0]["top"] > _BESIDE * size:
            yield sorted(row, key=lambda w: w["x0"])
            row = []
        row.append(word)
    if row:
        yield sorted(row, key=lambda w: w["x0"])


def _bands(
    words: Sequence[Word], gutter: float, height: float
) -> Iterator[tuple[bool, float, float]]:
    """Yield the bands of a page from its top: whether it has columns, its top and its bottom."""
    size = median(w["bottom"] - w["top"] for w in words)
    rows = [
        (not any(w["x0"] < gutter < w["x1"] for w in row), min(w["top"] for w in row))
        for row in _rows(words, size)
    ]
    bands = [(kind, next(band)[1]) for kind, band in groupby(rows, key=lambda row: row[0])]
    tops = [0.0, *(top - 0.1 * size for _, top in bands[1:]), height]
    for (divided, _), (top, bottom) in zip(bands, pairwise(tops), strict=True):
        yield divided, top, bottom
