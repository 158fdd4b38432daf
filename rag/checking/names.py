"""Names through a whole plan: one thing, one title; one class and task; steps named in order."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from itertools import combinations

from indexing.kinds import Outline, Records
from indexing.kinds.lesson_plan.lesson_plan import LessonPlan
from indexing.kinds.lesson_plan.lesson_steps import Step
from indexing.kinds.shared.values import Value
from indexing.kinds.shared.vocabulary import vocabulary
from indexing.numerals import value_of
from indexing.searchtext import fold
from rag.checking.finding import Finding, Place, Severity, at, place

#: A title is a variant of another if it is the other with characters left out, at most this part.
_LEFT_OUT = 0.3
_SHORTEST_TITLE = 6
#: What two titles of one thing share at least when words were exchanged.
_ALIKE = 0.7
_YEAR = re.compile(r"(?<!\d)(?P<year>20\d{2})\s*级")
#: ``本课（任务4.2）``, ``本次任务 4.2``: this lesson, said to be another.
_THIS = re.compile(
    r"本(?:节|次|堂)?(?:课|任务)[^。;,\n\t]{0,8}?任务\s*(?P<task>\d{1,2}[.\-]\d{1,2})(?!\d)"
)
_TASK = re.compile(r"任务\s*(?P<task>\d{1,2}[.\-]\d{1,2})(?!\d)")
_NUMBERED = re.compile(r"^(?P<stem>\D{2,12}?)(?P<number>[一二三四五六七八九十]{1,2}|\d{1,2})$")
#: A stem must be so long that one other character in it is a slip.
_SHORTEST_STEM = 3


def titles(outline: Outline, records: Records) -> Iterator[Finding]:
    """Yield titles in 《》 that are the same but for words left out or exchanged."""
    plan = records.lesson_plan
    if plan is None:
        return
    places: dict[str, Place] = {}
    counts: Counter[str] = Counter()
    for value in plan.titles:
        for part in _parts(value):
            places.setdefault(part, at(outline, value))
            counts[part] += 1
    asked = {
        part for value in (plan.task.deliverables if plan.task else ()) for part in _parts(value)
    }
    for one, other in combinations(places, 2):
        # The task names what is handed in; else what most places say.
        kept = max((one, other), key=lambda title: (title in asked, counts[title]))
        if _shortened(*sorted((one, other), key=len)):
            severity = Severity.ERROR
        elif (one in asked) != (other in asked) and _exchanged(one, other):
            severity = Severity.ADVICE
        else:
            continue
        yield Finding(
            "drifting_title",
            f"成果名称前后不一致：“{one}”和“{other}”，请统一。",
            (places[one], places[other]),
            f"指同一份成果的地方统一写成《{kept}》。",
            severity,
        )


def _parts(value: Value) -> list[str]:
    """Return the titles in a pair of brackets: 《A + B》 names two things."""
    parts = re.split(r"[+、]", fold(value.text).strip("《》"))
    return [re.sub(r"\s", "", part) for part in parts]


def _shortened(short: str, long: str) -> bool:
    if len(short) < _SHORTEST_TITLE or len(long) - len(short) > _LEFT_OUT * len(long):
        return False
    if short[0] != long[0] or short[-2:] != long[-2:]:
        return False
    rest = iter(long)
    return all(character in rest for character in short)


def _exchanged(one: str, other: str) -> bool:
    """Whether one run of characters differs, more than one: 前 and 后 make two things of one."""
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    changes = [change for change in matcher.get_opcodes() if change[0] != "equal"]
    if min(len(one), len(other)) < _SHORTEST_TITLE or one[:2] != other[:2] or len(changes) != 1:
        return False
    _, start, end, other_start, other_end = changes[0]
    return min(end - start, other_end - other_start) > 1 and matcher.ratio() >= _ALIKE


def heads(outline: Outline, records: Records) -> Iterator[Finding]:
    """Yield years of other classes, and numbers of other tasks given to this lesson."""
    plan = records.lesson_plan
    if plan is not None:
        yield from _other_classes(outline, plan)
        yield from _other_tasks(outline, plan)


def _other_classes(outline: Outline, plan: LessonPlan) -> Iterator[Finding]:
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
                (place(outline, *_clause(outline, *found.span())), at(outline, head)),
                "核对班级；从别的教案带来的文字改成本班的。",
            )


def _other_tasks(outline: Outline, plan: LessonPlan) -> Iterator[Finding]:
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


def _clause(outline: Outline, start: int, end: int) -> tuple[int, int]:
    """Return the clause around a span."""
    text = outline.document.canonical
    before = max(text.rfind(mark, 0, start) for mark in "\n\t。；，")
    after = [at for mark in "\n\t。；，" if (at := text.find(mark, end)) >= 0]
    return before + 1, min(after, default=len(text))


def step_names(outline: Outline, records: Records) -> Iterator[Finding]:
    """Yield phases without steps, and names of steps given twice, misspelt or out of order."""
    steps = records.lesson_plan.steps if records.lesson_plan else ()
    yield from _phases(outline, steps)
    yield from _twice(outline, steps)
    named = [step for step in steps if step.name is not None]
    numbered = [(step, found) for step in named if (found := _NUMBERED.match(_plain(step)))]
    stems = Counter(found["stem"] for _, found in numbered)
    slips: dict[str, str] = {}
    for stem, count in stems.items():
        usual = [other for other in stems if stems[other] > count and _one_off(stem, other)]
        if usual and count == 1:
            slips[stem] = usual[0]
    for step, found in numbered:
        if found["stem"] in slips:
            right = slips[found["stem"]] + found["number"]
            yield Finding(
                "step_name",
                f"环节名称“{step.label}”与其他环节的写法不一致，疑为“{right}”。",
                (at(outline, step.name),) if step.name else (),
                f"改为“{right}”。",
                Severity.ADVICE,
            )
    yield from _order(outline, numbered, slips)


def _phases(outline: Outline, steps: Sequence[Step]) -> Iterator[Finding]:
    known: list[str] = vocabulary()["lesson_plan"]["process"]["phases"]
    found = {step.phase for step in steps}
    missing = [phase for phase in known if phase not in found]
    first = next((step.name for step in steps if step.name is not None), None)
    if first is not None and missing:
        yield Finding(
            "missing_phase",
            f"教学实施过程没有“{'”“'.join(missing)}”。",
            (at(outline, first),),
            f"补上{'、'.join(missing)}的环节，把课前、课中、课后分开写。",
            Severity.ADVICE,
        )


def _twice(outline: Outline, steps: Sequence[Step]) -> Iterator[Finding]:
    first: dict[tuple[str, str], Step] = {}
    for step in steps:
        key = (step.phase, _plain(step))
        other = first.setdefault(key, step)
        if other is not step and step.name and other.name and key[1]:
            yield Finding(
                "step_name_repeated",
                f"{step.phase}有两个环节都叫“{step.label}”。",
                (at(outline, other.name), at(outline, step.name)),
                "给其中一个环节换名或加上序号；内容也相同的，删去一个。",
            )


def _order(
    outline: Outline, numbered: Sequence[tuple[Step, re.Match[str]]], slips: dict[str, str]
) -> Iterator[Finding]:
    """Yield numbers that leave one out: 一, 二, 四."""
    last: dict[str, tuple[int, Step]] = {}
    for step, found in numbered:
        stem = slips.get(found["stem"], found["stem"])
        number = value_of(found["number"])
        before = last.get(stem)
        # A second lesson may begin to count again.
        skipped = before is not None and number not in (1, before[0], before[0] + 1)
        if before and skipped and step.name and before[1].name:
            yield Finding(
                "step_number",
                f"“{before[1].label}”后面是“{step.label}”，序号不连续。",
                (at(outline, before[1].name), at(outline, step.name)),
                "核对是否漏了环节，按顺序重新编号。",
            )
        last[stem] = (number, step)


def _plain(step: Step) -> str:
    return re.sub(r"\s", "", fold(step.label))


def _one_off(one: str, other: str) -> bool:
    """Whether two stems of the same length differ in one character."""
    if len(one) != len(other) or len(one) < _SHORTEST_STEM:
        return False
    return sum(a != b for a, b in zip(one, other, strict=True)) == 1
