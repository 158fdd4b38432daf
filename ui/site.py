"""All pages of a service, put together and mounted at ``/``."""

from __future__ import annotations

import os

# Gradio reads this when it is imported; a school's questions are nobody else's business.
os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"

import warnings
from collections.abc import Callable
from importlib import resources
from pathlib import Path
from typing import Protocol

import gradio as gr
from fastapi import FastAPI
from markupsafe import Markup
from starlette.routing import Mount

from rag.service.service import Service
from ui import exports
from ui.caching import KeptAssets
from ui.chat import ChatPage
from ui.documents import DocumentsPage
from ui.drafting.page import DraftPage
from ui.evaluation import EvaluationPage
from ui.feedback import FeedbackPage
from ui.gate import PageGate
from ui.markup import render
from ui.reading import ReadingPage
from ui.settings.page import SettingsPage
from ui.shell import PAGES, Header
from ui.theme import theme

_STYLES = ("style.css", "pages.css", "desk.css", "print.css")
_SCRIPTS = ("stream.js", "page.js", "chat.js", "desk.js", "upload.js")


class _Page(Protocol):
    """A page: its components, and what they do."""

    def wire(self, page: gr.Blocks, header: Header) -> None: ...


_ROUTES: dict[str, Callable[[Service], _Page]] = {
    "draft": DraftPage,
    "documents": DocumentsPage,
    "evaluation": EvaluationPage,
    "feedback": FeedbackPage,
    "settings": SettingsPage,
    "read": ReadingPage,
}


def mount(app: FastAPI, service: Service) -> None:
    """Serve the pages at ``/`` of ``app``."""
    app.include_router(exports.router(service))
    app.add_middleware(KeptAssets)
    page = gr.Blocks(title="备课", analytics_enabled=False, fill_width=True)
    with page:
        header = Header("")
        ChatPage(service).wire(page, header)
    for address, made in _ROUTES.items():
        with page.route(PAGES.get(address, "原文"), f"/{address}"):
            header = Header(address)
            made(service).wire(page, header)
    styles = Markup().join(_read(name) for name in _STYLES)
    head = render("shell", "head", styles, [_read(name) for name in _SCRIPTS])
    with warnings.catch_warnings():
        # It warns that there is no rendering on the server, which nobody asked for.
        warnings.filterwarnings("ignore", "SSR mode is not supported")
        _mount(app, page, head)
    _close(app, page)


def _mount(app: FastAPI, page: gr.Blocks, head: str) -> None:
    gr.mount_gradio_app(
        app,
        page,
        path="/",
        theme=theme(),
        # Gradio rewrites the selectors of css=; in the head the file means what it says.
        head=head,
        favicon_path=Path(__file__).with_name("favicon.svg").as_posix(),
        footer_links=[],
        # Gradio would otherwise keep every call in the browser and offer to upload it.
        run_history=False,
        # Nothing on the disk may be taken into Gradio's cache, or served from there.
        allowed_paths=[],
        blocked_paths=["/"],
        show_error=False,
        ssr_mode=False,
        enable_monitoring=False,
        pwa=False,
        mcp_server=False,
    )


def _close(app: FastAPI, page: gr.Blocks) -> None:
    """Let nothing through to the pages by which Gradio would read or write a file."""
    # Until a page is launched Gradio trusts every path in its data, and mounting is not launching.
    page.has_launched = True
    mounted = app.router.routes[-1]
    assert isinstance(mounted, Mount)
    mounted.app = PageGate(mounted.app)


def _read(name: str) -> Markup:
    """Return a file of ours that goes into the page as it is."""
    return Markup(resources.files("ui").joinpath(name).read_text("utf-8"))
