"""What ``beike draft`` does: ask for what is missing, draft, check, and write or print.

A draft that cannot be written to its file is printed instead: nothing is lost. For a terminal the
sections stand one below the other, tables as lists, sources at the end; the files that a school
keeps are made in :mod:`rag.drafting.export`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import cast

import click
from pydantic import TypeAdapter

from indexing.errors import BeikeError
from rag.checking import Finding
from rag.checking.report import findings_json
from rag.cli.check import findings_text
from rag.cli.show import json_text
from rag.drafting.export.docx import to_docx
from rag.drafting.export.lines import Citing, Rendering, TextLine, basics, sources, step_name
from rag.drafting.export.markdown import to_markdown
from rag.drafting.export.template import fill_template
from rag.drafting.plan import SECTIONS, STEP_COLUMNS, DraftRequest, Grid, Group, Plan, Section, Step
from rag.drafting.workshop import FormQuestion, Workshop, findings_of
from rag.factory import make_encoder
from rag.settings import Settings

#: The short fields at the top of a plan, which are in every draft; alone they may be asked for too.
HEAD = "教学基本情况"


def plan_text(plan: Plan, rendering: Rendering) -> str:
    """Return a plan as text; sections it does not have are left out."""
    known = basics(plan, origins=rendering.origins)
    head = [f"{name}：{value}" for name, value in known.items() if value]
    empty = [name for name, value in known.items() if not value]
    head += [f"待教师填写：{'、'.join(empty)}"] if empty else []
    blocks = [plan.title, "\n".join(head)]
    blocks += ["\n".join(_section(section, rendering)) for section in plan.sections]
    cited = [] if rendering.citations == "none" else sources(plan)
    if cited:
        blocks.append("\n".join([_heading("引用来源"), *cited]))
    return "\n\n".join(blocks)


def _section(section: Section, rendering: Rendering) -> Iterator[str]:
    yield _heading(section.name)
    for block in section.blocks:
        yield from _grid(block, rendering) if isinstance(block, Grid) else _group(block, rendering)
    phase = ""
    for step in section.steps:
        if step.phase != phase:
            phase = step.phase
            yield f"〖{phase}〗"
        yield from _step(step, rendering)


def _group(group: Group, rendering: Rendering) -> Iterator[str]:
    if group.label:
        yield f"〖{group.label}〗"
    for line in rendering.group(group):
        yield f"  {line.number or '·'} {_said(line)}"


def _grid(grid: Grid, rendering: Rendering) -> Iterator[str]:
    """Yield a table row by row: the first cell, then the others under their headers."""
    tag, rows = rendering.grid(grid)
    if grid.caption or tag:
        yield f"〖{grid.caption}〗{tag}" if grid.caption else tag
    for row in rows:
        yield f"  ◆ {_joined(row[0])}"
        yield from (
            f"    {name}：{_joined(cell)}"
            for name, cell in zip(grid.header[1:], row[1:], strict=True)
        )


def _step(step: Step, rendering: Rendering) -> Iterator[str]:
    yield f"  ◆ {'（'.join(step_name(step))}{'）' if step.minutes is not None else ''}"
    for name, cell in zip(STEP_COLUMNS, step.cells, strict=True):
        lines = rendering.cell_at_once(cell)
        yield f"    {name}："
        yield from (f"      {_said(line)}" for line in lines)


def _joined(lines: Sequence[TextLine]) -> str:
    return " ".join(_said(line) for line in lines)


def _said(line: TextLine) -> str:
    return " ".join(line.text.split())


def _heading(name: str) -> str:
    return f"━━ {name} ━━"


@dataclass(frozen=True, slots=True)
class Target:
    """The file to write, and the school's form to fill, if any."""

    out: Path
    template: Path | None


def run_draft(
    settings: Settings,
    request: DraftRequest,
    sections: Sequence[str],
    *,
    target: Target | None,
    citations: str,
    checked: bool,
    as_json: bool,
) -> int:
    """Draft, write or print, and return the exit code: 1 where the file could not be written.

    Args:
        settings: paths and the endpoint.
        request: the form.
        sections: the sections wanted, :data:`HEAD` among them; none for all.
        target: the file to write; ``None`` prints the draft.
        citations: see :data:`rag.drafting.export.lines.Citing`.
        checked: whether the draft is checked.
        as_json: whether the plan is printed as JSON, with findings and questions.

    Raises:
        BeikeError: there is no usable index or model, no such base plan, or no usable form.
    """
    form = _form(target)
    with closing(Workshop(settings, make_encoder(settings))) as workshop:
        asked = workshop.missing(request)
        plan = _drafted(workshop, request, [n for n in sections if n != HEAD] if sections else None)
    findings = findings_of(plan) if checked and plan.sections else None
    for note in plan.notes:
        click.echo(f"说明：{note}", err=True)
    _ask(asked)
    shown = cast(Citing, citations)
    failed = target is not None and not _written(target, form, plan, shown, findings)
    if as_json:
        click.echo(json_text(plan_json(plan, asked, findings)))
    elif target is None or failed:
        click.echo(plan_text(plan, Rendering(shown)))
        if findings is not None:
            click.echo("\n" + "\n".join(findings_text(findings)))
    elif findings is not None:
        click.echo("\n".join(findings_text(findings)), err=True)
    return int(failed)


def plan_json(
    plan: Plan, asked: Sequence[FormQuestion], findings: Sequence[Finding] | None
) -> dict[str, object]:
    """Return a draft for programs: the plan, what is missing, what the check found."""
    return {
        "plan": TypeAdapter(Plan).dump_python(plan, mode="json"),
        "missing": [{"field": q.field, "question": q.text} for q in asked],
        "findings": None if findings is None else findings_json(findings),
    }


def _drafted(workshop: Workshop, request: DraftRequest, sections: Sequence[str] | None) -> Plan:
    """Return the plan; each section is told on stderr as it is written."""
    total = len(SECTIONS if sections is None else set(sections))
    done = 0
    for part in workshop.draft(request, sections):
        if isinstance(part, Section):
            done += 1
            click.echo(f"[{done}/{total}] {part.name}", err=True)
        else:
            plan = part
    return plan


def _ask(asked: Sequence[FormQuestion]) -> None:
    """Say on stderr what the teacher has not told, option by option."""
    if asked:
        click.echo("还可以告诉我（写在命令里再起草一次，草稿会更合用）：", err=True)
    for question in asked:
        option = {"class_name": "class"}.get(question.field, question.field)
        click.echo(f"  --{option}  {question.text}", err=True)


def _form(target: Target | None) -> bytes:
    """Return the school's form, empty where none is to be filled.

    Raises:
        BeikeError: it cannot be read.
    """
    if target is None or target.template is None:
        return b""
    try:
        return target.template.read_bytes()
    except OSError as error:
        raise BeikeError(
            f"读不了模板 {target.template}：{error.strerror}。", "请检查 --template 的路径。"
        ) from error


def _written(
    target: Target, form: bytes, plan: Plan, citations: Citing, findings: Sequence[Finding] | None
) -> bool:
    """Write the file; where that fails say why and return false."""
    with _told() as failed:
        data, notes = _file(target, form, plan, citations, findings)
        for note in notes:
            click.echo(f"模板：{note}", err=True)
        partial = target.out.with_name(f"{target.out.name}.partial")
        try:
            partial.write_bytes(data)
            partial.replace(target.out)
        except OSError as error:
            raise BeikeError(
                f"写不了 {target.out}：{error.strerror}，草稿改为显示在下面。",
                "请检查 --out 的文件夹是否存在、能否写入，文件是否正被别的程序打开。",
            ) from error
        click.echo(f"已写入 {target.out}", err=True)
    return not failed


def _file(
    target: Target, form: bytes, plan: Plan, citations: Citing, findings: Sequence[Finding] | None
) -> tuple[bytes, tuple[str, ...]]:
    if target.out.suffix.lower() == ".md":
        return to_markdown(plan, citations=citations).encode(), ()
    if target.template is not None:
        name = target.template.name
        return fill_template(form, plan, name=name, citations=citations, findings=findings)
    return to_docx(plan, citations=citations, findings=findings), ()


@contextmanager
def _told() -> Iterator[list[BeikeError]]:
    """Tell an error for the user on stderr and keep it in the list instead of raising it."""
    failed: list[BeikeError] = []
    try:
        yield failed
    except BeikeError as error:
        failed.append(error)
        click.echo(f"错误：{error.message}", err=True)
        if error.hint:
            click.echo(f"办法：{error.hint}", err=True)
