"""Slips of any document: miscounted lists, abbreviations spelt out in two ways, doubled words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import SequenceMatcher

from indexing.kinds import Outline, Records
from indexing.kinds.shared.outline import TextMatch
from indexing.numerals import value_of
from indexing.searchtext import fold
from rag.checking.finding import Finding, Place, Severity, place
from rag.checking.wording import rule_words

_DIGITS = "[一二两三四五六七八九]"
_COUNT = (
    r"(?<![第前后约近每各其另这那一二两三四五六七八九十百\d.,])"
    rf"(?P<count>{_DIGITS}?十{_DIGITS}?|{_DIGITS}|\d{{1,2}})"
)
#: ``四大特点（A、B、C、D）``, ``五步法：A→B→C→D→E。`` in folded text.
_LISTED = re.compile(
    rf"{_COUNT}\s*(?:大|个|项|种|类|条|点|步|要素|方面|维度|环节|阶段)"
    r"[\u4e00-\u9fffA-Za-z ]{0,8}?"
    r"(?:\((?P<inside>[^()。;:\n\t【】]{3,120})\)|"
    r":\s*(?P<after>[^()。;:!?\n\t【】]{3,120})(?=[。;\n\t]|$))"
)
_SEPARATORS = ("、", "→", ",")
#: What leaves a list open, joins two items in one, or makes it a list of sums or of questions.
_OPEN = re.compile(r"[等及如/+\"“”\d①-⑳…]|其中|若干|什么|怎|哪|谁|多少")
_JOINED = re.compile(r"[和与或]")
_LONGEST_ITEM = 16
#: Who miscounts does so by one or two; a greater difference means a list of something else, such
#: as the properties of the items.
_MISCOUNT = 2
_GLOSSED = re.compile(
    r"(?<![A-Za-z0-9])(?P<name>[A-Z][A-Za-z]{1,9})\s?[（(](?P<gloss>[\u4e00-\u9fff]{4,24})[）)]"
)
#: Two wordings of one thing share at least this part of their characters; two things do not.
_ALIKE = 0.5
#: What is printed twice in a row, and how many characters before it are quoted.
_DOUBLED = re.compile(r"([。，、；：])[ \u3000]*\1+|([\u4e00-\u9fff]{1,4}[。；])\2+")
_AROUND = 10


def listed(outline: Outline, records: Records) -> Iterator[Finding]:
    """Yield sentences whose number is not that of the items they list."""
    for unit in outline.document.units:
        for found in outline.finditer(_LISTED, unit.start, unit.end):
            told = value_of(found["count"])
            items = _items(found)
            # An item with 和 in it may be one or two.
            most = len(items) + sum(len(_JOINED.findall(item)) for item in items)
            fewer = told < len(items) <= told + _MISCOUNT
            more = most < told <= most + _MISCOUNT and told < 2 * most
            if told >= 2 and items and (fewer or more):
                yield Finding(
                    "listed_count",
                    f"这里说有 {told} 项，后面列出的是 {len(items)} 项。",
                    (place(outline, *found.span()),),
                    f"补齐或删去列出的内容，或把数目改为 {len(items)}。",
                )


def _items(found: TextMatch) -> list[str]:
    """Return the items, none where the list is open, nested or no list of like things."""
    text = found["inside"] or found["after"]
    used = [mark for mark in _SEPARATORS if mark in text]
    if len(used) != 1 or _OPEN.search(text):
        return []
    items = [item.strip() for item in text.split(used[0])]
    longest = max(len(item) for item in items)
    # Items of one list are about as long as each other; otherwise they are parts of a sentence.
    alike = longest <= 2 * min(len(item) for item in items) + 1
    return items if alike and longest <= _LONGEST_ITEM else []


def glosses(outline: Outline, records: Records) -> Iterator[Finding]:
    """Yield abbreviations with two glosses, neither of which holds the other."""
    kinds = tuple(rule_words()["kinds"])
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


def doubled(outline: Outline, records: Records) -> Iterator[Finding]:
    """Yield punctuation and words printed twice in a row."""
    text = outline.document.canonical
    for match in _DOUBLED.finditer(text):
        start = max(match.start() - _AROUND, text.rfind("\n", 0, match.start()) + 1)
        start = max(start, text.rfind("\t", 0, match.start()) + 1)
        yield Finding(
            "doubled",
            f"“{match[0]}”重复。",
            (place(outline, start, match.end()),),
            f"删去多出的部分，只留“{match[1] or match[2]}”。",
        )
