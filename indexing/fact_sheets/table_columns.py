"""What the columns of a table tell: names, hours, credits, semesters; and what its cells say."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from indexing.numerals import spelt
from indexing.records import Table
from indexing.searchtext import fold
from indexing.values import exact, in_figures

_NAMES = re.compile(r"名称|环节|章次|任务|项目|课程|主题")
_COURSES = re.compile(r"^(?:课程|科目)(?:名称|设置)?$|课程名称|科目名称")
_GROUPS = re.compile(r"^(?:课程)?(?:类别|类型|性质|模块|属性|分类)$|^课程(?:类|结构)$")
_HOURS = re.compile(r"学时|课时")
_WHOLE = re.compile(r"总学时|总课时|学时合计|学时数?$|课时数?$|·(?:总|合计|小计|总计)")
_WEEKLY = re.compile(r"周学时|周课时|学期")
_CREDITS = re.compile(r"学分")
_WEEK = re.compile(r"^(?:教学)?周(?:次|别|序)?$|^周次")
_LASTS = re.compile(r"周数$|^(?:时长|期限)\(周\)$")
_WEIGHT = re.compile(r"^(?:所?占)?(?:权重|占比|比例|比重|百分比|配分)(?:\(%\))?$")
_PERCENT = re.compile(r"^(\d{1,3})\s*%?$")
_SEMESTER = re.compile(r"学期")
#: ``3（18周）``: how many weeks a semester has.
_WEEKS = re.compile(r"[(]?\d{1,2}周[)]?$")
_NUMERALS = "一二三四五六七八九十"
_ONE = rf"(?:\d{{1,2}}|[{_NUMERALS}]{{1,3}}|[ivx]{{1,4}})"
_SEMESTERS = re.compile(rf"^第?({_ONE}(?:[-~～—–至到、,，/.;；]{_ONE})*)(?:学期|周)?$")
_MOST = {"学期": 12, "周": 30}
#: A cell that is one whole number, perhaps with its unit and a remark in brackets.
_NUMBER = re.compile(
    r"^\D{0,2}(\d{1,3}(?:[ ,]\d{3})+|\d{1,4})\s*(?:学时|课时|学分|分钟|分|%)?\s*(?:\(.*\))?$",
    re.DOTALL,
)
_TOTAL = re.compile(r"^(?:总(?:学时|课时|时间|学分|分|计|和|数)?|合计|共计|小计)(?:\(.*\))?$")
_PART_TOTAL = re.compile(r"(?:小计|合计|总计)(?:\(.*\))?$")
#: A footnote mark stands right behind a number and would fold to a digit.
_FOOTNOTE = re.compile(r"[①-⑳]")


@dataclass(frozen=True, slots=True)
class Columns:
    """Places of the columns in a table, ``None`` or empty where it has none.

    Attributes:
        name: what names a row.
        is_courses: whether the rows are courses with hours, credits or semesters.
        group: what sorts the courses (公共基础课 …); its cell stands in the first row of a group.
        hours: hours in all.
        credits: credits.
        semester: in which semester a course is given.
        by_semester: semester to column, where every semester has one; a filled cell says yes.
        week: in which week of the term something is taught.
        weight: the share of a mark.
        lasts: how many weeks something takes.
    """

    name: int | None
    is_courses: bool
    group: int | None
    hours: int | None
    credits: int | None
    semester: int | None
    by_semester: tuple[tuple[int, int], ...]
    week: int | None = None
    weight: int | None = None
    lasts: int | None = None


def columns_of(table: Table) -> Columns:
    """Return what the columns of a table are by their names."""
    names = [re.sub(r"\s", "", fold(column)) for column in table.columns]
    group = _first(names, _GROUPS)
    name = _first(names, _COURSES)
    courses = name is not None
    if name is None:
        valued = _first(names, re.compile(r"学时|课时|分钟|分值|权重"))
        found = [i for i, n in enumerate(names) if _NAMES.search(n) and i != valued]
        name = found[0] if found else None
    matrix = tuple(
        (number, i)
        for i, column in enumerate(names)
        if _SEMESTER.search(column)
        and len(numbers := semesters(_WEEKS.sub("", column.rpartition("·")[2]))) == 1
        for number in numbers
    )
    hours = [i for i, n in enumerate(names) if _HOURS.search(n) and not _WEEKLY.search(n)]
    whole = [i for i in hours if _WHOLE.search(names[i])]
    semesters_at = [i for i, n in enumerate(names) if _SEMESTER.search(n)]
    semester = next((i for i in semesters_at if not _HOURS.search(names[i])), None)
    credits = _first(names, _CREDITS)
    told = (*hours, *([credits] if credits is not None else []), *matrix)
    return Columns(
        name=name,
        is_courses=courses and (bool(told) or semester is not None),
        group=group if group != name else None,
        hours=next(iter(whole or hours), None),
        credits=credits,
        semester=None if matrix else semester,
        by_semester=matrix,
        week=_first(names, _WEEK),
        weight=_first(names, _WEIGHT),
        lasts=_first(names, _LASTS),
    )


def semesters(text: str) -> list[int]:
    """Return the semesters a cell names (``1-3``, ``第二学期``, ``一、三``), none where unclear."""
    return _numbers(text, "学期")


def weeks(text: str) -> list[int]:
    """Return the weeks a cell names (``6``, ``第六周``, ``7-8``), none where unclear."""
    return _numbers(text, "周")


def percent(text: str) -> int | None:
    """Return the per cent that a cell is, ``None`` where it is anything else."""
    match = _PERCENT.match(in_figures(fold(text)).strip())
    return int(match[1]) if match else None


def _numbers(text: str, unit: str) -> list[int]:
    match = _SEMESTERS.match(re.sub(r"\s", "", fold(text).lower()))
    if match is None:
        return []
    out: list[int] = []
    goes_to = False
    for part in re.findall(rf"{_ONE}|[^\d{_NUMERALS}ivx]", match[1]):
        if not re.fullmatch(_ONE, part):
            goes_to = part in "-~～—–至到"
            continue
        if (value := exact(part)) is None:
            return []
        number = int(value)
        out += range(out[-1] + 1, number) if goes_to and out and number - out[-1] < 10 else ()
        out.append(number)
        goes_to = False
    return out if all(0 < number <= _MOST[unit] for number in out) else []


def ordinal(numbers: Sequence[int], unit: str) -> str:
    """Return what several in a row are called: ``第三学期``, ``第一、二周``."""
    return f"第{'、'.join(map(spelt, numbers))}{unit}"


def whole_number(text: str) -> int | None:
    """Return the whole number that a cell is, ``None`` where it is anything else."""
    number = _NUMBER.match(in_figures(fold(_FOOTNOTE.sub("", text)).strip()))
    return int(re.sub(r"\D", "", number[1])) if number else None


def is_total(name: str) -> bool:
    """Whether a row of this name adds up others."""
    folded = fold(re.sub(r"\s", "", name))
    return bool(_TOTAL.match(folded) or _PART_TOTAL.search(folded))


def is_grand_total(name: str) -> bool:
    """Whether a row of this name adds up the whole table."""
    folded = fold(re.sub(r"\s", "", name))
    return bool(_TOTAL.match(folded)) and not folded.startswith("小计")


def _first(names: list[str], pattern: re.Pattern[str]) -> int | None:
    return next((i for i, name in enumerate(names) if pattern.search(name)), None)
