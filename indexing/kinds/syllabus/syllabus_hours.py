"""Hours of the chapters of a syllabus: a real table, or rows run together, solved by their sums.

A scraped page loses the borders of its cells: ``课程目标1、544`` may be goals 1 and 5 with 4 hours
of 4 theory, or other things. Every reading of every row is tried against what else is printed: the
hours in the chapters' headings, the highest goal there is, the row of totals, and whether a chapter
stands among the theory or the practice. What all readings that fit agree on is taken; the rest is
left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

_MOST_READINGS = 200_000


@dataclass(frozen=True, slots=True)
class HoursReading:
    """One way to read the digits of a row.

    Attributes:
        goals: numbers of the goals.
        total: hours in all.
        theory: hours of theory.
        practice: hours of practice.
        widths: digits of the last goal, of the total and of each number after it.
    """

    goals: tuple[int, ...]
    total: int
    theory: int
    practice: int
    widths: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Sums:
    """Totals to check against, ``None`` where nothing is printed."""

    total: int | None = None
    theory: int | None = None
    practice: int | None = None


def readings(digits: str, most_goal: int, hours: int | None) -> list[HoursReading]:
    """Return every reading of the digits behind 课程目标.

    Args:
        digits: such as ``1、544``: goals divided by marks, the last run into the hours.
        most_goal: the highest number of a goal.
        hours: total known from elsewhere, if any.
    """
    *first, last = re.split(r"[、,，]", digits)
    goals = [int(goal) for goal in first if goal.isdigit()]
    out: list[HoursReading] = []
    for cut in range(1, min(3, len(last))):
        goal = int(last[:cut])
        ascending = [*goals, goal]
        if not 0 < goal <= most_goal or sorted(set(ascending)) != ascending:
            continue
        for total, theory, practice, widths in _numbers(last[cut:]):
            if hours is None or total == hours:
                wide = (cut, *widths)
                out.append(HoursReading(tuple(ascending), total, theory, practice, wide))
    return out


def _numbers(text: str) -> Iterator[tuple[int, int, int, tuple[int, ...]]]:
    """Yield total, theory and practice, an empty cell counting nothing."""
    for a in range(1, min(4, len(text) + 1)):
        total, rest = _number(text[:a]), text[a:]
        if not total:
            continue
        if not rest:  # the cell of its kind is lost: it is all of one kind
            yield total, total, 0, (a,)
            yield total, 0, total, (a,)
        elif _number(rest) == total:
            yield total, total, 0, (a, len(rest))
            yield total, 0, total, (a, len(rest))
        for b in range(1, len(rest)):
            theory, practice = _number(rest[:b], zero=True), _number(rest[b:], zero=True)
            if theory is not None and practice is not None and theory + practice == total:
                yield total, theory, practice, (a, b, len(rest) - b)


def totals(digits: str) -> list[tuple[int, int, int, tuple[int, int, int]]]:
    """Return every reading of a row of totals (``483216``) as total, theory and practice."""
    return [
        (total, theory, practice, (widths[0], widths[1], widths[2]))
        for total, theory, practice, widths in _numbers(digits)
        if len(widths) == 3
    ]


def solve(
    rows: Sequence[Sequence[HoursReading]], sums: Sums, kinds: Mapping[int, str]
) -> list[list[HoursReading]]:
    """Return for each row the readings that some solution of the whole table has.

    Args:
        rows: the readings of each row.
        sums: what the columns must add up to.
        kinds: ``theory`` or ``practice`` for rows whose chapter stands in such a part; used only
            where the sums leave a choice.
    """
    solutions = _fitting(rows, sums)
    if len(solutions) > 1:
        placed = [s for s in solutions if all(_is_kind(s[i], kind) for i, kind in kinds.items())]
        solutions = placed or solutions
    return [list(dict.fromkeys(solution[i] for solution in solutions)) for i in range(len(rows))]


def _fitting(rows: Sequence[Sequence[HoursReading]], sums: Sums) -> list[tuple[HoursReading, ...]]:
    count = 1
    for row in rows:
        count *= len(row)
    if not 0 < count <= _MOST_READINGS:
        return []
    return [chosen for chosen in product(*rows) if _adds_up(chosen, sums)]


def _adds_up(chosen: Sequence[HoursReading], sums: Sums) -> bool:
    return (
        sums.total in (None, sum(reading.total for reading in chosen))
        and sums.theory in (None, sum(reading.theory for reading in chosen))
        and sums.practice in (None, sum(reading.practice for reading in chosen))
    )


def _is_kind(reading: HoursReading, kind: str) -> bool:
    return (reading.practice if kind == "theory" else reading.theory) == 0


def _number(text: str, *, zero: bool = False) -> int | None:
    if not text.isdigit() or (text[0] == "0" and not (zero and text == "0")) or len(text) > 3:
        return None
    return int(text)
