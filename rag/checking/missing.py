"""What a plan leaves out: fields, cells and columns of its steps, blanks, sources of statements."""

from __future__ import annotations

import re
from collections.abc import Iterator

from indexing.kinds import Outline, Records
from indexing.kinds.lesson_plan.lesson_steps import Step
from indexing.kinds.shared.values import Value
from indexing.kinds.shared.vocabulary import alias, vocabulary
from indexing.records import PROCESS_COLUMNS, UnitKind
from indexing.searchtext import fold
from rag.checking.finding import Finding, Place, Severity, at, first_line, place
from rag.checking.timing import in_class
from rag.checking.wording import rule_words

#: In a process of so few steps nobody can tell an empty cell from a missing column.
_FEWEST_STEPS = 2
#: A mark of a citation behind a statement; ``[1]`` at the head of a line opens a list of sources.
_CITED = re.compile(r"(?<=[^\s\[])\s?\[\d{1,3}\]")
#: Shorter lines are labels and names.
_SHORTEST_STATEMENT = 8
_CHINESE = re.compile(r"[\u4e00-\u9fff]")


def missing_fields(outline: Outline, records: Records) -> Iterator[Finding]:
    """Yield the fields a plan lacks, as one finding, and those it left empty, as another."""
    plan = records.lesson_plan
    if plan is None:
        return
    filled = {field.name for field in plan.basics}
    empty: dict[str, Place] = dict(_empty_basics(outline, filled))
    found = filled | set(empty)
    # Reflection is written after the lesson: it may well be empty, but the form has it.
    later = rule_words()["filled_later"]
    sections = outline.document.sections[1:]
    for section, following in zip(sections, [*sections, None][1:], strict=True):
        name = alias("lesson_plan", "fields", section.heading)
        if name is None:
            continue
        found.add(name)
        # Under a heading of its own kind stands what the field holds, be it of the same level.
        ends = following is None or alias("lesson_plan", "fields", following.heading)
        if ends and not outline.units(section.id, deep=True) and name not in later:
            empty.setdefault(name, place(outline, section.start, section.end))
    if plan.steps:
        found.add("教学实施过程")
        empty.pop("教学实施过程", None)
    usual = [
        *rule_words()["needed_basics"],
        *(names[0] for names in vocabulary()["lesson_plan"]["fields"]),
    ]
    absent = [name for name in usual if name not in found]
    if absent:
        yield Finding(
            "missing_field",
            f"通常的教案还有{'、'.join(f'“{name}”' for name in absent)}，这份教案里没有找到。",
            (first_line(outline),),
            f"补上{'、'.join(absent)}；用了别的名称的，可以不改。",
            Severity.ADVICE,
        )
    if empty:
        names = "、".join(f"“{name}”" for name in empty)
        yield Finding(
            "empty_field",
            f"{names}没有填写。",
            tuple(empty.values()),
            f"填写{names}。",
            Severity.ADVICE,
        )


def blanks(outline: Outline, records: Records) -> Iterator[Finding]:
    """Yield the places of a plan that are left for the teacher to fill in, as one finding."""
    if records.lesson_plan is None:
        return
    end = len(outline.document.canonical)
    patterns: list[str] = rule_words()["blanks"]
    spans = {one.span() for pattern in patterns for one in outline.finditer(pattern, 0, end)}
    # 〔请教师填写：……〕 may fit two patterns.
    found = [
        span
        for span in sorted(spans)
        if not any(a <= span[0] and span[1] <= b and (a, b) != span for a, b in spans)
    ]
    if found:
        told = (outline.document.canonical[start:end] for start, end in found)
        names = "、".join(dict.fromkeys(f"“{' '.join(text.split())}”" for text in told))
        yield Finding(
            "blank",
            f"还有 {len(found)} 处没有填写：{names}。",
            tuple(place(outline, *span) for span in found),
            "换成实际内容；不需要的删去。",
            Severity.ADVICE,
        )


def _empty_basics(outline: Outline, filled: set[str]) -> Iterator[tuple[str, Place]]:
    """Yield the short fields at the top with a label and nothing behind it."""
    usual = rule_words()["usual_basics"]
    for unit in outline.document.units:
        if unit.kind is UnitKind.HEADING and alias("lesson_plan", "fields", outline.text(unit)):
            return
        name, mark, value = fold(outline.text(unit)).partition(
            "\t" if unit.kind is UnitKind.ROW else ":"
        )
        known = alias("lesson_plan", "basics", name)
        alone = unit.kind is UnitKind.ROW or mark
        empty = known in usual and known not in filled and not value.strip(" _\t")
        if known and alone and empty:
            yield known, place(outline, unit.start, unit.end)


def empty_cells(outline: Outline, records: Records) -> Iterator[Finding]:
    """Yield the empty cells of steps, and the empty_cells that are empty in every step."""
    steps = records.lesson_plan.steps if records.lesson_plan else ()
    if len(steps) < _FEWEST_STEPS:
        return
    # The first column names the step.
    names = PROCESS_COLUMNS[1:]
    absent = [name for i, name in enumerate(names) if all(_columns_of(s)[i] is None for s in steps)]
    if absent:
        yield Finding(
            "missing_column",
            f"教学实施过程没有{'、'.join(f'“{name}”' for name in absent)}。",
            (_place_of(outline, steps[0]),),
            f"给每个环节补上{'、'.join(absent)}。",
            Severity.ADVICE,
        )
    lesson = in_class(steps)
    for step in steps:
        empty = [
            name
            for name, cell in zip(names, _columns_of(step), strict=True)
            if cell is None and name not in absent
        ]
        if not empty:
            continue
        # Where cells are missing from a flattened row, which of them are empty is a guess.
        sure = all(cell.certain for cell in _columns_of(step) if cell is not None)
        told = f"的{'、'.join(empty)}是空的" if sure else f"有 {len(empty)} 栏是空的"
        yield Finding(
            "empty_cell",
            f"“{step.label}”{told}。",
            (_place_of(outline, step),),
            f"写出这一环节的{'、'.join(empty)}，教师活动和学生活动要一一对应。"
            if sure
            else "补齐这一环节的教学内容、教师活动、学生活动和设计意图。",
            Severity.ERROR if step in lesson else Severity.ADVICE,
        )


def _columns_of(step: Step) -> tuple[Value | None, ...]:
    return step.content, step.teacher, step.student, step.design


def _place_of(outline: Outline, step: Step) -> Place:
    cell = step.name or next((cell for cell in _columns_of(step) if cell is not None), None)
    return at(outline, cell) if cell else first_line(outline)


def unsourced(outline: Outline, records: Records) -> Iterator[Finding]:
    """Yield the statements without a mark, if most statements of the plan have one.

    A plan written by hand has no marks at all; nothing is asked of it.
    """
    if records.lesson_plan is None:
        return
    marks = rule_words()["origins"]
    kept = set(rule_words()["sourced_fields"])
    lines: list[tuple[int, int, bool]] = []
    for unit in outline.document.units:
        path = outline.document.sections[unit.section].path
        fields = {alias("lesson_plan", "fields", heading) for heading in path}
        if unit.kind not in (UnitKind.PARAGRAPH, UnitKind.ITEM) or not fields & kept:
            continue
        text = outline.text(unit)
        if len(_CHINESE.findall(text)) >= _SHORTEST_STATEMENT:
            marked = bool(_CITED.search(text)) or any(mark in text for mark in marks)
            lines.append((unit.start, unit.end, marked))
    marked_lines = sum(marked for _, _, marked in lines)
    if 2 * marked_lines <= len(lines):
        return
    for start, end, marked in lines:
        if not marked:
            yield Finding(
                "unsourced",
                "这句话没有注明来源。",
                (place(outline, start, end),),
                f"注明出处，或标上{'、'.join(marks)}中的一种。",
                Severity.ADVICE,
            )
