"""Fact sheets of a standard: hours of levels, courses and tasks; who works, groups, weights.

A question may ask across all courses, so what each course says of itself stands in one sheet.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from indexing.fact_sheets.sheet import Fact, Sheet, fact
from indexing.kinds.standard.course import Course
from indexing.kinds.standard.hours_tables import HoursTable
from indexing.kinds.standard.learning import Task
from indexing.records import Document

_HOURS = "学时"
_NOT_READ = "没有读出学时"
#: Who does the work: as in 由客服专员来完成.
_DONE_BY = re.compile(r"由(?P<who>[^，,。；;由]{2,24}?)(?:来|共同)?(?:完成|承担|负责)")
#: Words before a printed total that belong to its quote.
_BEFORE_TOTAL = 12


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
    yield Sheet("所有参考性学习任务的学时", tuple(_all_tasks(document, courses)))
    yield Sheet("各门课程的学习任务数", tuple(_counts(courses)), counted="门课程")
    yield Sheet("各门课程的工作由谁完成", tuple(_doers(document, courses)), counted="门课程")
    yield Sheet("各门课程的可选学习任务", tuple(_optional(document, courses)))
    yield Sheet("各门课程的分组人数", tuple(_groups(courses)), counted="门课程")
    yield Sheet("各门课程的考核权重", tuple(_weights(courses)))


def table_sheets(document: Document, tables: tuple[HoursTable, ...]) -> Iterator[Sheet]:
    """Yield the courses × hours of each level, and the totals the levels print."""
    totals: list[Fact] = []
    for table in tables:
        facts = tuple(fact(document, r.name.text, r.hours, _HOURS, r.name) for r in table.rows)
        total = _total(document, table)
        yield Sheet(f"{table.name.text}的学时安排", facts, total=total)
        if total is not None and table.level:
            entry = f"（{table.entry.text}）" if table.entry else ""
            totals.append(replace(total, name=f"{table.level}{entry}"))
    # Levels build on one another: their totals are compared, never added up.
    told = tuple(replace(f, value=None, told=f"{f.value} {_HOURS}") for f in totals)
    yield Sheet("各层级工学一体化课程的总学时", told, counted="个层级课程表")


def _total(document: Document, table: HoursTable) -> Fact | None:
    """Return the printed total with the words before it in its row."""
    if table.total is None:
        return None
    start = table.total.start
    row = max(document.canonical.rfind("\n", 0, start) + 1, start - _BEFORE_TOTAL)
    return Fact("总学时", table.total.number, _HOURS, row, table.total.end)


def _all_tasks(document: Document, courses: tuple[Course, ...]) -> Iterator[Fact]:
    for course in courses:
        if any(task.hours is not None for task in course.tasks):
            for task in course.tasks:
                yield _hours_of(document, task, f"{course.name.text}·{task.name.text}")


def _counts(courses: tuple[Course, ...]) -> Iterator[Fact]:
    """Yield how many tasks each course has, read from the number and name of the last."""
    for course in courses:
        last = course.tasks[-1] if course.tasks else None
        if last and last.number and last.number.number == len(course.tasks):
            told = f"{last.number.number} 项任务"
            yield Fact(course.name.text, None, "项", last.number.start, last.name.end, told=told)


def _doers(document: Document, courses: tuple[Course, ...]) -> Iterator[Fact]:
    for course in courses:
        for value in course.description:
            found = _DONE_BY.search(document.canonical, value.start, value.end)
            if found:
                who = re.sub(r"\s+", "", found["who"])
                yield Fact(course.name.text, None, "", *found.span(), told=who)
                break


def _tasks(document: Document, course: Course) -> Sheet:
    facts = [_hours_of(document, task, task.name.text) for task in course.tasks]
    timed = [fact for fact in facts if fact.value is not None]
    optional = [t.hours.number or 0 for t in course.tasks if t.optional and t.hours]
    remark = f"，其中可选 {len(optional)} 项，{sum(optional)} {_HOURS}" if optional else ""
    # The headings above name the course; naming it again would make the sheet answer for it.
    return Sheet("参考性学习任务的学时安排", tuple(facts if timed else ()), remark=remark)


def _hours_of(document: Document, task: Task, name: str) -> Fact:
    """Return the hours of a task; where none were read its line says so, and nothing adds up."""
    if task.hours is not None:
        return fact(document, name, task.hours, _HOURS, task.name)
    return Fact(name, None, _HOURS, task.name.start, task.name.end, told=_NOT_READ)


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
