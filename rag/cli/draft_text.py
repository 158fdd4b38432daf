"""A draft for a terminal: sections one below the other, tables as lists, sources at the end.

Nothing is decided here; the files that a school keeps are made in :mod:`rag.drafting.export`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rag.drafting.export.basics import basics
from rag.drafting.export.lines import TextLine, Wording, sources, step_name
from rag.drafting.plan import Grid, Group, Plan, Section, Step

_COLUMNS = (("教学内容", "content"), ("教师活动", "teacher"), ("学生活动", "student"),
            ("设计意图", "design"))  # fmt: skip


def plan_text(plan: Plan, wording: Wording) -> str:
    """Return a plan as text; sections it does not have are left out."""
    known = basics(plan, origins=wording.origins)
    head = [f"{name}：{value}" for name, value in known.items() if value]
    empty = [name for name, value in known.items() if not value]
    head += [f"待教师填写：{'、'.join(empty)}"] if empty else []
    blocks = [plan.title, "\n".join(head)]
    blocks += ["\n".join(_section(section, wording)) for section in plan.sections]
    cited = [] if wording.citations == "none" else sources(plan)
    if cited:
        blocks.append("\n".join([_heading("引用来源"), *cited]))
    return "\n\n".join(blocks)


def _section(section: Section, wording: Wording) -> Iterator[str]:
    yield _heading(section.name)
    for block in section.blocks:
        yield from _grid(block, wording) if isinstance(block, Grid) else _group(block, wording)
    phase = ""
    for step in section.steps:
        if step.phase != phase:
            phase = step.phase
            yield f"〖{phase}〗"
        yield from _step(step, wording)


def _group(group: Group, wording: Wording) -> Iterator[str]:
    if group.label:
        yield f"〖{group.label}〗"
    for line in wording.group(group):
        yield f"  {line.number or '·'} {_said(line)}"


def _grid(grid: Grid, wording: Wording) -> Iterator[str]:
    """Yield a table row by row: the first cell, then the others under their headers."""
    tag, rows = wording.grid(grid)
    if grid.caption or tag:
        yield f"〖{grid.caption}〗{tag}" if grid.caption else tag
    for row in rows:
        yield f"  ◆ {_joined(row[0])}"
        yield from (
            f"    {name}：{_joined(cell)}"
            for name, cell in zip(grid.header[1:], row[1:], strict=True)
        )


def _step(step: Step, wording: Wording) -> Iterator[str]:
    yield f"  ◆ {'（'.join(step_name(step))}{'）' if step.minutes is not None else ''}"
    for name, column in _COLUMNS:
        lines = wording.cell_at_once(getattr(step, column))
        yield f"    {name}："
        yield from (f"      {_said(line)}" for line in lines)


def _joined(lines: Sequence[TextLine]) -> str:
    return " ".join(_said(line) for line in lines)


def _said(line: TextLine) -> str:
    return " ".join(line.text.split())


def _heading(name: str) -> str:
    return f"━━ {name} ━━"
