"""What a document holds, in one line or two: for ``beike inspect`` in a terminal."""

from __future__ import annotations

from indexing.kinds import Records
from indexing.kinds.lesson_plan.lesson_plan import LessonPlan
from indexing.kinds.standard.course import Course
from indexing.kinds.syllabus.syllabus import Syllabus


def summary(records: Records) -> list[str]:
    """Return lines in Chinese; none where there are no records."""
    lines: list[str] = []
    if records.programme is not None and records.courses:
        lines.append(_courses(records.courses))
        levels = [(lv.name, lv.total.number) for lv in records.programme.levels if lv.total]
        if levels:
            lines.append("总学时：" + "，".join(f"{name} {hours}" for name, hours in levels))
    if records.lesson_plan is not None:
        lines.append(_plan(records.lesson_plan))
    if records.syllabus is not None:
        lines.append(_syllabus(records.syllabus))
    return lines


def _courses(courses: tuple[Course, ...]) -> str:
    tasks = [task for course in courses for task in course.tasks]
    optional = sum(task.optional for task in tasks)
    remark = f"（{optional} 个可选）" if optional else ""
    return f"{len(courses)} 门课程，{len(tasks)} 个学习任务{remark}"


def _plan(plan: LessonPlan) -> str:
    phases = list(dict.fromkeys(step.phase for step in plan.steps if step.phase))
    counts = [(phase, sum(step.phase == phase for step in plan.steps)) for phase in phases]
    named = "，".join(f"{phase} {count}" for phase, count in counts)
    timed = [step.minutes.number or 0 for step in plan.steps if step.minutes]
    minutes = f"，共 {sum(timed)} 分钟" if timed else ""
    return f"{len(plan.steps)} 个教学环节" + (f"（{named}）" if named else "") + minutes


def _syllabus(syllabus: Syllabus) -> str:
    hours = [c.hours.number or 0 for c in syllabus.chapters if c.hours]
    total = f"，共 {sum(hours)} 学时" if hours else ""
    kinds = [
        f"{name} {value.number}"
        for name, value in (("理论", syllabus.totals.theory), ("实践", syllabus.totals.practice))
        if value is not None
    ]
    return f"{len(syllabus.chapters)} 章{total}" + (f"（{'，'.join(kinds)}）" if kinds else "")
