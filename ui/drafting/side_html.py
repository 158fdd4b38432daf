"""What stands beside a draft, as HTML: evidence, sources, findings, versions."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping, Sequence

from rag.checking import Finding, Severity, rule_name
from rag.drafting.editing import section_text
from rag.drafting.plan import SECTIONS, EvidenceItem, Plan
from rag.store.records import VersionInfo
from rag.types import Passage, SourceView
from ui.cards import card, where
from ui.drafting.plan_html import TURN
from ui.markup import escape
from ui.parts import button, when

_SHOWN = 3
_QUOTE_CHARS = 120


def evidence_html(plan: Plan, section: str) -> str:
    """Return the passages offered for a section, each with its box to tick."""
    items = [(n, e) for n, e in enumerate(plan.evidence) if e.section == section]
    if not items:
        return f'<p class="bk-quiet">没有为“{section}”找到原文，可以在下面搜索并加入。</p>'
    used = sum(item.used for _, item in items)
    rows = "".join(_evidence(n, item) for n, item in items)
    return (
        f'<p class="bk-quiet">共 {len(items)} 处，采用 {used} 处。'
        f'改动之后，点“重写”才会写进教案。</p><ul class="bk-evidence">{rows}</ul>'
    )


def found_html(passages: Sequence[Passage]) -> str:
    """Return what a search found, each with a button that adds it as evidence."""
    usable = [p for p in passages if not p.derived]
    if not usable:
        return '<p class="bk-quiet">没有找到，请换几个词。</p>'
    rows = "".join(
        f"<li>{where(p.title, p.heading_path, p.page, p.document)}"
        f'<p class="bk-quote">{escape(_cut(p.text))}</p>'
        f"{button('add', '加入', aria=f'加入依据：{p.text[:20]}', id=p.chunk_id)}</li>"
        for p in usable
    )
    return f'<ul class="bk-evidence">{rows}</ul>'


def sources_html(plan: Plan, views: Mapping[str, SourceView]) -> str:
    """Return the cards of everything the draft cites."""
    if not plan.citations:
        return '<section class="bk-panel is-current"><p class="bk-quiet">还没有引用。</p></section>'
    cards = "".join(card(TURN, c, views.get(c.chunk_id)) for c in plan.citations)
    return (
        f'<section class="bk-panel is-current" data-turn="{TURN}" aria-label="出处">'
        f'<ol class="bk-cards">{cards}</ol></section>'
    )


def faulty_sections(findings: Iterable[Finding]) -> frozenset[str]:
    """Return the sections in which there are errors."""
    return frozenset(
        name
        for finding in findings
        if finding.severity is Severity.ERROR
        for name in _sections_of(finding)
    )


def checks_html(findings: Sequence[Finding], *, jump: bool = True) -> str:
    """Return what the check found: errors first, then advice; ``jump`` offers to go there."""
    if not findings:
        return '<p class="bk-done">没有查出问题。</p>'
    parts = []
    for severity, name in ((Severity.ERROR, "错误"), (Severity.ADVICE, "建议")):
        of_kind = [f for f in findings if f.severity is severity]
        if of_kind:
            rows = "".join(_finding(f, jump) for f in of_kind)
            kind = "bk-bad" if severity is Severity.ERROR else "bk-mild"
            parts.append(
                f"<h3>{name} <small>{len(of_kind)}</small></h3>"
                f'<ul class="bk-findings {kind}">{rows}</ul>'
            )
    return "".join(parts)


def _finding(finding: Finding, jump: bool) -> str:
    names = _sections_of(finding) if jump else []
    go = button("edit", f"去改{names[0]}", kind="bk-plain", s=names[0]) if names else ""
    places = "".join(
        f'<span class="bk-place">{escape(_cut(" ".join(place.quote.split()), 60))}</span>'
        for place in finding.places[:_SHOWN]
    )
    more = len(finding.places) - _SHOWN
    rest = f'<span class="bk-quiet">另有 {more} 处</span>' if more > 0 else ""
    return (
        f"<li><strong>{escape(rule_name(finding.rule))}</strong>{escape(finding.message)}"
        f'<div class="bk-places">{places}{rest}</div>'
        f'<p class="bk-mend">办法：{escape(finding.mend)}</p>{go}</li>'
    )


def versions_html(versions: Sequence[VersionInfo]) -> str:
    """Return the saved versions, the newest first; runs of one note are shown by their last."""
    rows = ""
    for at, version in enumerate(versions):
        newer = versions[at - 1] if at else None
        if newer is not None and newer.note == version.note == "调整依据":
            continue
        n = version.number
        acts = '<span class="bk-quiet">当前</span>'
        if at:
            acts = button(
                "compare", "比较", kind="bk-plain", aria=f"与第 {n} 版比较", v=n
            ) + button("back", "恢复", kind="bk-plain", aria=f"恢复到第 {n} 版", v=n)
        rows += (
            f"<li><span><b>第 {n} 版</b> {escape(version.note)}"
            f"<small>{when(version.created)}</small></span><span>{acts}</span></li>"
        )
    return f'<ul class="bk-versions">{rows}</ul>'


def diff_html(old: Plan, new: Plan, number: int) -> str:
    """Return what changed from an earlier version to the current one, section by section."""
    parts = []
    for name in SECTIONS:
        before, after = _lines(old, name), _lines(new, name)
        if before != after:
            parts.append(f"<h4>{name}</h4>{_changes(before, after)}")
    body = "".join(parts) or '<p class="bk-quiet">文字没有不同。</p>'
    return f'<section class="bk-diff" tabindex="-1"><h3>第 {number} 版 → 当前</h3>{body}</section>'


def _lines(plan: Plan, name: str) -> list[str]:
    section = plan.section(name)
    return section_text(section).splitlines() if section else []


def _changes(before: list[str], after: list[str]) -> str:
    tags = {"-": "del", "+": "ins"}
    return "".join(
        f"<p><{tags[line[0]]}>{escape(line[2:])}</{tags[line[0]]}></p>"
        for line in difflib.ndiff(before, after)
        if line[0] in tags and line[2:].strip()
    )


def _evidence(number: int, item: EvidenceItem) -> str:
    c = item.citation
    ticked = " checked" if item.used else ""
    return (
        f'<li class="{"" if item.used else "is-out"}"><label>'
        f'<input type="checkbox" data-act="tick" data-n="{number}"{ticked}> '
        f'<span class="bk-badge">{escape(item.role)}</span></label>'
        f"{where(c.title, c.heading_path, c.page, c.document)}"
        f'<details><summary class="bk-quote">{escape(_cut(c.quote))}</summary>'
        f'<p class="bk-quote bk-whole">{escape(c.quote)}</p></details></li>'
    )


def _sections_of(finding: Finding) -> list[str]:
    paths = [heading for place in finding.places for heading in place.path]
    return [name for name in SECTIONS if any(name in heading for heading in paths)]


def _cut(text: str, chars: int = _QUOTE_CHARS) -> str:
    return text if len(text) <= chars else text[:chars] + "…"
