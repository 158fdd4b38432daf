"""What a text is about, without a dictionary: pairs of neighbouring characters, parts of a cell.

Words of lessons in general (学生, 讲解, 方案) and joining characters (的, 与) are cut out first, so
that two texts with a pair in common share a subject and not a manner of speaking.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from indexing.kinds import Outline
from indexing.kinds.lesson_plan.lesson_plan import LessonPlan
from indexing.kinds.lesson_plan.lesson_steps import Step
from indexing.kinds.shared.values import Value
from indexing.searchtext import fold

_LABEL = re.compile(r"【[^】\n]{1,12}】")
#: What a draft marks its statements with.
_TAG = re.compile(r"〔[^〕\n]{1,12}〕")
_RUN = re.compile(r"[\u4e00-\u9fff]{2,}")
_LATIN = re.compile(r"[A-Za-z][A-Za-z0-9]+")


@dataclass(frozen=True, slots=True)
class Activity:
    """A labelled part of a cell, or the whole cell if it has no labels.

    Attributes:
        label: what stands in 【】, folded; empty where there is none.
        text: the part, label included, as printed.
        start: offset of the part.
        end: offset after it, white space left out.
    """

    label: str
    text: str
    start: int
    end: int


@cache
def rule_words() -> dict[str, Any]:
    """Return the word lists of the rules, ``words.toml``."""
    return tomllib.loads(files("rag.checking").joinpath("words.toml").read_text(encoding="utf-8"))


@cache
def _cut() -> re.Pattern[str]:
    words = rule_words()
    longest_first = sorted(words["generic"], key=len, reverse=True)
    return re.compile("|".join([*map(re.escape, longest_first), f"[{words['joining']}]"]))


def runs(text: str) -> list[str]:
    """Return the stretches of Chinese characters that are left, folded, two or more each."""
    return _RUN.findall(_cut().sub("|", _TAG.sub("|", _LABEL.sub("|", fold(text)))))


def pairs(text: str) -> frozenset[str]:
    """Return the pairs of neighbouring characters in the runs, and Latin words in lower case."""
    found = {run[at : at + 2] for run in runs(text) for at in range(len(run) - 1)}
    return frozenset(found | {word.lower() for word in _LATIN.findall(text)})


def characters(text: str) -> frozenset[str]:
    """Return the characters of the runs."""
    return frozenset("".join(runs(text)))


def all_pairs(texts: Iterable[str]) -> frozenset[str]:
    """Return the pairs of several texts."""
    return frozenset().union(*map(pairs, texts))


def cells(step: Step) -> tuple[Value, ...]:
    """Return the filled cells of a step: content, teacher, student, design."""
    four = (step.content, step.teacher, step.student, step.design)
    return tuple(cell for cell in four if cell is not None)


def step_texts(steps: Iterable[Step]) -> Iterator[str]:
    """Yield the name and the cells of steps as text."""
    for step in steps:
        yield step.label
        yield from (cell.text for cell in cells(step))


def activities(outline: Outline, cell: Value | None) -> list[Activity]:
    """Return the parts of a cell in order; none of a cell that was read in pieces."""
    if cell is None or cell.rest:
        return []
    marks = list(outline.finditer(_LABEL, cell.start, cell.end))
    starts = [mark.span()[0] for mark in marks]
    if not starts or outline.document.canonical[cell.start : starts[0]].strip():
        starts.insert(0, cell.start)
    labels = {mark.span()[0]: mark[0].strip("【】") for mark in marks}
    out: list[Activity] = []
    for start, end in zip(starts, [*starts[1:], cell.end], strict=True):
        text = outline.document.canonical[start:end].rstrip()
        if text:
            out.append(Activity(labels.get(start, ""), text, start, start + len(text)))
    return out


def topics(plan: LessonPlan) -> frozenset[str]:
    """Return the pairs of what the lesson is about: the name of its task and of what it makes."""
    task = plan.basic("任务名称")
    return all_pairs([task.text if task else "", *(title.text for title in plan.titles)])
