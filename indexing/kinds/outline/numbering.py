"""The schemes by which headings are numbered: ``第一章``, ``壹、``, ``（一）``, ``实验一``.

A scheme is known by its form, never by its subject: any short word before a number may be one
(``项目一``, ``Unit 3``), and whether it is one in this document its runs decide
(:mod:`indexing.kinds.outline.headings`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from indexing.numerals import value_of
from indexing.searchtext import fold

_HAN_DIGITS = "一二三四五六七八九十百零"
_FORMAL = str.maketrans("壹贰叁参肆伍陆柒捌玖拾", "一二三三四五六七八九十")
_STEMS = "甲乙丙丁戊己庚辛壬癸"
_ROMANS = dict(
    zip(("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X"), range(1, 11), strict=True)
)
_NUMERAL = rf"[{_HAN_DIGITS}]{{1,4}}|\d{{1,3}}"
#: What is counted with 第 before the number, the widest first.
_UNITS = (
    ("编篇册卷", 1.0),
    ("章", 2.0),
    *((unit, 2.0) for unit in ("部分", "单元", "模块", "项目")),
    *((unit, 3.0) for unit in ("节", "讲", "任务")),
    *((unit, 3.5) for unit in ("次课", "课时", "课", "周")),
)
_COUNTED = re.compile(
    rf"^第\s*({_NUMERAL})\s*(编|篇|册|卷|章|部分|单元|模块|项目|节|讲|任务|次课|课时|课|周)(?![的至—-])\s*[:、.]?\s*(.*)$",
    re.S,
)
#: ``表1`` and ``图2`` are captions.
_CAPTION = re.compile(r"^[附续]?[表图式注例]")
_WORD = re.compile(
    rf"^([\u3400-\u9fff]{{1,4}}?|[A-Za-z]{{3,8}})\s?(\d{{1,2}}(?:[.\-]\d{{1,2}}){{1,2}}|{_NUMERAL}|[A-Z](?![A-Za-z]))"
    r"(?:[\s:、.．—(《]+|$)(.*)$",
    re.S,
)
_ATTACHED = re.compile(rf"^附(?:件|表|录)?\s*({_NUMERAL})?(?:\s*:\s*|\s+|$)(.*)$", re.S)
_FORMS = (
    ("formal", 4.0, re.compile(r"^([壹贰叁参肆伍陆柒捌玖拾]{1,3})[、.\s]\s*(.*)$", re.S)),
    ("han", 5.0, re.compile(rf"^([{_HAN_DIGITS}]{{1,4}})(?:、|\.)\s*(.*)$", re.S)),
    ("han_bare", 5.0, re.compile(rf"^([{_HAN_DIGITS}]{{1,4}})\s+(.*)$", re.S)),
    ("stem", 5.0, re.compile(rf"^([{_STEMS}])(?:、|\.|\s)\s*(.*)$", re.S)),
    ("roman", 5.0, re.compile(r"^([IVX]{1,4})(?:、|\.|\s)\s*(.*)$", re.S)),
    ("paren_han", 6.0, re.compile(rf"^\(([{_HAN_DIGITS}]{{1,4}})\)\s*[、.]?\s*(.*)$", re.S)),
    ("decimal", 7.0, re.compile(r"^(\d{1,2}(?:\.\d{1,2}){1,3})\.?\s+(\D.*)$", re.S)),
    ("bare", 5.5, re.compile(r"^(\d{1,2})\s+([^\d\s].*)$", re.S)),
    ("digit", 8.0, re.compile(r"^(\d{1,2})(?:\.(?!\d)|、)\s*(.*)$", re.S)),
    ("paren_digit", 9.0, re.compile(r"^\(?(\d{1,2})\)\s*(.*)$", re.S)),
)
#: A short line that opens so is a heading; of the other forms only where their run says so.
_FIRM = frozenset({"附", "formal", "han", "paren_han"})
#: What is counted by a word of the document's own.
_OWN = 4.5
_LEVEL = 0.1


@dataclass(frozen=True, slots=True)
class Mark:
    """The number a line opens with.

    Attributes:
        scheme: the form of the number and what is counted by it (``第章``, ``han``, ``实验#``).
        value: the number; of ``3.2`` the last part.
        rank: how high such headings stand where nothing else is known; 1 is the highest.
        rest: folded text behind the number.
        own: whether a word of the document's own is counted.
    """

    scheme: str
    value: int
    rank: float
    rest: str
    own: bool = False

    @property
    def firm(self) -> bool:
        """Whether the form alone says that a short line is a heading and not an item."""
        return self.scheme in _FIRM or self.scheme.startswith("第")


def mark_of(text: str) -> Mark | None:
    """Return the number a line opens with, ``None`` where it has none.

    Args:
        text: a line as printed.
    """
    folded = fold(text).strip().strip("=*#~—_- ")
    if counted := _COUNTED.match(folded):
        unit = counted[2]
        rank = next(rank for units, rank in _UNITS if unit in units)
        return Mark(f"第{unit}", value_of(counted[1]), rank, counted[3])
    if attached := _ATTACHED.match(folded):
        return Mark("附", value_of(attached[1] or "一"), 1.5, attached[2])
    for form, rank, pattern in _FORMS:
        if found := pattern.match(folded):
            return _simple(form, rank, found)
    word = _WORD.match(folded)
    if word and not _CAPTION.match(word[1]) and word[1] not in "第共约":
        parts = re.split(r"[.\-]", word[2])
        rank = _OWN + _LEVEL * len(parts)
        return Mark(f"{word[1]}#{len(parts)}", _value(parts[-1]), rank, word[3].strip(), own=True)
    return None


def _simple(form: str, rank: float, found: re.Match[str]) -> Mark | None:
    parts = found[1].split(".")
    if form == "decimal":
        return Mark(f"decimal{len(parts)}", int(parts[-1]), rank + _LEVEL * len(parts), found[2])
    value = _value(parts[-1].translate(_FORMAL) if form == "formal" else parts[-1])
    return Mark(form, value, rank, found[2].strip()) if value else None


def _value(numeral: str) -> int:
    """Return the value of any numeral; 0 for letters that are none."""
    if numeral in _ROMANS:
        return _ROMANS[numeral]
    if numeral in _STEMS:
        return _STEMS.index(numeral) + 1
    if "A" <= numeral <= "Z":
        return ord(numeral) - ord("A") + 1
    try:
        return value_of(numeral)
    except KeyError:
        return 0
