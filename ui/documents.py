"""The page for documents: upload, list, how one was read, correct, move, delete, bring back."""

from __future__ import annotations

import gradio as gr

from indexing.errors import DocumentError
from indexing.records import Document, DocumentKind
from rag.checking import check
from rag.service.entries import Entry, Status
from rag.service.service import Service
from rag.store.records import User
from ui.document_html import (
    ORDERS,
    bin_html,
    corrected_from,
    correcting_html,
    detail_html,
    list_html,
)
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


#: States of a document that is to be shown when it is read.
_BUSY = (Status.QUEUED, Status.READING, Status.INDEXING)


class DocumentsPage:
    """The page's components and what they do; make it inside a ``gr.Blocks``."""

    def __init__(self, service: Service) -> None:
        """Place the components; :meth:`wire` brings them to life."""
        self._service = service
        self._timer = gr.Timer(_EVERY_S, active=False)
        with gr.Column(elem_id="bk-main", elem_classes="bk-single"):
            html(render("parts", "title", "资料"), "bk-title")
            self._upload = acting_html("", "bk-upload")
            self._building = html("", "bk-building")
            self._told = html("", "bk-told")
            self._order = gr.Dropdown(
                list(ORDERS), label="排序", elem_id="bk-order", filterable=False, container=False
            )
            self._list = acting_html("", "bk-documents")
            self._detail = acting_html("", "bk-detail")
            self._bin = acting_html("", "bk-bin")
        #: Id of the document that is shown again as soon as it was read with its correction.
        self._waiting = gr.State("")

    def wire(self, page: gr.Blocks, header: Header) -> None:
        """Connect the components with the methods below."""
        listed = [self._building, self._list, self._bin, self._timer]
        order = self._order
        header.load(page, self.open, [self._upload, *listed])
        self._upload.click(self.refresh, order, listed, **PRESSED)
        shown = [self._told, self._detail, self._waiting, *listed]
        for acting in (self._list, self._detail, self._bin):
            acting.click(self.press, order, shown, **PRESSED)
        order.change(self.refresh, order, listed, **QUIET)
        ticked = [self._detail, self._waiting, *listed]
        self._timer.tick(self.tick, [order, self._waiting], ticked, **QUIET)

    def open(self, request: gr.Request) -> Updates:
        """Show the list, and the place for further documents."""
        user = visitor(request)
        place = upload_html(user, self._service.settings.max_upload_mb)
        return {**self._listed(user, ""), self._upload: place}

    def refresh(self, order: str, request: gr.Request) -> Updates:
        """Show how far everything is; the timer runs while there is something to wait for."""
        return self._listed(visitor(request), order)

    def tick(self, order: str, waiting: str, request: gr.Request) -> Updates:
        """Show how far everything is, and what has been read again with its correction."""
        user = visitor(request)
        updates = self._listed(user, order)
        if not waiting:
            return updates
        entry = attempted(lambda: self._service.library.get(user, waiting), str)
        if isinstance(entry, Entry) and entry.status in _BUSY:
            return updates
        detail = attempted(lambda: self._detailed(user, waiting), str)
        return {**updates, self._detail: detail, self._waiting: ""}

    def press(self, order: str, request: gr.Request, event: gr.EventData) -> Updates:
        """Do what was pressed in the list, in what is shown of a document, or in the bin."""
        told, user = pressed(event), visitor(request)
        id, library = str(told.get("id") or ""), self._service.library
        match told.get("act"):
            case "show":
                detail = attempted(lambda: self._detailed(user, id), str)
                return {self._told: "", self._detail: detail, self._waiting: ""}
            case "edit":
                form = attempted(lambda: correcting_html(self._read(user, id)), str)
                return {self._told: "", self._detail: form, self._waiting: ""}
            case "correct":
                return self._corrected(user, order, id, *corrected_from(told))
            case "reset":
                return self._corrected(user, order, id, "", "", [])
            case "remove":
                said = attempted(
                    lambda: done_html(
                        f"已删除《{library.remove(user, id).title}》，可以从下面的回收站恢复。"
                    ),
                    str,
                )
                return {
                    **self._listed(user, order),
                    self._told: said,
                    self._detail: "",
                    self._waiting: "",
                }
            case "move":
                name, folder = str(told.get("name") or ""), str(told.get("folder") or "")
                moved = attempted(lambda: library.move(user, id, name=name, folder=folder), str)
                if isinstance(moved, str):
                    return {self._told: moved}
                said = done_html(f"已放到 {moved.place}，正在更新索引。")
                # What is shown of it has links to where it was.
                return {
                    **self._listed(user, order),
                    self._told: said,
                    self._detail: "",
                    self._waiting: "",
                }
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

    def _corrected(
        self,
        user: User,
        order: str,
        id: str,
        title: str,
        kind: str,
        headings: list[tuple[str, int, int]],
    ) -> Updates:
        known = DocumentKind(kind) if kind else None
        entry = attempted(
            lambda: self._service.library.correct(
                user, id, title=title, kind=known, headings=headings
            ),
            str,
        )
        if isinstance(entry, str):  # the form stays as it was filled in
            return {self._told: entry}
        said = done_html("已保存更正。" if title or kind or headings else "已去掉更正。")
        wait = render("parts", "wait", f"正在重新读取《{entry.title}》")
        return {
            self._told: said,
            self._detail: wait,
            self._waiting: id,
            **self._listed(user, order),
            self._timer: gr.Timer(active=True),
        }

    def _read(self, user: User, id: str) -> Document:
        document = self._service.library.understood(user, id)
        if document is None:
            raise DocumentError("这份资料还没有收入索引。", "请等它处理完。")
        return document

    def _detailed(self, user: User, id: str) -> str:
        library = self._service.library
        entry, document = library.get(user, id), library.understood(user, id)
        findings = check(document) if document else ()
        folders = sorted({one.folder for one in library.all(user) if one.school == entry.school})
        personal = library.personal(user, id)
        return detail_html(entry, document, findings, folders, personal)

    def _listed(self, user: User, order: str) -> Updates:
        library = self._service.library
        working = library.in_work()  # also what is leaving, and is not listed any more
        told = library.catching_up()  # before the list, which is then the last one
        found = attempted(lambda: library.all(user), str)
        building = render("parts", "wait", f"正在更新索引：{told}") if told else ""
        if isinstance(found, str):
            return {
                self._building: building,
                self._list: found,
                self._bin: "",
                self._timer: gr.Timer(active=False),
            }
        return {
            self._building: building,
            # "还没有资料" would be wrong of the files that are just being read.
            self._list: list_html(found, order) if found or not told else "",
            self._bin: attempted(lambda: bin_html(library.removed(user), working), str),
            self._timer: gr.Timer(active=bool(working or told)),
        }
