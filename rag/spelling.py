"""Names typed with one character wrong, missing or too many (电商用护管理 for 电商用户管理)."""

from __future__ import annotations

import re
from collections.abc import Iterable

#: Shorter names differ from other words by one character too often.
_SHORTEST = 5
_HAN = re.compile(r"[\u4e00-\u9fff]+")


def misspelt(question: str, names: Iterable[str]) -> list[tuple[str, int]]:
    """Return the names that a text has with one slip, with the places where they begin.

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
            found.append((place.score, place.dest_start, place.dest_end, name))
    found.sort(key=lambda f: (-f[0], f[1], f[3]))
    kept: list[tuple[float, int, int, str]] = []
    rivals: set[tuple[float, int, int]] = set()
    for score, start, end, name in found:
        clashes = [k for k in kept if start < k[2] and k[1] < end]
        rivals |= {k[:3] for k in clashes if k[0] == score}
        if not clashes:
            kept.append((score, start, end, name))
    return [(name, start) for score, start, end, name in kept if (score, start, end) not in rivals]
