"""Levels of training a text names: 中级, 高级, 预备技师（技师） and so on."""

from __future__ import annotations

import re
from functools import cache

from indexing.extract.found import Found
from indexing.extract.outline import Outline
from indexing.structure.vocabulary import vocabulary


@cache
def _pattern() -> re.Pattern[str]:
    words: list[str] = vocabulary()["standard"]["ability_levels"]
    names = {word.removesuffix("技能") for word in words}
    return re.compile("|".join(re.escape(name) for name in sorted(names, key=len, reverse=True)))


def level_in(outline: Outline, start: int, end: int) -> Found | None:
    """Return the level named in a span, the first if there are several; its group 0 is the name."""
    return outline.search(_pattern(), start, end)
