"""Other words for statements of a section: putting them in, and what they must keep."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from rag.drafting.plan import Cell, Grid, Group, Section, Statement, Step
from rag.text.coverage import coverage, numbers

_LABEL = re.compile(r"^【[^】]{2,10}】")
_TITLE = re.compile(r"《[^《》]*》")
_QUOTED = re.compile(r"“[^“”]*”")
_NO_TEXT = re.compile(r"[\[【［]\s*\d|〔|[{}<>|]|https?:")
#: Share of the new words' bigrams that the old words have: it is still about the same.
_SAME = 0.2


def with_statements(section: Section, new: Mapping[int, Statement]) -> Section:
    """Return a section with some statements replaced.

    Args:
        section: the section.
        new: statements by their place in :func:`rag.drafting.brief.statements_of`.
    """
    place = 0

    def cell(old: Cell) -> Cell:
        nonlocal place
        out = []
        for statement in old:
            out.append(new.get(place, statement))
            place += 1
        return tuple(out)

    blocks: list[Group | Grid] = []
    for block in section.blocks:
        if isinstance(block, Group):
            blocks.append(replace(block, statements=cell(block.statements)))
        else:
            blocks.append(replace(block, rows=tuple(tuple(cell(c) for c in r) for r in block.rows)))
    steps = tuple(
        Step(
            step.phase,
            step.name,
            step.minutes,
            cell(step.content),
            cell(step.teacher),
            cell(step.student),
            cell(step.design),
        )
        for step in section.steps
    )
    return replace(section, blocks=tuple(blocks), steps=steps)


def kept_promises(old: str, new: str, title: str) -> bool:
    """Whether new words keep what the old ones promise to the rest of the plan.

    The same label in front, the title of what is handed in and no other title, what stands in
    quotation marks (names of steps), no figure of their own, no markup, and the same matter.
    """
    label = _LABEL.match(old)
    if (label[0] if label else "") != (m[0] if (m := _LABEL.match(new)) else ""):
        return False
    if set(_TITLE.findall(new)) - {title, *_TITLE.findall(old)}:
        return False
    if (title in old and title not in new) or _NO_TEXT.search(new):
        return False
    if any(quoted not in new for quoted in _QUOTED.findall(old)):
        return False
    return (
        numbers(new) <= numbers(old) and coverage(_TITLE.sub("", new), _TITLE.sub("", old)) >= _SAME
    )
