"""The page that shows a whole document as it was read, with a place in it marked."""

from __future__ import annotations

from dataclasses import dataclass

import gradio as gr
from markupsafe import Markup

from indexing.records import Document
from rag.service.service import Service
from ui.markup import render
from ui.parts import attempted, html, problem_html
from ui.shell import Header
from ui.visitor import asked_for, visitor


class ReadingPage:
    """The page's components and what they do; make it inside a ``gr.Blocks``."""

    def __init__(self, service: Service) -> None:
        """Place the components; :meth:`wire` brings them to life."""
        self._service = service
        with gr.Column(elem_id="bk-main", elem_classes="bk-single"):
            self._text = html(render("parts", "wait", "正在打开"), "bk-reading")

    def wire(self, page: gr.Blocks, header: Header) -> None:
        """Connect the components with the methods below."""
        header.load(page, lambda request: {self._text: self.open(request)}, [self._text])

    def open(self, request: gr.Request) -> Markup:
        """Show the document that the address names."""
        id, user = asked_for(request, "d"), visitor(request)
        start, end = (_number(asked_for(request, name)) for name in ("s", "e"))
        document = attempted(lambda: self._service.library.understood(user, id), Markup)
        if isinstance(document, Markup):
            return _head("原文") + document
        if document is None:
            return _head("原文") + problem_html("这份资料还没有收入索引。", "请等它读好再来。")
        return reading_html(document, start, end)


def reading_html(document: Document, start: int, end: int) -> Markup:
    """Return a document with its headings as an outline, and ``start:end`` marked."""
    text = document.canonical
    if not 0 <= start < end <= len(text):
        start = end = 0
    sections = document.sections[1:]
    headings = {s.start: s for s in sections if text.startswith(s.heading, s.start)}
    pieces, at = [], 0
    for where, section in sorted(headings.items()):
        if where < at:
            continue
        until = where + len(section.heading)
        pieces.append(_Piece(_parts(text, at, where, start, end)))
        parts = _parts(text, where, until, start, end)
        pieces.append(_Piece(parts, where, min(section.level + 2, 6), section.page))
        at = until
    pieces.append(_Piece(_parts(text, at, len(text), start, end)))
    place = _place(document, start) if start < end else ""
    return render("documents", "whole", document.title, place, sections, pieces)


@dataclass(frozen=True, slots=True)
class _Piece:
    """A stretch of text before, in and behind the marked place; a heading has a level."""

    parts: tuple[str, str, str]
    start: int = 0
    level: int = 0
    page: int | None = None


def _head(title: str) -> Markup:
    return render("documents", "head", title)


def _place(document: Document, at: int) -> str:
    """Return the headings under which a place stands, the outermost first."""
    around = [section for section in document.sections if section.start <= at < section.end]
    return " › ".join(around[-1].path) if around else ""


def _parts(text: str, start: int, end: int, first: int, last: int) -> tuple[str, str, str]:
    """Return ``text[start:end]`` before, in and behind what of ``first:last`` falls into it."""
    a, b = max(start, min(first, end)), max(start, min(last, end))
    return text[start:a], text[a:b], text[b:end]


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 10 else 0
