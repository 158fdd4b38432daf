"""Names typed with one character wrong, missing or too many (电商用护管理 for 电商用户管理)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rapidfuzz.distance import ScoreAlignment

#: Shorter names differ from other words by one character too often.
_SHORTEST = 4
_HAN = re.compile(r"[\u4e00-\u9fff]+")


def misspelt(question: str, names: Iterable[str]) -> list[tuple[str, int, int]]:
    """Return the names that a text has with one slip, in its order, with where they begin and end.

    Args:
        question: folded; what is already understood is blanked out.
        names: folded names.

    Returns:
        Non-overlapping finds, the closest first where several claim a place; names that are
        equally close to the same place are ambiguous and left out.
    """
    from rapidfuzz import fuzz

    found: list[tuple[float, int, int, str]] = []
    for name in names:
        if len(name) < _SHORTEST or not _HAN.fullmatch(name):
            continue
        # One substitution costs a deletion and an insertion of 2 * len(name) characters.
        closest = 100 * (1 - 1 / len(name)) - 0.01
        place = fuzz.partial_ratio_alignment(name, question, score_cutoff=closest)
        if (
            place
            and place.score < 100
            and _HAN.fullmatch(question[place.dest_start : place.dest_end])
        ):
            found.append((place.score, *_trimmed(question, name, place), name))
    found.sort(key=lambda f: (-f[0], f[1], f[3]))
    kept: list[tuple[float, int, int, str]] = []
    rivals: set[tuple[float, int, int]] = set()
    for score, start, end, name in found:
        clashes = [k for k in kept if start < k[2] and k[1] < end]
        rivals |= {k[:3] for k in clashes if k[0] == score}
        if not clashes:
            kept.append((score, start, end, name))
    clear = [(start, end, n) for score, start, end, n in kept if (score, start, end) not in rivals]
    return [(name, start, end) for start, end, name in sorted(clear)]


def _trimmed(question: str, name: str, place: ScoreAlignment) -> tuple[int, int]:
    """Return the place of a name, letter for letter.

    The window of an alignment takes in a neighbour where a letter is missing, and leaves out a
    wrong letter at its end.
    """
    from rapidfuzz.distance import Levenshtein

    start, end = place.dest_start, place.dest_end
    windows = [
        (first, last)
        for first in (start - 1, start, start + 1)
        for last in (end - 1, end, end + 1)
        if 0 <= first < last <= len(question)
    ]

    def badness(window: tuple[int, int]) -> tuple[int, int]:
        typed = question[window[0] : window[1]]
        return Levenshtein.distance(typed, name), abs(len(typed) - len(name))

    return min(windows, key=badness)
