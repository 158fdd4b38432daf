"""Presentations of groups against the time of their step."""

from __future__ import annotations

import re
from collections.abc import Iterator

from indexing.consistency.finding import Finding, Place, at, place
from indexing.extract import Outline, Records
from indexing.extract.lesson_steps import Step
from indexing.structure.numerals import value_of
from indexing.structure.vocabulary import vocabulary

#: Groups of a class: fewest and most that are usual.
GROUPS = (6, 9)

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
        counts = (some,) if some else (groups[0],) if groups else GROUPS
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
    counts = {value_of(found["count"].replace("两", "二")) for found in told}
    return (counts.pop(), place(outline, *told[0].span())) if len(counts) == 1 else None


def _turn(outline: Outline, step: Step) -> tuple[int, Place, int] | None:
    """Return the minutes of each group's turn, where they are given, and how many groups present.

    The last is 0 where all of them do; ``None`` where nobody can tell how many.
    """
    words: dict[str, list[str]] = vocabulary()["consistency"]
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
                count = value_of(some["count"].replace("两", "二")) if some else 0
                return int(found["minutes"]) + more, place(outline, *found.span()), count
    return None
