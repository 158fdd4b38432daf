"""Titles of what learners hand in: one thing, one title through the whole plan."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import combinations

from indexing.consistency.finding import Finding, Place, at
from indexing.extract import Outline, Records
from indexing.searchtext import fold

#: A title is a variant of another if it is the other with characters left out, at most this part.
_LEFT_OUT = 0.3
_SHORTEST = 6


def titles(outline: Outline, records: Records) -> Iterator[Finding]:
    """Yield titles in 《》 that are the same but for words left out."""
    if records.lesson_plan is None:
        return
    places: dict[str, Place] = {}
    for value in records.lesson_plan.titles:
        # 《A + B》 names two things.
        for part in re.split(r"[+、]", fold(value.text).strip("《》")):
            places.setdefault(re.sub(r"\s", "", part), at(outline, value))
    for one, other in combinations(places, 2):
        short, long = sorted((one, other), key=len)
        if _variant(short, long):
            yield Finding(
                "drifting_title",
                f"成果名称前后不一致：“{one}”和“{other}”，请统一。",
                (places[one], places[other]),
            )


def _variant(short: str, long: str) -> bool:
    if len(short) < _SHORTEST or len(long) - len(short) > _LEFT_OUT * len(long):
        return False
    if short[0] != long[0] or short[-2:] != long[-2:]:
        return False
    rest = iter(long)
    return all(character in rest for character in short)
