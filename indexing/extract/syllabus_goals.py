"""The goals of a course in its syllabus, and how many there are."""

from __future__ import annotations

import re
from dataclasses import replace

from indexing.extract.outline import Outline
from indexing.extract.values import Value
from indexing.records import UnitKind
from indexing.structure.vocabulary import label

_GOAL = re.compile(r"课程目标\s*(\d{1,2})(?!\d|[、,]\d)")


def goal_count(outline: Outline) -> int:
    """Return the highest number a goal has in the document's tables and lists, 0 if none has."""
    end = len(outline.document.canonical)
    return max((int(found[1]) for found in outline.finditer(_GOAL, 0, end)), default=0)


def goals(outline: Outline) -> tuple[Value, ...]:
    """Return the goals: the items of their section, or the sentences of its one paragraph.

    Sentences are certain where there are as many as the tables number goals.
    """
    sections = [s for s in outline.document.sections[1:] if label(s.heading) == "课程目标"]
    units = next((own for s in reversed(sections) if (own := outline.units(s.id))), [])
    items = [unit for unit in units if unit.kind is UnitKind.ITEM]
    if items or len(units) > 1:
        lead = not items and outline.text(units[0]).rstrip().endswith((":", "："))
        values = outline.values(items or units[lead:])
        return tuple(replace(value, number=i) for i, value in enumerate(values, start=1))
    if not units:
        return ()
    start, end = units[0].start, units[0].end
    lead_end = outline.search(r"^[^。]{0,60}?:", start, end)
    start = lead_end.span()[1] if lead_end else start
    spans = [found.span() for found in outline.finditer(r"[^。]+。?", start, end)]
    certain = len(spans) == goal_count(outline)
    return tuple(
        outline.value(low, high, i, certain=certain)
        for i, (low, high) in enumerate(spans, start=1)
        if outline.document.canonical[low:high].strip()
    )
