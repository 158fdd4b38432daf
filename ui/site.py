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

from rag.service.service import Service
from ui import exports
from ui.caching import KeptAssets
from ui.chat import ChatPage
from ui.documents import DocumentsPage
from ui.drafting.page import DraftPage
from ui.evaluation import EvaluationPage
from ui.feedback import FeedbackPage
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
#: Seconds between looks for uploads that lie about, and the age at which they go.
_CLEARED = (600, 600)


def mount(app: FastAPI, service: Service) -> None:
    """Serve the pages at ``/`` of ``app``."""
    app.include_router(exports.router(service))
    app.add_middleware(KeptAssets)
    page = gr.Blocks(title="备课", analytics_enabled=False, fill_width=True, delete_cache=_CLEARED)
    with page:
        header = Header("")
        ChatPage(service).wire(page, header)
    for address, made in _ROUTES.items():
        with page.route(PAGES.get(address, "原文"), f"/{address}"):
            header = Header(address)
            made(service).wire(page, header)
    styles = "".join(_read(name) for name in _STYLES)
    scripts = "".join(f"<script>{_read(name)}</script>" for name in _SCRIPTS)
    with warnings.catch_warnings():
        # It warns that there is no rendering on the server, which nobody asked for.
        warnings.filterwarnings("ignore", "SSR mode is not supported")
        _mount(app, page, styles, scripts, service.settings.max_upload_mb << 20)


def _mount(app: FastAPI, page: gr.Blocks, styles: str, scripts: str, most_bytes: int) -> None:
    gr.mount_gradio_app(
        app,
        page,
        path="/",
        theme=theme(),
        # Gradio rewrites the selectors of css=; in the head the file means what it says.
        head=f"<style>{styles}</style>{scripts}",
        favicon_path=Path(__file__).with_name("favicon.svg").as_posix(),
        footer_links=[],
        # Gradio would otherwise keep every call in the browser and offer to upload it.
        run_history=False,
        max_file_size=most_bytes,
        show_error=False,
        ssr_mode=False,
        enable_monitoring=False,
        pwa=False,
        mcp_server=False,
    )


def _read(name: str) -> str:
    return resources.files("ui").joinpath(name).read_text("utf-8")
