"""Numbers in text and cells: weights in percent, sizes of groups, whole numbers."""

from __future__ import annotations

import re
from dataclasses import dataclass

from indexing.kinds.shared.outline import Outline
from indexing.kinds.shared.values import Value
from indexing.numerals import value_of
from indexing.records import Cell
from indexing.values import HAN, exact

_DIGIT = "[一二两三四五六七八九十]"
_COUNT = rf"(?:\d{{1,2}}|{_DIGIT}{{1,2}})"
_RANGE = rf"(?P<low>{_COUNT})\s*(?:(?:[~\-–—～至到]|--)\s*(?P<high>{_COUNT})\s*)?"
#: 4～6 人 / 组 · 每 4 人一组 · 4—6人为一组 · 每组 4 至 6 名学生
_GROUPS = tuple(
    re.compile(pattern)
    for pattern in (
        rf"{_RANGE}(?:人|名)(?:学生|学员)?\s*(?:/|为|成|一|每|组成|分为|编为)+\s*(?:一|1)?\s*(?:个)?\s*(?:小组|组)",
        rf"(?:每|各)(?:个)?(?:小组|组)\s*(?:人数)?\s*(?:为|约|不超过|以)?\s*{_RANGE}(?:人|名)",
        rf"(?:小组|组)\s*\(\s*{_RANGE}(?:人|名)\s*\)",
    )
)
#: 过程性考核占 60% · 过程性考核（70%） · 过程性考核成绩 ×70%
_WEIGHT = re.compile(
    r"(?:^|(?<=[\s,;:。+=(、“\"】/和]))(?P<name>[\u4e00-\u9fff]{2,12}?)(?:的)?(?:成绩|得分)?\s*"
    r"(?:占(?:比|总成绩|总评|总分)?(?:的)?|权重(?:为)?|为|[×xX*(:])\s*(?P<weight>\d{1,3})\s*%"
)
_WHOLE_NUMBER = re.compile(
    rf"^\D{{0,2}}?(\d{{1,3}}(?:[ ,\u00a0]\d{{3}})+|\d{{1,4}}|{HAN})\s*(?:学时|课时)?\ue000?$"
)


@dataclass(frozen=True, slots=True)
class GroupSize:
    """How many learners make a group; ``low == high`` where one number is given."""

    size: Value
    low: int
    high: int


@dataclass(frozen=True, slots=True)
class Weight:
    """A share of the mark.

    Attributes:
        name: what it is for, folded.
        value: the number with its sign; ``value.number`` is the percentage.
        quote: from the name to the number.
    """

    name: str
    value: Value
    quote: Value


def group_size(outline: Outline, values: tuple[Value, ...]) -> GroupSize | None:
    """Return the first size of a group named in a text."""
    for value in values:
        for pattern in _GROUPS:
            found = outline.search(pattern, value.start, value.end)
            if found:
                low = _count(found["low"])
                high = _count(found["high"]) if found["high"] else low
                return GroupSize(outline.value(*found.span(), low), low, high)
    return None


def weights(outline: Outline, start: int, end: int) -> tuple[Weight, ...]:
    """Return the weights named in a span, without those inside the brackets of another."""
    out: list[Weight] = []
    depth_from = start
    for found in outline.finditer(_WEIGHT, start, end):
        before = outline.document.canonical[depth_from : found.span("name")[0]]
        if _depth(before) > 0:
            continue
        weight = outline.search(r"\d{1,3}\s*%", found.span("weight")[0], found.span()[1] + 1)
        span = weight.span() if weight else found.span("weight")
        value = outline.value(*span, int(found["weight"]))
        out.append(Weight(found["name"], value, outline.value(found.span("name")[0], span[1])))
    return tuple(out)


def _depth(text: str) -> int:
    depth = 0
    for character in text:
        if character in "（(":
            depth += 1
        elif character in "）)":
            depth = max(0, depth - 1)
    return depth


def _count(text: str) -> int:
    return value_of(text)


def number_in(outline: Outline, cell: Cell) -> Value | None:
    """Return the whole number that a cell is, perhaps with a unit, else ``None``."""
    found = outline.search(_WHOLE_NUMBER, cell.start, cell.end)
    if found is None:
        return None
    number = exact(re.sub(r"[\s,]", "", found[1]))
    if number is None or number % 1:
        return None
    return outline.value(*found.span(1), int(number), certain=cell.certain)
