"""What stands where on the chat page; what it does is in :mod:`ui.chat`."""

from __future__ import annotations

from dataclasses import dataclass

import gradio as gr

from rag.api.models import MAX_QUESTION
from ui.keeping import Talk
from ui.markup import render
from ui.parts import acting_html, html

#: Example questions offered at most.
EXAMPLES = 4
#: Seconds between two looks at how far the first index is.
_EVERY_S = 1.5


@dataclass(frozen=True, slots=True)
class Widgets:
    """The components that change while the page is used."""

    state: gr.State
    log: gr.HTML
    examples: gr.Row
    buttons: list[gr.Button]
    live: gr.HTML
    scope: gr.State
    chips: gr.HTML
    find: gr.Textbox
    choices: gr.HTML
    box: gr.Textbox
    send: gr.Button
    stop: gr.Button
    fresh: gr.Button
    side: gr.HTML
    search: gr.Textbox
    past: gr.HTML
    timer: gr.Timer


def lay_out() -> Widgets:
    """Place the components in the current ``gr.Blocks``."""
    state, scope = gr.State(Talk()), gr.State(())
    timer = gr.Timer(_EVERY_S, active=False)
    with gr.Row(elem_id="bk-main", elem_classes="bk-chat"):
        with gr.Column(scale=3, min_width=200, elem_id="bk-past"):
            fresh = gr.Button("新对话", size="sm", elem_id="bk-fresh")
            search = _search_box("搜索对话", "bk-search")
            past = acting_html("", "bk-talks")
        with gr.Column(scale=7, min_width=320, elem_id="bk-talk"):
            html(render("parts", "open_past", "历史对话"), "bk-past-bar")
            with gr.Column(elem_id="bk-scroll"):
                log = acting_html("", "bk-log")
                with gr.Row(elem_id="bk-examples", visible=False) as examples:
                    buttons = [gr.Button("", size="sm", visible=False) for _ in range(EXAMPLES)]
                live = html("", "bk-live")
            with gr.Column(elem_id="bk-picker"):
                find = _search_box("查找资料或文件夹", "bk-find")
                choices = acting_html("", "bk-choices")
            chips = acting_html("", "bk-chips")
            with gr.Row(elem_id="bk-composer"):
                box = _question_box()
                send = gr.Button("提问", variant="primary", min_width=72, elem_id="bk-send")
                stop = gr.Button("停止", visible=False, min_width=72, elem_id="bk-stop")
        with gr.Column(scale=5, min_width=300, elem_id="bk-side"):
            html(render("parts", "close", "出处"), "bk-sheet-bar")
            side = html("", "bk-panels")
    return Widgets(
        *(state, log, examples, buttons, live, scope, chips, find, choices),
        *(box, send, stop, fresh, side, search, past, timer),
    )


def _search_box(label: str, elem_id: str) -> gr.Textbox:
    return gr.Textbox(
        label=label,
        show_label=False,
        container=False,
        placeholder=label,
        max_length=100,
        elem_id=elem_id,
        html_attributes=gr.InputHTMLAttributes(autocomplete="off", lang="zh-CN"),
    )


def _question_box() -> gr.Textbox:
    return gr.Textbox(
        label="问题",
        show_label=False,
        container=False,
        placeholder="输入问题，回车发送",
        lines=1,
        max_lines=6,
        max_length=MAX_QUESTION,
        autofocus=True,
        elem_id="bk-box",
        html_attributes=gr.InputHTMLAttributes(
            autocomplete="off", enterkeyhint="send", lang="zh-CN"
        ),
    )
