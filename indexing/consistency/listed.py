"""A number of items told in a sentence against the items listed right behind it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from indexing.consistency.finding import Finding, place
from indexing.extract import Outline, Records
from indexing.extract.found import Found
from indexing.structure.numerals import value_of

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


def listed(outline: Outline, records: Records) -> Iterator[Finding]:
    """Yield sentences whose number is not that of the items they list."""
    for unit in outline.document.units:
        for found in outline.finditer(_LISTED, unit.start, unit.end):
            told = value_of(found["count"].replace("两", "二"))
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


def _items(found: Found) -> list[str]:
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
