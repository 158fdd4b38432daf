"""Fact sheets of a lesson plan (steps × minutes, weights) and of a syllabus (chapters × hours)."""

from __future__ import annotations

from collections.abc import Iterator

from indexing.extract.lesson_plan import LessonPlan
from indexing.extract.syllabus import Chapter, Syllabus
from indexing.extract.values import Value
from indexing.fact_sheets.sheet import Fact, Sheet, fact
from indexing.records import Document


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
    """Yield the hours of the chapters, those of theory and of practice, and of the projects."""
    chapters = syllabus.chapters
    hours = [_fact(document, chapter, chapter.hours) for chapter in chapters if chapter.hours]
    yield Sheet("各章学时安排", tuple(hours))
    for name, kind in (("理论", "theory"), ("实践", "practice")):
        own = [(chapter, getattr(chapter.plan, kind)) for chapter in chapters]
        facts = [_fact(document, chapter, value) for chapter, value in own if value]
        yield Sheet(f"各章{name}学时", tuple(f for f in facts if f.value))
    projects = [(p, p.hours) for p in syllabus.projects if p.hours is not None]
    yield Sheet(
        "各实训项目的学时",
        tuple(fact(document, p.name.text, value, "学时", p.name) for p, value in projects),
    )


def _fact(document: Document, chapter: Chapter, value: Value) -> Fact:
    line = document.canonical.rfind("\n", 0, chapter.name.start) + 1
    name = document.canonical[line : chapter.name.end]
    heading = Value(name, line, chapter.name.end, chapter.page)
    return fact(document, name, value, "学时", heading)
