"""Another class or another task in the text than at the head of the plan."""

from __future__ import annotations

import re
from collections.abc import Iterator

from indexing.consistency.finding import Finding, at, place
from indexing.extract import Outline, Records
from indexing.extract.lesson_plan import LessonPlan

_YEAR = re.compile(r"(?<!\d)(?P<year>20\d{2})\s*级")
#: ``本课（任务4.2）``, ``本次任务 4.2``: this lesson, said to be another.
_THIS = re.compile(
    r"本(?:节|次|堂)?(?:课|任务)[^。;,\n\t]{0,8}?任务\s*(?P<task>\d{1,2}[.\-]\d{1,2})(?!\d)"
)
_TASK = re.compile(r"任务\s*(?P<task>\d{1,2}[.\-]\d{1,2})(?!\d)")


def heads(outline: Outline, records: Records) -> Iterator[Finding]:
    """Yield years of other classes, and numbers of other tasks given to this lesson."""
    plan = records.lesson_plan
    if plan is not None:
        yield from _classes(outline, plan)
        yield from _tasks(outline, plan)


def _classes(outline: Outline, plan: LessonPlan) -> Iterator[Finding]:
    head = plan.basic("授课班级")
    if head is None:
        return
    years = {found["year"] for found in outline.finditer(_YEAR, head.start, head.end)}
    if not years:
        return
    for found in outline.finditer(_YEAR, head.end, len(outline.document.canonical)):
        if found["year"] not in years:
            yield Finding(
                "other_class",
                f"这里写的是“{found[0]}”，教案开头的授课班级是“{head.text.strip()}”。",
                (place(outline, *_line(outline, *found.span())), at(outline, head)),
                "核对班级；从别的教案带来的文字改成本班的。",
            )


def _tasks(outline: Outline, plan: LessonPlan) -> Iterator[Finding]:
    head = plan.basic("任务名称")
    number = outline.search(_TASK, head.start, head.end) if head else None
    if head is None or number is None:
        return
    for found in outline.finditer(_THIS, 0, len(outline.document.canonical)):
        if found["task"] != number["task"]:
            yield Finding(
                "other_task",
                f"这里把本课写成“任务{found['task']}”，教案开头的任务是“{head.text.strip()}”。",
                (place(outline, *found.span()), at(outline, head)),
                f"改为“任务{number['task']}”；从别的教案带来的文字改成本课的。",
            )


def _line(outline: Outline, start: int, end: int) -> tuple[int, int]:
    """Return the clause around a span."""
    text = outline.document.canonical
    before = max(text.rfind(mark, 0, start) for mark in "\n\t。；，")
    after = [at for mark in "\n\t。；，" if (at := text.find(mark, end)) >= 0]
    return before + 1, min(after, default=len(text))
