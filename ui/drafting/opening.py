"""Which draft is on the page: the list of drafts, and what the form offers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import gradio as gr

from rag.drafting.courses import Offer
from rag.service.service import Service
from rag.store.records import User
from ui.drafting import form as forms
from ui.drafting.layout import Widgets
from ui.drafting.showing import whole_of
from ui.drafting.taking import Taking
from ui.drafting.work import Work, drafts_html, opened, removed
from ui.parts import Updates, attempted, pressed
from ui.visitor import asked_for, visitor


class Opening:
    """Opens drafts for the pages of a service."""

    def __init__(self, service: Service, on: Widgets, taking: Taking) -> None:
        self._service = service
        self._on = on
        self._taking = taking

    def open(self, request: gr.Request) -> Updates:
        """Show the draft that the address names, else an empty form."""
        return self._opened(request, asked_for(request, "draft"))

    def start(self, request: gr.Request) -> Updates:
        """Show an empty form; the draft before stays in the list."""
        return self._opened(request, "")

    def choose(self, work: Work, request: gr.Request, event: gr.EventData) -> Updates:
        """Open or remove a draft of the list."""
        told, user = pressed(event), visitor(request)
        chosen = str(told.get("id") or "")
        with self._taking.alone(request) as free:
            if not free:
                return {self._on.drafts: gr.skip()}
            if told.get("act") == "open":
                return self._opened(request, chosen)
            attempted(lambda: removed(self._service, user, chosen), lambda problem: None)
            if chosen == work.id:
                return self.start(request)
            return {self._on.drafts: drafts_html(self._service, user, work.id)}

    def pick_task(self, task: str | None, request: gr.Request) -> list[Any]:
        """Fill in the course and the level of a task chosen from the list."""
        course, level = forms.of_task(self._offers(visitor(request)), task or "")
        return [course or gr.skip(), level or gr.skip()]

    def pick_course(self, course: str | None, request: gr.Request) -> Any:  # noqa: ANN401
        """Offer the tasks of the course."""
        choices = forms.task_choices(self._offers(visitor(request)), course or "")
        return gr.update(choices=choices)

    def _opened(self, request: gr.Request, draft_id: str) -> Updates:
        user = visitor(request)
        work = attempted(
            lambda: opened(self._service, user, draft_id) if draft_id else Work(),
            lambda problem: Work(told=problem),
        )
        offers = self._offers(user)
        documents = attempted(
            lambda: list(self._service.assistant_for(user).documents()), lambda problem: []
        )
        return whole_of(self._on, self._service, user, work, offers, documents)

    def _offers(self, user: User) -> Sequence[Offer]:
        return attempted(lambda: self._service.workshop_for(user).offers(), lambda problem: ())
