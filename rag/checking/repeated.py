"""Text that stands twice in a plan: an activity in two steps, an item in a field, a label."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise

from indexing.kinds import Outline, Records
from indexing.kinds.lesson_plan.lesson_plan import LessonPlan
from indexing.kinds.lesson_plan.lesson_steps import Step
from indexing.kinds.shared.values import Part, Value
from indexing.kinds.shared.vocabulary import label
from rag.checking.finding import Finding, Place, Severity, at, place
from rag.checking.wording import activities

#: Characters, labels and punctuation left out; shorter activities may well occur twice.
_SHORTEST = 10
#: The same for the items of one field.
_SHORTEST_ITEM = 6
#: So many activities in common make a step a copy of another.
_WHOLE_STEP = 2
_LABEL = re.compile(r"【([^】\n]{2,10})】")


def copied(outline: Outline, records: Records) -> Iterator[Finding]:
    """Yield activities that stand word for word in two steps, and items printed twice in a field.

    The same sentence in two different fields is none: key points repeat a goal on purpose.
    """
    plan = records.lesson_plan
    if plan is None:
        return
    yield from _in_steps(outline, plan.steps)
    for name, parts in _fields(plan):
        yield from _in_field(outline, name, parts)


def _in_steps(outline: Outline, steps: tuple[Step, ...]) -> Iterator[Finding]:
    first: dict[str, tuple[int, Place]] = {}
    common: dict[tuple[int, int], list[tuple[Place, Place]]] = defaultdict(list)
    for number, step in enumerate(steps):
        for text, where in _sentences(outline, step):
            if text not in first:
                first[text] = (number, where)
            else:
                earlier, there = first[text]
                common[earlier, number].append((there, where))
    for (one, other), twice in common.items():
        whole = one != other and (len(twice) >= _WHOLE_STEP or _same_cell(steps[one], steps[other]))
        names = f"“{steps[one].label}”和“{steps[other].label}”"
        where_text = names if one != other else f"“{steps[one].label}”里"
        yield Finding(
            "repeated_activity",
            f"{where_text}有 {len(twice)} 处文字完全相同。",
            tuple(spot for pair in twice for spot in pair),
            "保留一处，另一处改写成那个环节自己的活动。",
            Severity.ERROR if whole else Severity.ADVICE,
        )


def _same_cell(one: Step, other: Step) -> bool:
    """Whether a column holds the same in both steps."""
    columns = ((s.content, s.teacher, s.student, s.design) for s in (one, other))
    return any(a and b and a.text == b.text for a, b in zip(*columns, strict=True))


def _sentences(outline: Outline, step: Step) -> Iterator[tuple[str, Place]]:
    """Yield the contents and activities of a step, folded, with their places."""
    for cell in (step.content, step.teacher, step.student, step.design):
        for part in activities(outline, cell):
            offset = part.start
            for line in part.text.split("\n"):
                folded = _folded(line)
                if len(folded) >= _SHORTEST:
                    yield folded, place(outline, offset, offset + len(line))
                offset += len(line) + 1


def _fields(plan: LessonPlan) -> Iterator[tuple[str, tuple[Part, ...]]]:
    yield "学情分析", plan.learners
    yield "教学目标", plan.goals
    yield "课程思政", plan.ideology
    yield "教学资源", plan.resources
    yield "教学方法", (Part("", None, plan.methods),)
    if plan.task is not None:
        yield "课堂任务", (Part("", None, (*plan.task.requirements, *plan.task.goals)),)


def _in_field(outline: Outline, name: str, parts: tuple[Part, ...]) -> Iterator[Finding]:
    first: dict[str, Value] = {}
    for value in (value for part in parts for value in part.text):
        text = _folded(value.text)
        if len(text) < _SHORTEST_ITEM:
            continue
        if text in first:
            yield Finding(
                "repeated_sentence",
                f"{name}里有两处文字完全相同。",
                (at(outline, first[text]), at(outline, value)),
                "删去重复的一处，或改写成不同的内容。",
            )
        first.setdefault(text, value)


def _folded(text: str) -> str:
    """Return a text without its label, number and the punctuation around it."""
    bare = text.rpartition("】")[2] if text.lstrip().startswith("【") else text
    return label(bare.strip(" ；;。.\n")).strip("；;。.")


def repeated(outline: Outline, records: Records) -> Iterator[Finding]:
    """Yield labels that open two parts of a cell in a row, and steps named in two cells."""
    for step in records.lesson_plan.steps if records.lesson_plan else ():
        yield from _labels(outline, step)
        yield from _name(outline, step)


def _labels(outline: Outline, step: Step) -> Iterator[Finding]:
    for cell in (step.content, step.teacher, step.student, step.design):
        if cell is None or cell.rest:  # several rows of the table may well repeat a label
            continue
        found = list(outline.finditer(_LABEL, cell.start, cell.end))
        for one, other in pairwise(found):
            if one[1] == other[1]:
                end = _end(outline, other.span()[1], cell.end)
                yield Finding(
                    "label_twice",
                    f"“{step.label}”的同一格里【{one[1]}】连用两次；"
                    "请看其中一段是否从别的教案带来。",
                    (
                        place(outline, one.span()[0], _end(outline, one.span()[1], cell.end)),
                        place(outline, other.span()[0], end),
                    ),
                    f"两段都属于本课就合成一个【{one[1]}】；不属于本课的一段删去。",
                )


def _end(outline: Outline, start: int, limit: int) -> int:
    """Return where the part that a label opens ends: at the next label, line or cell."""
    text = re.split(r"[【\n]", outline.document.canonical[start:limit], maxsplit=1)[0]
    return start + len(text.rstrip())


def _name(outline: Outline, step: Step) -> Iterator[Finding]:
    if step.name is None:
        return
    lines = [label(line) for line in step.name.text.split("\n")]
    if len(lines) > 1 and lines[0] == lines[1]:
        yield _twice(step, (at(outline, step.name),))
    elif step.content is not None:
        opening = step.content.text.split("\n", 1)[0]
        if label(opening) == label(step.label):
            start = step.content.start
            inside = place(outline, start, start + len(opening))
            yield _twice(step, (at(outline, step.name), inside))


def _twice(step: Step, places: tuple[Place, ...]) -> Finding:
    return Finding(
        "step_twice",
        f"环节名称“{step.label}”印了两次。",
        places,
        "删去其中一处；写在教学内容开头的，换成这一环节的主题。",
    )
