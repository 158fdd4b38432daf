"""A plan as Markdown that Beike's own reader understands as a lesson plan again.

Labels inside a field are bold paragraphs and phases are rows, because that is what the reader
takes for labels and phases; a heading would close the field.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from rag.drafting.export.lines import (
    LEGEND,
    PROCESS_HEADER,
    SOURCES,
    Citing,
    Rendering,
    TextLine,
    Tone,
    basics,
    by_model,
    plain,
    sources,
    step_name,
    tagged,
)
from rag.drafting.plan import PHASES, PROCESS, SECTIONS, Grid, Group, Plan, Section, Step

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
    rendering = Rendering(citations, origins)
    blocks = [f"# {_escaped(plan.title)}", _basics(plan, rendering)]
    drafted = {section.name: section for section in plan.sections}
    for name in SECTIONS:
        if name in drafted:
            blocks += _section(drafted[name], rendering)
    if origins and tagged(plan):
        blocks += ["---", _escaped(LEGEND)]
    if written := by_model(plan):
        blocks.append(_escaped(written))
    entries = [] if citations == "none" else sources(plan)
    if entries:
        blocks.append(f"## {SOURCES}")
        blocks += [_escaped(entry) for entry in entries]
    return "\n\n".join(blocks) + "\n"


def _basics(plan: Plan, rendering: Rendering) -> str:
    fields = basics(plan, origins=rendering.origins)
    rows = [(_escaped(name), _escaped(value)) for name, value in fields.items()]
    return _table(rows[0], rows[1:])


def _section(section: Section, rendering: Rendering) -> list[str]:
    blocks = [f"## {section.name}"]
    for block in section.blocks:
        blocks += _grid(block, rendering) if isinstance(block, Grid) else _group(block, rendering)
    if section.name == PROCESS:
        blocks.append(_process(section.steps, rendering))
    return blocks


def _group(group: Group, rendering: Rendering) -> list[str]:
    blocks = [f"**{_escaped(group.label)}**"] if group.label else []
    lines = rendering.group(group)
    if group.numbered or len(lines) > 1:
        items = [f"{line.number or '-'} {_paragraph(line)}" for line in lines]
        return [*blocks, "\n".join(items)]
    return blocks + [_paragraph(line) for line in lines]


def _grid(grid: Grid, rendering: Rendering) -> list[str]:
    tag, rows = rendering.grid(grid)
    caption = f"**{_escaped(grid.caption)}**{tag}" if grid.caption else tag
    body = _table([_escaped(name) for name in grid.header], [map(_cell, row) for row in rows])
    return [caption, body] if caption else [body]


def _process(steps: Sequence[Step], rendering: Rendering) -> str:
    rows: list[list[str]] = []
    for phase in PHASES:
        inside = [step for step in steps if step.phase == phase]
        rows += [[phase, *[""] * (len(PROCESS_HEADER) - 1)]] if inside else []
        for step in inside:
            rows.append(
                [_cell(plain(*step_name(step))), *(_cell(rendering.cell(c)) for c in step.cells)]
            )
    return _table([name.replace("\n", "") for name in PROCESS_HEADER], rows)


def _table(header: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    names = list(header)
    lines = [names, ["---"] * len(names), *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def _cell(lines: Iterable[TextLine]) -> str:
    return _BREAK.join(_inline(line) for line in lines)


def _paragraph(line: TextLine) -> str:
    return _OPENING.sub(r"\1\\\2", _inline(line), count=1)


def _inline(line: TextLine) -> str:
    return "".join(run.text if run.tone is Tone.MARK else _escaped(run.text) for run in line.runs)


def _escaped(text: str) -> str:
    """Return text with what Markdown would take for markup escaped, on one line."""
    return _BREAK.join(_SPECIAL.sub(r"\\\1", line) for line in text.strip().splitlines())
