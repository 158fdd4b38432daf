"""Texts placed on a page, whether a file gives them or a picture was read, and the rows they form.

Positions are x0, top, x1, bottom; the unit is that of the page, points or pixels.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median

from indexing.readers.blocks import Line

Box = tuple[float, float, float, float]

#: Boxes that overlap by this share of the lower one stand on one line.
_ON_LINE = 0.5


@dataclass(frozen=True, slots=True)
class Text:
    """Characters that stand together, and where.

    Attributes:
        text: the characters.
        box: where they stand.
        sure: whether they are what is printed, beyond doubt.
        size: size of their type in points, 0 where it is not known.
        bold: whether they are bold.
        glued: whether no space divides them from the text before.
    """

    text: str
    box: Box
    sure: bool = True
    size: float = 0.0
    bold: bool = False
    glued: bool = False

    @property
    def middle(self) -> float:
        """Height of its middle."""
        return (self.box[1] + self.box[3]) / 2

    @property
    def height(self) -> float:
        """Height of the box."""
        return self.box[3] - self.box[1]


def rows_of(texts: Iterable[Text]) -> list[list[Text]]:
    """Return the texts row by row from the top, each row from left to right."""
    rows: list[list[Text]] = []
    for text in sorted(texts, key=lambda text: text.middle):
        if rows and _overlap(rows[-1][0].box, text.box) > _ON_LINE:
            rows[-1].append(text)
        else:
            rows.append([text])
    return [sorted(row, key=lambda text: text.box[0]) for row in rows]


def line_of(row: Sequence[Text], number: int) -> Line:
    """Return a row as a line, in the type that most of its characters are set in."""
    sizes: Counter[float] = Counter()
    for text in row:
        sizes[text.size] += len(text.text)
    size = sizes.most_common(1)[0][0]
    bold = all(text.bold for text in row)
    return Line(joined(row), page=number, size=size, bold=bold)


def joined(row: Sequence[Text]) -> str:
    """Return the texts of a row as one, with spaces where they are printed."""
    return "".join(
        text.text if text.glued or not at else f" {text.text}" for at, text in enumerate(row)
    )


def around(texts: Iterable[Text]) -> Box:
    """Return the smallest box that holds all texts; there is at least one."""
    lefts, tops, rights, bottoms = zip(*(text.box for text in texts), strict=True)
    return min(lefts), min(tops), max(rights), max(bottoms)


def usual_height(texts: Iterable[Text]) -> float:
    """Return the height of most texts, which is about the size of their type."""
    return median(text.height for text in texts)


def _overlap(one: Box, other: Box) -> float:
    """Return by which share of the lower one two boxes overlap in height."""
    shared = min(one[3], other[3]) - max(one[1], other[1])
    return shared / max(min(one[3] - one[1], other[3] - other[1]), 1e-3)
