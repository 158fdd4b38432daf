"""Drafts as HTML: everything is shown, foreign text is inert, findings lead to their section."""

from __future__ import annotations

from datetime import UTC, datetime

from fake_assistant import INJECTION
from test_cards import Page, cite, view

from rag.checking import Finding, Place, Severity
from rag.drafting.plan import (
    DraftRequest,
    EvidenceItem,
    Grid,
    Group,
    Origin,
    Plan,
    Section,
    Statement,
    Step,
)
from rag.store.records import VersionInfo
from ui.drafting.plan_html import plan_html
from ui.drafting.side_html import (
    checks_html,
    diff_html,
    evidence_html,
    faulty_sections,
    sources_html,
    versions_html,
)

QUOTED = Statement("学员能称量面粉。", Origin.DOCUMENT, (1,))
SAID = Statement(f"两人一组{INJECTION}", Origin.SUGGESTED)


def plan(*sections: Section, **more) -> Plan:
    return Plan(
        DraftRequest(task="吐司"), f"吐司{INJECTION}", sections, (cite("称量面粉", 5),), **more
    )


GOALS = Section("教学目标", (Group("知识目标", (QUOTED, SAID), numbered=True),), locked=True)
RUBRIC = Section("考核评价", (Grid(("项目", "分值"), (((QUOTED,), (SAID,)),), "评分表"),))
STEP = Step("课中", "称量", 15, (QUOTED,), (SAID,), (SAID,), (SAID,))
PROCESS = Section("教学实施过程", steps=(STEP,))


def test_every_part_is_shown_and_nothing_foreign_becomes_markup() -> None:
    page = Page(plan_html(plan(GOALS, RUBRIC, PROCESS), "教学目标"))
    for part in ("知识目标", "学员能称量面粉。", "评分表", "课中（15 分钟）", "称量", INJECTION):
        assert part in page.text
    assert not {"img", "script"} & page.names()
    assert len(page.find("bk-cite")) == 3
    assert [s["data-section"] for s in page.find("is-chosen")] == ["教学目标"]


def test_what_no_document_says_carries_its_origin() -> None:
    page = Page(plan_html(plan(GOALS)))
    assert len(page.find("bk-origin")) == 1
    assert "建议" in page.text


def test_a_locked_section_offers_to_unlock_and_not_to_rewrite() -> None:
    acts = {a["data-act"] for a in Page(plan_html(plan(GOALS))).find("bk-act")}
    assert acts == {"edit", "evidence", "unlock"}


def test_while_it_is_written_nothing_can_be_pressed() -> None:
    page = Page(plan_html(plan(GOALS), writing=True))
    assert not page.find("bk-act")
    assert "已完成 1 个栏目" in page.text


def test_evidence_shows_what_is_ticked() -> None:
    items = (
        EvidenceItem("教学目标", "课程目标", cite("称量面粉", 5)),
        EvidenceItem("教学目标", "工作过程", cite(INJECTION, 9), used=False),
        EvidenceItem("考核评价", "考核要求", cite("占六成", 30)),
    )
    page = Page(evidence_html(plan(evidence=items), "教学目标"))
    boxes = [a for name, a in page.tags if name == "input"]
    assert [(box["data-n"], "checked" in box) for box in boxes] == [("0", True), ("1", False)]
    assert "共 2 处，采用 1 处" in page.text and "占六成" not in page.text
    assert "img" not in page.names()


def test_sources_of_a_draft_are_cards_with_their_place() -> None:
    page = Page(sources_html(plan(GOALS), {"c": view("先", "称量面粉", "再", 5)}))
    assert page.marked == "称量面粉"
    [link] = page.find("bk-whole-link")
    assert link["href"].startswith("/read?d=") and link["href"].endswith("&s=5&e=9")


def finding(severity: Severity, *path: str) -> Finding:
    return Finding(
        "task_hours", f"用时不对{INJECTION}", (Place("90", None, 0, 2, path),), "改", severity
    )


def test_errors_stand_apart_from_advice_and_lead_to_their_section() -> None:
    findings = [
        finding(Severity.ADVICE, "教学反思"),
        finding(Severity.ERROR, "教学实施过程", "课中"),
    ]
    page = Page(checks_html(findings))
    assert page.text.index("错误") < page.text.index("建议")
    assert [a["data-s"] for a in page.find("bk-act")] == ["教学实施过程", "教学反思"]
    assert not Page(checks_html(findings, jump=False)).find("bk-act")
    assert faulty_sections(findings) == {"教学实施过程"}
    assert "img" not in page.names()
    assert "没有查出问题" in checks_html([])


def test_a_comparison_names_only_the_sections_that_differ() -> None:
    other = Section("考核评价", (Group("", (Statement("新的一条。", Origin.TEACHER),)),))
    html = diff_html(plan(GOALS, RUBRIC), plan(GOALS, other), 2)
    assert "考核评价" in html and "教学目标" not in html
    assert "<ins>" in html and "新的一条。" in html and "<del>" in html
    assert "文字没有不同" in diff_html(plan(GOALS), plan(GOALS), 1)


def test_a_run_of_ticks_is_one_line_in_the_versions() -> None:
    at = datetime(2026, 3, 1, tzinfo=UTC)
    notes = ["调整依据", "调整依据", "调整依据", "生成"]
    versions = [VersionInfo(4 - n, note, at) for n, note in enumerate(notes)]
    page = Page(versions_html(versions))
    assert [t for t in ("第 4 版", "第 3 版", "第 2 版", "第 1 版") if t in page.text] == [
        "第 4 版",
        "第 1 版",
    ]
    assert [a["data-v"] for a in page.find("bk-act")] == ["1", "1"]
