"""Cells of the teaching process left empty, and columns it does not have."""

from __future__ import annotations

from collections.abc import Iterator

from indexing.consistency.finding import Finding, Place, Severity, at, first_line
from indexing.consistency.timing import in_class
from indexing.extract import Outline, Records
from indexing.extract.lesson_steps import Step
from indexing.extract.values import Value
from indexing.structure.process import COLUMNS

#: In a process of so few steps nobody can tell an empty cell from a missing column.
_FEWEST = 2


def columns(outline: Outline, records: Records) -> Iterator[Finding]:
    """Yield the empty cells of steps, and the columns that are empty in every step."""
    steps = records.lesson_plan.steps if records.lesson_plan else ()
    if len(steps) < _FEWEST:
        return
    # The first column names the step.
    names = COLUMNS[1:]
    absent = [name for i, name in enumerate(names) if all(_cells(s)[i] is None for s in steps)]
    if absent:
        yield Finding(
            "missing_column",
            f"教学实施过程没有{'、'.join(f'“{name}”' for name in absent)}。",
            (_where(outline, steps[0]),),
            f"给每个环节补上{'、'.join(absent)}。",
            Severity.ADVICE,
        )
    lesson = in_class(steps)
    for step in steps:
        empty = [
            name
            for name, cell in zip(names, _cells(step), strict=True)
            if cell is None and name not in absent
        ]
        if not empty:
            continue
        # Where cells are missing from a flattened row, which of them are empty is a guess.
        sure = all(cell.certain for cell in _cells(step) if cell is not None)
        told = f"的{'、'.join(empty)}是空的" if sure else f"有 {len(empty)} 栏是空的"
        yield Finding(
            "empty_cell",
            f"“{step.label}”{told}。",
            (_where(outline, step),),
            f"写出这一环节的{'、'.join(empty)}，教师活动和学生活动要一一对应。"
            if sure
            else "补齐这一环节的教学内容、教师活动、学生活动和设计意图。",
            Severity.ERROR if step in lesson else Severity.ADVICE,
        )


def _cells(step: Step) -> tuple[Value | None, ...]:
    return step.content, step.teacher, step.student, step.design


def _where(outline: Outline, step: Step) -> Place:
    cell = step.name or next((cell for cell in _cells(step) if cell is not None), None)
    return at(outline, cell) if cell else first_line(outline)
