"""A text that is too long for one chunk, cut at sentence ends, then at commas, then between words.

Knows nothing of documents: :mod:`indexing.chunking` decides what is cut.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import pairwise

CountTokens = Callable[[str], int]

_SENTENCE = re.compile(r"(?<=[。！？；!?;\n])[”’」』）)】》]*\s*")
_CLAUSE = re.compile(r"(?<=[，、,：:])")
_OPENING = "。！？；：，、,.!?;:”’」』）)】》〉…"
_WORD = 60


def pieces(text: str, count_tokens: CountTokens, limit: int) -> list[str]:
    """Cut into pieces of at most ``limit`` tokens that add up to ``text``, of about equal size.

    A piece begins with closing punctuation only where that would otherwise make the piece before
    it half as long again as ``limit``.
    """
    parts = [
        clause
        for sentence in _cut(text, _SENTENCE)
        for clause in (
            [sentence]
            if count_tokens(sentence) <= limit
            else _clauses(sentence, count_tokens, limit)
        )
    ]
    total = count_tokens(text)
    target = total / max(1, -(-total // limit))
    out: list[str] = []
    size = 0
    for part in parts:
        joined = count_tokens(out[-1] + part) if out else 0
        full = joined > limit or size >= target
        closes = part.lstrip()[:1] in _OPENING and joined <= limit * 3 // 2
        if out and (closes or not full):
            out[-1] += part
            size = joined
        else:
            out.append(part)
            size = count_tokens(part)
    return out


def _clauses(sentence: str, count_tokens: CountTokens, limit: int) -> list[str]:
    """Cut a sentence at commas; a clause still too long between words."""
    out: list[str] = []
    for clause in _cut(sentence, _CLAUSE):
        rest = clause
        while count_tokens(rest) > limit and len(rest) > 1:
            cut = _word_end(rest, _fitting(rest, count_tokens, limit))
            out.append(rest[:cut])
            rest = rest[cut:]
        out.append(rest)
    return [part for part in out if part]


def _fitting(text: str, count_tokens: CountTokens, limit: int) -> int:
    """Return the length of the longest beginning that fits, at least 1, by bisection."""
    low, high = 1, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if count_tokens(text[:middle]) <= limit else (low, middle - 1)
    return low


def _word_end(text: str, at: int) -> int:
    """Return the last place at or before ``at`` that cuts no Latin word or number."""
    for cut in range(at, max(at - _WORD, 0), -1):
        if cut == len(text):
            return cut
        inside = text[cut - 1].isascii() and text[cut].isascii()
        if not (inside and text[cut - 1].isalnum() and text[cut].isalnum()):
            return cut
    return at


def _cut(text: str, pattern: re.Pattern[str]) -> list[str]:
    """Cut after each match; the pieces add up to ``text``."""
    ends = [match.end() for match in pattern.finditer(text)]
    bounds = [0, *ends, len(text)]
    return [text[a:b] for a, b in pairwise(bounds) if b > a]
