"""Titles of what learners hand in: one thing, one title through the whole plan."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from difflib import SequenceMatcher
from itertools import combinations

from indexing.consistency.finding import Finding, Place, Severity, at
from indexing.extract import Outline, Records
from indexing.extract.values import Value
from indexing.searchtext import fold

#: A title is a variant of another if it is the other with characters left out, at most this part.
_LEFT_OUT = 0.3
_SHORTEST = 6
#: What two titles of one thing share at least when words were exchanged.
_ALIKE = 0.7


def titles(outline: Outline, records: Records) -> Iterator[Finding]:
    """Yield titles in 《》 that are the same but for words left out or exchanged."""
    plan = records.lesson_plan
    if plan is None:
        return
    places: dict[str, Place] = {}
    counts: Counter[str] = Counter()
    for value in plan.titles:
        for part in _parts(value):
            places.setdefault(part, at(outline, value))
            counts[part] += 1
    asked = {
        part for value in (plan.task.deliverables if plan.task else ()) for part in _parts(value)
    }
    for one, other in combinations(places, 2):
        # The task names what is handed in; else what most places say.
        kept = max((one, other), key=lambda title: (title in asked, counts[title]))
        if _shortened(*sorted((one, other), key=len)):
            severity = Severity.ERROR
        elif (one in asked) != (other in asked) and _exchanged(one, other):
            severity = Severity.ADVICE
        else:
            continue
        yield Finding(
            "drifting_title",
            f"成果名称前后不一致：“{one}”和“{other}”，请统一。",
            (places[one], places[other]),
            f"指同一份成果的地方统一写成《{kept}》。",
            severity,
        )


def _parts(value: Value) -> list[str]:
    """Return the titles in a pair of brackets: 《A + B》 names two things."""
    parts = re.split(r"[+、]", fold(value.text).strip("《》"))
    return [re.sub(r"\s", "", part) for part in parts]


def _shortened(short: str, long: str) -> bool:
    if len(short) < _SHORTEST or len(long) - len(short) > _LEFT_OUT * len(long):
        return False
    if short[0] != long[0] or short[-2:] != long[-2:]:
        return False
    rest = iter(long)
    return all(character in rest for character in short)


def _exchanged(one: str, other: str) -> bool:
    """Whether one run of characters differs, more than one: 前 and 后 make two things of one."""
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    changes = [change for change in matcher.get_opcodes() if change[0] != "equal"]
    if min(len(one), len(other)) < _SHORTEST or one[:2] != other[:2] or len(changes) != 1:
        return False
    _, start, end, other_start, other_end = changes[0]
    return min(end - start, other_end - other_start) > 1 and matcher.ratio() >= _ALIKE
