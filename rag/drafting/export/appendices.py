"""What follows a plan: where its sentences come from, and what a check found."""

from __future__ import annotations

from collections.abc import Sequence

from rag.checking import Finding, Severity
from rag.drafting.export.grids import grid_table
from rag.drafting.export.lines import LEGEND, Wording, plain, sources
from rag.drafting.export.looks import Look, Looks
from rag.drafting.export.ooxml import Element, paragraph
from rag.drafting.plan import Grid, Origin, Plan, Statement

#: Names of the appendices.
SOURCES, REPORT = "引用来源", "检查报告"
_SEVERITY = {Severity.ERROR: "错误", Severity.ADVICE: "建议"}
_NOTHING = "检查了这份教案，没有发现问题。"
_HANGING = 480


def source_list(plan: Plan, look: Look) -> list[Element]:
    """Return the list of what the plan cites, a paragraph each; empty where it cites nothing."""
    return [
        paragraph(look.runs(line), hanging=_HANGING, before=0, after=40)
        for line in plain(*sources(plan))
    ]


def report(findings: Sequence[Finding], looks: Looks) -> list[Element]:
    """Return the findings as a table, errors first."""
    if not findings:
        return looks.body.paragraphs(plain(_NOTHING))
    ranked = sorted(findings, key=lambda finding: finding.severity is not Severity.ERROR)
    rows = tuple(
        (
            _said(_SEVERITY[finding.severity]),
            _said(" › ".join(finding.places[0].path) if finding.places else ""),
            _said(finding.message),
            _said(finding.mend),
        )
        for finding in ranked
    )
    grid = Grid(("类别", "位置", "问题", "修改建议"), rows)
    return grid_table(grid, Wording(citations="none", origins=False), looks)


def legend(look: Look) -> Element:
    """Return the line that explains the tags."""
    return paragraph(look.runs(plain(LEGEND)[0]), before=120, after=0)


def _said(text: str) -> tuple[Statement, ...]:
    return (Statement(text, Origin.SUGGESTED),)
