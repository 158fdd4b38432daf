"""Reference learning tasks (参考性学习任务) of a course."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from indexing.extract.hours_tables import number_in
from indexing.extract.outline import Outline
from indexing.extract.values import Value, joined
from indexing.records import Section, Table
from indexing.searchtext import fold
from indexing.structure.vocabulary import label, vocabulary

_COLUMNS = ("number", "name", "description", "hours")


@dataclass(frozen=True, slots=True)
class Task:
    """One learning task; what its row leaves empty is absent.

    ``name`` is as printed, with 可选 in brackets where the task is ``optional``; ``number.number``
    and ``hours.number`` are the figures.
    """

    number: Value | None
    name: Value
    description: Value | None
    hours: Value | None
    optional: bool


def tasks(outline: Outline, section: Section) -> tuple[Task, ...]:
    """Return the tasks in the tables of a section, in order."""
    out: list[Task] = []
    for table in outline.document.tables:
        at = _places(table)
        if table.section != section.id or at["name"] is None:
            continue
        for row in table.rows:
            cells = {key: row[place] for key, place in at.items() if place is not None}
            name = outline.cell(cells["name"])
            text = outline.cell(cells["description"]) if "description" in cells else None
            if name is None:
                if out and text:  # the rest of a row that a page break cut
                    whole = joined(out[-1].description, text) if out[-1].description else text
                    out[-1] = replace(out[-1], description=whole)
                continue
            number = number_in(outline, cells["number"]) if "number" in cells else None
            hours = number_in(outline, cells["hours"]) if "hours" in cells else None
            out.append(Task(number, name, text, hours, _is_optional(name.text)))
    return tuple(out)


def _places(table: Table) -> dict[str, int | None]:
    """Return where each column of a task stands in a table."""
    words = vocabulary()["task"]
    columns = [label(column) for column in table.columns]
    return {
        key: next((i for i, column in enumerate(columns) if column in words[key]), None)
        for key in _COLUMNS
    }


def _is_optional(name: str) -> bool:
    """Whether a name says, in brackets or as its last word, that the task may be left out."""
    words: list[str] = vocabulary()["standard"]["optional"]
    folded = re.sub(r"\s", "", fold(name))
    return any(re.search(rf"\([^()]*{word}[^()]*\)|\*?{word}$", folded) for word in words)
