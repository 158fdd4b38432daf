"""Learning content of a course (学习内容): steps with practical and theoretical knowledge."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from indexing.extract.outline import Outline
from indexing.extract.values import Value
from indexing.records import Section, Unit
from indexing.structure.vocabulary import label, vocabulary

_LABELLED = re.compile(r"^\s*[【\[]?([^：:】\]]{2,8})[】\]]?\s*[：:]?\s*")


@dataclass(frozen=True, slots=True)
class ContentStep:
    """A step of the work and what is learnt in it.

    Attributes:
        name: the step, without its number.
        group: the larger part it belongs to, where the content has two tiers.
        practical: practical knowledge (实践知识).
        theoretical: theoretical knowledge (理论知识).
        other: text under neither label.
    """

    name: Value
    group: Value | None
    practical: tuple[Value, ...]
    theoretical: tuple[Value, ...]
    other: tuple[Value, ...]


@dataclass(slots=True)
class Content:
    """The steps, and the general competences (通用能力、职业素养、思政素养) named last."""

    steps: tuple[ContentStep, ...] = ()
    general: tuple[Value, ...] = ()


@dataclass(slots=True)
class _Kinds:
    practical: list[Unit | Value] = field(default_factory=list)
    theoretical: list[Unit | Value] = field(default_factory=list)
    other: list[Unit | Value] = field(default_factory=list)


def content(outline: Outline, section: Section) -> Content:
    """Return the learning content under ``section``."""
    steps: list[ContentStep] = []
    general: tuple[Value, ...] = ()
    for child in outline.children(section.id):
        below = outline.children(child.id)
        if _is_general(child.heading):
            general = outline.values(outline.units(child.id, deep=True))
        elif below:
            group = outline.title(child)
            steps += [_step(outline, inner, group) for inner in below]
        else:
            steps.append(_step(outline, child, None))
    return Content(tuple(steps), general)


def _is_general(heading: str) -> bool:
    words: list[str] = vocabulary()["content"]["general"]
    return sum(word in label(heading) for word in words) >= 2


def _step(outline: Outline, section: Section, group: Value | None) -> ContentStep:
    kinds = _Kinds()
    into = kinds.other
    for unit in outline.units(section.id, deep=True):
        match = _LABELLED.match(outline.text(unit))
        kind = _kind(match[1]) if match else ""
        if match is None or not kind:
            into.append(unit)
            continue
        into = kinds.practical if kind == "practical" else kinds.theoretical
        start = unit.start + match.end()
        if start < unit.end:
            into.append(outline.value(start, unit.end))
    return ContentStep(
        outline.title(section),
        group,
        _values(outline, kinds.practical),
        _values(outline, kinds.theoretical),
        _values(outline, kinds.other),
    )


def _kind(name: str) -> str:
    words = vocabulary()["content"]
    return next((key for key in ("practical", "theoretical") if label(name) in words[key]), "")


def _values(outline: Outline, found: Iterable[Unit | Value]) -> tuple[Value, ...]:
    out: list[Value] = []
    units: list[Unit] = []
    for item in found:
        if isinstance(item, Value):
            out += [*outline.values(units), item]
            units = []
        else:
            units.append(item)
    return (*out, *outline.values(units))
