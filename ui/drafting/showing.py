"""A draft being worked on as new values of the page's components."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import gradio as gr
from markupsafe import Markup

from rag.drafting.courses import Offer
from rag.drafting.plan import SECTIONS
from rag.drafting.workshop import text_of
from rag.service.service import Service
from rag.store.records import User
from rag.types import DocumentInfo
from ui.drafting import form as forms
from ui.drafting.layout import Widgets
from ui.drafting.plan_html import plan_html
from ui.drafting.side_html import (
    checks_html,
    evidence_html,
    faulty_sections,
    found_html,
    sources_html,
    versions_html,
)
from ui.drafting.work import Work, drafts_html
from ui.exports import files_html
from ui.markup import render
from ui.parts import Updates


def _welcome() -> Markup:
    return render(
        "parts",
        "empty",
        "从课程标准写一份教案",
        "选好任务，点“生成教案”。标准里有的会注明出处，程序的建议会标出来；"
        "您可以逐个栏目修改、锁定、重写，最后导出 Word。",
    )


def panes(on: Widgets) -> list[Any]:
    """Return the components that :func:`pane_of` gives values."""
    return [
        *(on.state, on.told, on.plan, on.side, on.section, on.text, on.save, on.redraft, on.lock),
        *(on.remarks, on.evidence, on.found, on.sources, on.checks, on.files),
        *(on.versions, on.compared, on.drafts),
    ]


def pane_of(
    on: Widgets,
    service: Service,
    user: User,
    work: Work,
    *,
    writing: bool = False,
    tab: str = "",
) -> Updates:
    """Return the values for the work as it is.

    Args:
        on: the components.
        service: where drafts are listed.
        user: whose work it is.
        work: the work.
        writing: whether sections are still coming; the rest is shown when they are there.
        tab: the panel beside the draft to be opened, empty for the one that is.
    """
    plan = work.plan
    if plan is None:
        return {
            on.state: work,
            on.told: work.told,
            on.plan: _welcome() + _hints("", tab),
            on.side: gr.update(visible=False),
            on.drafts: drafts_html(service, user, work.id),
        }
    draft = (
        plan_html(plan, work.section, writing=writing, faulty=faulty_sections(work.findings))
        if work.is_drafted or writing
        else Markup()
    )
    if writing:
        return {on.told: work.told, on.plan: draft, on.side: gr.update(visible=False)}
    section = plan.section(work.section)
    locked = section is not None and section.locked
    names = [s.name for s in plan.sections] or list(SECTIONS)
    return {
        on.state: work,
        on.told: work.told,
        on.plan: draft + _hints(work.id, tab or ("" if section else "evidence")),
        on.side: gr.update(visible=True),
        on.section: gr.update(choices=names, value=work.section),
        on.text: gr.update(
            value=text_of(plan, work.section) if section else "", interactive=not locked
        ),
        on.save: gr.update(interactive=section is not None and not locked),
        on.redraft: gr.update(interactive=section is not None and not locked),
        on.lock: gr.update(value="解锁" if locked else "锁定", interactive=section is not None),
        on.remarks: render("parts", "quiet", "这个栏目已锁定；要改请先解锁。") if locked else "",
        on.evidence: evidence_html(plan, work.section),
        on.found: found_html(work.found) if work.found else "",
        on.sources: sources_html(plan, work.views),
        on.checks: checks_html(work.findings)
        if section
        else render("parts", "quiet", "生成教案之后，会在这里列出检查结果。"),
        on.files: files_html(work.id, len(work.versions)),
        on.versions: versions_html(work.versions),
        on.compared: work.compared,
        on.drafts: drafts_html(service, user, work.id),
    }


def whole_of(
    on: Widgets,
    service: Service,
    user: User,
    work: Work,
    offers: Sequence[Offer],
    documents: Sequence[DocumentInfo],
) -> Updates:
    """Return the values for a draft just opened, its form included."""
    fields = on.form
    request = work.plan.request if work.plan else None
    values: dict[Any, Any] = {}
    if request is not None:
        values = dict(zip(fields.fields, forms.values_of(request), strict=True))
    course = str(values.get(fields.course, "") or "")
    cleared = {
        field: gr.update(value={fields.lessons: 2, fields.minutes: 45}.get(field))
        for field in fields.fields
    }
    given = {field: gr.update(value=value) for field, value in values.items()}
    return {
        **pane_of(on, service, user, work),
        on.details: gr.update(open=not work.is_drafted),
        **cleared,
        **given,
        fields.course: gr.update(choices=forms.course_choices(offers), value=course or None),
        fields.task: gr.update(
            choices=forms.task_choices(offers, course), value=values.get(fields.task)
        ),
        fields.base_plan: gr.update(
            choices=forms.plan_choices(documents), value=values.get(fields.base_plan) or ""
        ),
    }


def _hints(draft_id: str, tab: str) -> Markup:
    """Return what tells the script the page's address, and which panel to open."""
    address = f"/draft?draft={draft_id}" if draft_id else "/draft"
    return render("shell", "draft_hints", address, tab)
