"""One course of a standard, with its eight parts."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from indexing.extract.assessment import Assessment, assessment
from indexing.extract.content import Content, content
from indexing.extract.found import Found
from indexing.extract.outline import Outline
from indexing.extract.tasks import Task, tasks
from indexing.extract.teaching import Teaching, teaching
from indexing.extract.values import Part, Value
from indexing.numerals import numbered
from indexing.records import Section, UnitKind
from indexing.structure.vocabulary import alias, label, vocabulary


@dataclass(frozen=True, slots=True)
class Course:
    """A course; what the standard leaves out is ``None`` or empty.

    Attributes:
        number: number of the course in the standard.
        name: its name.
        hours: its hours (``hours.number``).
        note: the footnote or remark on the hours.
        page: printed page the course begins on.
        parts: the parts printed, by their headings: the line of name and hours, then the fields.
        description: the typical task it rests on.
        analysis: fields of the work analysis, each whole although it was printed in pieces.
        goals_lead: what stands before the list of goals.
        goals: the goals.
        content: learning content.
        tasks: reference learning tasks.
        teaching: teaching requirements.
        assessment: how it is assessed.
    """

    number: int | None
    name: Value
    hours: Value | None
    note: Value | None
    page: int | None
    parts: tuple[Value, ...]
    description: tuple[Value, ...]
    analysis: tuple[Part, ...]
    goals_lead: tuple[Value, ...]
    goals: tuple[Value, ...]
    content: Content
    tasks: tuple[Task, ...]
    teaching: Teaching | None
    assessment: Assessment | None


def courses(outline: Outline) -> tuple[Course, ...]:
    """Return the courses of a standard in reading order.

    A course is a section whose heading ends like one (课程标准) and that has fields of a course.
    """
    suffix: str = vocabulary()["standard"]["course_suffix"]
    found: list[Course] = []
    for section in outline.document.sections[1:]:
        name = label(section.heading)
        if name.endswith(suffix) and name != suffix:
            fields = _fields(outline, section)
            if fields:
                found.append(_course(outline, section, fields))
    return tuple(found)


def _fields(outline: Outline, section: Section) -> dict[str, Section]:
    fields: dict[str, Section] = {}
    for child in outline.children(section.id):
        name = alias("standard", "fields", child.heading)
        if name:
            fields.setdefault(name, child)
    return fields


def _course(outline: Outline, section: Section, fields: dict[str, Section]) -> Course:
    words = [names[0] for names in vocabulary()["standard"]["fields"]]
    task, work, goal, learn, learning_tasks, advice, exam = (fields.get(word) for word in words)
    named = _name_line(outline, section)
    name = outline.value(*named.span("name")) if named else _bare_name(outline, section)
    hours = outline.value(*named.span("hours"), int(named["hours"])) if named else None
    number = numbered(section.heading)
    goals = outline.units(goal.id, deep=True) if goal else []
    items = [unit for unit in goals if unit.kind is UnitKind.ITEM]
    headings = [heading for s in fields.values() if (heading := outline.heading(s))]
    return Course(
        number=number.value if number else None,
        name=name,
        hours=hours,
        note=_note(outline, section, hours),
        page=section.page,
        parts=(*([outline.value(*named.span())] if named else []), *headings),
        description=outline.values(outline.units(task.id, deep=True)) if task else (),
        analysis=_analysis(outline, work) if work else (),
        goals_lead=outline.values(u for u in goals if u.kind is not UnitKind.ITEM) if items else (),
        goals=outline.values(items or goals),
        content=content(outline, learn) if learn else Content(),
        tasks=tasks(outline, learning_tasks) if learning_tasks else (),
        teaching=teaching(outline, advice) if advice else None,
        assessment=assessment(outline, exam) if exam else None,
    )


@cache
def _line() -> re.Pattern[str]:
    words = vocabulary()["standard"]
    return re.compile(
        rf"{words['course_name']}[\s:]*(?P<name>\S.*?)\s*{words['course_hours']}"
        r"[\s:]*(?P<hours>\d{1,4})"
    )


def _name_line(outline: Outline, section: Section) -> Found | None:
    """Return the line that gives the course its name and hours."""
    for unit in outline.units(section.id)[:4]:
        found = outline.search(_line(), unit.start, unit.end)
        if found:
            return found
    return None


def _bare_name(outline: Outline, section: Section) -> Value:
    """Return the heading without number and suffix."""
    title = outline.title(section)
    suffix: str = vocabulary()["standard"]["course_suffix"]
    found = outline.search(rf"^(.+?)\s*{suffix}", title.start, title.end)
    return outline.value(*found.span(1)) if found else title


def _note(outline: Outline, section: Section, hours: Value | None) -> Value | None:
    """Return the footnote whose mark stands behind the hours, or a remark below them."""
    if hours is None:
        return None
    mark = outline.document.canonical[hours.end : hours.end + 1]
    note = outline.note(mark, hours.end)
    if note is not None:
        return note
    remarks = (unit for unit in outline.units(section.id) if unit.start > hours.end)
    return next((outline.unit_value(u) for u in remarks if outline.text(u)[:1] == "注"), None)


def _analysis(outline: Outline, section: Section) -> tuple[Part, ...]:
    """Return the fields of the work analysis; a column cut by a page break is one field."""
    runs: dict[str, list[Section]] = {}
    for child in outline.children(section.id):
        name = alias("standard", "analysis", child.heading) or label(child.heading)
        runs.setdefault(name, []).append(child)
    order = [names[0] for names in vocabulary()["standard"]["analysis"]]
    return tuple(
        Part(
            name,
            next((h for s in runs[name] if (h := outline.heading(s))), None),
            outline.continued([outline.units(s.id, deep=True) for s in runs[name]]),
        )
        for name in sorted(runs, key=lambda n: order.index(n) if n in order else len(order))
    )
