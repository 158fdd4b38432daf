"""The page for lesson plans: what happens when something on it is pressed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

import gradio as gr

from rag.drafting.editing import section_text
from rag.service.service import Service
from ui.drafting import form as forms
from ui.drafting import steps
from ui.drafting.layout import lay_out
from ui.drafting.opening import Opening
from ui.drafting.showing import pane_of, panes
from ui.drafting.taking import Taking
from ui.drafting.work import Work
from ui.parts import PRESSED, QUIET, Updates, attempted, pressed
from ui.shell import Header
from ui.visitor import visitor


class DraftPage:
    """The page's components and what they do; make it inside a ``gr.Blocks``."""

    def __init__(self, service: Service) -> None:
        """Place the components; :meth:`wire` brings them to life."""
        self._service = service
        self._on = lay_out()
        self._taking = Taking(service, self._on)
        self._opening = Opening(service, self._on, self._taking)

    def wire(self, page: gr.Blocks, header: Header) -> None:
        """Connect the components with the methods below."""
        on, fields, opening = self._on, self._on.form.fields, self._opening
        pane = panes(on)
        whole = [*pane, on.details, *fields]
        header.load(page, opening.open, whole)
        on.fresh.click(opening.start, None, whole, **QUIET)
        on.drafts.click(opening.choose, on.state, whole, **PRESSED)
        on.form.task.input(
            opening.pick_task, on.form.task, [on.form.course, on.form.level], **QUIET
        )
        on.form.course.input(opening.pick_course, on.form.course, on.form.task, **QUIET)
        on.look.click(self.look, [on.state, *fields], [*pane, on.details], **QUIET)
        writing: dict[str, Any] = {
            "inputs": [on.state, on.text, *fields],
            "outputs": [*pane, on.details, on.write],
            "concurrency_id": "write",
            "concurrency_limit": 2,
            **QUIET,
        }
        on.write.click(self.write, **writing)
        # Each step needs what the one before left, so they are taken one after the other; writing
        # may take a model minutes, so it does not stand in their way.
        step: dict[str, Any] = {**PRESSED, "concurrency_id": "step"}
        rewriting: dict[str, Any] = {**QUIET, "concurrency_id": "rewrite", "concurrency_limit": 4}
        for shown in (on.checks, on.evidence, on.found, on.versions):
            shown.click(self.press, [on.state, on.text], pane, **step)
        answered = on.told.click(self.press, [on.state, on.text], pane, **step)
        answered.then(self.write_sure, **writing)
        for asked in (
            answered,
            on.plan.click(self.press, [on.state, on.text], pane, **step),
            on.redraft.click(self.redraft, [on.state, on.text], pane, **step),
        ):
            asked.then(self.rewrite, on.state, pane, **rewriting)
        on.section.input(self.turn_to, [on.section, on.state], pane, **step)
        on.save.click(self.save, [on.text, on.state], pane, **step)
        # What was typed is not lost by pressing something else.
        on.text.blur(self.save_changed, [on.text, on.state], pane, **step)
        on.lock.click(self.lock, on.state, pane, **step)
        on.search.submit(self.search, [on.search, on.state], pane, **step)

    def look(self, work: Work, request: gr.Request, *fields: Any) -> Updates:  # noqa: ANN401
        """Find the evidence for the form."""
        updates = self._taking.step(
            request,
            work,
            lambda user: steps.evidence_first(self._service, user, work, forms.request_of(fields)),
            tab="evidence",
        )
        return {**updates, self._on.details: gr.skip()}

    def write(
        self,
        work: Work,
        text: str,
        request: gr.Request,
        *fields: Any,  # noqa: ANN401
    ) -> Iterator[Updates]:
        """Write the sections the form asks for, or ask whether to where words would be lost."""
        yield from self._written(work, text, request, fields, sure=False)

    def write_sure(
        self,
        work: Work,
        text: str,
        request: gr.Request,
        *fields: Any,  # noqa: ANN401
    ) -> Iterator[Updates]:
        """Write the sections after the teacher said that they shall be written."""
        if work.next == "write":
            yield from self._written(replace(work, next=""), text, request, fields, sure=True)
        else:
            yield {self._on.state: gr.skip()}

    def _written(
        self,
        work: Work,
        text: str,
        request: gr.Request,
        fields: Sequence[Any],
        *,
        sure: bool,
    ) -> Iterator[Updates]:
        on, user = self._on, visitor(request)
        asked = attempted(lambda: forms.request_of(fields), str)
        if isinstance(asked, str):
            yield {on.told: asked}
            return
        if question := "" if sure else steps.asked_to_write(work, asked, text):
            yield {on.told: question}
            return
        with self._taking.alone(request) as free:
            if not free:
                return
            yield {
                on.write: gr.update(value="正在写…", interactive=False),
                on.details: gr.update(open=False),
            }
            writing = steps.written(self._service, user, work, asked)
            while True:
                after = attempted(lambda: next(writing), str)
                if isinstance(after, str) or after.versions:
                    break
                yield pane_of(on, self._service, user, after, writing=True)
        # Only now, when it may be worked on, is the whole draft shown.
        again: Updates = {on.write: gr.update(value="生成教案", interactive=True)}
        if isinstance(after, str):
            opened = {on.details: gr.update(open=True), **again}
            yield {**pane_of(on, self._service, user, work), on.told: after, **opened}
            return
        yield {**pane_of(on, self._service, user, after, tab="edit"), **again}

    def press(self, work: Work, text: str, request: gr.Request, event: gr.EventData) -> Updates:
        """Do what was pressed in the draft, the evidence, the findings or the versions."""
        told = pressed(event)
        return self._taking.step(
            request, work, lambda user: steps.pressed(self._service, user, work, told, text)
        )

    def turn_to(self, section: str, work: Work, request: gr.Request) -> Updates:
        """Work on another section."""
        return self._taking.step(
            request, work, lambda user: replace(work, section=section, told="")
        )

    def save(self, text: str, work: Work, request: gr.Request) -> Updates:
        """Keep what the teacher wrote."""
        return self._taking.step(
            request, work, lambda user: steps.edited(self._service, user, work, text)
        )

    def save_changed(self, text: str, work: Work, request: gr.Request) -> Updates:
        """Keep what the teacher wrote, if anything was changed."""
        section = work.plan.section(work.section) if work.plan else None
        same = section is None or section.locked or text == section_text(section)
        return {self._on.state: gr.skip()} if same else self.save(text, work, request)

    def redraft(self, work: Work, text: str, request: gr.Request) -> Updates:
        """Be about to write the chosen section anew, or ask whether to."""
        return self._taking.step(
            request, work, lambda user: steps.rewriting(work, work.section, text)
        )

    def rewrite(self, work: Work, request: gr.Request) -> Updates:
        """Write the section anew for which that was pressed, if it was."""
        if work.next != "redraft":
            return {self._on.state: gr.skip()}
        return self._taking.step(
            request, work, lambda user: steps.rewritten(self._service, user, work)
        )

    def lock(self, work: Work, request: gr.Request) -> Updates:
        """Lock the chosen section, or unlock it."""
        section = work.plan.section(work.section) if work.plan else None
        on = not (section and section.locked)
        return self._taking.step(
            request, work, lambda user: steps.locked(self._service, user, work, work.section, on)
        )

    def search(self, words: str, work: Work, request: gr.Request) -> Updates:
        """Look for further evidence."""
        return self._taking.step(
            request, work, lambda user: steps.searched(self._service, user, work, words)
        )
