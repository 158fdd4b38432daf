"""The table of chapters and hours of a syllabus, as a real table or run together."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from indexing.kinds.shared.figures import number_in
from indexing.kinds.shared.outline import Outline
from indexing.kinds.shared.values import Value
from indexing.kinds.shared.vocabulary import label, vocabulary
from indexing.kinds.syllabus.syllabus_hours import HoursReading, Sums, readings, solve, totals
from indexing.numerals import numbered
from indexing.records import Table

_ROW = re.compile(
    r"^(?P<chapter>第.{1,4}?[章篇编]|.{1,24}?)\s*[^\d\n]*课程目标\s*(?P<digits>[\d、,]+)$"
)
_TOTALS = re.compile(r"^(?:合计|总计)\s*(?P<digits>\d{3,9})$")
_NUMBERS = re.compile(r"\d{1,2}")
_MOST_GOAL = 9
_GOAL = re.compile(r"课程目标\s*(\d{1,2})(?!\d|[、,]\d)")


@dataclass(frozen=True, slots=True)
class ChapterHours:
    """What a row says; a number that could not be told apart is ``None``."""

    goals: tuple[Value, ...] = ()
    total: Value | None = None
    theory: Value | None = None
    practice: Value | None = None


@dataclass(frozen=True, slots=True)
class HoursPlan:
    """Rows by chapter number, and the row of totals."""

    chapters: Mapping[int, ChapterHours]
    totals: ChapterHours


def hours_plan(
    outline: Outline, known: Mapping[int, int], kinds: Mapping[int, str], sums: Sums
) -> HoursPlan:
    """Return the plan of hours.

    Args:
        outline: the syllabus.
        known: hours by chapter number, from the chapters' headings.
        kinds: ``theory`` or ``practice`` by chapter number, from the part a chapter stands in.
        sums: totals named elsewhere.
    """
    for table in map(Table.as_printed, outline.document.tables):
        columns = _columns(table)
        if "chapter" in columns and "total" in columns:
            return _from_table(outline, table, columns)
    return _from_rows(outline, known, kinds, sums)


def _columns(table: Table) -> dict[str, int]:
    words: dict[str, list[str]] = vocabulary()["hours_table"]
    columns: dict[str, int] = {}
    for index, column in enumerate(map(label, table.columns)):
        key = next((k for k, names in words.items() if any(n in column for n in names)), None)
        if key is not None:
            columns.setdefault(key, index)
    return columns


def _from_table(outline: Outline, table: Table, columns: dict[str, int]) -> HoursPlan:
    chapters: dict[int, ChapterHours] = {}
    last = ChapterHours()
    for row in table.rows:
        figures = {
            key: number_in(outline, row[columns[key]])
            for key in ("total", "theory", "practice")
            if key in columns
        }
        cell = row[columns["goals"]] if "goals" in columns else None
        goals = (
            tuple(
                outline.value(*found.span(), int(found[0]))
                for found in outline.finditer(_NUMBERS, cell.start, cell.end)
            )
            if cell is not None
            else ()
        )
        hours = ChapterHours(goals, **figures)
        number = numbered(row[columns["chapter"]].text)
        if number is not None:
            chapters[number.value] = hours
        elif label(row[columns["chapter"]].text).startswith(("合计", "总计")):
            last = hours
    return HoursPlan(chapters, last)


def _from_rows(
    outline: Outline, known: Mapping[int, int], kinds: Mapping[int, str], sums: Sums
) -> HoursPlan:
    most = goal_count(outline) or _MOST_GOAL
    rows: list[tuple[int, int, list[HoursReading]]] = []
    last = ChapterHours()
    for unit in outline.document.units:
        found = outline.search(_ROW, unit.start, unit.end)
        number = numbered(outline.text(unit)) if found else None
        if found and number is not None and number.form in ("chapter", "section"):
            options = readings(found["digits"], most, known.get(number.value))
            rows.append((number.value, found.span("digits")[0], options))
            continue
        total = outline.search(_TOTALS, unit.start, unit.end)
        if total and rows:
            last = _totals(outline, total["digits"], total.span("digits")[0], sums)
    wanted = Sums(
        last.total.number if last.total else sums.total,
        last.theory.number if last.theory else sums.theory,
        last.practice.number if last.practice else sums.practice,
    )
    placed = {i: kinds[chapter] for i, (chapter, _, _) in enumerate(rows) if chapter in kinds}
    solved = solve([options for _, _, options in rows], wanted, placed)
    chapters = {
        chapter: _agreed(outline, start, options)
        for (chapter, start, _), options in zip(rows, solved, strict=True)
    }
    return HoursPlan(chapters, last)


def _totals(outline: Outline, digits: str, start: int, sums: Sums) -> ChapterHours:
    """Return the row of totals, if there is one way to read it or the basics tell which."""
    found = totals(digits)
    known = [f for f in found if f[:3] == (sums.total, sums.theory, sums.practice)]
    if len(known or found) != 1:
        return ChapterHours()
    total, theory, practice, widths = (known or found)[0]
    values = []
    at = start
    for number, wide in zip((total, theory, practice), widths, strict=True):
        values.append(outline.value(at, at + wide, number))
        at += wide
    return ChapterHours((), *values)


def _agreed(outline: Outline, start: int, options: list[HoursReading]) -> ChapterHours:
    """Return what all readings of a row have in common."""
    if not options:
        return ChapterHours()
    first = options[0]
    same = {
        name: all(getattr(r, name) == getattr(first, name) for r in options)
        for name in ("goals", "total", "theory", "practice", "widths")
    }
    if not same["goals"] or not same["widths"]:
        return ChapterHours()
    goals: list[Value] = []
    at = start
    for goal in first.goals:
        at = outline.document.canonical.find(str(goal), at)
        goals.append(outline.value(at, at + len(str(goal)), goal))
        at += len(str(goal))
    total = outline.value(at, at + first.widths[1], first.total) if same["total"] else None
    spans: dict[str, Value] = {}
    if len(first.widths) == 4:
        middle = at + first.widths[1] + first.widths[2]
        spans["theory"] = outline.value(at + first.widths[1], middle, first.theory)
        spans["practice"] = outline.value(middle, middle + first.widths[3], first.practice)
    else:  # one number for the kind, or the total stands for it
        low = at + (first.widths[1] if len(first.widths) == 3 else 0)
        high = at + sum(first.widths[1:])
        for kind in ("theory", "practice"):
            if getattr(first, kind) and same[kind]:
                spans[kind] = outline.value(low, high, getattr(first, kind))
    return ChapterHours(tuple(goals), total, spans.get("theory"), spans.get("practice"))


def goal_count(outline: Outline) -> int:
    """Return the highest number a goal has in the document's tables and lists, 0 if none has."""
    end = len(outline.document.canonical)
    return max((int(found[1]) for found in outline.finditer(_GOAL, 0, end)), default=0)
