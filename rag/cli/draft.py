"""The options of ``beike draft``; what it does with them is in :mod:`rag.cli.drafting`."""

from __future__ import annotations

import difflib
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from rag.cli.options import FILE, command, json_option, scope_options

if TYPE_CHECKING:
    from rag.cli.drafting import Target
    from rag.drafting.plan import DraftRequest


@click.command("draft")
@click.option("--task", required=True, help="任务名称 / name of the task")
@click.option(
    "--section",
    "sections",
    multiple=True,
    help="只起草这一栏，可写多次 / only this section, repeatable",
)
@click.option("--course", default="", help="课标里的课程名称 / course of the standard")
@click.option("--course-document", default="", help="课程所在的课标 / path of that standard")
@click.option("--level", default="", help="层级，例如高级 / level")
@click.option("--class", "class_name", default="", help="授课班级 / class")
@click.option("--students", type=click.IntRange(1, 200), help="学生人数 / number of students")
@click.option("--groups", type=click.IntRange(1, 30), help="小组数 / number of groups")
@click.option(
    "--lessons",
    type=click.IntRange(1, 12),
    default=2,
    show_default=True,
    help="课时数 / number of lessons",
)
@click.option(
    "--minutes-per-lesson",
    type=click.IntRange(30, 60),
    default=45,
    show_default=True,
    help="每课时分钟数 / minutes of a lesson",
)
@click.option("--form", default="", help="授课形式 / form of teaching")
@click.option("--place", default="", help="授课地点 / place")
@click.option("--deliverable", default="", help="学生提交的成果 / what learners hand in")
@click.option("--learners", default="", help="教师了解的学情 / what you know of the learners")
@click.option("--base-plan", default="", help="参照的已有教案 / indexed plan to build on")
@click.option("--notes", default="", help="教师自己的要求 / your own notes")
@scope_options
@click.option("--out", type=FILE, help="写入文件：.docx 或 .md / write a file, .docx or .md")
@click.option("--template", type=FILE, help="学校的教案模板 .docx / the school's own form")
@click.option(
    "--citations",
    type=click.Choice(["inline", "appendix", "none"]),
    default="inline",
    show_default=True,
    help="出处：文中标号、只列在文末、不写 / in the text, as an appendix, none",
)
@click.option(
    "--check/--no-check", "checked", default=True, help="起草后检查 / check the draft (default)"
)
@json_option
@command
def draft_command(
    corpus: Path | None,
    index: Path | None,
    sections: tuple[str, ...],
    out: Path | None,
    template: Path | None,
    citations: str,
    checked: bool,
    as_json: bool,
    **form: object,
) -> None:
    """起草教案：整份或其中几栏，写明每句话的出处。Draft a lesson plan, or some sections of it.

    缺什么会提问，不会编造。例：beike draft --task 售后客户服务 --groups 8 --out 教案.docx
    """
    from rag.cli.drafting import run_draft
    from rag.settings import load_settings

    wanted = tuple(dict.fromkeys(_section(name) for name in sections))
    target = _target(out, template)
    request = _request(form)
    sys.exit(
        run_draft(
            load_settings({"corpus": corpus, "index": index}),
            request,
            wanted,
            target=target,
            citations=citations,
            checked=checked,
            as_json=as_json,
        )
    )


def _section(name: str) -> str:
    """Return the name of a section.

    Raises:
        click.BadParameter: there is none of this name; the nearest is told.
    """
    from rag.cli.drafting import HEAD
    from rag.drafting.plan import SECTIONS

    known = (HEAD, *SECTIONS)
    if name.strip() in known:
        return name.strip()
    near = [k for k in known if name.strip() and name.strip() in k]
    near = near or difflib.get_close_matches(name, known, n=1, cutoff=0.3)
    meant = f"，是不是“{near[0]}”" if near else ""
    raise click.BadParameter(
        f"没有“{name}”这一栏{meant}？可选：{'、'.join(known)} / no such section",
        param_hint="--section",
    )


def _target(out: Path | None, template: Path | None) -> Target | None:
    """Return where the draft goes besides the terminal.

    Raises:
        click.UsageError: the two options do not fit together.
    """
    from rag.cli.drafting import Target

    if out is None:
        if template is not None:
            raise click.UsageError("--template 要和 --out x.docx 同用 / --template needs --out")
        return None
    kinds = (".docx",) if template else (".docx", ".md")
    if out.suffix.lower() not in kinds:
        raise click.BadParameter(
            f"文件名应以 {' 或 '.join(kinds)} 结尾 / must end in {' or '.join(kinds)}",
            param_hint="--out",
        )
    return Target(out, template)


def _request(form: dict[str, object]) -> DraftRequest:
    """Return the form as a request.

    Raises:
        click.BadParameter: a field is too long or too short.
    """
    from pydantic import ValidationError

    from rag.drafting.plan import DraftRequest

    cleaned = {k: v.strip() if isinstance(v, str) else v for k, v in form.items()}
    try:
        return DraftRequest.model_validate(cleaned)
    except ValidationError as error:
        field = str(error.errors()[0]["loc"][0])
        limits = error.errors()[0].get("ctx", {})
        least, most = limits.get("min_length"), limits.get("max_length")
        told = (
            f"最少 {least} 字 / at least {least}" if least else f"最多 {most} 字 / at most {most}"
        )
        name = {"class_name": "class"}.get(field, field).replace("_", "-")
        raise click.BadParameter(f"{told} characters", param_hint=f"--{name}") from None
