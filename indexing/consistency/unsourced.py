"""Statements without a source in a plan that marks its sources."""

from __future__ import annotations

import re
from collections.abc import Iterator

from indexing.consistency.finding import Finding, Severity, place
from indexing.extract import Outline, Records
from indexing.records import UnitKind
from indexing.structure.vocabulary import alias, vocabulary

#: A mark of a citation behind a statement; ``[1]`` at the head of a line opens a list of sources.
_CITED = re.compile(r"(?<=[^\s\[])\s?\[\d{1,3}\]")
#: Shorter lines are labels and names.
_SHORTEST = 8
_CHINESE = re.compile(r"[\u4e00-\u9fff]")


def unsourced(outline: Outline, records: Records) -> Iterator[Finding]:
    """Yield the statements without a mark, if most statements of the plan have one.

    A plan written by hand has no marks at all; nothing is asked of it.
    """
    if records.lesson_plan is None:
        return
    marks = vocabulary()["consistency"]["origins"]
    kept = set(vocabulary()["consistency"]["sourced_fields"])
    lines: list[tuple[int, int, bool]] = []
    for unit in outline.document.units:
        path = outline.document.sections[unit.section].path
        fields = {alias("lesson_plan", "fields", heading) for heading in path}
        if unit.kind not in (UnitKind.PARAGRAPH, UnitKind.ITEM) or not fields & kept:
            continue
        text = outline.text(unit)
        if len(_CHINESE.findall(text)) >= _SHORTEST:
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
