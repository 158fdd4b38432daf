"""A plan as Markdown that Beike's own reader understands as a lesson plan again.

Labels inside a field are bold paragraphs and phases are rows, because that is what the reader
takes for labels and phases; a heading would close the field.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from rag.drafting.export.appendices import SOURCES
from rag.drafting.export.basics import basics
from rag.drafting.export.lines import (
    LEGEND,
    PROCESS,
    Citing,
    TextLine,
    Tone,
    Wording,
    plain,
    sources,
    step_name,
    tagged,
)
from rag.drafting.export.process_table import HEADER
from rag.drafting.plan import PHASES, SECTIONS, Grid, Group, Plan, Section, Step

_SPECIAL = re.compile(r"([\\`*_\[\]<>|~&])")
#: What would open a list, a heading or a rule at the start of a line.
_OPENING = re.compile(r"^(\d{0,9})([#+=\-.)])")
_BREAK = "<br>"


def to_markdown(plan: Plan, *, citations: Citing = "inline", origins: bool = True) -> str:
    """Return a plan as Markdown.

    Args:
        plan: the draft; sections it has not yet are left out.
        citations: marks in the text with the list at the end, the list alone, or neither.
        origins: whether statements say that they come from the teacher or the program.
    """
    wording = Wording(citations, origins)
    blocks = [f"# {_escaped(plan.title)}", _basics(plan, wording)]
    drafted = {section.name: section for section in plan.sections}
    for name in SECTIONS:
        if name in drafted:
            blocks += _section(drafted[name], wording)
    if origins and tagged(plan):
        blocks += ["---", _escaped(LEGEND)]
    entries = [] if citations == "none" else sources(plan)
    if entries:
        blocks.append(f"## {SOURCES}")
        blocks += [_escaped(entry) for entry in entries]
    return "\n\n".join(blocks) + "\n"


def _basics(plan: Plan, wording: Wording) -> str:
    said = basics(plan, origins=wording.origins)
    rows = [(_escaped(name), _escaped(value)) for name, value in said.items()]
    return _table(rows[0], rows[1:])


def _section(section: Section, wording: Wording) -> list[str]:
    blocks = [f"## {section.name}"]
    for block in section.blocks:
        blocks += _grid(block, wording) if isinstance(block, Grid) else _group(block, wording)
    if section.name == PROCESS:
        blocks.append(_process(section.steps, wording))
    return blocks


def _group(group: Group, wording: Wording) -> list[str]:
    blocks = [f"**{_escaped(group.label)}**"] if group.label else []
    lines = wording.group(group)
    if group.numbered or len(lines) > 1:
        items = [f"{line.number or '-'} {_paragraph(line)}" for line in lines]
        return [*blocks, "\n".join(items)]
    return blocks + [_paragraph(line) for line in lines]


def _grid(grid: Grid, wording: Wording) -> list[str]:
    tag, rows = wording.grid(grid)
    caption = f"**{_escaped(grid.caption)}**{tag}" if grid.caption else tag
    body = _table([_escaped(name) for name in grid.header], [map(_cell, row) for row in rows])
    return [caption, body] if caption else [body]


def _process(steps: Sequence[Step], wording: Wording) -> str:
    rows: list[list[str]] = []
    for phase in PHASES:
        inside = [step for step in steps if step.phase == phase]
        rows += [[phase, *[""] * (len(HEADER) - 1)]] if inside else []
        for step in inside:
            cells = (step.content, step.teacher, step.student, step.design)
            rows.append([_cell(plain(*step_name(step))), *(_cell(wording.cell(c)) for c in cells)])
    return _table([name.replace("\n", "") for name in HEADER], rows)


def _table(header: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    names = list(header)
    lines = [names, ["---"] * len(names), *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def _cell(lines: Iterable[TextLine]) -> str:
    return _BREAK.join(_inline(line) for line in lines)


def _paragraph(line: TextLine) -> str:
    return _OPENING.sub(r"\1\\\2", _inline(line), count=1)


def _inline(line: TextLine) -> str:
    return "".join(
        piece.text if piece.tone is Tone.MARK else _escaped(piece.text) for piece in line.pieces
    )


def _escaped(text: str) -> str:
    """Return text with what Markdown would take for markup escaped, on one line."""
    return _BREAK.join(_SPECIAL.sub(r"\\\1", line) for line in text.strip().splitlines())
