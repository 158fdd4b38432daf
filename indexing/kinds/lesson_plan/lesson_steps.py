"""The steps of a lesson plan: phase, minutes and the columns of activities."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from indexing.kinds.lesson_plan.process_words import phase_of
from indexing.kinds.shared.outline import Outline
from indexing.kinds.shared.values import Value, joined
from indexing.records import PROCESS_COLUMNS, Cell, Section, Table, Unit, UnitKind

_MINUTES = re.compile(r"(?P<minutes>(?P<count>\d{1,3})\s*(?:分钟|min|′|'))")
_IN_HEADING = re.compile(r"（(\d{1,3})分钟）$")


@dataclass(frozen=True, slots=True)
class Step:
    """A step of the teaching process; a column left empty is ``None``.

    Attributes:
        phase: 课前, 课中 or 课后; empty where the plan does not say.
        label: the step's name on one line, without its minutes.
        name: the name as printed.
        minutes: its time (``minutes.number``).
        content: what is taught.
        teacher: what the teacher does.
        student: what the students do.
        design: why, and what values it carries.
        page: printed page, if any.
    """

    phase: str
    label: str
    name: Value | None
    minutes: Value | None
    content: Value | None
    teacher: Value | None
    student: Value | None
    design: Value | None
    page: int | None


def lesson_steps(outline: Outline) -> tuple[Step, ...]:
    """Return the steps in order; rows that a merged cell holds together are one step."""
    units = {unit.start: unit for unit in outline.document.units if unit.kind is UnitKind.STEP}
    out: list[Step] = []
    last = -1
    for table in outline.document.tables:
        if table.columns != PROCESS_COLUMNS:
            continue
        for row in table.rows:
            unit = _unit_of(row, units)
            section = outline.document.sections[unit.section if unit else table.section]
            step = _step(outline, table, row, section, unit)
            if section.id == last and unit is not None and out:
                out[-1] = _together(out[-1], step)
            else:
                out.append(step)
            last = section.id
    return tuple(out)


def _unit_of(row: tuple[Cell, ...], units: dict[int, Unit]) -> Unit | None:
    starts = [cell.start for cell in row if cell.text]
    before = [start for start in units if starts and start <= min(starts)]
    return units[max(before)] if before else None


def _step(
    outline: Outline, table: Table, row: tuple[Cell, ...], section: Section, unit: Unit | None
) -> Step:
    first, *others = (outline.cell(cell) for cell in row)
    minutes = _minutes(outline, first, section, unit)
    name = _without(outline, first, minutes)
    content, teacher, student, design = others
    return Step(
        phase=next(filter(None, (phase_of(name, row=True) for name in section.path)), ""),
        label=_IN_HEADING.sub("", section.heading) if unit else "",
        name=name,
        minutes=minutes,
        content=content,
        teacher=teacher,
        student=student,
        design=design,
        page=unit.page if unit else table.page,
    )


def _minutes(
    outline: Outline, name: Value | None, section: Section, unit: Unit | None
) -> Value | None:
    """Return the minutes in the name's cell, or those of a column of times."""
    if name is not None:
        found = outline.search(_MINUTES, name.start, _end(name))
        if found:
            return outline.value(*found.span("minutes"), int(found["count"]))
    heading = _IN_HEADING.search(section.heading)
    if heading and unit is not None:
        pattern = rf"(?:^|(?<=[\t\n]))0*(?P<count>{heading[1]})\s*(?:分钟|min|′|')?(?=[\t\n]|$)"
        found = outline.search(pattern, unit.start, unit.end)
        if found:
            return outline.value(*found.span(), int(found["count"]))
    return None


def _without(outline: Outline, name: Value | None, minutes: Value | None) -> Value | None:
    """Return the name without the minutes behind it and the bracket they may stand in."""
    if name is None or minutes is None or not name.start < minutes.start < _end(name):
        return name
    text = outline.document.canonical[name.start : minutes.start].rstrip("\n\t （(")
    return outline.value(name.start, name.start + len(text)) if text else name


def _end(value: Value) -> int:
    return max([value.end, *(end for _, end in value.rest)])


def _together(first: Step, second: Step) -> Step:
    """Return a step whose further rows stand under one merged cell."""
    return replace(
        first,
        content=_both(first.content, second.content),
        teacher=_both(first.teacher, second.teacher),
        student=_both(first.student, second.student),
        design=_both(first.design, second.design),
    )


def _both(first: Value | None, second: Value | None) -> Value | None:
    if first is None or second is None:
        return first or second
    return joined(first, second)
