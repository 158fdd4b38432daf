"""A draft as HTML: sections to be read, with their citations and where each sentence is from."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from rag.drafting.lines import TAGS
from rag.drafting.plan import PHASES, SECTIONS, Cell, Grid, Group, Plan, Section, Statement, Step
from rag.types import Citation
from ui.cards import cite_button
from ui.markup import escape
from ui.parts import button

#: Number of the panel of a draft's citations; a draft has only one.
TURN = 0
_COLUMNS = ("环节", "教学内容", "教师活动", "学生活动", "设计意图")
_LEGEND = (
    '<p class="bk-quiet">带编号的内容出自文件，点编号看原文；'
    "〔建议〕〔推断〕由程序提出，请您确认；〔教师提供〕来自您填写的内容。</p>"
)


def plan_html(
    plan: Plan, chosen: str = "", *, writing: bool = False, faulty: Collection[str] = ()
) -> str:
    """Return the whole draft.

    Args:
        plan: the draft; sections it has not yet are left out.
        chosen: the section that is being worked on.
        writing: whether more sections are coming; nothing can be pressed meanwhile.
        faulty: sections in which the check found errors.
    """
    cited = {citation.n: citation for citation in plan.citations}
    drafted = {section.name: section for section in plan.sections}
    notes = "".join(f'<p class="bk-note">{escape(note)}</p>' for note in plan.notes)
    parts = [
        _section(drafted[name], cited, name == chosen, not writing, name in faulty)
        for name in SECTIONS
        if name in drafted
    ]
    if writing:
        done = len(parts)
        parts.append(
            f'<p class="bk-wait" role="status">正在写，已完成 {done} 个栏目'
            "<i></i><i></i><i></i></p>"
        )
    busy = ' aria-busy="true"' if writing else ""
    return (
        f'<article class="bk-plan"{busy} data-title="{escape(plan.title)} — 备课">'
        f"<h2>{escape(plan.title)}</h2>{_LEGEND}{notes}{''.join(parts)}</article>"
    )


def section_body(section: Section, cited: Mapping[int, Citation]) -> str:
    """Return the content of a section without its name and buttons."""
    if section.steps:
        return _process(section.steps, cited)
    return "".join(
        _grid(block, cited) if isinstance(block, Grid) else _group(block, cited)
        for block in section.blocks
    )


def _section(
    section: Section, cited: Mapping[int, Citation], chosen: bool, live: bool, faulty: bool
) -> str:
    name = section.name
    badges = "".join(
        f'<span class="bk-badge {kind}">{text}</span>'
        for on, kind, text in (
            (section.locked, "", "已锁定"),
            (section.edited, "", "已修改"),
            (faulty, "bk-bad", "有错误"),
        )
        if on
    )
    tools = ""
    if live:
        lock = ("unlock", "解锁") if section.locked else ("lock", "锁定")
        redraft = "" if section.locked else button("redraft", "重写", kind="bk-plain", s=name)
        tools = (
            '<div class="bk-tools">'
            + button("edit", "编辑", kind="bk-plain", aria=f"编辑{name}", s=name)
            + button("evidence", "依据", kind="bk-plain", aria=f"{name}的依据", s=name)
            + redraft
            + button(*lock, kind="bk-plain", aria=f"{lock[1]}{name}", s=name)
            + "</div>"
        )
    return (
        f'<section class="bk-section{" is-chosen" if chosen else ""}" data-section="{name}" '
        f'aria-label="{name}"><div class="bk-section-head"><h3>{name}</h3>{badges}{tools}</div>'
        f"{section_body(section, cited)}</section>"
    )


def _group(group: Group, cited: Mapping[int, Citation]) -> str:
    label = f"<h4>{escape(group.label)}</h4>" if group.label else ""
    if len(group.statements) == 1 and not group.numbered:
        return f"{label}<p>{_statement(group.statements[0], cited)}</p>"
    tag = "ol" if group.numbered else "ul"
    items = "".join(f"<li>{_statement(s, cited)}</li>" for s in group.statements)
    return f"{label}<{tag}>{items}</{tag}>"


def _grid(grid: Grid, cited: Mapping[int, Citation]) -> str:
    caption = f"<caption>{escape(grid.caption)}</caption>" if grid.caption else ""
    head = "".join(f'<th scope="col">{escape(name)}</th>' for name in grid.header)
    rows = "".join(
        f"<tr>{''.join(f'<td>{_cell(cell, cited)}</td>' for cell in row)}</tr>" for row in grid.rows
    )
    return _table(f"{caption}<thead><tr>{head}</tr></thead><tbody>{rows}</tbody>")


def _process(steps: tuple[Step, ...], cited: Mapping[int, Citation]) -> str:
    head = "".join(f'<th scope="col">{name}</th>' for name in _COLUMNS)
    rows = ""
    for phase in PHASES:
        inside = [step for step in steps if step.phase == phase]
        if inside:
            minutes = sum(step.minutes or 0 for step in inside)
            told = f"（{minutes} 分钟）" if minutes else ""
            rows += f'<tr class="bk-phase"><th colspan="5" scope="rowgroup">{phase}{told}</th></tr>'
        rows += "".join(_step(step, cited) for step in inside)
    return _table(f"<thead><tr>{head}</tr></thead><tbody>{rows}</tbody>", "bk-process")


def _step(step: Step, cited: Mapping[int, Citation]) -> str:
    minutes = "" if step.minutes is None else f"<small>{step.minutes} 分钟</small>"
    cells = (step.content, step.teacher, step.student, step.design)
    told = "".join(
        f'<td data-label="{label}">{_cell(cell, cited)}</td>'
        for label, cell in zip(_COLUMNS[1:], cells, strict=True)
    )
    return f'<tr><th scope="row">{escape(step.name)}{minutes}</th>{told}</tr>'


def _table(inside: str, kind: str = "") -> str:
    # Focusable, so that a wide table can be scrolled with the keyboard.
    return f'<div class="bk-table" tabindex="0"><table class="{kind}">{inside}</table></div>'


def _cell(cell: Cell, cited: Mapping[int, Citation]) -> str:
    return "<br>".join(_statement(statement, cited) for statement in cell)


def _statement(statement: Statement, cited: Mapping[int, Citation]) -> str:
    marks = "".join(cite_button(TURN, cited[n]) for n in statement.citations if n in cited)
    tag = TAGS.get(statement.origin)
    origin = f'<span class="bk-origin">〔{tag}〕</span>' if tag else ""
    return f"{escape(statement.text)}{marks}{origin}"
