"""What is done to one draft at a time: a step is taken, or sections are being written.

Every step changes the work that the one before left, so a page takes one after the other.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace

import gradio as gr

from rag.service.service import Service
from rag.store.records import User
from ui.drafting.layout import Widgets
from ui.drafting.showing import pane_of
from ui.drafting.work import Work
from ui.markup import render
from ui.parts import Updates, attempted
from ui.visitor import session_of, visitor


class Taking:
    """Takes steps for the pages of a service; knows on which of them one is under way."""

    def __init__(self, service: Service, on: Widgets) -> None:
        self._service = service
        self._on = on
        self._sessions: set[str] = set()

    @contextmanager
    def alone(self, request: gr.Request) -> Iterator[bool]:
        """Tell whether nothing else happens to this page's draft; nothing may until the end."""
        session = session_of(request)
        free = session not in self._sessions
        self._sessions.add(session)
        try:
            yield free
        finally:
            if free:
                self._sessions.discard(session)

    def step(
        self, request: gr.Request, work: Work, step: Callable[[User], Work], tab: str = ""
    ) -> Updates:
        """Take a step unless another one of this page is still being taken.

        Args:
            request: of the page.
            work: as it is.
            step: returns the work as it is then; what it raises is told on the page.
            tab: the panel beside the draft to be opened, empty for the one that is.
        """
        user = visitor(request)
        with self.alone(request) as free:
            after = attempted(
                lambda: (
                    step(user)
                    if free
                    else replace(
                        work, told=render("parts", "note", "正在写，请等写完再改。"), next=""
                    )
                ),
                lambda problem: replace(work, told=problem, next=""),
            )
        return pane_of(self._on, self._service, user, after, tab=tab)
