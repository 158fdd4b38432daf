"""One course of a standard with its eight parts, and what it asks of its teaching."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from indexing.kinds.shared.figures import GroupSize, group_size
from indexing.kinds.shared.outline import Outline, TextMatch
from indexing.kinds.shared.values import Part, Value
from indexing.kinds.shared.vocabulary import alias, label, vocabulary
from indexing.kinds.standard.assessment import Assessment, assessment
from indexing.kinds.standard.learning import Content, Task, content, tasks
from indexing.numerals import numbered
from indexing.records import Section, UnitKind

_TEACHING = ("teachers", "organisation", "resources", "management")


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


def _name_line(outline: Outline, section: Section) -> TextMatch | None:
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


@dataclass(frozen=True, slots=True)
class Teaching:
    """What a course asks of its teaching; a part the standard leaves out is ``None``."""

    teachers: Part | None
    organisation: Part | None
    resources: Part | None
    management: Part | None
    group_size: GroupSize | None


def teaching(outline: Outline, section: Section) -> Teaching:
    """Return the requirements that the headings under ``section`` name."""
    words = vocabulary()["teaching"]
    parts: dict[str, Part] = {}
    for child in outline.children(section.id):
        name = re.sub("[建议要求]{2}$", "", label(child.heading))
        key = next((k for k in _TEACHING if any(word in name for word in words[k])), None)
        if key is not None and key not in parts:
            parts[key] = outline.part(child)
    organisation = parts.get("organisation")
    return Teaching(
        parts.get("teachers"),
        organisation,
        parts.get("resources"),
        parts.get("management"),
        group_size(outline, organisation.text) if organisation else None,
    )
