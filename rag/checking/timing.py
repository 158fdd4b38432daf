"""The time of a lesson: its steps in class against its lessons, and presentations in a step."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from indexing.kinds import Outline, Records
from indexing.kinds.lesson_plan.lesson_steps import Step
from indexing.kinds.shared.values import Value
from indexing.kinds.shared.vocabulary import vocabulary
from indexing.numerals import value_of
from rag.checking.finding import Finding, Place, Severity, at, place
from rag.checking.wording import rule_words

#: Minutes of one lesson, as schools count them.
_LESSONS = (45, 40)
#: Minutes that one lesson may have where the plan itself says how many.
_SHORTEST, _LONGEST = 30, 60

_COUNT = re.compile(r"(?P<count>\d{1,2}|[一二两三四五六七八九十])\s*(?:个)?(?:课时|学时|节|$)")
_MINUTES = re.compile(r"(?P<minutes>\d{2,3})\s*(?:分钟|min|分(?!钟))")
#: Groups of a class: fewest and most that are usual.
_USUAL_GROUPS = (6, 9)

#: A clause, with the label before it, that gives each group some minutes; of a range the fewest.
_TURN = re.compile(
    r"(?:【[^】\n]*】)?[^。;!?\n\t【】]*?每(?:个)?(?:小)?组(?P<between>[^\d。;\n\t【]{0,8}?)\s*"
    r"(?P<minutes>\d{1,2})(?:\s*[~\-–—至到]\s*\d{1,2})?\s*分钟(?P<more>[^。;!?\n\t【]*)"
)
_MORE = re.compile(r"(?P<what>[^\d,、]{0,8}?)\s*(?P<minutes>\d{1,2})\s*分钟")
#: ``分成 8 个小组``, ``按 6 组计``, ``全班共6组``; not ``第 3 组``, not ``4 人一组``.
_GROUPS = re.compile(
    r"(?:分成|分为|划分为|编为|组成|按|共|全班)\s*(?P<count>\d{1,2}|[二两三四五六七八九十])\s*(?:个)?(?:小)?组"
)
#: ``抽三组上台``, ``请 2 个小组展示``, ``请部分小组展示``: not every group presents.
_SOME = re.compile(
    r"(?:抽|选|请|推荐)[^。;\n\t【]{0,6}?(?:(?P<count>\d{1,2}|[一二两三四五六七八九十])|部分|几|若干)"
    r"\s*(?:个)?(?:小)?组"
)


def lesson_minutes(
    outline: Outline, records: Records, minutes_per_lesson: int | None = None
) -> Iterator[Finding]:
    """Yield the steps in class if their minutes are no whole number of lessons as planned.

    Where some steps have no minutes, only if the others alone are too long.

    Args:
        outline: the document.
        records: its records.
        minutes_per_lesson: minutes of a lesson; ``None`` where any of :data:`_LESSONS` will do.
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
    count = value_of(counted["count"]) if counted else None
    if count is None and told.number and not (minutes and told.number == int(minutes["minutes"])):
        count = told.number
    if minutes is None:
        each = (minutes_per_lesson,) if minutes_per_lesson else _LESSONS
        return (count, each, tuple(count * one for one in each)) if count else None
    whole = int(minutes["minutes"])
    if count is None:
        count = max(1, round(whole / _LESSONS[0]))
    if whole % count == 0 and _SHORTEST <= whole // count <= _LONGEST:
        return count, (whole // count,), (whole,)
    return (count, (whole,), (count * whole,)) if _SHORTEST <= whole <= _LONGEST else None


def presentations(outline: Outline, records: Records) -> Iterator[Finding]:
    """Yield steps too short for every group to present.

    With the number of groups that the plan tells; without one, with the fewest usual groups.
    """
    groups = _groups(outline)
    for step in records.lesson_plan.steps if records.lesson_plan else ():
        minutes = step.minutes.number if step.minutes else None
        turn = _turn(outline, step) if minutes else None
        if minutes is None or step.minutes is None or turn is None:
            continue
        each, where, some = turn
        counts = (some,) if some else (groups[0],) if groups else _USUAL_GROUPS
        if each * counts[0] <= minutes:
            continue
        needed = "，".join(f"{count} 组需 {count * each} 分钟" for count in counts)
        places = (at(outline, step.minutes), where, *([groups[1]] if groups and not some else []))
        fitting = minutes // counts[0]
        shorter = f"按 {counts[0]} 组算，每组限时 {fitting} 分钟；或" if fitting else ""
        yield Finding(
            "presentation_time",
            f"“{step.label}”共 {minutes} 分钟，每组 {each} 分钟：{needed}，还没有算点评的时间。",
            places,
            f"{shorter}把这一环节延长到 {counts[0] * each} 分钟以上；或只请部分小组汇报、"
            "其余小组线上提交。",
        )


def _groups(outline: Outline) -> tuple[int, Place] | None:
    """Return how many groups there are and where that is told; ``None`` where the plan differs."""
    end = len(outline.document.canonical)
    told = list(outline.finditer(_GROUPS, 0, end))
    counts = {value_of(found["count"]) for found in told}
    return (counts.pop(), place(outline, *told[0].span())) if len(counts) == 1 else None


def _turn(outline: Outline, step: Step) -> tuple[int, Place, int] | None:
    """Return the minutes of each group's turn, where they are given, and how many groups present.

    The last is 0 where all of them do; ``None`` where nobody can tell how many.
    """
    words: dict[str, list[str]] = rule_words()
    for cell in (step.teacher, step.student, step.content):
        for found in outline.finditer(_TURN, cell.start, cell.end) if cell else ():
            presented = any(word in found[0] for word in words["presenting"])
            # Groups that work side by side take their minutes only once.
            if presented and not any(word in found["between"] for word in words["working"]):
                more = sum(
                    int(one["minutes"])
                    for one in _MORE.finditer(found["more"])
                    if any(word in one["what"] for word in words["turn_parts"])
                )
                some = outline.search(_SOME, cell.start, cell.end) if cell else None
                if some and not some["count"]:
                    return None
                count = value_of(some["count"]) if some else 0
                return int(found["minutes"]) + more, place(outline, *found.span()), count
    return None
