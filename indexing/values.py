"""Numbers in running text: one value, however it is written.

第八周, 第⑧周 and 第8周 are one week; 九十六学时 is 96 学时, 百分之四十 is 40%, Ⅱ级 is 二级, and
一个半小时 is 90 分钟. A numeral is read only where it counts or numbers something and has one exact
value: 十分重要, 万一, 七八个 and 一般 are words. What a lesson lasts in minutes differs from school
to school, so 三节课 is 3 节课 and nothing else.

Text comes in folded (:func:`indexing.searchtext.fold`), which has made ⑧ and ８ the digit already.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from indexing.numerals import spelt, value_of

_DIGIT = "零〇○一二两三四五六七八九"
#: The whole run of numeral characters: a part of one (七八十) has a value that is not meant.
HAN = rf"[{_DIGIT}十百千万亿]+(?:点[{_DIGIT}]+)?"
#: A number in figures that is no part of a code (0603-3, 4.3.1, gb/t 1).
_FIGURES = r"(?<![a-z0-9.:/+&_\-])(?<!\d[ ,])(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?(?![\d:/a-z]|\.\d)"
_ROMAN = r"(?<![a-z])[ivx]+(?![a-z])"
_ORDINAL = rf"(?:{HAN}|\d+|{_ROMAN})"
#: What is counted or numbered, the longest words first.
_UNITS = (
    r"个?小时|个?钟头|刻钟|分钟|个?学时|个?课时|学分|个?学期|个?学年|年级|个月|月|毫米|厘米|千克|公斤|毫升"
    r"|部分|单元|模块|项目|任务|课(?![堂程题件前后中上外])|讲(?![解授述台师座])"
    r"|[个名位门项次节年级人组章条步种类型期天周页篇册届班台套件份遍元米克升度]"
)
#: What 第 may number.
_PLACES = (
    r"学期|学年|年级|课时|部分|单元|模块|项目|任务|课(?![堂程题件前后中上外])|讲(?![解授述台师座])"
    r"|[个名位门项次节年级组章条步种类型期天周页篇册届班]"
)
#: 第 stands before, so these number; alone they may be letters (V型 is a shape).
_CLASSES = r"[级类期]|型"
_LABELS = "任务|项目|模块|单元|情境|探究|活动|环节|阶段|案例|专题|实验|实训|附件|附录"
_SHARE = {"百": "%", "千": "‰"}
_QUANTITY = re.compile(
    rf"""
    (?P<share>[百千])分之(?P<part>{HAN}|\d+(?:\.\d+)?)
    |(?P<tenths>(?<![{_DIGIT}十百千万亿几])[一二三四五六七八九])成(?=[^\w]|$|[以的是为左])
    |(?<![大小多])半个?(?P<half>小时|钟头)
    |第\s?(?P<first>{_ORDINAL})(?:\s?[\-~–—至到、]\s?第?\s?(?P<last>{_ORDINAL}))?\s?(?P<placed>{_PLACES})
    |(?P<hours>{HAN}|{_FIGURES})个?(?:小时|钟头)[零又]?(?P<minutes>{HAN}|\d+)分(?:钟|(?!之))
    |(?<![几数好])(?<!分之)(?P<count>{HAN}|{_FIGURES})(?:(?<=\d)\s?(?P<big>[万亿]))?
        (?:\s?(?P<percent>[%‰])|\s?(?P<and_half>个半(?=小时|钟头|月|学时|课时|学期))?(?P<unit>{_UNITS})(?P<then_half>(?<=[时头])半)?)?
    |(?P<roman>{_ROMAN})(?P<class>{_CLASSES})
    """,
    re.VERBOSE,
)
_LABEL = re.compile(rf"(?:{_LABELS})\s?$")
#: What shows that a number behind a label does not belong to it: 任务三个, 活动一共, 项目三成.
_COUNTS = re.compile(
    r"\s?(?:[共起般样些直定致旦个名位门项次种条件人组套台天周成]|步(?!骤)|分|小时|钟头|学时|课时|%)"
)
_WEEKDAY = re.compile(r"(?:星期|礼拜|(?<!每)周)$")
_ROMAN_VALUES = {"i": 1, "v": 5, "x": 10}
_FOUR = re.compile("[一二三四五六七八九]{4}")
_EDGES = {"\t", "｜"}
_GOES_ON = re.compile(rf"[.,]?[\d{_DIGIT}十百千万亿]")
_BIG = {"万": 10**4, "亿": 10**8}
_MINUTES = {"小时": 60, "钟头": 60, "刻钟": 15}
_HOURS = re.compile(r"(?<![\d.:/])(\d+(?:\.\d+)?)\s?(小时|钟头|刻钟)")
#: With these a lone 一 is mostly an article: 一个, 一种, 一次.
ARTICLES = frozenset("个名位门项次人组章条步种类套件份台遍篇讲课") | {
    "部分",
    "单元",
    "模块",
    "项目",
    "任务",
}
_WITHOUT_GE = frozenset({"小时", "钟头", "学时", "课时", "学期", "学年"})


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number in a folded text at ``start:end``.

    Attributes:
        start: where it begins, with 第.
        end: where it ends, with its unit.
        number: its value in figures, without needless zeros: ``8``, ``1.5``.
        unit: what is counted, ``%``, or ``""``.
        ordinal: whether 第 stands before it: 第8周 is one week and 8周 are eight.
        label: the word that it numbers: 任务 of 任务三.
        article: whether it is a lone 一, which need not count anything.
        written: its figures where they were written with 万: 1.2 of 1.2万.
    """

    start: int
    end: int
    number: str
    unit: str = ""
    ordinal: bool = False
    label: str = ""
    article: bool = False
    written: str = ""

    @property
    def name(self) -> str:
        """The value with its unit, the same for every way to write it; hours are in minutes."""
        if self.unit in _MINUTES:
            return _in_minutes(self.number, self.unit)
        return f"{'第' if self.ordinal else ''}{self.label}{self.number}{self.unit}"


def quantities(text: str) -> Iterator[Quantity]:
    """Yield the numbers of a folded text that have one exact value, in its order.

    Offsets are those of ``text``; nothing of it is changed.
    """
    at = 0
    lower = text.lower() if len(text.lower()) == len(text) else text
    while match := _QUANTITY.search(lower, at):
        found = _places(match) if match["first"] else (_quantity(lower, match),)
        at = match.end()
        for quantity in found:
            if quantity:
                yield quantity
                at = quantity.end


def in_figures(text: str) -> str:
    """Return a folded text with its numbers in figures, for comparing.

    Offsets do not hold: 一个半小时 becomes 1.5小时. A 一 that is mostly an article stays.
    """
    out: list[str] = []
    at = 0
    for found in quantities(text):
        own = f"{'第' if found.ordinal else ''}{found.number}{found.unit}"
        before = "".join(out[-1:]) + text[at : found.start]
        runs_together = _touch(before, own) or _touch(own, text[found.end : found.end + 2])
        if not (runs_together or (found.article and found.unit in ARTICLES)):
            out += [text[at : found.start], own]
            at = found.end
    return "".join((*out, text[at:]))


def _touch(before: str, behind: str) -> bool:
    """Whether two texts side by side would read as one number: 0 and 3章, 30 and ,100, 3 and 万."""
    return before[-2:].rstrip(".,")[-1:].isdigit() and bool(_GOES_ON.match(behind))


def in_one_unit(text: str) -> str:
    """Return :func:`in_figures` with hours in minutes: 90分钟 for 一个半小时."""
    return _HOURS.sub(lambda match: _in_minutes(match[1], match[2]), in_figures(text))


def exact(numeral: str) -> Decimal | None:
    """Return the value of a numeral in Chinese, Roman or Arabic figures, ``None`` where unclear.

    一百二 is said for 120 and might be 102; 七八 is seven or eight.
    """
    if re.fullmatch(r"\d[\d,]*(?:\.\d+)?", numeral):
        return Decimal(numeral.replace(",", ""))
    if re.fullmatch("[ivx]+", numeral):
        return _roman(numeral)
    whole, point, rest = _plain_han(numeral).partition("点")
    value = _whole(whole)
    if value is None or not point:
        return value
    return value + Decimal(f"0.{''.join(str(value_of(digit)) for digit in rest)}")


def _quantity(text: str, match: re.Match[str]) -> Quantity | None:
    start, end = match.span()
    if match["share"]:
        part = match["part"]
        value = Decimal(100) if part == match["share"] == "百" else exact(part)
        return _made(start, end, value, _SHARE[match["share"]])
    if match["tenths"]:
        return _made(start, end, Decimal(10 * value_of(match["tenths"])), "%")
    if match["half"]:
        return _made(start, end, Decimal("0.5"), match["half"])
    if match["hours"]:
        hours, minutes = exact(match["hours"]), exact(match["minutes"])
        if hours is None or minutes is None:
            return None
        return _made(start, end, 60 * hours + minutes, "分钟")
    if match["roman"]:
        # V型 is a shape, X类 an unknown one.
        lone = match["roman"] == "x" or (match["roman"] in "iv" and match["class"] == "型")
        return None if lone else _made(start, end, exact(match["roman"]), match["class"])
    return _counted(text, match)


def _places(match: re.Match[str]) -> Iterator[Quantity | None]:
    """Yield the one or two places that 第 numbers: 第八周, 第七至八周."""
    first, unit = exact(match["first"]), match["placed"]
    last = exact(match["last"]) if match["last"] else None
    if match["last"] and (first is None or last is None or not first < last):
        return
    own = match.end("first") if match["last"] else match.end()
    yield _made(match.start(), own, first, unit, ordinal=True)
    yield _made(match.start("last"), match.end(), last, unit, ordinal=True)


def _counted(text: str, match: re.Match[str]) -> Quantity | None:
    start, end = match.span()
    numeral, unit = match["count"], _unit(match["percent"] or match["unit"] or "")
    value = exact(numeral)
    if value is None:
        return None
    behind = match.end("count")
    label = _LABEL.search(text, max(0, start - 4), start)
    if label and not _COUNTS.match(text, behind):
        return _made(start, behind, value, label=label[0].strip())
    if numeral[0].isdigit():
        if big := match["big"]:
            return _made(start, end, value * _BIG[big], unit, written=_plain(value))
        return _made(start, end, value + _half(match), unit) if unit else None
    if len(numeral) == 1 and not unit and _is_cell(text, start, end):
        return _made(start, end, value)
    if len(numeral) == 1 and (not unit or _WEEKDAY.search(text, max(0, start - 2), start)):
        return None
    if text[behind : behind + 1] == "几" or text.startswith("分之", behind):
        return None
    if "点" in numeral and not unit and numeral[0] not in "零〇":
        return None  # 三点五 may be a time of day
    if unit != "年" and _FOUR.fullmatch(numeral):
        return None  # 一二三四 counts up
    half = _half(match)
    unit = "个月" if match["and_half"] and unit == "月" else unit
    return _made(start, end, value + half, unit, article=numeral == "一" and not half)


def _is_cell(text: str, start: int, end: int) -> bool:
    """Whether a span is a cell of a row, or all there is."""
    sides = {text[start - 1 : start], text[end : end + 1]}
    return sides == {""} or (bool(sides & _EDGES) and sides <= _EDGES | {"", "\n"})


def _half(match: re.Match[str]) -> Decimal:
    return Decimal("0.5") if match["and_half"] or match["then_half"] else Decimal(0)


def _made(
    start: int,
    end: int,
    value: Decimal | None,
    unit: str = "",
    *,
    ordinal: bool = False,
    label: str = "",
    article: bool = False,
    written: str = "",
) -> Quantity | None:
    if value is None:
        return None
    return Quantity(start, end, _plain(value), unit, ordinal, label, article, written)


def _in_minutes(number: str, unit: str) -> str:
    return f"{_plain(Decimal(number) * _MINUTES[unit])}分钟"


def _unit(written: str) -> str:
    """Return a unit without 个: 三个小时 are 3 小时, but 三个月 are not 3月."""
    return written[1:] if written[1:] in _WITHOUT_GE else written


def _plain(value: Decimal) -> str:
    return f"{value:f}".rstrip("0").rstrip(".") if value % 1 else str(int(value))


def _plain_han(numeral: str) -> str:
    bare = numeral.translate(str.maketrans("〇○两", "零零二"))
    return bare[1:] if bare.startswith("一十") else bare


def _whole(numeral: str) -> Decimal | None:
    digits = re.fullmatch(r"[一二三四五六七八九][零一二三四五六七八九]{2,}", numeral)
    if digits and (len(numeral) == 4 or "零" in numeral):
        return Decimal("".join(str(value_of(digit)) for digit in numeral))
    if not numeral or numeral[0] in "百千万亿":
        return None
    value = value_of(numeral)
    return Decimal(value) if value < 10**12 and spelt(value) == numeral else None


def _roman(numeral: str) -> Decimal | None:
    values = [_ROMAN_VALUES[letter] for letter in numeral]
    value = sum(-a if a < b else a for a, b in zip(values, [*values[1:], 0], strict=True))
    ones = ["", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix"]
    ten, one = divmod(value, 10)
    return Decimal(value) if ten < 4 and "x" * ten + ones[one] == numeral else None
