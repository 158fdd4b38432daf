"""Statements of the two origins a section writes itself, and all statements of a section."""

from __future__ import annotations

import re
from collections.abc import Mapping

from rag.drafting.plan import Grid, Origin, Section, Statement

_TITLE = re.compile(r"《[^《》\n]{2,60}》")


def suggested(text: str, *serves: str) -> Statement:
    """Return a statement of the program's own."""
    return Statement(text, Origin.SUGGESTED, (), serves)


def given(text: str, *serves: str) -> Statement:
    """Return a statement of the teacher's."""
    return Statement(text, Origin.TEACHER, (), serves)


def title_in(sections: Mapping[str, Section]) -> str:
    """Return the title in 《》 of what kept sections hand in, empty where they name none.

    A title that a document names is not ours.
    """
    for name in ("课堂任务", "教学实施过程", "教学目标", "考核评价"):
        section = sections.get(name)
        for statement in statements_of(section) if section else ():
            found = _TITLE.search(statement.text)
            if found and statement.origin is not Origin.DOCUMENT:
                return found[0][1:-1]
    return ""


def statements_of(section: Section) -> list[Statement]:
    """Return every statement of a section, in order."""
    out: list[Statement] = []
    for block in section.blocks:
        cells = block.rows if isinstance(block, Grid) else ((block.statements,),)
        out += [statement for row in cells for cell in row for statement in cell]
    for step in section.steps:
        for cell in (step.content, step.teacher, step.student, step.design):
            out += cell
    return out
