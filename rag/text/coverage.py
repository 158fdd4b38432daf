"""What two texts share: numbers, letters, denial, limits.

Nothing here knows of questions or citations; whether a quote is enough for a sentence is decided
in :mod:`rag.answer.citations`.
"""

from __future__ import annotations

import re

from indexing.numerals import value_of
from indexing.tokenize import normalise_query
from indexing.values import in_one_unit, quantities

_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_NEGATION = re.compile(
    r"不(?:得|能|宜|应|可|需|含|要|用|必|许|准|是|再|会|设|包括|包含|属于|计|允许|参加|作为|列入)"
    r"|没有|并非|无须|无需|禁止|严禁|未(?!来)"
)
_LIMITS = (
    re.compile(r"不少于|不低于|不小于|不得少于|不得低于|至少|最少|以上"),
    re.compile(r"不多于|不高于|不大于|不超过|不得超过|不得多于|至多|最多|以内|以下"),
)
#: 三分之一; 百分之十 is no such fraction but a number.
_FRACTION = re.compile(r"([二三四五六七八九十]+)分之([一二三四五六七八九十]+)")
_FOOTNOTE = re.compile(r"(?<=\d)[①-⑳]")


def numbers(text: str) -> set[str]:
    """Return the numbers in ``text``; ``1 360`` and ``1,360`` are 1360, ``三门`` counts 3.

    ``三分之一`` is written ``1/3`` and has 1 and 3. A lone 一 (一个, 一学期) need not count, and
    三 of 任务三 is part of a name.
    """
    folded = _folded(text)
    out: set[str] = set()
    at = 0
    for found in quantities(folded):
        named = found.label and not folded[found.start].isdigit()
        if not (found.article or named):
            out |= {*_NUMBER.findall(folded[at : found.start]), found.number}
            at = found.end
    return out | set(_NUMBER.findall(folded[at:]))


def missing_numbers(said: str, quote: str) -> set[str]:
    """Return the numbers of a text that a quote has in no writing.

    一个半小时 bears out 90 分钟, 一学期 bears out 1 学期, and 12000 元 1.2 万元.
    """
    there = numbers(quote)
    named = {found.name for found in quantities(_folded(quote))}
    missing = numbers(said) - there
    for own in quantities(_folded(said)):
        if own.name in named or own.written in there:
            missing.discard(own.number)
    return missing


def numbers_apart(text: str) -> str:
    """Return a text folded so that no two numbers become one."""
    # A Chinese comma parts two numbers; folding would make it the comma of thousands.
    # A footnote mark behind a number (160①) would become its last digit.
    return normalise_query(_FOOTNOTE.sub(" ", text.replace("，", "；")))


def _folded(text: str) -> str:
    folded = _FRACTION.sub(lambda m: f"{value_of(m[2])}/{value_of(m[1])}", numbers_apart(text))
    return _thousands(folded)


def coverage(sentence: str, quote: str) -> float:
    """Return the share of the sentence's character bigrams that the quote has, 0 to 1."""
    own = _bigrams(squash(sentence))
    return len(own & _bigrams(squash(quote))) / len(own) if own else 0.0


def unset_limit(sentence: str, quote: str) -> bool:
    """Whether a sentence sets a limit (at least, at most) that the quote does not set."""
    own, there = squash(sentence), squash(quote)
    return any(limit.search(own) and not limit.search(there) for limit in _LIMITS)


def same_polarity(sentence: str, quote: str) -> bool:
    """Whether both deny something or neither does."""
    return _negated(squash(sentence)) == _negated(squash(quote))


def _negated(squashed: str) -> bool:
    for limit in _LIMITS:  # 不少于 sets a limit and denies nothing
        squashed = limit.sub("", squashed)
    return bool(_NEGATION.search(squashed))


def squash(text: str) -> str:
    """Return the folded letters and digits of a text, its numbers in one writing."""
    return re.sub(r"[\W_]+", "", in_one_unit(normalise_query(text)))


def _thousands(text: str) -> str:
    return re.sub(r"(?<=\d)[ ,](?=\d{3}(?!\d))", "", text)


def _bigrams(text: str) -> set[str]:
    return {text[i : i + 2] for i in range(len(text) - 1)}
