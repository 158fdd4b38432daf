"""The chat page: what happens when it is opened, asked, stopped or started afresh.

What it shows is made in the other modules of this folder. A conversation lives in the session's
own state; nothing of it is on this module or on the assistant.
"""

from __future__ import annotations

import os

# Gradio reads this when it is imported; a school's questions are nobody else's business.
os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"

import threading
from collections.abc import Iterator
from importlib import resources
from pathlib import Path
from typing import Any

import gradio as gr
from fastapi import FastAPI

from rag.api.port import AssistantPort
from ui import conversation
from ui.cards import no_sources, sources_panel
from ui.conversation import Exchange
from ui.layout import EXAMPLES, lay_out
from ui.stopping import stoppable
from ui.theme import theme
from ui.transcript import live, transcript
from ui.welcome import welcome

#: Questions answered at the same time; further ones queue up.
_PARALLEL = 4

#: Component -> new value, as Gradio takes it from an event handler.
Updates = dict[Any, Any]


def mount(app: FastAPI, assistant: AssistantPort) -> None:
    """Serve the page at ``/`` of ``app``."""
    page = gr.Blocks(title="备课", analytics_enabled=False, fill_width=True)
    with page:
        ChatPage(assistant).wire(page)
    gr.mount_gradio_app(
        app,
        page,
        path="/",
        theme=theme(),
        # Gradio rewrites the selectors of css=; in the head the file means what it says.
        head=f"<style>{_read('style.css')}</style><script>{_read('page.js')}</script>",
        favicon_path=Path(__file__).with_name("favicon.svg").as_posix(),
        footer_links=[],
        # Gradio would otherwise keep every call in the browser and offer to upload it.
        run_history=False,
        show_error=False,
        ssr_mode=False,
        enable_monitoring=False,
        pwa=False,
        mcp_server=False,
    )


class ChatPage:
    """The page's components and what they do; make it inside a ``gr.Blocks``."""

    def __init__(self, assistant: AssistantPort) -> None:
        """Place the components; :meth:`wire` brings them to life."""
        self._assistant = assistant
        self._on = lay_out()
        # Session -> its answer in progress; tells who asks twice and whom a stop is for.
        self._running: dict[str, threading.Event] = {}

    def wire(self, page: gr.Blocks) -> None:
        """Connect the components with the methods below."""
        on = self._on
        settings: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}
        started = [on.state, on.log, on.live, on.side, on.examples, on.fresh, *on.buttons]
        asking: dict[str, Any] = {
            "fn": self.ask,
            "outputs": [
                *(on.state, on.box, on.log, on.live, on.side),
                *(on.examples, on.send, on.stop, on.fresh),
            ],
            "concurrency_limit": _PARALLEL,
            "concurrency_id": "ask",
            # "once" would swallow a question sent in the moment an answer ends.
            "trigger_mode": "multiple",
            **settings,
        }
        page.load(self.start, None, started, **settings)
        on.fresh.click(self.start, None, started, **settings)
        gr.on([on.box.submit, on.send.click], inputs=[on.box, on.state], **asking)
        for button in on.buttons:
            button.click(inputs=[button, on.state], **asking)
        on.stop.click(self.stop, **settings)

    def start(self) -> Updates:
        """Show the start page and forget the conversation."""
        on = self._on
        text, questions = welcome(self._assistant)
        questions = questions[:EXAMPLES]
        shown = [gr.update(value=question, visible=True) for question in questions]
        hidden = [gr.update(visible=False)] * (EXAMPLES - len(shown))
        return {
            on.state: [],
            on.log: text,
            on.live: "",
            on.side: no_sources(),
            on.examples: gr.update(visible=bool(questions)),
            on.fresh: gr.update(visible=False),
            **dict(zip(on.buttons, shown + hidden, strict=True)),
        }

    def ask(
        self, question: str, exchanges: list[Exchange], request: gr.Request
    ) -> Iterator[Updates]:
        """Answer a question while the page follows."""
        on, session = self._on, str(request.session_hash)
        question = question.strip()
        if not question or session in self._running:
            # What was typed while an answer is being written waits in its box.
            yield {on.box: gr.skip() if question else ""}
            return
        stop = self._running[session] = threading.Event()
        current = conversation.begin(exchanges, question)
        try:
            yield {
                on.state: current,
                on.box: "",
                on.log: transcript(current[:-1]),
                on.live: live(question, ""),
                on.examples: gr.update(visible=False),
                **self._busy(True),
            }
            for step in stoppable(conversation.answer(self._assistant, current), stop):
                if isinstance(step, Exchange):
                    current = [*current[:-1], step]
                else:
                    yield {on.live: live(question, step)}
        finally:
            stop.set()
            del self._running[session]
        yield {
            on.state: current,
            on.log: transcript(current),
            on.live: "",
            on.side: _panels(current),
            **self._busy(False),
        }

    def stop(self, request: gr.Request) -> None:
        """Leave the session's answer in progress, if there is one."""
        if stop := self._running.get(str(request.session_hash)):
            stop.set()

    def _busy(self, busy: bool) -> Updates:
        return {
            self._on.send: gr.update(visible=not busy),
            self._on.stop: gr.update(visible=busy),
            self._on.fresh: gr.update(visible=not busy),
        }


def _panels(exchanges: list[Exchange]) -> str:
    answered = [(e, e.answer) for e in exchanges if e.answer is not None]
    if not answered:
        return no_sources()
    last = answered[-1][0].number
    return "".join(
        sources_panel(e.number, answer, e.views, current=e.number == last) for e, answer in answered
    )


def _read(name: str) -> str:
    return resources.files("ui").joinpath(name).read_text("utf-8")
