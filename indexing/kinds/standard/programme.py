"""The programme of a standard: its name, and for each level code, years and certificates."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from indexing.kinds.shared.outline import Outline
from indexing.kinds.shared.values import Value
from indexing.kinds.shared.vocabulary import alias
from indexing.kinds.standard.hours_tables import HoursTable, hours_tables, level_in
from indexing.numerals import value_of
from indexing.records import Section, Table

_ENTRY = re.compile(r"(?P<entry>[^\s、,;:()]{2,4}起点)")
_YEARS = re.compile(r"(?P<years>(?P<count>[一二两三四五六七八九十]|\d{1,2})\s*年)(?:制)?")
_CODE = re.compile(r"[0-9A-Z][0-9A-Z.\-–]{3,}")


@dataclass(frozen=True, slots=True)
class Years:
    """Years of study from one entry; ``years.number`` is how many."""

    entry: Value | None
    years: Value


@dataclass(slots=True)
class Level:
    """One level of the programme.

    Attributes:
        name: the level, folded (``预备技师(技师)``).
        code: code of the programme at this level.
        years: years of study, for each entry.
        certificates: vocational qualifications.
        total: hours of all its courses, from the first table of the level.
    """

    name: str
    code: Value | None = None
    years: tuple[Years, ...] = ()
    certificates: tuple[Value, ...] = ()
    total: Value | None = None


@dataclass(frozen=True, slots=True)
class Programme:
    """The programme a standard is for."""

    name: Value | None
    levels: tuple[Level, ...]
    tables: tuple[HoursTable, ...]


@dataclass(slots=True)
class _Levels:
    """Levels by name, in the order they are met."""

    found: dict[str, Level] = field(default_factory=dict)

    def of(self, name: str) -> Level:
        return self.found.setdefault(name, Level(name))


def programme(outline: Outline) -> Programme:
    """Return the programme; what a standard does not say is absent."""
    levels = _Levels()
    name: Value | None = None
    for section in outline.document.sections[1:]:
        if section.level > 2:
            continue
        if alias("programme", "name", section.heading):
            units = outline.units(section.id)
            name = outline.unit_value(units[0]) if units and name is None else name
        elif alias("programme", "code", section.heading):
            for level, start, end, _ in _entries(outline, section):
                code = outline.search(_CODE, start, end)
                levels.of(level).code = outline.value(*code.span()) if code else None
        elif alias("programme", "years", section.heading):
            for level, start, end, column in _entries(outline, section):
                levels.of(level).years += tuple(_years(outline, start, end, column))
        elif alias("programme", "certificate", section.heading):
            for level, start, end, _ in _entries(outline, section):
                levels.of(level).certificates += tuple(_parts(outline, start, end))
    tables = hours_tables(outline)
    for table in tables:
        if table.level and levels.of(table.level).total is None:
            levels.of(table.level).total = table.total
    return Programme(name, tuple(levels.found.values()), tables)


def _entries(outline: Outline, section: Section) -> Iterator[tuple[str, int, int, Value | None]]:
    """Yield what a section says of each level: level, span and, in a table, the column's entry."""
    tables = [
        table.as_printed() for table in outline.document.tables if table.section == section.id
    ]
    for table in tables:
        for row in table.rows:
            level = level_in(outline, row[0].start, row[0].end)
            for index, cell in enumerate(row[1:], start=1):
                if level and cell.text.strip():
                    column = _column(outline, section, table, index)
                    yield level[0], cell.start, cell.end, column
    if tables:
        return
    for unit in outline.units(section.id):
        colon = re.search("[：:]", outline.text(unit))
        if colon:
            level = level_in(outline, unit.start, unit.start + colon.start())
            if level:
                yield level[0], unit.start + colon.end(), unit.end, None


def _column(outline: Outline, section: Section, table: Table, index: int) -> Value | None:
    """Return the entry that the header of a column names, where it is printed."""
    name = _ENTRY.search(table.columns[index])
    if name is None:
        return None
    at = outline.document.canonical.find(name["entry"], section.start, section.end)
    return outline.value(at, at + len(name["entry"])) if at >= 0 else None


def _years(outline: Outline, start: int, end: int, entry: Value | None) -> Iterator[Years]:
    at = start
    for found in outline.finditer(_YEARS, start, end):
        named = outline.search(_ENTRY, at, found.span()[0])
        own = outline.value(*named.span("entry")) if named else entry
        yield Years(own, outline.value(*found.span("years"), value_of(found["count"])))
        at = found.span()[1]


def _parts(outline: Outline, start: int, end: int) -> Iterator[Value]:
    """Yield what stands between slashes, commas and semicolons."""
    for found in outline.finditer(r"[^/、;,。]+", start, end):
        low, high = found.span()
        text = outline.document.canonical[low:high]
        if text.strip():
            low += len(text) - len(text.lstrip())
            yield outline.value(low, low + len(text.strip()))
