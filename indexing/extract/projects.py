"""Practical projects of a syllabus: a real table, or one run together and perhaps cut off."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from indexing.extract.found import Found
from indexing.extract.hours_tables import number_in
from indexing.extract.outline import Outline
from indexing.extract.values import Value
from indexing.records import Unit
from indexing.structure.vocabulary import label, vocabulary
from indexing.wrapping import ends_sentence

_NUMERALS = "一二三四五六七八九十"


@dataclass(frozen=True, slots=True)
class Project:
    """A practical project; hours or text that are cut off are absent or not certain."""

    name: Value
    hours: Value | None
    text: Value | None


def projects(outline: Outline) -> tuple[Project, ...]:
    """Return the projects in reading order."""
    words = vocabulary()["project"]
    for table in outline.document.tables:
        at = {
            key: next((i for i, c in enumerate(map(label, table.columns)) if c in words[key]), None)
            for key in ("name", "hours", "text")
        }
        if at["name"] is None or at["hours"] is None:
            continue
        found = []
        for row in table.rows:
            name = outline.cell(row[at["name"]])
            hours = number_in(outline, row[at["hours"]])
            text = outline.cell(row[at["text"]]) if at["text"] is not None else None
            if name is not None:
                found.append(Project(name, hours, text))
        return tuple(found)
    header = re.compile(rf"^(?:{'|'.join(words['name'])})学时(?:{'|'.join(words['text'])})")
    for unit in outline.document.units:
        opened = outline.search(header, unit.start, unit.end)
        if opened:
            return tuple(_collapsed(outline, unit, opened.span()[1]))
    return ()


def _collapsed(outline: Outline, unit: Unit, start: int) -> Iterator[Project]:
    """Yield the projects behind a header: ``一``, name, hours, text, ``二`` and so on."""
    at = start
    opened: list[Found] = []
    for numeral in _NUMERALS:
        pattern = rf"{numeral}(?P<name>[^\d。;:]{{2,30}}?)(?P<hours>\d{{1,2}})(?=\D)"
        found = outline.search(pattern, at, unit.end)
        if found is None or (not opened and found.span()[0] != start):
            break
        opened.append(found)
        at = found.span()[1]
    for index, found in enumerate(opened):
        end = opened[index + 1].span()[0] if index + 1 < len(opened) else unit.end
        text = outline.value(found.span()[1], end) if found.span()[1] < end else None
        if text is not None and index + 1 == len(opened) and not ends_sentence(text.text):
            text = replace(text, certain=False)  # the table is cut off here
        hours = outline.value(*found.span("hours"), int(found["hours"]))
        yield Project(outline.value(*found.span("name")), hours, text)
