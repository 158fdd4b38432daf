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
        at = 0
        while (fits := _fitting(clause, at, count_tokens, limit)) < len(clause):
            cut = _word_end(clause, at, fits)
            out.append(clause[at:cut])
            at = cut
        out.append(clause[at:])
    return [part for part in out if part]


def _fitting(text: str, start: int, count_tokens: CountTokens, limit: int) -> int:
    """Return the end of the longest piece from ``start`` that fits, of at least one character.

    Never counts the tokens of much more than such a piece, however long the text is.
    """
    step = limit
    while start + step < len(text) and count_tokens(text[start : start + step]) <= limit:
        step *= 2
    low, high = min(start + 1, len(text)), min(start + step, len(text))
    while low < high:
        middle = (low + high + 1) // 2
        fits = count_tokens(text[start:middle]) <= limit
        low, high = (middle, high) if fits else (low, middle - 1)
    return low


def _word_end(text: str, start: int, at: int) -> int:
    """Return the last place after ``start``, up to ``at``, that cuts no Latin word or number."""
    for cut in range(at, max(at - _WORD, start), -1):
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
