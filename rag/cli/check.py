"""``beike check``: what is wrong or missing in a lesson plan, each with its place and a mend."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

import click

from indexing.records import DocumentKind
from rag.checking import Finding, Severity, rule_name
from rag.checking.report import Report, check_file, report_json
from rag.cli.inspect import KINDS, told
from rag.cli.options import FILE, command, json_option
from rag.cli.show import json_text

#: Of places in a row so many are shown; the others are counted.
_SHOWN = 3
_HEADINGS = {Severity.ERROR: ("错误", "red"), Severity.ADVICE: ("建议", "yellow")}


@click.command("check")
@click.argument("file", type=FILE)
@click.option(
    "--minutes-per-lesson",
    type=click.IntRange(30, 60),
    help="每课时分钟数，不写则 45 或 40 都可以 / minutes of a lesson, default 45 or 40",
)
@click.option("--strict", is_flag=True, help="有错误时退出码为 1 / exit code 1 on errors found")
@json_option
@command
def check_command(
    file: Path,
    corpus: Path | None,
    index: Path | None,
    minutes_per_lesson: int | None,
    strict: bool,
    as_json: bool,
) -> None:
    """检查一份教案：用时、权重、目标、环节、名称。Check a lesson plan, with proposed mends.

    错误要改，建议供教师斟酌；每条都写明位置和办法。其他文件也能查，只是规则少些。
    """
    from rag.service.document_files import DocumentFiles
    from rag.settings import load_settings

    settings = load_settings({"corpus": corpus, "index": index})
    report = check_file(
        file,
        minutes_per_lesson=minutes_per_lesson,
        limits=settings.for_reading(),
        correction=DocumentFiles(settings).correction_of(file),
        masked=settings.mask_personal_data,
    )
    click.echo(json_text(report_json(report)) if as_json else report_text(report, colours=True))
    if strict and report.of(Severity.ERROR):
        sys.exit(1)


def report_text(report: Report, *, colours: bool = False) -> str:
    """Return a report for a terminal: errors first, then advice; headings in colour if wanted."""
    lines = [f"{report.title}（{KINDS[report.kind]}）"]
    if not report.is_plan:
        lines += _no_plan(report.kind)
    return "\n".join([*lines, *findings_text(report.findings, colours=colours)])


def findings_text(findings: Sequence[Finding], *, colours: bool = False) -> list[str]:
    """Return findings as lines: how many, then errors, then advice."""
    by = {kind: [f for f in findings if f.severity is kind] for kind in Severity}
    counts = [
        f"{len(by[severity])} {unit}{_HEADINGS[severity][0]}"
        for severity, unit in ((Severity.ERROR, "处"), (Severity.ADVICE, "条"))
        if by[severity]
    ]
    lines = [f"查出 {'、'.join(counts)}。" if counts else "没有查出问题。"]
    for severity, (heading, colour) in _HEADINGS.items():
        found = by[severity]
        if found:
            lines += ["", click.style(heading, fg=colour, bold=True) if colours else heading]
        for number, finding in enumerate(found, start=1):
            lines += _finding_lines(number, finding)
    return lines


def _no_plan(kind: DocumentKind) -> list[str]:
    """Return why the rules for lesson plans were not applied."""
    lines = [
        f"这份文件读成了{KINDS[kind]}，不是教案，所以只查了学时、数目、重复和名称，"
        "没有用上教案的规则（用时、目标、环节等）。"
    ]
    if kind is DocumentKind.GENERIC:
        lines.append(
            "如果它是教案，请让“教学目标”“教学实施过程”“教师活动”等栏目名称单独占一行或一格。"
        )
    return lines


def _finding_lines(number: int, finding: Finding) -> list[str]:
    """Return a finding: rule and sentence, places, mend."""
    indent = " " * 4
    shown = [told(place) for place in finding.places[:_SHOWN]]
    more = len(finding.places) - len(shown)
    lines = [f"{number:>2}. 【{rule_name(finding.rule)}】{finding.message}"]
    lines += [f"{indent}{'位置：' if i == 0 else '      '}{where}" for i, where in enumerate(shown)]
    if more:
        lines.append(f"{indent}      另有 {more} 处")
    return [*lines, f"{indent}办法：{finding.mend}"]
