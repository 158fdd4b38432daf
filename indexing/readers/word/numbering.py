"""Automatic numbers of Word, which are in no text: counted here as Word counts them.

See ECMA-376 part 1, section 17.9. The usual number formats of Chinese documents are written out;
one not known here is written as a plain number. Bullets become ``- ``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from indexing.readers.word.paragraphs import number_of, value_of, w

_DIGITS = "〇一二三四五六七八九"
_STEMS = "甲乙丙丁戊己庚辛壬癸"
_BRANCHES = "子丑寅卯辰巳午未申酉戌亥"
_ROMAN = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"),
    (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip
_LEVELS = 9


@dataclass(frozen=True, slots=True)
class _Level:
    """How one level of a list is written; ``pattern`` holds ``%1`` for the first level's number."""

    start: int
    form: str
    pattern: str
    suffix: str


class Numbering:
    """The lists of a document and how far each has counted.

    Args:
        root: root of the numbering part, ``None`` where the file has none.
    """

    def __init__(self, root: Any | None) -> None:  # noqa: ANN401 - lxml has no types
        self._abstract: dict[str, dict[str, Any]] = {}
        self._overrides: dict[str, dict[str, Any]] = {}
        self._numbers: dict[str, Any] = {}
        # Lists of one definition count on together.
        self._counters: dict[str, list[int | None]] = {}
        self._restarted: set[tuple[str, int]] = set()
        if root is not None:
            self._abstract = {
                e.get(w("abstractNumId")): _by_level(e, "lvl") for e in root.iter(w("abstractNum"))
            }
            self._numbers = {e.get(w("numId")): e for e in root.iter(w("num"))}
            self._overrides = {
                number: _by_level(e, "lvlOverride") for number, e in self._numbers.items()
            }

    def advance(self, number: str, level: int) -> str:
        """Count one paragraph and return its label, with what separates it from the text.

        Args:
            number: id of the list (``w:numId``).
            level: level in the list, from 0.

        Returns:
            Such as ``1. ``, ``（一）`` or ``- ``; ``""`` for a list that shows nothing.
        """
        level = min(level, _LEVELS - 1)
        definition = self._numbers.get(number)
        if definition is None:
            return ""
        abstract = value_of(definition, "abstractNumId") or ""
        levels = [self._level(number, abstract, index) for index in range(level + 1)]
        counters = self._counters.setdefault(abstract, [None] * _LEVELS)
        for index, known in enumerate(levels):
            override = number_of(self._override(number, index), "startOverride", -1)
            if override >= 0 and (number, index) not in self._restarted:
                self._restarted.add((number, index))
                counters[index] = override - 1 if index == level else override
            if index < level and counters[index] is None:
                counters[index] = known.start
        current = counters[level]
        counters[level] = levels[level].start if current is None else current + 1
        counters[level + 1 :] = [None] * (_LEVELS - level - 1)
        return _label(levels, [value or 0 for value in counters[: level + 1]])

    def _level(self, number: str, abstract: str, index: int) -> _Level:
        """Return how a level is written: the list's own definition of it, else the shared one."""
        element = self._override(number, index).find(w("lvl"))
        if element is None:
            element = _of_level(self._abstract.get(abstract, {}), index)
        return _Level(
            start=number_of(element, "start", 1),
            form=value_of(element, "numFmt") or "decimal",
            pattern=value_of(element, "lvlText") or "",
            suffix=value_of(element, "suff") or "tab",
        )

    def _override(self, number: str, index: int) -> Any:  # noqa: ANN401
        return _of_level(self._overrides[number], index)


def _by_level(parent: Any, tag: str) -> dict[str, Any]:  # noqa: ANN401
    """Return the children that define a level, by its number; the first of each."""
    found: dict[str, Any] = {}
    for element in parent.findall(w(tag)):
        found.setdefault(element.get(w("ilvl")), element)
    return found


def _of_level(elements: dict[str, Any], index: int) -> Any:  # noqa: ANN401
    """Return the element for a level, or an empty one."""
    from lxml import etree

    found = elements.get(str(index))
    return etree.Element(w("lvl")) if found is None else found


def _label(levels: list[_Level], counters: list[int]) -> str:
    last = levels[-1]
    if last.form == "bullet":
        return "- "

    def shown(match: re.Match[str]) -> str:
        index = int(match[1]) - 1
        return format_number(counters[index], levels[index].form) if index < len(levels) else ""

    text = re.sub(r"%([1-9])", shown, last.pattern).strip()
    # After a full-width mark a space would be one too many.
    close = not text or last.suffix == "nothing" or text[-1] in "、）．。：】"
    return text if close else f"{text} "


def format_number(number: int, form: str) -> str:
    """Return a number in one of Word's formats (``w:numFmt``), such as 3 as ``三`` or ``③``."""
    match form:
        case "none":
            return ""
        case "decimalZero":
            return f"{number:02d}"
        case "decimalFullWidth" | "decimalFullWidth2":
            return "".join(chr(ord(digit) - ord("0") + ord("０")) for digit in str(number))
        case "decimalEnclosedCircle" | "decimalEnclosedCircleChinese" if 1 <= number <= 20:
            return chr(ord("①") + number - 1)
        case "ideographTraditional" if 1 <= number <= len(_STEMS):
            return _STEMS[number - 1]
        case "ideographZodiac" if 1 <= number <= len(_BRANCHES):
            return _BRANCHES[number - 1]
        case "lowerLetter" | "upperLetter" if number >= 1:
            text = chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1)
            return text.upper() if form == "upperLetter" else text
        case "lowerRoman" | "upperRoman" if 1 <= number < 4000:
            text = _roman(number)
            return text.upper() if form == "upperRoman" else text
        case "ideographDigital" | "japaneseDigitalTenThousand" | "taiwaneseDigital":
            return "".join(_DIGITS[int(digit)] for digit in str(number))
        case _ if form.lower().endswith(("counting", "countingthousand")) and number < 100:
            return _chinese(number)
        case _:
            return str(number)


def _chinese(number: int) -> str:
    """Return 0–99 as spoken: 十, 十二, 二十, 二十一."""
    tens, units = divmod(number, 10)
    if tens == 0:
        return _DIGITS[units]
    return (_DIGITS[tens] if tens > 1 else "") + "十" + (_DIGITS[units] if units else "")


def _roman(number: int) -> str:
    text = ""
    for value, letters in _ROMAN:
        text += letters * (number // value)
        number %= value
    return text
