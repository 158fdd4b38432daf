"""Sums an answer works out: no document says them, so they are checked by adding up.

``共 3 项，48+36+24=108 学时[1][2][3]`` is supported when the sum is right, the number of terms is
as said and each term stands in a place cited.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.text.coverage import numbers

_SUM = re.compile(r"(\d+(?:\s*\+\s*\d+)+)\s*=\s*(\d+)")
_COUNT = re.compile(r"共\s*(\d+)\s*[个门项章节步]")


def terms_of(statement: str) -> list[str] | None:
    """Return the terms of a sum that is right; ``None`` where there is no sum or a wrong one."""
    match = _SUM.search(statement)
    if match is None:
        return None
    terms = re.findall(r"\d+", match[1])
    count = _COUNT.search(statement)
    right = sum(map(int, terms)) == int(match[2]) and (not count or int(count[1]) == len(terms))
    return terms if right else None


def sum_supported(statement: str, quotes: Sequence[str]) -> bool:
    """Whether the statement is a right sum of which each term has a quote of its own."""
    terms = terms_of(statement)
    if terms is None or len(quotes) < len(terms):
        return False
    left = [numbers(quote) for quote in quotes]
    for term in terms:
        holder = next((n for n in left if term in n), None)
        if holder is None:
            return False
        left.remove(holder)
    return True
