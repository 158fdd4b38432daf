"""Fact sheets of a standard: hours of courses and tasks, sizes of groups, weights."""

from __future__ import annotations

from collections.abc import Iterator

from indexing.extract.course import Course
from indexing.extract.hours_tables import HoursTable
from indexing.fact_sheets.sheet import Fact, Sheet, fact
from indexing.records import Document

_HOURS = "学时"


def course_sheets(document: Document, courses: tuple[Course, ...]) -> Iterator[Sheet]:
    """Yield the sheets over all courses, and one of the tasks of each."""
    hours = [
        Fact(course.name.text, course.hours.number, _HOURS, course.parts[0].start, course.hours.end)
        for course in courses
        if course.hours is not None
    ]
    yield Sheet("各门课程的基准学时", tuple(hours))
    for course in courses:
        yield _tasks(document, course)
    yield Sheet("各门课程的可选学习任务", tuple(_optional(document, courses)))
    yield Sheet("各门课程的分组人数", tuple(_groups(courses)), counted="门课程")
    yield Sheet("各门课程的考核权重", tuple(_weights(courses)))


def table_sheets(document: Document, tables: tuple[HoursTable, ...]) -> Iterator[Sheet]:
    """Yield the courses × hours of each level."""
    for table in tables:
        facts = (fact(document, r.name.text, r.hours, _HOURS, r.name) for r in table.rows)
        yield Sheet(f"{table.name.text}的学时安排", tuple(facts))


def _tasks(document: Document, course: Course) -> Sheet:
    timed = [(task, task.hours) for task in course.tasks if task.hours is not None]
    optional = [hours.number or 0 for task, hours in timed if task.optional]
    remark = f"，其中可选 {len(optional)} 项，{sum(optional)} {_HOURS}" if optional else ""
    facts = (fact(document, task.name.text, hours, _HOURS, task.name) for task, hours in timed)
    # The headings above name the course; naming it again would make the sheet answer for it.
    return Sheet("参考性学习任务的学时安排", tuple(facts), remark=remark)


def _optional(document: Document, courses: tuple[Course, ...]) -> Iterator[Fact]:
    for course in courses:
        for task in course.tasks:
            if task.optional and task.hours is not None:
                name = f"{course.name.text}·{task.name.text}"
                yield fact(document, name, task.hours, _HOURS, task.name)


def _groups(courses: tuple[Course, ...]) -> Iterator[Fact]:
    for course in courses:
        group = course.teaching.group_size if course.teaching else None
        if group is not None:
            size = f"{group.low}" if group.low == group.high else f"{group.low}～{group.high}"
            span = (group.size.start, group.size.end)
            yield Fact(course.name.text, None, "人", *span, told=f"每组 {size} 人")


def _weights(courses: tuple[Course, ...]) -> Iterator[Fact]:
    for course in courses:
        for part in course.assessment.parts if course.assessment else ():
            if part.weight is not None:
                start = part.heading.start if part.heading else part.weight.start
                start = min(start, part.weight.start)
                name = f"{course.name.text}·{part.name}"
                told = f"{part.weight.number}%"
                yield Fact(name, None, "%", start, part.weight.end, told=told)
