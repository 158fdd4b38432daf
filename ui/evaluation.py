"""The page for measurements: the latest report, its failures, and how the figures went."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import gradio as gr

from rag.service.service import Service
from ui.markup import render, when
from ui.measured import Run, failures, results_folder, runs_in
from ui.measured_html import failures_html, none_html, run_html, trend_html
from ui.parts import QUIET, Updates, attempted, html
from ui.shell import Header, only_admins
from ui.visitor import visitor


class EvaluationPage:
    """The page's components and what they do; make it inside a ``gr.Blocks``."""

    def __init__(self, service: Service) -> None:
        """Place the components; :meth:`wire` brings them to life."""
        self._folder = results_folder(service.settings)
        with gr.Column(elem_id="bk-main", elem_classes="bk-single"):
            html(render("parts", "title", "评测"), "bk-title")
            self._chosen = gr.Dropdown([], label="哪一次", visible=False, elem_id="bk-run")
            self._report = html("", "bk-report")
            self._kind = gr.Dropdown(
                [("全部", "")], value="", label="没答对的题", visible=False, elem_id="bk-kind"
            )
            self._failed = html("", "bk-failed")

    def wire(self, page: gr.Blocks, header: Header) -> None:
        """Connect the components with the methods below."""
        shown = [self._chosen, self._report, self._kind, self._failed]
        header.load(page, self.open, shown)
        self._chosen.input(self.open, self._chosen, shown, **QUIET)
        self._kind.input(self.filter, [self._chosen, self._kind], self._failed, **QUIET)

    def open(self, request: gr.Request, name: str | None = None) -> Updates:
        """Show a run, the latest one where none is named."""
        user = visitor(request)
        if not user.is_admin:
            return {self._report: only_admins(user)}
        runs = attempted(lambda: runs_in(self._folder), lambda problem: [])
        if not runs:
            return {self._report: none_html()}
        run = self._run(runs, name)
        failed = attempted(lambda: failures(run), lambda problem: [])
        kinds = [("全部", "")] + [(label, kind) for kind, label in run.kind_names.items()]
        return {
            self._chosen: gr.update(
                choices=[(f"{r.name}，{when(r.at)}", r.name) for r in runs],
                value=run.name,
                visible=len(runs) > 1,
            ),
            self._report: run_html(run) + trend_html(runs, run),
            self._kind: gr.update(choices=kinds, value="", visible=bool(failed)),
            self._failed: failures_html(failed, run.kind_names),
        }

    def filter(self, name: str, kind: str, request: gr.Request) -> Any:  # noqa: ANN401
        """Show the failures of one kind of question."""
        if not visitor(request).is_admin:
            return ""
        runs = attempted(lambda: runs_in(self._folder), lambda problem: [])
        if not runs:
            return ""
        run = self._run(runs, name)
        failed = [row for row in failures(run) if not kind or row["kind"] == kind]
        return failures_html(failed, run.kind_names)

    def _run(self, runs: Sequence[Run], name: str | None) -> Run:
        return next((run for run in runs if run.name == name), runs[0])
