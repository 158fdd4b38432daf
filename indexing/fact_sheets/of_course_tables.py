"""Fact sheets of a table of courses: hours, credits, semester of each; courses of a semester."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from indexing.fact_sheets.sheet import Fact, Sheet
from indexing.fact_sheets.table_columns import (
    Columns,
    is_grand_total,
    is_total,
    ordinal,
    semesters,
    whole_number,
)
from indexing.records import Cell, Table
from indexing.searchtext import fold

_DECIMAL = re.compile(r"^(\d{1,3}\.\d)\s*(?:学分)?$")
_FEWEST_GROUPS = 2


@dataclass(frozen=True, slots=True)
class _Course:
    """A row of the table."""

    name: str
    group: str
    row: tuple[Cell, ...]
    at: Cell


def course_sheets_of(table: Table, columns: Columns, label: str) -> Iterator[Sheet]:
    """Yield the sheets of a table whose rows are courses.

    Args:
        table: the table.
        columns: its columns; ``name`` is not ``None``.
        label: what the table is called.
    """
    courses, totals = _rows(table, columns)
    for at, unit, what in ((columns.hours, "学时", "学时"), (columns.credits, "学分", "学分")):
        if at is None:
            continue
        whole = _measured(totals, at, unit)
        yield _sheet(f"{label}：各门课程的{what}", _measured(courses, at, unit), whole)
        groups = dict.fromkeys(course.group for course in courses if course.group)
        for group in groups if len(groups) >= _FEWEST_GROUPS else ():
            own = [course for course in courses if course.group == group]
            yield _sheet(f"{group}：各门课程的{what}", _measured(own, at, unit))
    given = [(course, *_semesters(course, columns)) for course in courses]
    told = [_fact(course, told, cell) for course, _, told, cell in given if cell is not None]
    yield Sheet(f"{label}：各门课程的开课学期", tuple(told), counted="门")
    yield Sheet("各学期开设的课程", tuple(_by_semester(given, columns)))


def _rows(table: Table, columns: Columns) -> tuple[list[_Course], list[_Course]]:
    """Return the courses, and the rows that add up the whole table."""
    assert columns.name is not None
    courses: list[_Course] = []
    totals: list[_Course] = []
    group = ""
    for row in table.rows:
        own = row[columns.group].text if columns.group is not None else ""
        if own and not is_total(own):
            group = re.sub(r"\s", "", own)
        # A row of totals has its name in the first of the cells it covers.
        filled = [cell for cell in row[: columns.name + 1] if cell.text.strip()]
        names = [re.sub(r"\s", "", cell.text) for cell in filled]
        if any(map(is_total, names)):
            totals += [_Course(n, "", row, filled[0]) for n in names if is_grand_total(n)][:1]
        elif row[columns.name].text.strip():
            courses.append(_Course(names[-1], group, row, row[columns.name]))
    return courses, totals


def _measured(courses: Sequence[_Course], at: int, unit: str) -> list[Fact]:
    """Return the figures of a column; a credit may be a half."""
    facts: list[Fact] = []
    for course in courses:
        cell = course.row[at]
        value = whole_number(cell.text)
        half = _DECIMAL.match(fold(cell.text).strip())
        if value is not None:
            facts.append(Fact(course.name, value, unit, cell.start, cell.end))
        elif half:
            told = f"{half[1]} {unit}"
            facts.append(Fact(course.name, None, unit, cell.start, cell.end, told=told))
    return facts


def _sheet(name: str, facts: list[Fact], totals: Sequence[Fact] = ()) -> Sheet:
    """Return a sheet with its sum; one the document prints otherwise is told beside it."""
    if not facts:
        return Sheet(name, ())
    unit = facts[0].unit
    remark = ""
    amount = sum(_amount(fact) for fact in facts)
    if any(fact.value is None for fact in facts):
        remark = f"，{amount:g} {unit}"
    printed = totals[0] if totals else None
    if printed is not None and _amount(printed) != amount:
        remark += f"（表中印的合计是 {_amount(printed):g} {unit}）"
    return Sheet(name, tuple(facts), counted="门", remark=remark, total=printed)


def _amount(fact: Fact) -> float:
    return fact.value if fact.value is not None else float(fact.told.split()[0])


def _semesters(course: _Course, columns: Columns) -> tuple[list[int], str, Cell | None]:
    """Return the semesters of a course, how they are told, and the cell that says so."""
    if columns.by_semester:
        filled = [(n, course.row[i]) for n, i in columns.by_semester if course.row[i].text.strip()]
        numbers = [number for number, _ in filled]
        return numbers, ordinal(numbers, "学期"), filled[0][1] if filled else None
    if columns.semester is None:
        return [], "", None
    cell = course.row[columns.semester]
    numbers = semesters(cell.text)
    told = ordinal(numbers, "学期") if numbers else re.sub(r"\s", "", cell.text)
    return numbers, told, cell if told else None


def _by_semester(
    given: Sequence[tuple[_Course, list[int], str, Cell | None]], columns: Columns
) -> Iterator[Fact]:
    """Yield the courses of each semester in turn; nothing is added up over semesters."""
    for number in sorted({n for _, numbers, _, _ in given for n in numbers}):
        for course, numbers, _, cell in given:
            if number in numbers and cell is not None:
                hours = whole_number(course.row[columns.hours].text) if columns.hours else None
                told = "开设" if hours is None else f"{hours} 学时"
                if len(numbers) > 1:
                    told = f"{ordinal(numbers, '学期')}都开" + (f"，共 {told}" if hours else "")
                name = f"{ordinal([number], '学期')}·{course.name}"
                yield _fact(_Course(name, "", course.row, course.at), told, cell)


def _fact(course: _Course, told: str, cell: Cell) -> Fact:
    """Return a line quoted from the name of the course to the cell that tells it."""
    start, end = min(course.at.start, cell.start), max(course.at.end, cell.end)
    return Fact(course.name, None, "", start, end, told=told)
