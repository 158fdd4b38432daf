"""The page for documents: upload, list, how one was understood, its check, index again, delete."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import gradio as gr

from indexing.consistency import check
from indexing.extract import records_of
from rag.data.records import User
from rag.service.entries import Status
from rag.service.service import Service
from ui.document_html import detail_html, list_html, uploaded_html
from ui.parts import (
    PRESSED,
    QUIET,
    Updates,
    acting_html,
    attempted,
    done_html,
    html,
    pressed,
)
from ui.visitor import visitor

_TYPES = [".docx", ".pdf", ".md", ".txt", ".html"]
_SCHOOL, _OWN = "全校可用", "只有我用"
_EVERY_S = 1.5
_BUSY = {Status.QUEUED, Status.READING, Status.INDEXING}


class DocumentsPage:
    """The page's components and what they do; make it inside a ``gr.Blocks``."""

    def __init__(self, service: Service) -> None:
        """Place the components; :meth:`wire` brings them to life."""
        self._service = service
        self._timer = gr.Timer(_EVERY_S, active=False)
        with gr.Column(elem_id="bk-main", elem_classes="bk-single"):
            html("<h2>资料</h2>", "bk-title")
            with gr.Row(elem_id="bk-upload"):
                self._files = gr.File(
                    label="上传资料（.docx .pdf .md .txt .html）",
                    file_count="multiple",
                    file_types=_TYPES,
                    height=132,
                    scale=3,
                    elem_id="bk-drop",
                )
                with gr.Column(scale=1, min_width=190):
                    self._scope = gr.Radio([_SCHOOL, _OWN], value=_OWN, label="谁能用")
                    self._replace = gr.Checkbox(label="同名时替换", value=False)
            self._told = html("", "bk-told")
            self._list = acting_html("", "bk-documents")
            self._detail = html("", "bk-detail")

    def wire(self, page: gr.Blocks) -> None:
        """Connect the components with the methods below."""
        page.load(self.open, None, [self._list, self._timer, self._scope], **QUIET)
        self._files.upload(
            self.upload,
            [self._files, self._scope, self._replace],
            [self._files, self._told, self._list, self._timer],
            **QUIET,
        )
        self._list.click(
            self.press, None, [self._told, self._list, self._detail, self._timer], **PRESSED
        )
        self._timer.tick(self.refresh, None, [self._list, self._timer], **QUIET)

    def open(self, request: gr.Request) -> Updates:
        """Show the list."""
        user = visitor(request)
        scope = gr.update(value=_SCHOOL if user.is_admin else _OWN, visible=user.is_admin)
        return {**self._listed(user), self._scope: scope}

    def refresh(self, request: gr.Request) -> Updates:
        """Show how far everything is; the timer runs while there is something to wait for."""
        return self._listed(visitor(request))

    def upload(
        self, paths: Sequence[str] | None, scope: str, replace: bool, request: gr.Request
    ) -> Updates:
        """Take files in; each gets a result of its own."""
        user = visitor(request)
        results = []
        for path in map(Path, paths or ()):
            try:
                results.append((path.name, self._taken(user, path, scope == _SCHOOL, replace)))
            finally:
                path.unlink(missing_ok=True)
        return {self._files: None, self._told: uploaded_html(results), **self._listed(user)}

    def press(self, request: gr.Request, event: gr.EventData) -> Updates:
        """Do what was pressed in the list."""
        told, user = pressed(event), visitor(request)
        id, library = str(told.get("id") or ""), self._service.library
        match told.get("act"):
            case "show":
                return {self._detail: attempted(lambda: self._detailed(user, id), str)}
            case "remove":
                said = attempted(
                    lambda: done_html(f"已删除《{library.remove(user, id).title}》。"),
                    str,
                )
                return {self._told: said, self._detail: "", **self._listed(user)}
            case "refresh":
                said = attempted(
                    lambda: done_html(f"正在重新读取《{library.refresh(user, id).title}》。"), str
                )
                return {self._told: said, **self._listed(user)}
            case _:
                return {self._told: gr.skip()}

    def _taken(self, user: User, path: Path, school: bool, replace: bool) -> str:
        def taken() -> str:
            with path.open("rb") as source:
                self._service.library.upload(
                    user, path.name, source, school=school and user.is_admin, replace=replace
                )
            return done_html("已收下，正在读取；读好后就能提问。")

        return attempted(taken, str)

    def _detailed(self, user: User, id: str) -> str:
        library = self._service.library
        entry, document = library.get(user, id), library.understood(user, id)
        findings = check(document, records_of(document)) if document else ()
        return detail_html(entry, document, findings)

    def _listed(self, user: User) -> Updates:
        found = attempted(lambda: self._service.library.all(user), str)
        if isinstance(found, str):
            return {self._list: found, self._timer: gr.Timer(active=False)}
        busy = any(entry.status in _BUSY for entry in found)
        return {self._list: list_html(found), self._timer: gr.Timer(active=busy)}
