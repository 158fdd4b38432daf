"""Text that stands twice in the plan: an activity in two steps, an item twice in a field."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from indexing.consistency.finding import Finding, Place, Severity, at, place
from indexing.consistency.wording import activities
from indexing.extract import Outline, Records
from indexing.extract.lesson_plan import LessonPlan
from indexing.extract.lesson_steps import Step
from indexing.extract.values import Part, Value
from indexing.structure.vocabulary import label

#: Characters, labels and punctuation left out; shorter activities may well occur twice.
_SHORTEST = 10
#: The same for the items of one field.
_SHORTEST_ITEM = 6
#: So many activities in common make a step a copy of another.
_WHOLE_STEP = 2


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
