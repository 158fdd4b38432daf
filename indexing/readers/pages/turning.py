"""Pages that lie on their side, and text set in columns from the right, turned to be read.

Turned by a quarter, vertical text is rows from the top: whatever reads rows reads it then.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

Char = dict[str, Any]

#: Pairs of characters at least that stand one below the other, and their share of all pairs.
_FEWEST, _MOST = 12, 0.6
#: In sizes of type: how far the lower one may stand to a side, and below.
_BESIDE, _NEXT = 0.4, 1.8


def quarter_of(char: Char) -> int:
    """Return by how many degrees, a multiple of 90, a character stands turned to the left."""
    a, b = char["matrix"][0], char["matrix"][1]
    if abs(a) >= abs(b):
        return 0 if a >= 0 else 180
    return 90 if b > 0 else 270


def upright(page: Any) -> Any:  # noqa: ANN401 - pdfplumber has no types
    """Return a page turned so that most of its characters stand upright; often the page itself."""
    from pdfplumber.page import Page

    found = Counter(quarter_of(char) for char in page.chars if not char["text"].isspace())
    degrees = found.most_common(1)[0][0] if found else 0
    if not degrees:
        return page
    described = page.page_obj
    # Both libraries look: one for the box of the page, the other for what is drawn on it.
    described.rotate = (described.rotate + degrees) % 360
    described.attrs = {**described.attrs, "Rotate": described.rotate}
    page.close()
    return Page(page.pdf, described, page.page_number, page.initial_doctop)


def stood_up(chars: Sequence[Char], degrees: int) -> list[Char]:
    """Return characters turned to the right by a multiple of 90 degrees, and upright.

    Their places are then no longer those on the page, but right to one another.
    """
    return [_turned(char, degrees) for char in chars]


def _turned(char: Char, degrees: int) -> Char:
    x0, top, x1, bottom = char["x0"], char["top"], char["x1"], char["bottom"]
    box = {
        0: (x0, top, x1, bottom),
        90: (-bottom, x0, -top, x1),
        180: (-x1, -bottom, -x0, -top),
        270: (top, -x1, bottom, -x0),
    }[degrees]
    place = dict(zip(("x0", "top", "x1", "bottom"), box, strict=True))
    return {**char, **place, "doctop": box[1], "upright": True, "size": box[3] - box[1]}


def divided(chars: Sequence[Char]) -> tuple[list[Char], list[Char]]:
    """Return the upright characters of horizontal text, and those of vertical text.

    A file holds characters in the order they are written: in vertical text the next one stands
    below. All that stands among its columns is part of it, such as figures side by side.
    """
    marks = [char for char in chars if not char["text"].isspace()]
    down = [pair for pair in pairwise(marks) if _is_below(*pair)]
    if len(down) < _FEWEST or len(down) < _MOST * (len(marks) - 1):
        return list(chars), []
    left, top, right, bottom = _box([char for pair in down for char in pair])
    parts: tuple[list[Char], list[Char]] = ([], [])
    for char in chars:
        x, y = _middle(char)
        parts[left <= x <= right and top <= y <= bottom].append(char)
    return parts


def _is_below(char: Char, after: Char) -> bool:
    (x, y), (x_after, y_after) = _middle(char), _middle(after)
    size = max(char["x1"] - char["x0"], after["x1"] - after["x0"])
    return bool(abs(x - x_after) < _BESIDE * size and 0 < y_after - y < _NEXT * size)


def _middle(char: Char) -> tuple[float, float]:
    return (char["x0"] + char["x1"]) / 2, (char["top"] + char["bottom"]) / 2


def _box(chars: Sequence[Char]) -> tuple[float, float, float, float]:
    lefts, tops, rights, bottoms = zip(
        *((char["x0"], char["top"], char["x1"], char["bottom"]) for char in chars), strict=True
    )
    return min(lefts), min(tops), max(rights), max(bottoms)
