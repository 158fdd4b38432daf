"""Fact sheets: tables the program derives, so that totals and comparisons can be found and cited.

One line a row, each with the place its value was read from. A bare number means nothing when it
is quoted, so a source runs from the words before the value to the value itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from indexing.records import Chunk, ChunkKind, Document, Source, Table, chunk_id
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
_COURSE_HOURS = re.compile(r"^工学一体化课程名称\s*(\S.*?)\s*基准学时\s*(\d{1,4})")
_SENTENCE_START = re.compile(r"[。！？!?\n\t]")
_SHORTEST_QUOTE = 6
_LONGEST_QUOTE = 120


@dataclass(frozen=True, slots=True)
class Fact:
    """One line of a sheet: a name, a number with its unit, and where they were read."""

    name: str
    value: int
    unit: str
    start: int
    end: int


def fact_sheets(document: Document) -> list[Chunk]:
    """Return the fact sheets of a document, in reading order of what they rest on."""
    sheets: list[Chunk] = []
    for section, name, facts in _groups(document):
        if len(facts) < 2:
            continue
        total = sum(fact.value for fact in facts)
        unit = facts[0].unit
        lines = [f"{fact.name}：{fact.value} {fact.unit}" for fact in facts]
        lines.append(f"合计：{len(facts)} 项，{total} {unit}")
        text = "\n".join([name, *lines])
        path = document.sections[section].path
        sources = tuple(_source(document, fact) for fact in facts)
        sheets.append(
            Chunk(
                id=chunk_id(document.id, facts[0].start, facts[-1].end, name),
                document_id=document.id,
                kind=ChunkKind.FACT_SHEET,
                text=text,
                search_text=fold(" ".join((document.title, *path)) + "\n" + text),
                heading_path=path,
                page=document.sections[section].page,
                start=facts[0].start,
                end=facts[-1].end,
                section=section,
                sources=sources,
            )
        )
    return sheets


def _groups(document: Document) -> Iterator[tuple[int, str, list[Fact]]]:
    """Yield section, name and facts of every sheet."""
    for table in document.tables:
        yield from _table_facts(document, table)
    yield from _heading_facts(document)
    yield from _course_facts(document)


def _table_facts(document: Document, table: Table) -> Iterator[tuple[int, str, list[Fact]]]:
    """Rows that have a name and a number: tasks and hours, courses and hours, steps and minutes."""
    columns = [re.sub(r"\s", "", fold(column)) for column in table.columns]
    name_at = next(
        (i for i, c in enumerate(columns) if _NAMES.search(c) and i != _value(columns)), -1
    )
    if name_at < 0:
        return
    value_at = _value(columns)
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
        number = _NUMBER.match(fold(_FOOTNOTE.sub("", row[value_at].text)).strip())
        if number and name and not _TOTAL.match(fold(name)):
            unit = _VALUES.search(columns[value_at])
            cell = row[value_at]
            value = int(re.sub(r"\D", "", number[1]))
            facts.append(Fact(name, value, unit[0] if unit else "", cell.start, cell.end))
    section = document.sections[table.section]
    label = table.name or section.heading
    kind = "的学时安排" if value_at is not None else "各环节的时间安排"
    yield table.section, f"{label}{kind}", facts


def _value(columns: list[str]) -> int | None:
    return next((i for i, column in enumerate(columns) if _VALUES.search(column)), None)


def _heading_facts(document: Document) -> Iterator[tuple[int, str, list[Fact]]]:
    """Headings that carry hours: ``第一章…（4学时）``; not those inside one that does."""
    facts: list[Fact] = []
    inside: list[set[int]] = []
    counted: set[int] = set()
    for section in document.sections[1:]:
        hours = _HEADING_HOURS.search(fold(section.heading))
        above = _ancestors(document, section.id)
        if hours and not above & counted:
            end = section.start + len(section.heading)
            name = re.sub(r"[（(][^（()）]*[）)]$", "", section.heading.strip())
            facts.append(Fact(name, int(hours[1]), hours[2], section.start, end))
            inside.append(above)
            counted.add(section.id)
    yield max(set.intersection(*inside), default=0) if inside else 0, "各章学时安排", facts


def _ancestors(document: Document, section: int) -> set[int]:
    """Return the ids of the sections that a section stands in."""
    parent = document.sections[section].parent
    return set() if parent is None else {parent, *_ancestors(document, parent)}


def _course_facts(document: Document) -> Iterator[tuple[int, str, list[Fact]]]:
    """The line that gives each course its hours."""
    facts: list[Fact] = []
    parent = 0
    for unit in document.units:
        text = document.canonical[unit.start : unit.end]
        plain = fold(_FOOTNOTE.sub("", text)) if len(text) <= 60 else ""
        match = _COURSE_HOURS.match(re.sub(r"\s+", " ", plain))
        if match:
            facts.append(Fact(match[1], int(match[2]), "学时", unit.start, unit.end))
            parent = document.sections[unit.section].parent or 0
    yield parent, "各门课程的基准学时", facts


def _source(document: Document, fact: Fact) -> Source:
    """Return the place of a fact; a short value is quoted with the sentence before it."""
    start = fact.start
    text = document.canonical
    if len(re.sub(r"\s", "", text[fact.start : fact.end])) < _SHORTEST_QUOTE:
        before = text[max(0, fact.start - _LONGEST_QUOTE) : fact.start].rstrip()
        closed = before.rstrip("。；;.")
        cut = [m.end() for m in _SENTENCE_START.finditer(closed)]
        first = max(0, fact.start - _LONGEST_QUOTE)
        start = first + (cut[-1] if cut else 0)
        start += len(text[start : fact.start]) - len(text[start : fact.start].lstrip())
    page = next((u.page for u in document.units if u.start <= fact.start < u.end), None)
    return Source(text[start : fact.end], start, fact.end, page)
