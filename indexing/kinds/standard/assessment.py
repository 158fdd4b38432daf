"""Assessment of a course (教学考核要求): its parts with their weights, and the case task."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass

from indexing.kinds.shared.figures import weights
from indexing.kinds.shared.outline import Outline
from indexing.kinds.shared.values import Value
from indexing.kinds.shared.vocabulary import alias, label, vocabulary
from indexing.records import Section, Unit, UnitKind

_BRACKETED = re.compile(r"^\s*【([^】]{2,8})】\s*[：:]?\s*")


@dataclass(frozen=True, slots=True)
class AssessmentPart:
    """One part of the mark.

    Attributes:
        kind: ``process``, ``final``, ``added`` or ``other``.
        name: its name, folded.
        heading: the heading as printed, if it has one.
        weight: percentage (``weight.number``), if named.
        text: how it is done.
        forms: the items among ``text``: forms of assessment.
    """

    kind: str
    name: str
    heading: Value | None
    weight: Value | None
    text: tuple[Value, ...]
    forms: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Case:
    """A case task (考核任务案例)."""

    title: Value
    situation: tuple[Value, ...]
    requirements: tuple[Value, ...]
    references: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Assessment:
    """How a course is assessed; ``rule`` is what stands before the parts."""

    rule: tuple[Value, ...]
    parts: tuple[AssessmentPart, ...]
    cases: tuple[Case, ...]


def assessment(outline: Outline, section: Section) -> Assessment:
    """Return the assessment under ``section``."""
    rule = outline.values(outline.units(section.id))
    parts: list[AssessmentPart] = []
    cases: list[Case] = []
    case_word: str = vocabulary()["standard"]["case"]
    for child in outline.children(section.id):
        if label(child.heading).startswith(case_word):
            cases.append(_case(outline, child))
        else:
            parts.append(_part(outline, child))
    return Assessment(rule, _with_rule(outline, rule, parts), tuple(cases))


def part_kind(name: str) -> str:
    """Return ``process``, ``final``, ``added`` or ``other`` for the name of a part."""
    words: dict[str, list[str]] = vocabulary()["assessment"]
    return next((k for k, names in words.items() if any(w in name for w in names)), "other")


def _part(outline: Outline, section: Section) -> AssessmentPart:
    heading = outline.heading(section)
    found = weights(outline, heading.start, heading.end) if heading else ()
    name = found[0].name if found else label(section.heading)
    units = outline.units(section.id, deep=True)
    return AssessmentPart(
        part_kind(name),
        name,
        heading,
        found[0].value if found else None,
        outline.values(units),
        outline.values(unit for unit in units if unit.kind is UnitKind.ITEM),
    )


def _with_rule(
    outline: Outline, rule: tuple[Value, ...], parts: list[AssessmentPart]
) -> tuple[AssessmentPart, ...]:
    """Take from the rule the weights and parts that the headings do not give."""
    named = [w for value in rule for w in weights(outline, value.start, value.end)]
    if not parts:
        return tuple(
            AssessmentPart(part_kind(w.name), w.name, None, w.value, (), ()) for w in named
        )
    by_kind = {part_kind(w.name): w.value for w in named}
    return tuple(
        AssessmentPart(p.kind, p.name, p.heading, p.weight or by_kind.get(p.kind), p.text, p.forms)
        for p in parts
    )


def _case(outline: Outline, section: Section) -> Case:
    heading = outline.heading(section)
    title = outline.title(section)
    if heading is not None:
        colon = outline.search(r"^[^:]{2,12}:\s*", heading.start, heading.end)
        if colon and colon.span()[1] < heading.end:
            title = outline.value(colon.span()[1], heading.end)
    runs: dict[str, list[Value]] = defaultdict(list)
    key = "situation"
    place = section.id
    for unit in outline.units(section.id, deep=True):
        if unit.section != place:
            place = unit.section
            key = _key(outline.document.sections[place].heading) or key
        value, opened = _opened(outline, unit)
        key = opened or key
        if value is not None:
            runs[key].append(value)
    kept = (tuple(runs[name]) for name in ("situation", "requirements", "references"))
    return Case(title, *kept)


def _opened(outline: Outline, unit: Unit) -> tuple[Value | None, str]:
    """Return a unit without the label it may open with, and what the label opens."""
    text = outline.text(unit)
    match = _BRACKETED.match(text)
    key = _key(match[1]) if match else ""
    if match is None or not key:
        return outline.unit_value(unit), ""
    start = unit.start + match.end()
    return (outline.value(start, unit.end) if start < unit.end else None), key


def _key(name: str) -> str:
    keys = {"情境描述": "situation", "任务要求": "requirements", "参考资料": "references"}
    return keys.get(alias("case", "parts", name) or "", "")
