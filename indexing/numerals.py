"""Numbering of Chinese documents: what stands before a heading and what number it is."""

from __future__ import annotations

import re
from dataclasses import dataclass

from indexing.searchtext import fold

_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")}
_HAN = "[一二三四五六七八九十百]{1,4}"
_FORMS = (
    ("chapter", re.compile(rf"^第({_HAN}|\d{{1,3}})(?:章|编|篇|单元|模块|部分)\s*(.*)$", re.S)),
    ("section", re.compile(rf"^第({_HAN}|\d{{1,3}})节\s*(.*)$", re.S)),
    ("han", re.compile(rf"^({_HAN})、\s*(.*)$", re.S)),
    ("paren_han", re.compile(rf"^\(({_HAN})\)\s*(.*)$", re.S)),
    ("decimal", re.compile(r"^(\d{1,2}(?:\.\d{1,2}){1,3})\.?\s+(\D.*)$", re.S)),
    ("digit", re.compile(r"^(\d{1,2})(?:\.(?!\d)|、)\s*(.*)$", re.S)),
    ("paren_digit", re.compile(r"^\((\d{1,2})\)\s*(.*)$", re.S)),
)
_ARTICLE = re.compile(
    r"^(第\s*([一二三四五六七八九十百零]{1,6}|\d{1,3})\s*条)(?=([\s:【(《]|$)?)\s*(.*)$", re.S
)


@dataclass(frozen=True, slots=True)
class Numbered:
    """A line that opens with a number.

    Attributes:
        form: ``chapter`` (第一章), ``section`` (第一节), ``han`` (一、), ``paren_han`` (（一）),
            ``decimal`` (1.2), ``digit`` (1.) or ``paren_digit`` (（1）).
        value: the number; for ``decimal`` its last part.
        depth: number of parts, more than 1 only for ``decimal``.
        rest: folded text after the number.
    """

    form: str
    value: int
    depth: int
    rest: str


def value_of(numeral: str) -> int:
    """Return the value of a Chinese numeral below 1000 (``二十三`` is 23) or of digits."""
    if numeral.isdigit():
        return int(numeral)
    total = unit = 0
    for character in numeral:
        if character == "百":
            total, unit = total + max(unit, 1) * 100, 0
        elif character == "十":
            total, unit = total + max(unit, 1) * 10, 0
        else:
            unit = _DIGITS[character]
    return total + unit


def numbered(text: str) -> Numbered | None:
    """Return the number a line opens with, or ``None``."""
    folded = fold(text).strip()
    for form, pattern in _FORMS:
        match = pattern.match(folded)
        if match:
            parts = match[1].split(".")
            return Numbered(form, value_of(parts[-1]), len(parts), match[2].strip())
    return None


@dataclass(frozen=True, slots=True)
class Article:
    """A line that opens an article of a rule (``第七条``).

    Attributes:
        name: as the article is cited, without spaces.
        value: its number.
        apart: whether something sets the number apart from the text; ``第三条所称`` has nothing.
        rest: folded text after the number.
    """

    name: str
    value: int
    apart: bool
    rest: str


def article(text: str) -> Article | None:
    """Return the article a line opens, or ``None``; it may also be a mention of one."""
    match = _ARTICLE.match(fold(text).strip())
    if match is None:
        return None
    apart = match[3] is not None
    rest = match[4].strip().lstrip(" :")
    return Article(re.sub(r"\s", "", match[1]), value_of(match[2]), apart, rest)
