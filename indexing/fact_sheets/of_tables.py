"""Fact sheets of any other table with names and numbers, and of headings that carry hours."""

from __future__ import annotations

import re
from collections.abc import Iterator

from indexing.fact_sheets.of_course_tables import course_sheets_of
from indexing.fact_sheets.sheet import Fact, Sheet
from indexing.fact_sheets.table_columns import (
    columns_of,
    is_total,
    ordinal,
    percent,
    weeks,
    whole_number,
)
from indexing.records import Document, Table
from indexing.searchtext import fold

_VALUES = re.compile(r"学时|课时|分钟|分值|权重")
_MINUTES = re.compile(r"[(（]?\s*(\d{1,3})\s*分[钟鐘]\s*[)）]?")
_WORDS = re.compile(r"[^\W\d_]{2}")
_HEADING_HOURS = re.compile(r"\((\d{1,3})\s*(学时|课时)\)")


def sheets_of_tables(document: Document, used: set[int]) -> Iterator[Sheet]:
    """Yield the sheets of each table that no record has read.

    Args:
        document: the document.
        used: where the numbers of its records stand.
    """
    for table in map(Table.as_printed, document.tables):
        if _is_read(table, used):
            continue
        label = table.name or document.sections[table.section].heading
        columns = columns_of(table)
        if columns.is_courses:
            yield from course_sheets_of(table, columns, label)
            continue
        if columns.lasts is not None:
            yield _durations(table, columns.lasts, label)
        elif columns.name is not None:
            yield _table(table, columns.name, label)
        if columns.week is not None:
            yield _weeks(table, columns.week, label)
        if columns.weight is not None:
            yield _weights(table, columns.weight, label)


def _is_read(table: Table, used: set[int]) -> bool:
    """Whether a number of a record stands in a cell of the table."""
    cells = [cell for row in table.rows for cell in row if cell.text]
    return any(cell.start <= at < cell.end for cell in cells for at in used)


def _table(table: Table, name_at: int, label: str) -> Sheet:
    """Rows that have a name and a number."""
    columns = [re.sub(r"\s", "", fold(column)) for column in table.columns]
    value_at = next((i for i, column in enumerate(columns) if _VALUES.search(column)), None)
    found = None if value_at is None else _VALUES.search(columns[value_at])
    told = found[0] if found else ""
    facts: list[Fact] = []
    for row in table.rows:
        name = re.sub(r"\s+", "", row[name_at].text)
        if value_at is None:
            minutes = _MINUTES.search(name)
            if minutes:
                cell = row[name_at]
                bare = name.replace(minutes[0], "")
                facts.append(Fact(bare, int(minutes[1]), "分钟", cell.start, cell.end))
            continue
        cell = row[value_at]
        value = whole_number(cell.text)
        if value is not None and name and not is_total(name):
            unit = {"分值": "分", "权重": "%"}.get(told, told)
            facts.append(Fact(name, value, unit, cell.start, cell.end))
    kind = f"的{told}" if told in ("分值", "权重") else "的学时安排" if told else "各环节的时间安排"
    return Sheet(f"{label}{kind}", tuple(facts))


def _weeks(table: Table, at: int, label: str) -> Sheet:
    """What is taught in each week: the first cell beside the number, as it is printed."""
    facts: list[Fact] = []
    for row in table.rows:
        numbers = weeks(row[at].text)
        beside = next((cell for cell in row[at + 1 :] if _WORDS.search(cell.text)), None)
        if numbers and beside is not None:
            told = re.sub(r"\s*[:：]\s*", " ", re.sub(r"\s*\n\s*", " ", beside.text.strip()))
            start, end = row[at].start, beside.end
            names = (ordinal([number], "周") for number in numbers)
            facts += [Fact(name, None, "", start, end, told=told) for name in names]
    return Sheet(f"{label}：各周的教学内容", tuple(facts), counted="周")


def _durations(table: Table, at: int, label: str) -> Sheet:
    """How many weeks each row takes; the first cell with words names it."""
    facts: list[Fact] = []
    for row in table.rows:
        named = next((cell for cell in row if _WORDS.search(cell.text)), None)
        number = whole_number(row[at].text)
        if named is not None and number is not None and not is_total(named.text):
            name = re.sub(r"\s+", "", named.text)
            start, end = min(named.start, row[at].start), max(named.end, row[at].end)
            facts.append(Fact(name, number, "周", start, end))
    return Sheet(f"{label}：各项的周数", tuple(facts))


def _weights(table: Table, at: int, label: str) -> Sheet:
    """The parts of a mark and their shares; the first cell with words names the part."""
    facts: list[Fact] = []
    for row in table.rows:
        share = percent(row[at].text)
        named = next((c for i, c in enumerate(row) if i != at and _WORDS.search(c.text)), None)
        if share is not None and named is not None and not is_total(named.text):
            name = re.sub(r"\s+", "", named.text)
            start, end = min(named.start, row[at].start), max(named.end, row[at].end)
            facts.append(Fact(name, None, "%", start, end, told=f"{share}%"))
    return Sheet(f"{label}：各部分的权重", tuple(facts))


def sheet_of_headings(document: Document) -> Sheet:
    """Return the hours in headings (``第一章…（4学时）``), not those inside one that has them."""
    facts: list[Fact] = []
    counted: set[int] = set()
    for section in document.sections[1:]:
        hours = _HEADING_HOURS.search(fold(section.heading))
        if hours and not _ancestors(document, section.id) & counted:
            end = section.start + len(section.heading)
            name = re.sub(r"[（(][^（()）]*[）)]$", "", section.heading.strip())
            facts.append(Fact(name, int(hours[1]), hours[2], section.start, end))
            counted.add(section.id)
    return Sheet("各章学时安排", tuple(facts))


def _ancestors(document: Document, section: int) -> set[int]:
    """Return the ids of the sections that a section stands in."""
    parent = document.sections[section].parent
    return set() if parent is None else {parent, *_ancestors(document, parent)}
