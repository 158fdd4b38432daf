"""Minutes of the steps in class: they fill the lesson exactly, and presentations fit theirs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

#: Groups counted with where the teacher did not say how many there are.
ASSUMED_GROUPS = 6
_ROUND = 5
_SHOW_SHARE = 0.3
#: Minutes a group may talk at most, in a lesson of up to 100 minutes and in a longer one.
_TALKS = (2, 3)
#: A step longer than this is divided.
_LONGEST = 60


@dataclass(frozen=True, slots=True)
class Presentations:
    """The presentations: ``talks`` groups speak ``each`` minutes, ``scoring`` are left.

    ``all_talk`` is false where the lesson is too short for every group to present.
    """

    minutes: int
    talks: int
    each: int
    scoring: int
    all_talk: bool


@dataclass(frozen=True, slots=True)
class Timing:
    """Minutes in class; together they are the lesson's."""

    review: int
    opening: int
    stages: tuple[int, ...]
    show: Presentations
    summary: int


def timing(minutes: int, weights: Sequence[float], groups: int | None) -> Timing:
    """Return the minutes of each step.

    Args:
        minutes: minutes in class, 30 at least.
        weights: how much there is to do in each stage of work; one stage at least.
        groups: how many groups present, ``None`` where the teacher did not say.
    """
    review, opening, summary = _frame(minutes)
    show = _show(minutes, groups or ASSUMED_GROUPS)
    left = minutes - review - opening - summary - show.minutes
    return Timing(review, opening, tuple(_shared(left, weights)), show, summary)


def halves(minutes: int) -> tuple[int, ...]:
    """Return the minutes of a stage as one step, or as two where it is long."""
    if minutes <= _LONGEST:
        return (minutes,)
    first = minutes * 2 // 5 // _ROUND * _ROUND
    return (first, minutes - first)


def _frame(minutes: int) -> tuple[int, int, int]:
    if minutes < 60:
        return 3, 3, 4
    return (5, 5, 5) if minutes < 150 else (10, 10, 10)


def _show(minutes: int, groups: int) -> Presentations:
    room = int(minutes * _SHOW_SHARE)
    scoring = 2 if minutes < 60 else 3
    each = min(_TALKS[minutes > 100], (room - scoring) // groups)
    talks = groups
    if each < 1:
        each, talks = 1, max(1, room - scoring)
    used = talks * each + scoring
    if minutes >= 60:
        used = -(-used // _ROUND) * _ROUND
    return Presentations(used, talks, each, used - talks * each, talks == groups)


def _shared(minutes: int, weights: Sequence[float]) -> list[int]:
    """Return minutes shared out by weight, in fives where there is room; they sum exactly."""
    unit = _ROUND if minutes >= _ROUND * 2 * len(weights) else 1
    # Every stage gets half of an equal share, so that none is too short to work in.
    floor = minutes // len(weights) // 2
    total = sum(weights) or 1.0
    free = minutes - floor * len(weights)
    even = [weight / total if sum(weights) else 1 / len(weights) for weight in weights]
    out = [max(unit, int((floor + free * share) / unit) * unit) for share in even]
    while sum(out) > minutes:
        out[out.index(max(out))] -= unit
    order = sorted(range(len(out)), key=lambda n: (-even[n], n))
    at = 0
    while minutes - sum(out) >= unit:
        out[order[at % len(out)]] += unit
        at += 1
    out[order[0]] += minutes - sum(out)
    return out
