"""The page for documents: upload, list, how one was read, move, index again, delete, bring back."""

from __future__ import annotations

import gradio as gr

from rag.checking import check
from rag.service.service import Service
from rag.store.records import User
from ui.document_html import ORDERS, bin_html, detail_html, list_html
from ui.markup import render
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
from ui.shell import Header
from ui.upload_html import upload_html
from ui.visitor import visitor

_EVERY_S = 1.5


class DocumentsPage:
    """The page's components and what they do; make it inside a ``gr.Blocks``."""

    def __init__(self, service: Service) -> None:
        """Place the components; :meth:`wire` brings them to life."""
        self._service = service
        self._timer = gr.Timer(_EVERY_S, active=False)
        with gr.Column(elem_id="bk-main", elem_classes="bk-single"):
            html(render("parts", "title", "资料"), "bk-title")
            self._upload = acting_html("", "bk-upload")
            self._told = html("", "bk-told")
            self._order = gr.Dropdown(
                list(ORDERS), label="排序", elem_id="bk-order", filterable=False, container=False
            )
            self._list = acting_html("", "bk-documents")
            self._detail = acting_html("", "bk-detail")
            self._bin = acting_html("", "bk-bin")

    def wire(self, page: gr.Blocks, header: Header) -> None:
        """Connect the components with the methods below."""
        listed, order = [self._list, self._bin, self._timer], self._order
        header.load(page, self.open, [self._upload, *listed])
        self._upload.click(self.refresh, order, listed, **PRESSED)
        for acting in (self._list, self._detail, self._bin):
            acting.click(self.press, order, [self._told, self._detail, *listed], **PRESSED)
        order.change(self.refresh, order, listed, **QUIET)
        self._timer.tick(self.refresh, order, listed, **QUIET)

    def open(self, request: gr.Request) -> Updates:
        """Show the list, and the place for further documents."""
        user = visitor(request)
        place = upload_html(user, self._service.settings.max_upload_mb)
        return {**self._listed(user, ""), self._upload: place}

    def refresh(self, order: str, request: gr.Request) -> Updates:
        """Show how far everything is; the timer runs while there is something to wait for."""
        return self._listed(visitor(request), order)

    def press(self, order: str, request: gr.Request, event: gr.EventData) -> Updates:
        """Do what was pressed in the list, or below it, or in the bin."""
        told, user = pressed(event), visitor(request)
        id, library = str(told.get("id") or ""), self._service.library
        match told.get("act"):
            case "show":
                return {self._detail: attempted(lambda: self._detailed(user, id), str)}
            case "remove":
                said = attempted(
                    lambda: done_html(
                        f"已删除《{library.remove(user, id).title}》，可以从下面的回收站恢复。"
                    ),
                    str,
                )
                return {self._told: said, self._detail: "", **self._listed(user, order)}
            case "move":
                name, folder = str(told.get("name") or ""), str(told.get("folder") or "")
                moved = attempted(lambda: library.move(user, id, name=name, folder=folder), str)
                if isinstance(moved, str):
                    return {self._told: moved}
                said = done_html(f"已放到 {moved.place}，正在更新索引。")
                # What is shown of it has links to where it was.
                return {self._told: said, self._detail: "", **self._listed(user, order)}
            case "refresh":
                said = attempted(
                    lambda: done_html(f"正在重新读取《{library.refresh(user, id).title}》。"), str
                )
                return {self._told: said, **self._listed(user, order)}
            case "restore":
                said = attempted(
                    lambda: done_html(f"正在恢复《{library.restore(user, id).title}》。"), str
                )
                return {self._told: said, **self._listed(user, order)}
            case "discard" | "empty":
                chosen = None if told["act"] == "empty" else id
                said = attempted(
                    lambda: done_html(f"已永久删除 {library.discard(user, chosen)} 份文件。"), str
                )
                return {self._told: said, **self._listed(user, order)}
            case _:
                return {self._told: gr.skip()}

    def _detailed(self, user: User, id: str) -> str:
        library = self._service.library
        entry, document = library.get(user, id), library.understood(user, id)
        findings = check(document) if document else ()
        folders = sorted({one.folder for one in library.all(user) if one.school == entry.school})
        return detail_html(entry, document, findings, folders)

    def _listed(self, user: User, order: str) -> Updates:
        library = self._service.library
        working = library.in_work()  # also what is leaving, and is not listed any more
        found = attempted(lambda: library.all(user), str)
        if isinstance(found, str):
            return {self._list: found, self._bin: "", self._timer: gr.Timer(active=False)}
        return {
            self._list: list_html(found, order),
            self._bin: attempted(lambda: bin_html(library.removed(user), working), str),
            self._timer: gr.Timer(active=bool(working)),
        }
