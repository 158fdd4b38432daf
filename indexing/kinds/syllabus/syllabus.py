"""A syllabus: its basics, goals, chapters with their hours, practical projects and resources."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from indexing.kinds.shared.figures import number_in
from indexing.kinds.shared.outline import Outline, TextMatch
from indexing.kinds.shared.values import Field, Part, Value
from indexing.kinds.shared.vocabulary import alias, label, vocabulary
from indexing.kinds.syllabus.syllabus_hours import Sums
from indexing.kinds.syllabus.syllabus_table import ChapterHours, HoursPlan, goal_count, hours_plan
from indexing.numerals import numbered
from indexing.records import Section, Table, Unit, UnitKind
from indexing.wrapping import ends_sentence

_HEADING_HOURS = re.compile(r"\(\s*(?P<hours>(?P<count>\d{1,3})\s*(?:学时|课时))\s*\)\s*$")
_KIND_HOURS = {
    "theory": re.compile(r"(?P<a>\d{1,3})\s*(?:学时)?理论|理论[^\d]{0,4}?(?P<b>\d{1,3})"),
    "practice": re.compile(r"(?P<a>\d{1,3})\s*(?:学时)?实践|实践[^\d]{0,4}?(?P<b>\d{1,3})"),
}
_NUMERALS = "一二三四五六七八九十"


@dataclass(frozen=True, slots=True)
class Chapter:
    """A chapter.

    Attributes:
        number: its number.
        name: its name, without number and hours.
        hours: hours in its heading, else in the table.
        plan: what the table of hours says: goals, hours in all, theory, practice.
        kind: ``theory`` or ``practice`` after the part it stands in, else empty.
        fields: its fields, named as in the vocabulary.
        page: printed page, if any.
    """

    number: int
    name: Value
    hours: Value | None
    plan: ChapterHours
    kind: str
    fields: tuple[Part, ...]
    page: int | None


@dataclass(frozen=True, slots=True)
class Syllabus:
    """A syllabus; what it leaves out is empty or ``None``.

    Attributes:
        basics: the short fields at the top.
        hours: hours named there: in all, theory, practice.
        goals: the goals of the course (``number`` is the goal's).
        chapters: the chapters.
        totals: the row of totals of the table of hours.
        projects: practical projects.
        resources: textbooks, references, online resources.
        methods: teaching methods.
    """

    basics: tuple[Field, ...]
    hours: ChapterHours
    goals: tuple[Value, ...]
    chapters: tuple[Chapter, ...]
    totals: ChapterHours
    projects: tuple[Project, ...]
    resources: tuple[Part, ...]
    methods: tuple[Value, ...]


def syllabus(outline: Outline) -> Syllabus:
    """Return the syllabus that a document is."""
    basics = _basics(outline)
    hours = _basic_hours(outline, basics)
    plan, drafts = _chapters(outline, hours)
    return Syllabus(
        basics=basics,
        hours=hours,
        goals=goals(outline),
        chapters=tuple(_chapter(outline, section, plan, kind) for section, kind in drafts),
        totals=plan.totals,
        projects=projects(outline),
        resources=_resources(outline),
        methods=_methods(outline),
    )


def _section(outline: Outline, name: str) -> Section | None:
    named = (s for s in outline.document.sections[1:] if label(s.heading) == name)
    return next(named, None)


def _basics(outline: Outline) -> tuple[Field, ...]:
    section = next(
        (s for s in outline.document.sections[1:] if alias("syllabus", "about", s.heading)), None
    )
    names: list[str] = sorted(vocabulary()["syllabus"]["basics"], key=len, reverse=True)
    pattern = rf"^(?P<name>{'|'.join(map(re.escape, names))})[\s:]*(?P<value>[^\s、,][\s\S]*)$"
    out: list[Field] = []
    for unit in outline.units(section.id) if section else []:
        found = outline.search(pattern, unit.start, unit.end)
        if found:
            number = re.match(r"\d{1,4}", found["value"])
            count = int(number[0]) if number else None
            out.append(Field(found["name"], outline.value(*found.span("value"), count)))
    return tuple(out)


def _basic_hours(outline: Outline, basics: tuple[Field, ...]) -> ChapterHours:
    value = next((f.value for f in basics if f.name == "学时"), None)
    if value is None or value.number is None:
        return ChapterHours()
    kinds: dict[str, Value] = {}
    for kind, pattern in _KIND_HOURS.items():
        found = outline.search(pattern, value.start, value.end)
        if found:
            group = "a" if found["a"] else "b"
            kinds[kind] = outline.value(*found.span(group), int(found[group]))
    total = outline.search(r"^\d{1,4}", value.start, value.end)
    whole = outline.value(*total.span(), value.number) if total else None
    return ChapterHours((), whole, kinds.get("theory"), kinds.get("practice"))


def _chapters(outline: Outline, hours: ChapterHours) -> tuple[HoursPlan, list[tuple[Section, str]]]:
    """Return the plan of hours, and the sections of the chapters with their kinds."""
    found: list[tuple[Section, str]] = []
    known: dict[int, int] = {}
    kinds: dict[int, str] = {}
    for section in outline.document.sections[1:]:
        number = numbered(section.heading)
        if number is None or number.form != "chapter":
            continue
        kind = next((k for text in section.path if (k := _kind(text))), "")
        found.append((section, kind))
        if kind:
            kinds[number.value] = kind
        printed = outline.search(_HEADING_HOURS, section.start, _heading_end(outline, section))
        if printed:
            known[number.value] = int(printed["count"])
    sums = Sums(*(v.number if v else None for v in (hours.total, hours.theory, hours.practice)))
    return hours_plan(outline, known, kinds, sums), found


def _kind(heading: str) -> str:
    words: Mapping[str, list[str]] = vocabulary()["chapter_kinds"]
    return next((kind for kind, names in words.items() if label(heading) in names), "")


def _heading_end(outline: Outline, section: Section) -> int:
    heading = outline.heading(section)
    return heading.end if heading else section.start


def _chapter(outline: Outline, section: Section, plan: HoursPlan, kind: str) -> Chapter:
    number = numbered(section.heading)
    assert number is not None
    name = outline.title(section)
    hours = outline.search(_HEADING_HOURS, name.start, name.end)
    row = plan.chapters.get(number.value, ChapterHours())
    total = row.total
    if hours:
        total = outline.value(*hours.span("hours"), int(hours["count"]))
        text = outline.document.canonical[name.start : hours.span()[0]].rstrip()
        name = outline.value(name.start, name.start + len(text))
    fields = []
    for child in outline.children(section.id):
        field = alias("syllabus", "fields", child.heading)
        if field:
            fields.append(outline.part(child, field))
    return Chapter(number.value, name, total, row, kind, tuple(fields), section.page)


def _resources(outline: Outline) -> tuple[Part, ...]:
    section = _section(outline, "课程资源")
    if section is None:
        return ()
    own = outline.values(outline.units(section.id))
    below = [outline.part(child) for child in outline.children(section.id)]
    return (*([Part("", None, own)] if own else []), *below)


def _methods(outline: Outline) -> tuple[Value, ...]:
    section = _section(outline, "教学方法与手段")
    return outline.values(outline.units(section.id, deep=True)) if section else ()


def goals(outline: Outline) -> tuple[Value, ...]:
    """Return the goals: the items of their section, or the sentences of its one paragraph.

    Sentences are certain where there are as many as the tables number goals.
    """
    sections = [s for s in outline.document.sections[1:] if label(s.heading) == "课程目标"]
    units = next((own for s in reversed(sections) if (own := outline.units(s.id))), [])
    items = [unit for unit in units if unit.kind is UnitKind.ITEM]
    if items or len(units) > 1:
        lead = not items and outline.text(units[0]).rstrip().endswith((":", "："))
        values = outline.values(items or units[lead:])
        return tuple(replace(value, number=i) for i, value in enumerate(values, start=1))
    if not units:
        return ()
    start, end = units[0].start, units[0].end
    lead_end = outline.search(r"^[^。]{0,60}?:", start, end)
    start = lead_end.span()[1] if lead_end else start
    spans = [found.span() for found in outline.finditer(r"[^。]+。?", start, end)]
    certain = len(spans) == goal_count(outline)
    return tuple(
        outline.value(low, high, i, certain=certain)
        for i, (low, high) in enumerate(spans, start=1)
        if outline.document.canonical[low:high].strip()
    )


@dataclass(frozen=True, slots=True)
class Project:
    """A practical project; hours or text that are cut off are absent or not certain."""

    name: Value
    hours: Value | None
    text: Value | None


def projects(outline: Outline) -> tuple[Project, ...]:
    """Return the projects in reading order."""
    words = vocabulary()["project"]
    for table in map(Table.as_printed, outline.document.tables):
        at = {
            key: next((i for i, c in enumerate(map(label, table.columns)) if c in words[key]), None)
            for key in ("name", "hours", "text")
        }
        if at["name"] is None or at["hours"] is None:
            continue
        found = []
        for row in table.rows:
            name = outline.cell(row[at["name"]])
            hours = number_in(outline, row[at["hours"]])
            text = outline.cell(row[at["text"]]) if at["text"] is not None else None
            if name is not None:
                found.append(Project(name, hours, text))
        return tuple(found)
    header = re.compile(rf"^(?:{'|'.join(words['name'])})学时(?:{'|'.join(words['text'])})")
    for unit in outline.document.units:
        opened = outline.search(header, unit.start, unit.end)
        if opened:
            return tuple(_collapsed(outline, unit, opened.span()[1]))
    return ()


def _collapsed(outline: Outline, unit: Unit, start: int) -> Iterator[Project]:
    """Yield the projects behind a header: ``一``, name, hours, text, ``二`` and so on."""
    at = start
    opened: list[TextMatch] = []
    for numeral in _NUMERALS:
        pattern = rf"{numeral}(?P<name>[^\d。;:]{{2,30}}?)(?P<hours>\d{{1,2}})(?=\D)"
        found = outline.search(pattern, at, unit.end)
        if found is None or (not opened and found.span()[0] != start):
            break
        opened.append(found)
        at = found.span()[1]
    for index, found in enumerate(opened):
        end = opened[index + 1].span()[0] if index + 1 < len(opened) else unit.end
        text = outline.value(found.span()[1], end) if found.span()[1] < end else None
        if text is not None and index + 1 == len(opened) and not ends_sentence(text.text):
            text = replace(text, certain=False)  # the table is cut off here
        hours = outline.value(*found.span("hours"), int(found["hours"]))
        yield Project(outline.value(*found.span("name")), hours, text)
