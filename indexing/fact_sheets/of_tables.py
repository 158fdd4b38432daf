"""Fact sheets of any other table with names and numbers, and of headings that carry hours."""

from __future__ import annotations

import re
from collections.abc import Iterator

from indexing.fact_sheets.sheet import Fact, Sheet
from indexing.records import Document, Table
from indexing.searchtext import fold

_NAMES = re.compile(r"名称|环节|章次|任务|项目|课程")
_VALUES = re.compile(r"学时|课时|分钟|分值|权重")
_MINUTES = re.compile(r"[(（]?\s*(\d{1,3})\s*分[钟鐘]\s*[)）]?")
#: A cell that is one whole number, perhaps with its unit and a remark in brackets.
_NUMBER = re.compile(
    r"^\D{0,2}(\d{1,3}(?:[ ,]\d{3})+|\d{1,4})\s*(?:学时|课时|分钟|分|%)?\s*(?:\(.*\))?$", re.DOTALL
)
_TOTAL = re.compile(r"^(?:总(?:学时|课时|时间|分|计|和|数)?|合计|共计|小计)(?:\(.*\))?$")
#: A footnote mark stands right behind a number and would fold to a digit.
_FOOTNOTE = re.compile(r"[①-⑳]")
_HEADING_HOURS = re.compile(r"\((\d{1,3})\s*(学时|课时)\)")


def sheets_of_tables(document: Document, used: set[int]) -> Iterator[Sheet]:
    """Yield a sheet of each table that no record has read.

    Args:
        document: the document.
        used: where the numbers of its records stand.
    """
    for table in document.tables:
        sheet = _table(document, table)
        if sheet is not None and not _is_read(table, used):
            yield sheet


def _is_read(table: Table, used: set[int]) -> bool:
    """Whether a number of a record stands in a cell of the table."""
    cells = [cell for row in table.rows for cell in row if cell.text]
    return any(cell.start <= at < cell.end for cell in cells for at in used)


def _table(document: Document, table: Table) -> Sheet | None:
    """Rows that have a name and a number."""
    columns = [re.sub(r"\s", "", fold(column)) for column in table.columns]
    value_at = next((i for i, column in enumerate(columns) if _VALUES.search(column)), None)
    name_at = next((i for i, c in enumerate(columns) if _NAMES.search(c) and i != value_at), -1)
    if name_at < 0:
        return None
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
        number = _NUMBER.match(fold(_FOOTNOTE.sub("", cell.text)).strip())
        if number and name and not _TOTAL.match(fold(name)):
            unit = _VALUES.search(columns[value_at])
            value = int(re.sub(r"\D", "", number[1]))
            facts.append(Fact(name, value, unit[0] if unit else "", cell.start, cell.end))
    label = table.name or document.sections[table.section].heading
    kind = "的学时安排" if value_at is not None else "各环节的时间安排"
    return Sheet(f"{label}{kind}", tuple(facts))


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
