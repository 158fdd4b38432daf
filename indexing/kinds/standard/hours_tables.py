"""Tables of courses and hours in a standard, one for each level and entry."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from indexing.kinds.shared.figures import number_in
from indexing.kinds.shared.outline import Outline, TextMatch
from indexing.kinds.shared.values import Value
from indexing.kinds.shared.vocabulary import label, vocabulary
from indexing.records import Table

_ENTRY = re.compile(r"\w{2,4}起点")
_TOTAL = re.compile(r"^(?:总(?:学时|课时|计|和|数)?|合计|共计|小计)(?:\(.*\))?$")


@cache
def _level_names() -> re.Pattern[str]:
    words: list[str] = vocabulary()["standard"]["ability_levels"]
    names = {word.removesuffix("技能") for word in words}
    return re.compile("|".join(re.escape(name) for name in sorted(names, key=len, reverse=True)))


def level_in(outline: Outline, start: int, end: int) -> TextMatch | None:
    """Return the level named in a span, the first if there are several; its group 0 is the name."""
    return outline.search(_level_names(), start, end)


@dataclass(frozen=True, slots=True)
class CourseHours:
    """A row: a course and its hours."""

    name: Value
    hours: Value


@dataclass(frozen=True, slots=True)
class HoursTable:
    """The courses of one level.

    Attributes:
        name: heading of the section the table stands in.
        level: the level named there, empty where none is.
        entry: 初中起点 and the like, if named there.
        rows: the courses.
        total: the printed total, if any.
    """

    name: Value
    level: str
    entry: Value | None
    rows: tuple[CourseHours, ...]
    total: Value | None


def hours_tables(outline: Outline) -> tuple[HoursTable, ...]:
    """Return the tables of courses and hours; one that goes on after a page break is one table."""
    merged: dict[int, list[Table]] = {}
    for table in map(Table.as_printed, outline.document.tables):
        if _columns(table) is not None:
            merged.setdefault(table.section, []).append(table)
    return tuple(_read(outline, section, tables) for section, tables in merged.items())


def _columns(table: Table) -> tuple[int, int] | None:
    """Return the columns of name and hours, or ``None`` for a table of another kind."""
    columns = [label(column) for column in table.columns]
    words = vocabulary()["standard"]
    name = next((i for i, c in enumerate(columns) if c in words["course_column"]), None)
    hours = next((i for i, c in enumerate(columns) if c in words["hours_column"]), None)
    return None if name is None or hours is None else (name, hours)


def _read(outline: Outline, section: int, tables: list[Table]) -> HoursTable:
    place = outline.document.sections[section]
    rows: list[CourseHours] = []
    total: Value | None = None
    for table in tables:
        columns = _columns(table)
        assert columns is not None
        for row in table.rows:
            # A merged row of totals has its name in the first of the cells it covers.
            names = [outline.cell(cell) for cell in row[: columns[0] + 1] if cell.text.strip()]
            hours = number_in(outline, row[columns[1]])
            if hours is None or not names or names[-1] is None:
                continue
            if _TOTAL.match(label(names[-1].text)):
                total = hours
            else:
                rows.append(CourseHours(names[-1], hours))
    title = outline.title(place)
    level = level_in(outline, title.start, title.end)
    entry = outline.search(_ENTRY, title.start, title.end)
    return HoursTable(
        title,
        level[0] if level else "",
        outline.value(*entry.span()) if entry else None,
        tuple(rows),
        total,
    )
