"""Fact sheets of a lesson plan (steps × minutes, weights) and of a syllabus (chapters × hours)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from indexing.fact_sheets.sheet import Fact, Sheet, fact
from indexing.kinds.lesson_plan.lesson_plan import LessonPlan
from indexing.kinds.shared.values import Value
from indexing.kinds.syllabus.syllabus import Chapter, Syllabus
from indexing.kinds.syllabus.syllabus_table import ChapterHours
from indexing.records import Document

#: A line up to this long is quoted whole.
_SHORT = 60


def plan_sheets(document: Document, plan: LessonPlan) -> Iterator[Sheet]:
    """Yield the minutes of the steps and the weights of the assessment."""
    timed = [(step, step.minutes) for step in plan.steps if step.minutes is not None]
    facts = tuple(fact(document, step.label, time, "分钟", step.name) for step, time in timed)
    yield Sheet("教学实施过程各环节的时间安排", facts)
    weights = (
        Fact(w.name, None, "%", w.quote.start, w.quote.end, told=f"{w.value.number}%")
        for w in plan.weights
    )
    yield Sheet("考核评价各部分的权重", tuple(weights))


def syllabus_sheets(document: Document, syllabus: Syllabus) -> Iterator[Sheet]:
    """Yield the hours of the course, its chapters and projects, and the goals chapters serve."""
    chapters = syllabus.chapters
    whole = _whole(document, syllabus.hours)
    # Theory and practice are parts of the whole: nothing of this is added up.
    told = tuple(replace(f, value=None, told=f"{f.value} 学时") for f in whole.values())
    yield Sheet("总学时、理论学时和实践学时", told)
    hours = [_fact(document, chapter, chapter.hours) for chapter in chapters if chapter.hours]
    yield Sheet("各章学时安排", tuple(hours), total=whole.get("总学时"))
    yield Sheet("各章支撑的课程目标", tuple(_goals(document, chapters)), counted="章")
    for name, kind in (("理论", "theory"), ("实践", "practice")):
        own = [(chapter, getattr(chapter.plan, kind)) for chapter in chapters]
        facts = [_fact(document, chapter, value) for chapter, value in own if value]
        yield Sheet(f"各章{name}学时", tuple(f for f in facts if f.value))
    projects = [(p, p.hours) for p in syllabus.projects if p.hours is not None]
    timed = tuple(fact(document, p.name.text, value, "学时", p.name) for p, value in projects)
    if len(timed) == len(syllabus.projects):
        yield Sheet("各实训项目的学时", timed)
    else:
        yield Sheet("各实训项目的学时", tuple(_projects(syllabus)))


def _whole(document: Document, hours: ChapterHours) -> dict[str, Fact]:
    """Return the hours in all, of theory and of practice, each quoted with its whole line."""
    named = {"总学时": hours.total, "理论": hours.theory, "实践": hours.practice}
    out: dict[str, Fact] = {}
    for name, value in named.items():
        if value is not None and value.number is not None:
            unit = next(u for u in document.units if u.start <= value.start < u.end)
            near = unit.end - unit.start <= _SHORT
            span = (unit.start, unit.end) if near else (value.start, value.end)
            out[name] = Fact(name, value.number, "学时", *span)
    return out


def _goals(document: Document, chapters: tuple[Chapter, ...]) -> Iterator[Fact]:
    for chapter in chapters:
        goals = chapter.plan.goals
        if goals:
            numbers = "、".join(str(goal.number) for goal in goals)
            line = _fact(document, chapter, goals[-1])
            start = line.start if line.start < goals[0].start else goals[0].start
            told = f"课程目标 {numbers}"
            yield Fact(line.name, None, "", start, goals[-1].end, told=told)


def _projects(syllabus: Syllabus) -> Iterator[Fact]:
    """Yield the projects where the syllabus does not give the hours of every one."""
    for project in syllabus.projects:
        hours = project.hours.number if project.hours else None
        told = "学时未写明" if hours is None else f"{hours} 学时"
        name = project.name
        yield Fact(name.text, None, "", name.start, name.end, told=told)


def _fact(document: Document, chapter: Chapter, value: Value) -> Fact:
    line = document.canonical.rfind("\n", 0, chapter.name.start) + 1
    name = document.canonical[line : chapter.name.end]
    heading = Value(name, line, chapter.name.end, chapter.page)
    return fact(document, name, value, "学时", heading)
