"""The panels next to a draft, as HTML: evidence, sources, findings, versions."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping, Sequence

from markupsafe import Markup

from rag.checking import Finding, Severity, rule_name
from rag.drafting.editing import section_text
from rag.drafting.plan import SECTIONS, Plan
from rag.store.records import VersionInfo
from rag.types import Passage, SourceView
from ui.cards import card
from ui.drafting.plan_html import TURN
from ui.markup import render

_SHOWN = 3
_QUOTE_CHARS = 120


def evidence_html(plan: Plan, section: str) -> Markup:
    """Return the passages offered for a section, each with its box to tick."""
    items = [(n, e) for n, e in enumerate(plan.evidence) if e.section == section]
    if not items:
        return render("parts", "quiet", f"没有为“{section}”找到原文，可以在下面搜索并加入。")
    return render("workspace", "evidence", items, _QUOTE_CHARS)


def found_html(passages: Sequence[Passage]) -> Markup:
    """Return what a search found, each with a button that adds it as evidence."""
    usable = [p for p in passages if not p.derived]
    if not usable:
        return render("parts", "quiet", "没有找到，请换几个词。")
    return render("workspace", "found", usable, _QUOTE_CHARS)


def sources_html(plan: Plan, views: Mapping[str, SourceView]) -> Markup:
    """Return the cards of everything the draft cites."""
    cards = [card(TURN, c, views.get(c.chunk_id)) for c in plan.citations]
    return render("sources", "draft_panel", TURN, cards)


def faulty_sections(findings: Iterable[Finding]) -> frozenset[str]:
    """Return the sections in which there are errors."""
    return frozenset(
        name
        for finding in findings
        if finding.severity is Severity.ERROR
        for name in _sections_of(finding)
    )


def checks_html(findings: Sequence[Finding], *, jump: bool = True) -> Markup:
    """Return what the check found: errors first, then advice; ``jump`` offers to go there."""
    kinds = []
    for severity, name, kind in (
        (Severity.ERROR, "错误", "bk-bad"),
        (Severity.ADVICE, "建议", "bk-mild"),
    ):
        found = []
        for finding in (f for f in findings if f.severity is severity):
            quotes = [" ".join(place.quote.split()) for place in finding.places]
            sections = _sections_of(finding) if jump else []
            found.append((finding, rule_name(finding.rule), quotes, "".join(sections[:1])))
        kinds.append((name, kind, found))
    return render("workspace", "findings", kinds, _SHOWN)


def versions_html(versions: Sequence[VersionInfo]) -> Markup:
    """Return the saved versions, the newest first; runs of one note are shown by their last."""
    shown = [
        (version, at == 0)
        for at, version in enumerate(versions)
        if not (at and versions[at - 1].note == version.note == "调整依据")
    ]
    return render("workspace", "versions", shown)


def diff_html(old: Plan, new: Plan, number: int) -> Markup:
    """Return what changed from an earlier version to the current one, section by section."""
    changed = []
    for name in SECTIONS:
        before, after = _lines(old, name), _lines(new, name)
        if before != after:
            changed.append((name, _changes(before, after)))
    return render("workspace", "diff", number, changed)


def _lines(plan: Plan, name: str) -> list[str]:
    section = plan.section(name)
    return section_text(section).splitlines() if section else []


def _changes(before: list[str], after: list[str]) -> list[tuple[str, str]]:
    """Return the lines that differ, each with the tag it is shown in."""
    tags = {"-": "del", "+": "ins"}
    return [
        (tags[line[0]], line[2:])
        for line in difflib.ndiff(before, after)
        if line[0] in tags and line[2:].strip()
    ]


def _sections_of(finding: Finding) -> list[str]:
    paths = [heading for place in finding.places for heading in place.path]
    return [name for name in SECTIONS if any(name in heading for heading in paths)]
