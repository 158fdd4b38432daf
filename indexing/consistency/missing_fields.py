"""Fields of the usual form that a plan does not have or has left empty, and blanks in its text."""

from __future__ import annotations

from collections.abc import Iterator

from indexing.consistency.finding import Finding, Place, Severity, first_line, place
from indexing.extract import Outline, Records
from indexing.records import UnitKind
from indexing.searchtext import fold
from indexing.structure.vocabulary import alias, vocabulary


def missing_fields(outline: Outline, records: Records) -> Iterator[Finding]:
    """Yield the fields a plan lacks, as one finding, and those it left empty, as another."""
    plan = records.lesson_plan
    if plan is None:
        return
    filled = {field.name for field in plan.basics}
    empty: dict[str, Place] = dict(_empty_basics(outline, filled))
    found = filled | set(empty)
    # Reflection is written after the lesson: it may well be empty, but the form has it.
    later = vocabulary()["consistency"]["filled_later"]
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
        *vocabulary()["consistency"]["needed_basics"],
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
    patterns: list[str] = vocabulary()["consistency"]["blanks"]
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
    usual = vocabulary()["consistency"]["usual_basics"]
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
