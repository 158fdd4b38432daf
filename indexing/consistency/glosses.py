"""Abbreviations spelt out in two ways: ``ABC（…）`` here and another ``ABC（…）`` there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import SequenceMatcher

from indexing.consistency.finding import Finding, Place, Severity, place
from indexing.extract import Outline, Records
from indexing.searchtext import fold
from indexing.structure.vocabulary import vocabulary

_GLOSSED = re.compile(
    r"(?<![A-Za-z0-9])(?P<name>[A-Z][A-Za-z]{1,9})\s?[（(](?P<gloss>[\u4e00-\u9fff]{4,24})[）)]"
)
#: Two wordings of one thing share at least this part of their characters; two things do not.
_ALIKE = 0.5


def glosses(outline: Outline, records: Records) -> Iterator[Finding]:
    """Yield abbreviations with two glosses, neither of which holds the other."""
    kinds = tuple(vocabulary()["consistency"]["kinds"])
    found: dict[str, dict[str, Place]] = {}
    for match in _GLOSSED.finditer(outline.document.canonical):
        gloss = fold(match["gloss"])
        if not gloss.endswith(kinds):  # what is counted, no gloss: KPI（…类）
            where = place(outline, *match.span())
            found.setdefault(match["name"].upper(), {}).setdefault(gloss, where)
    for name, told in found.items():
        first, *others = told
        differing = [other for other in others if _differ(first, other)]
        if differing:
            listed = "、".join(f"“{gloss}”" for gloss in (first, *differing))
            yield Finding(
                "two_glosses",
                f"{name} 有 {len(differing) + 1} 种中文解释：{listed}。",
                tuple(told[gloss] for gloss in (first, *differing)),
                f"全文统一用一种，例如都写成“{name}（{first}）”。",
                Severity.ADVICE,
            )


def _differ(one: str, other: str) -> bool:
    """Whether two texts are two wordings of the same thing, none of them a short form."""
    if one in other or other in one:
        return False
    return SequenceMatcher(None, one, other, autojunk=False).ratio() >= _ALIKE
