"""What stands where on the chat page; what it does is in :mod:`ui.chat`."""

from __future__ import annotations

from dataclasses import dataclass

import gradio as gr

from rag.api.models import MAX_QUESTION

#: Example questions offered at most.
EXAMPLES = 4

_HEADER = '<header class="bk-header"><h1>备课</h1><p>只凭您的课程文件回答，句句有出处</p></header>'
_CLOSE = '<button type="button" class="bk-close" aria-label="关闭出处">关闭</button>'


@dataclass(frozen=True, slots=True)
class Widgets:
    """The components that change while the page is used."""

    state: gr.State
    log: gr.HTML
    examples: gr.Row
    buttons: list[gr.Button]
    live: gr.HTML
    box: gr.Textbox
    send: gr.Button
    stop: gr.Button
    fresh: gr.Button
    side: gr.HTML


def lay_out() -> Widgets:
    """Place the components in the current ``gr.Blocks``."""
    state = gr.State([])
    with gr.Row(elem_id="bk-top"):
        _html(_HEADER, "bk-header")
        fresh = gr.Button("新对话", visible=False, size="sm", elem_id="bk-fresh")
    with gr.Row(elem_id="bk-main"):
        with gr.Column(scale=7, min_width=320, elem_id="bk-talk"):
            with gr.Column(elem_id="bk-scroll"):
                log = _html("", "bk-log")
                with gr.Row(elem_id="bk-examples", visible=False) as examples:
                    buttons = [gr.Button("", size="sm", visible=False) for _ in range(EXAMPLES)]
                live = _html("", "bk-live")
            with gr.Row(elem_id="bk-composer"):
                box = _question_box()
                send = gr.Button("提问", variant="primary", min_width=72, elem_id="bk-send")
                stop = gr.Button("停止", visible=False, min_width=72, elem_id="bk-stop")
        with gr.Column(scale=5, min_width=300, elem_id="bk-side"):
            _html(_CLOSE, "bk-sheet-bar")
            side = _html("", "bk-panels")
    return Widgets(state, log, examples, buttons, live, box, send, stop, fresh, side)


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


def _html(value: str, elem_id: str) -> gr.HTML:
    # js_on_load=None: Gradio would report every click on the text to the server.
    return gr.HTML(
        value, elem_id=elem_id, apply_default_css=False, js_on_load=None, container=False
    )
