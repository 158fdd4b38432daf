"""Hours of a standard: the tasks of a course, the tables of courses, the totals of the tables."""

from __future__ import annotations

from collections.abc import Iterator

from indexing.consistency.finding import Finding, at
from indexing.extract import Outline, Records
from indexing.extract.course import Course
from indexing.extract.hours_tables import HoursTable
from indexing.structure.vocabulary import label


def course_hours(outline: Outline, records: Records) -> Iterator[Finding]:
    """Yield hours that do not add up or that are given twice and differ."""
    for course in records.courses:
        yield from _tasks(outline, course)
    if records.programme is None:
        return
    for table in records.programme.tables:
        yield from _total(outline, table)
    yield from _twice(outline, records.courses, records.programme.tables)


def _tasks(outline: Outline, course: Course) -> Iterator[Finding]:
    """Compare a course with its tasks; optional tasks may or may not be counted."""
    hours = course.hours
    given = [task.hours for task in course.tasks if task.hours and task.hours.certain]
    if hours is None or not hours.certain or not given or len(given) < len(course.tasks):
        return
    everything = sum(value.number or 0 for value in given)
    optional = sum(t.hours.number or 0 for t in course.tasks if t.optional and t.hours)
    if hours.number in (everything, everything - optional):
        return
    name = course.name.text
    less = f"（不算可选任务为 {everything - optional}）" if optional else ""
    yield Finding(
        "task_hours",
        f"“{name}”基准学时为 {hours.number}，"
        f"各学习任务的学时合计为 {everything}{less}，两者不一致。",
        (at(outline, hours), *(at(outline, value) for value in given)),
        f"核对原件：基准学时应为 {everything}，或某个任务的学时印错了。",
    )


def _total(outline: Outline, table: HoursTable) -> Iterator[Finding]:
    values = [row.hours for row in table.rows]
    total = table.total
    if total is None or not values or not all(v.certain for v in (total, *values)):
        return
    added = sum(value.number or 0 for value in values)
    if added != total.number:
        yield Finding(
            "level_total",
            f"“{table.name.text}”印的总学时为 {total.number}，"
            f"表中 {len(values)} 门课程合计为 {added}，两者不一致。",
            (at(outline, total), at(outline, table.name)),
            f"核对原件：总学时应为 {added}，或某门课程的学时印错了。",
        )


def _twice(
    outline: Outline, courses: tuple[Course, ...], tables: tuple[HoursTable, ...]
) -> Iterator[Finding]:
    """Compare the hours of a course in the tables with those at the head of the course."""
    own = {label(c.name.text): c.hours for c in courses if c.hours and c.hours.certain}
    for table in tables:
        for row in table.rows:
            hours = own.get(label(row.name.text))
            if hours and row.hours.certain and hours.number != row.hours.number:
                yield Finding(
                    "course_hours",
                    f"“{row.name.text}”在课程表中为 {row.hours.number} 学时，"
                    f"在该课程的课程标准中为 {hours.number} 学时。",
                    (at(outline, row.hours), at(outline, hours)),
                    "核对原件，把两处改成同一个学时。",
                )
