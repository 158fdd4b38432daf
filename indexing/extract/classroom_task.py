"""The task of a lesson (课堂任务): situation, requirements, what is handed in, how long it is."""

from __future__ import annotations

import re
from dataclasses import dataclass

from indexing.extract.outline import Outline
from indexing.extract.values import Value
from indexing.records import Section, Unit, UnitKind
from indexing.structure.vocabulary import label, vocabulary

_TITLE = re.compile(r"《[^《》\n]{2,50}》")
_WORDS = re.compile(r"(?P<count>\d{2,5})\s*字(?!节)(?:左右|以上|以内|以下)?")
_LABELLED = re.compile(r"^\s*[【\[]?([^：:】\]\s]{2,6})[】\]]?\s*(?:[：:]\s*|$)")


@dataclass(frozen=True, slots=True)
class ClassroomTask:
    """What learners are asked to make in the lesson.

    Attributes:
        situation: the case they work on.
        requirements: what they have to do.
        goals: by what the result is judged (设计目标).
        deliverables: titles in 《》.
        words: lengths asked for (``number`` characters).
    """

    situation: tuple[Value, ...]
    requirements: tuple[Value, ...]
    goals: tuple[Value, ...]
    deliverables: tuple[Value, ...]
    words: tuple[Value, ...]


def classroom_task(outline: Outline, section: Section) -> ClassroomTask:
    """Return the task under ``section``."""
    words: dict[str, list[str]] = vocabulary()["classroom_task"]
    runs: dict[str, list[Value]] = {key: [] for key in ("situation", "requirements", "goals")}
    key = ""
    for unit in outline.units(section.id, deep=True):
        value, opened = _opened(outline, unit, words)
        key = opened or key
        if value is None or (opened or key) == "words":
            continue
        # Without labels: the case is told in paragraphs, the requirements are numbered.
        if not opened and key in ("", "situation") and unit.kind is UnitKind.ITEM:
            key = "requirements"
        runs[key or "situation"].append(value)
    return ClassroomTask(
        tuple(runs["situation"]),
        tuple(runs["requirements"]),
        tuple(runs["goals"]),
        titles(outline, section.start, section.end),
        tuple(
            outline.value(*found.span(), int(found["count"]))
            for found in outline.finditer(_WORDS, section.start, section.end)
        ),
    )


def titles(outline: Outline, start: int, end: int) -> tuple[Value, ...]:
    """Return every title in 《》 in a span."""
    return tuple(outline.value(*found.span()) for found in outline.finditer(_TITLE, start, end))


def _opened(outline: Outline, unit: Unit, words: dict[str, list[str]]) -> tuple[Value | None, str]:
    """Return a unit without the label it may open with, and the part that label opens."""
    match = _LABELLED.match(outline.text(unit))
    name = label(match[1]) if match else ""
    key = next((key for key, names in words.items() if name and name in names), "")
    if match is None or not key:
        return outline.unit_value(unit), ""
    start = unit.start + match.end()
    return (outline.value(start, unit.end) if start < unit.end else None), key
