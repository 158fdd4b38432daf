"""The page that shows a whole document as it was read, with a place in it marked."""

from __future__ import annotations

import gradio as gr

from indexing.records import Document
from rag.service.service import Service
from ui.markup import escape
from ui.parts import attempted, html, problem_html
from ui.shell import Header
from ui.visitor import asked_for, visitor


class ReadingPage:
    """The page's components and what they do; make it inside a ``gr.Blocks``."""

    def __init__(self, service: Service) -> None:
        """Place the components; :meth:`wire` brings them to life."""
        self._service = service
        with gr.Column(elem_id="bk-main", elem_classes="bk-single"):
            self._text = html('<p class="bk-wait">正在打开<i></i><i></i><i></i></p>', "bk-reading")

    def wire(self, page: gr.Blocks, header: Header) -> None:
        """Connect the components with the methods below."""
        header.load(page, lambda request: {self._text: self.open(request)}, [self._text])

    def open(self, request: gr.Request) -> str:
        """Show the document that the address names."""
        id, user = asked_for(request, "d"), visitor(request)
        start, end = (_number(asked_for(request, name)) for name in ("s", "e"))
        document = attempted(lambda: self._service.library.understood(user, id), str)
        if isinstance(document, str):
            return _head("原文") + document
        if document is None:
            return _head("原文") + problem_html("这份资料还没有收入索引。", "请等它读好再来。")
        return reading_html(document, start, end)


def reading_html(document: Document, start: int, end: int) -> str:
    """Return a document with its headings as an outline, and ``start:end`` marked."""
    text = document.canonical
    if not 0 <= start < end <= len(text):
        start = end = 0
    sections = document.sections[1:]
    outline = "".join(
        f'<li style="--level:{min(s.level, 6)}"><a href="#bk-at-{s.start}">{escape(s.heading)}</a>'
        f"{_page(s.page)}</li>"
        for s in sections
    )
    headings = {
        s.start: (s.start + len(s.heading), min(s.level + 2, 6), s.page)
        for s in sections
        if text.startswith(s.heading, s.start)
    }
    body, at = [], 0
    for where in sorted(headings):
        until, level, page = headings[where]
        if where < at:
            continue
        body.append(_piece(text, at, where, start, end))
        body.append(
            f'<h{level} id="bk-at-{where}">{_piece(text, where, until, start, end)}'
            f"{_page(page)}</h{level}>"
        )
        at = until
    body.append(_piece(text, at, len(text), start, end))
    return (
        f"{_head(document.title, _place(document, start) if start < end else '')}"
        f'<div class="bk-two bk-read"><nav aria-label="目录"><ol class="bk-outline">{outline}</ol>'
        f'</nav><article class="bk-text">{"".join(body)}</article></div>'
    )


def _head(title: str, place: str = "") -> str:
    """Return the page's heading; the script makes its link lead to where the reader came from."""
    marked = f'<p class="bk-quiet">标出的一处：{escape(place)}</p>' if place else ""
    return (
        f'<div class="bk-read-head" data-title="{escape(title)} — 备课">'
        f'<a class="bk-back" href="/documents">返回资料</a><h2>{escape(title)}</h2></div>{marked}'
    )


def _place(document: Document, at: int) -> str:
    """Return the headings under which a place stands, the outermost first."""
    around = [section for section in document.sections if section.start <= at < section.end]
    return " › ".join(around[-1].path) if around else ""


def _piece(text: str, start: int, end: int, first: int, last: int) -> str:
    """Return ``text[start:end]`` with what of ``first:last`` falls into it marked."""
    a, b = max(start, min(first, end)), max(start, min(last, end))
    marked = f"<mark>{escape(text[a:b])}</mark>" if a < b else ""
    return f"{escape(text[start:a])}{marked}{escape(text[b:end])}"


def _page(page: int | None) -> str:
    return "" if page is None else f'<span class="bk-page">第 {page} 页</span>'


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 10 else 0
