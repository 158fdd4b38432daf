"""What two texts share: numbers, letters, denial, limits.

Nothing here knows of questions or citations; whether a quote is enough for a sentence is decided
in :mod:`rag.answer.citations`.
"""

from __future__ import annotations

import re

from indexing.numerals import value_of
from indexing.tokenize import normalise_query

_NUMBER = re.compile(r"\d+(?:\.\d+)?")
#: A Chinese numeral that counts something. A lone 一 is an article (一个, 一次) unless it ranks.
_NUMERAL = re.compile(
    r"(?:(?<=第)[一二三四五六七八九十百]+|(?<=百分之)[零一二三四五六七八九十百]+"
    r"|(?!一(?![零一二三四五六七八九十百]))[零一二两三四五六七八九十百]+"
    r"(?=个|名|位|门|项|次|学时|课时|分钟|小时|学年|学期|节|年|级|人|组|章|条|步|种|类|天|周|页))"
)
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

    ``三分之一`` is written ``1/3`` and has 1 and 3.
    """
    # A Chinese comma parts two numbers; folding would make it the comma of thousands.
    # A footnote mark behind a number (160①) would become its last digit.
    folded = normalise_query(_FOOTNOTE.sub(" ", text.replace("，", "、")))
    folded = _FRACTION.sub(lambda m: f"{value_of(m[2])}/{value_of(m[1])}", folded)
    numerals = (match.group().replace("两", "二") for match in _NUMERAL.finditer(folded))
    return {*_NUMBER.findall(_thousands(folded)), *(str(value_of(n)) for n in numerals)}


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
    """Return the folded letters and digits of a text."""
    return re.sub(r"[\W_]+", "", normalise_query(text))


def _thousands(text: str) -> str:
    return re.sub(r"(?<=\d)[ ,](?=\d{3}(?!\d))", "", text)


def _bigrams(text: str) -> set[str]:
    return {text[i : i + 2] for i in range(len(text) - 1)}
