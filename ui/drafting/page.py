"""The page for lesson plans: what happens when something on it is pressed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import gradio as gr

from rag.data.records import User
from rag.drafting.editing import section_text
from rag.drafting.offered import Offer
from rag.service.service import Service
from ui.drafting import form as forms
from ui.drafting import steps
from ui.drafting.filling import filled
from ui.drafting.layout import lay_out
from ui.drafting.showing import pane_of, panes, whole_of
from ui.drafting.work import Work, drafts_html, opened, removed
from ui.parts import PRESSED, QUIET, Updates, attempted, pressed
from ui.visitor import asked_for, session_of, visitor


class DraftPage:
    """The page's components and what they do; make it inside a ``gr.Blocks``."""

    def __init__(self, service: Service) -> None:
        """Place the components; :meth:`wire` brings them to life."""
        self._service = service
        self._on = lay_out()
        # Pages on which sections are being written: nothing else may change them meanwhile.
        self._writing: set[str] = set()

    def wire(self, page: gr.Blocks) -> None:
        """Connect the components with the methods below."""
        on, fields = self._on, self._on.form.fields
        pane = panes(on)
        whole = [*pane, on.details, *fields]
        page.load(self.open, None, whole, **QUIET)
        on.fresh.click(self.start, None, whole, **QUIET)
        on.drafts.click(self.choose, on.state, whole, **PRESSED)
        on.form.task.input(self.pick_task, on.form.task, [on.form.course, on.form.level], **QUIET)
        on.form.course.input(self.pick_course, on.form.course, on.form.task, **QUIET)
        on.look.click(self.look, [on.state, *fields], [*pane, on.details], **QUIET)
        on.write.click(
            self.write,
            [on.state, *fields],
            [*pane, on.details, on.write],
            concurrency_limit=2,
            **QUIET,
        )
        # Each step needs what the one before left, so they are taken one after the other; writing
        # may take a model minutes, so it does not stand in their way.
        step: dict[str, Any] = {**PRESSED, "concurrency_id": "step"}
        rewriting: dict[str, Any] = {**QUIET, "concurrency_id": "rewrite", "concurrency_limit": 4}
        for shown in (on.checks, on.evidence, on.found, on.versions):
            shown.click(self.press, on.state, pane, **step)
        on.plan.click(self.press, on.state, pane, **step).then(
            self.rewrite_wanted, on.state, pane, **rewriting
        )
        on.redraft.click(self.rewrite, on.state, pane, **rewriting)
        on.section.input(self.turn_to, [on.section, on.state], pane, **step)
        on.save.click(self.save, [on.text, on.state], pane, **step)
        # What was typed is not lost by pressing something else.
        on.text.blur(self.save_changed, [on.text, on.state], pane, **step)
        on.lock.click(self.lock, on.state, pane, **step)
        on.search.submit(self.search, [on.search, on.state], pane, **step)
        on.template.upload(
            self.fill, [on.template, on.state], [on.filled, on.filled_notes], **QUIET
        )

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
        if session_of(request) in self._writing:
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

    def look(self, work: Work, request: gr.Request, *fields: Any) -> Updates:  # noqa: ANN401
        """Find the evidence for the form."""
        updates = self._step(
            request,
            work,
            lambda user: steps.evidence_first(self._service, user, work, forms.request_of(fields)),
            tab="evidence",
        )
        return {**updates, self._on.details: gr.skip()}

    def write(
        self,
        work: Work,
        request: gr.Request,
        *fields: Any,  # noqa: ANN401
    ) -> Iterator[Updates]:
        """Write the sections the form asks for, one after the other."""
        on, session, user = self._on, session_of(request), visitor(request)
        if session in self._writing:
            return
        self._writing.add(session)
        try:
            asked = attempted(lambda: forms.request_of(fields), str)
            if isinstance(asked, str):
                yield {on.told: asked}
                return
            yield {on.write: gr.update(value="正在写…", interactive=False)}
            writing = steps.written(self._service, user, work, asked)
            while True:
                after = attempted(lambda: next(writing, None), str)
                if not isinstance(after, Work):
                    break
                yield {
                    **pane_of(
                        on, self._service, user, after, writing=not after.versions, tab="edit"
                    ),
                    on.details: gr.update(open=False),
                }
            if after is not None:
                yield {**pane_of(on, self._service, user, work), on.told: after}
        finally:
            self._writing.discard(session)
            yield {on.write: gr.update(value="生成教案", interactive=True)}

    def press(self, work: Work, request: gr.Request, event: gr.EventData) -> Updates:
        """Do what was pressed in the draft, the evidence, the findings or the versions."""
        told = pressed(event)
        return self._step(
            request, work, lambda user: steps.pressed(self._service, user, work, told)
        )

    def turn_to(self, section: str, work: Work, request: gr.Request) -> Updates:
        """Work on another section."""
        return self._step(request, work, lambda user: replace(work, section=section, told=""))

    def save(self, text: str, work: Work, request: gr.Request) -> Updates:
        """Keep what the teacher wrote."""
        return self._step(request, work, lambda user: steps.edited(self._service, user, work, text))

    def save_changed(self, text: str, work: Work, request: gr.Request) -> Updates:
        """Keep what the teacher wrote, if anything was changed."""
        section = work.plan.section(work.section) if work.plan else None
        same = section is None or section.locked or text == section_text(section)
        return {self._on.state: gr.skip()} if same else self.save(text, work, request)

    def rewrite(self, work: Work, request: gr.Request) -> Updates:
        """Write the chosen section anew."""
        return self._step(request, work, lambda user: steps.rewritten(self._service, user, work))

    def rewrite_wanted(self, work: Work, request: gr.Request) -> Updates:
        """Write the section anew for which that was pressed, if it was."""
        return self.rewrite(work, request) if work.rewrite else {self._on.state: gr.skip()}

    def lock(self, work: Work, request: gr.Request) -> Updates:
        """Lock the chosen section, or unlock it."""
        section = work.plan.section(work.section) if work.plan else None
        on = not (section and section.locked)
        return self._step(
            request, work, lambda user: steps.locked(self._service, user, work, work.section, on)
        )

    def search(self, words: str, work: Work, request: gr.Request) -> Updates:
        """Look for further evidence."""
        return self._step(
            request, work, lambda user: steps.searched(self._service, user, work, words)
        )

    def fill(self, path: str, work: Work, request: gr.Request) -> Updates:
        """Fill a school's own form."""
        file, told = filled(Path(path), work.plan)
        offered = gr.update(value=str(file) if file else None, visible=file is not None)
        return {self._on.filled: offered, self._on.filled_notes: told}

    def _step(
        self, request: gr.Request, work: Work, step: Callable[[User], Work], tab: str = ""
    ) -> Updates:
        """Take a step unless another one of this page is still being taken."""
        user, session = visitor(request), session_of(request)
        if session in self._writing:
            told = '<p class="bk-note">正在写，请等写完再改。</p>'
            return pane_of(self._on, self._service, user, replace(work, told=told))
        self._writing.add(session)
        try:
            after = attempted(
                lambda: step(user), lambda problem: replace(work, told=problem, rewrite=False)
            )
        finally:
            self._writing.discard(session)
        return pane_of(self._on, self._service, user, after, tab=tab)

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
