"""Names of the steps and phases of a lesson: each once, numbered in order, spelt alike."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from indexing.consistency.finding import Finding, Severity, at
from indexing.extract import Outline, Records
from indexing.extract.lesson_steps import Step
from indexing.searchtext import fold
from indexing.structure.numerals import value_of
from indexing.structure.vocabulary import vocabulary

_NUMBERED = re.compile(r"^(?P<stem>\D{2,12}?)(?P<number>[一二三四五六七八九十]{1,2}|\d{1,2})$")
#: A stem must be so long that one other character in it is a slip.
_SHORTEST_STEM = 3


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
