"""The time of a lesson: its steps against its lessons, presentations against their step."""

from __future__ import annotations

import re
from collections.abc import Iterator

from indexing.consistency.finding import Finding, at, place
from indexing.extract import Outline, Records
from indexing.extract.lesson_steps import Step
from indexing.structure.vocabulary import vocabulary

#: Minutes of one lesson, as schools count them.
LESSONS = (45, 40)
#: Groups of a class: fewest and most that are usual.
GROUPS = (6, 9)

#: A clause, with the label before it, that gives each group some minutes; of a range the fewest.
_TURN = re.compile(
    r"(?:【[^】\n]*】)?[^。;!?\n\t【】]*?每(?:个)?(?:小)?组(?P<between>[^\d。;\n\t【]{0,8}?)\s*"
    r"(?P<minutes>\d{1,2})(?:\s*[~\-–—至到]\s*\d{1,2})?\s*分钟[^。;!?\n\t【]*"
)


def lesson_minutes(outline: Outline, records: Records) -> Iterator[Finding]:
    """Yield the steps in class if their minutes are no whole number of lessons as planned.

    Only where every step in class has its minutes.
    """
    plan = records.lesson_plan
    count = plan.basic("课时数") if plan else None
    if plan is None or count is None or not count.number or not count.certain:
        return
    in_class: str = vocabulary()["lesson_plan"]["process"]["phases"][1]
    steps = [s for s in plan.steps if s.phase == in_class]
    timed = [s.minutes for s in steps if s.minutes and s.minutes.number and s.minutes.certain]
    if not timed or len(timed) < len(steps):
        return
    total = sum(value.number or 0 for value in timed)
    fitting = [count.number * minutes for minutes in LESSONS]
    if total not in fitting:
        either = " 或 ".join(str(minutes) for minutes in fitting)
        yield Finding(
            "lesson_minutes",
            f"{in_class} {len(timed)} 个环节合计 {total} 分钟；"
            f"{count.number} 课时应为 {either} 分钟"
            f"（每课时 {LESSONS[0]} 或 {LESSONS[1]} 分钟）。",
            (at(outline, count), *(at(outline, value) for value in timed)),
        )


def presentations(outline: Outline, records: Records) -> Iterator[Finding]:
    """Yield steps too short for every group to present, even with the fewest usual groups."""
    for step in records.lesson_plan.steps if records.lesson_plan else ():
        minutes = step.minutes.number if step.minutes else None
        turn = _turn(outline, step) if minutes else None
        if minutes is None or step.minutes is None or turn is None:
            continue
        each, start, end = turn
        if each * GROUPS[0] > minutes:
            needed = "，".join(f"{count} 组需 {count * each} 分钟" for count in GROUPS)
            yield Finding(
                "presentation_time",
                f"“{step.label}”共 {minutes} 分钟，每组 {each} 分钟：{needed}，"
                "还没有算点评的时间。",
                (at(outline, step.minutes), place(outline, start, end)),
            )


def _turn(outline: Outline, step: Step) -> tuple[int, int, int] | None:
    """Return the minutes of each group's turn and where they are given."""
    words: dict[str, list[str]] = vocabulary()["consistency"]
    for cell in (step.teacher, step.student, step.content):
        for found in outline.finditer(_TURN, cell.start, cell.end) if cell else ():
            presented = any(word in found[0] for word in words["presenting"])
            # Groups that work side by side take their minutes only once.
            if presented and not any(word in found["between"] for word in words["working"]):
                return int(found["minutes"]), *found.span()
    return None
