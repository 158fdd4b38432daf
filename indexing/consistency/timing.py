"""The time of a lesson: its steps in class against its lessons."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from indexing.consistency.finding import Finding, Severity, at
from indexing.extract import Outline, Records
from indexing.extract.lesson_steps import Step
from indexing.extract.values import Value
from indexing.structure.numerals import value_of
from indexing.structure.vocabulary import vocabulary

#: Minutes of one lesson, as schools count them.
LESSONS = (45, 40)
#: Minutes that one lesson may have where the plan itself says how many.
_SHORTEST, _LONGEST = 30, 60

_COUNT = re.compile(r"(?P<count>\d{1,2}|[一二两三四五六七八九十])\s*(?:个)?(?:课时|学时|节|$)")
_MINUTES = re.compile(r"(?P<minutes>\d{2,3})\s*(?:分钟|min|分(?!钟))")


def lesson_minutes(
    outline: Outline, records: Records, minutes_per_lesson: int | None = None
) -> Iterator[Finding]:
    """Yield the steps in class if their minutes are no whole number of lessons as planned.

    Where some steps have no minutes, only if the others alone are too long.

    Args:
        outline: the document.
        records: its records.
        minutes_per_lesson: minutes of a lesson; ``None`` where any of :data:`LESSONS` will do.
    """
    plan = records.lesson_plan
    told = plan.basic("课时数") if plan else None
    if plan is None or told is None or not told.certain:
        return
    steps = in_class(plan.steps)
    timed = [s.minutes for s in steps if s.minutes and s.minutes.number and s.minutes.certain]
    planned = _planned(outline, told, minutes_per_lesson)
    if not timed or planned is None:
        return
    count, each, fitting = planned
    total = sum(value.number or 0 for value in timed)
    if total in fitting or (len(timed) < len(steps) and total <= max(fitting)):
        return
    either = " 或 ".join(str(minutes) for minutes in fitting)
    lengths = " 或 ".join(str(minutes) for minutes in each)
    name = vocabulary()["lesson_plan"]["process"]["phases"][1]
    nearest = min(fitting, key=lambda minutes: abs(minutes - total))
    verb = "压缩" if total > nearest else "增加"
    yield Finding(
        "lesson_minutes",
        f"{name} {len(timed)} 个环节合计 {total} 分钟；"
        f"{count} 课时应为 {either} 分钟（每课时 {lengths} 分钟）。",
        (at(outline, told), *(at(outline, value) for value in timed)),
        f"把各环节{verb} {abs(total - nearest)} 分钟，合计为 {nearest} 分钟；或核对课时数。",
    )


def untimed(outline: Outline, records: Records) -> Iterator[Finding]:
    """Yield the steps in class without minutes."""
    steps = in_class(records.lesson_plan.steps) if records.lesson_plan else []
    without = [step for step in steps if step.minutes is None and step.name is not None]
    if without:
        names = "、".join(f"“{step.label}”" for step in without)
        yield Finding(
            "step_minutes",
            f"{len(without)} 个课中环节没有写用时：{names}。",
            tuple(at(outline, step.name) for step in without if step.name),
            "给每个课中环节写上分钟数，合计等于课时总分钟数。",
            Severity.ADVICE,
        )


def in_class(steps: Sequence[Step]) -> list[Step]:
    """Return the steps in class; all of them where the plan names no phases."""
    name: str = vocabulary()["lesson_plan"]["process"]["phases"][1]
    if not any(step.phase for step in steps):
        return list(steps)
    return [step for step in steps if step.phase == name]


def _planned(
    outline: Outline, told: Value, minutes_per_lesson: int | None
) -> tuple[int, tuple[int, ...], tuple[int, ...]] | None:
    """Return lessons, minutes a lesson may have and minutes of all, or ``None`` if unclear.

    ``课时：2``, ``2课时（90分钟）``, ``两课时，每课时40分钟``, ``2×45分钟``, ``90分钟``.
    """
    counted = outline.search(_COUNT, told.start, told.end)
    minutes = outline.search(_MINUTES, told.start, told.end)
    count = value_of(counted["count"].replace("两", "二")) if counted else None
    if count is None and told.number and not (minutes and told.number == int(minutes["minutes"])):
        count = told.number
    if minutes is None:
        each = (minutes_per_lesson,) if minutes_per_lesson else LESSONS
        return (count, each, tuple(count * one for one in each)) if count else None
    whole = int(minutes["minutes"])
    if count is None:
        count = max(1, round(whole / LESSONS[0]))
    if whole % count == 0 and _SHORTEST <= whole // count <= _LONGEST:
        return count, (whole // count,), (whole,)
    return (count, (whole,), (count * whole,)) if _SHORTEST <= whole <= _LONGEST else None
