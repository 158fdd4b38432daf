"""Chinese numerals and their values, and the numbering that stands before a heading."""

from __future__ import annotations

import re
from dataclasses import dataclass

from indexing.searchtext import fold

_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "○": 0, "两": 2}
_TENS = {"十": 10, "百": 100, "千": 1000}
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
    """Return the value of a Chinese numeral (``二十三`` is 23) or of digits.

    Whether it is a well-formed one is not looked at; see :func:`indexing.values.exact`.

    Raises:
        KeyError: a character is no numeral.
    """
    if numeral.isdigit():
        return int(numeral)
    whole = myriads = section = unit = 0
    for character in numeral:
        if character == "亿":
            whole, myriads, section, unit = (whole + myriads + section + unit) * 10**8, 0, 0, 0
        elif character == "万":
            myriads, section, unit = (myriads + section + unit) * 10**4, 0, 0
        elif times := _TENS.get(character):
            section, unit = section + max(unit, 1) * times, 0
        else:
            unit = _DIGITS[character]
    return whole + myriads + section + unit


def spelt(value: int) -> str:
    """Return a whole number below 10^12 in Chinese numerals: 110 is ``一百一十``, 10 is ``十``.

    Raises:
        ValueError: it is negative or too large.
    """
    if not 0 <= value < 10**12:
        raise ValueError(f"no numeral for {value}")
    out = ""
    for times, name in ((10**8, "亿"), (10**4, "万"), (1, "")):
        section, value = divmod(value, times)
        if section:
            # A section that is not full is set off: 一万零五百.
            out += f"{'零' if out and section < 1000 else ''}{_section(section)}{name}"
    return out.removeprefix("一") if out.startswith("一十") else out or "零"


def _section(value: int) -> str:
    """Return 1 to 9999 in numerals, 十 with its 一."""
    out, gap = "", False
    for times, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, value = divmod(value, times)
        if digit:
            out += f"{'零' if gap and out else ''}{'零一二三四五六七八九'[digit]}{name}"
        gap = not digit
    return out


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
