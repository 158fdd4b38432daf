"""What stands where on the page for lesson plans; what it does is in :mod:`ui.drafting.page`."""

from __future__ import annotations

from dataclasses import dataclass

import gradio as gr

from rag.drafting.plan import SECTIONS
from ui.drafting.form import Form
from ui.drafting.work import Work
from ui.markup import render
from ui.parts import acting_html, html

#: Name and title of the panels beside a draft.
TABS = {
    "edit": "编辑",
    "evidence": "依据",
    "sources": "出处",
    "checks": "检查",
    "export": "导出",
    "versions": "版本",
}
_HOW = (
    "改完点“保存”。每行一条；行尾的 [1] 是引用编号，可以留着，也可以删去。"
    "删掉〔建议〕等标注，这一条就算您自己写的。"
)


@dataclass(frozen=True, slots=True)
class Widgets:
    """The components that change while the page is used."""

    state: gr.State
    fresh: gr.Button
    drafts: gr.HTML
    form: Form
    details: gr.Accordion
    look: gr.Button
    write: gr.Button
    told: gr.HTML
    plan: gr.HTML
    side: gr.Column
    section: gr.Dropdown
    text: gr.Textbox
    save: gr.Button
    redraft: gr.Button
    lock: gr.Button
    remarks: gr.HTML
    evidence: gr.HTML
    search: gr.Textbox
    found: gr.HTML
    sources: gr.HTML
    checks: gr.HTML
    files: gr.HTML
    versions: gr.HTML
    compared: gr.HTML


def lay_out() -> Widgets:
    """Place the components in the page that is being laid out."""
    state = gr.State(Work())
    with gr.Row(elem_id="bk-main", elem_classes="bk-desk"):
        with gr.Column(scale=3, min_width=200, elem_id="bk-past"):
            fresh = gr.Button("新教案", size="sm", elem_id="bk-fresh")
            drafts = acting_html("", "bk-talks")
        with gr.Column(scale=8, min_width=320, elem_id="bk-sheet"):
            html(render("parts", "open_past", "我的草稿"), "bk-past-bar")
            with gr.Accordion("基本信息", open=True, elem_id="bk-form") as details:
                form = Form()
                with gr.Row(elem_id="bk-form-acts"):
                    look = gr.Button("先看依据", min_width=110, elem_id="bk-look")
                    write = gr.Button(
                        "生成教案", variant="primary", min_width=110, elem_id="bk-write"
                    )
            told = acting_html("", "bk-told")
            plan = acting_html("", "bk-plan")
        with gr.Column(scale=6, min_width=320, elem_id="bk-side", visible=False) as side:
            html(render("workspace", "tabs", TABS), "bk-tablist")
            section = gr.Dropdown(list(SECTIONS), label="栏目", elem_id="bk-section")
            with _pane("edit"):
                text, save, redraft, lock, remarks = _editor()
            with _pane("evidence"):
                evidence = acting_html("", "bk-evidence")
                search = gr.Textbox(
                    label="再找一段原文",
                    placeholder="输入几个词，回车搜索",
                    max_length=200,
                    elem_id="bk-find",
                )
                found = acting_html("", "bk-found")
            with _pane("sources"):
                sources = html("", "bk-panels")
            with _pane("checks"):
                checks = acting_html("", "bk-checks")
            with _pane("export"):
                files = html("", "bk-files")
            with _pane("versions"):
                versions = acting_html("", "bk-versions")
                compared = html("", "bk-compared")
    return Widgets(
        *(state, fresh, drafts, form, details, look, write, told, plan, side, section),
        *(text, save, redraft, lock, remarks, evidence, search, found, sources, checks),
        *(files, versions, compared),
    )


def _pane(name: str) -> gr.Column:
    return gr.Column(elem_id=f"bk-pane-{name}", elem_classes="bk-pane")


def _editor() -> tuple[gr.Textbox, gr.Button, gr.Button, gr.Button, gr.HTML]:
    html(render("parts", "quiet", _HOW), "bk-how")
    with gr.Row(elem_id="bk-edit-acts"):
        save = gr.Button("保存", variant="primary", size="sm", min_width=72)
        redraft = gr.Button("重写", size="sm", min_width=72)
        lock = gr.Button("锁定", size="sm", min_width=72)
    text = gr.Textbox(label="栏目内容", show_label=False, lines=14, max_lines=30, elem_id="bk-text")
    return text, save, redraft, lock, html("", "bk-remarks")
