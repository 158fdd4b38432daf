"""The page 设置: what of it whom is shown to."""

from __future__ import annotations

import gradio as gr

from rag.service.service import Service
from ui.markup import render
from ui.parts import Updates, html
from ui.settings.account import AccountPart
from ui.settings.service import ServicePart
from ui.shell import Header
from ui.visitor import visitor


class SettingsPage:
    """The page's components and what they do; make it inside a ``gr.Blocks``."""

    def __init__(self, service: Service) -> None:
        """Place the components; :meth:`wire` brings them to life."""
        with gr.Column(elem_id="bk-main", elem_classes="bk-single"):
            html(render("parts", "title", "设置"), "bk-title")
            self._account = AccountPart(service)
            self._service_part = ServicePart(service)

    def wire(self, page: gr.Blocks, header: Header) -> None:
        """Connect the components with the methods below."""
        shown = [*self._account.shown, *self._service_part.shown]
        header.load(page, self.open, shown)
        self._account.wire()
        self._service_part.wire()

    def open(self, request: gr.Request) -> Updates:
        """Show one's account, and to administrators the settings of the service."""
        user = visitor(request)
        service = self._service_part.values() if user.is_admin else {}
        return {**self._account.values(user), **service}
