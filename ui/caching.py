"""Lets browsers keep Gradio's own files: their names tell their content, so they never change."""

from __future__ import annotations

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_KEPT = "/assets/"
_YEAR = "public, max-age=31536000, immutable"


class KeptAssets:
    """Add a lifetime to the answers that hold such a file.

    Without one a browser asks for each of the fifty files of a page again, as soon as they are
    older than a tenth of the time since Gradio was installed.
    """

    def __init__(self, app: ASGIApp) -> None:
        """Wrap ``app``."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on."""
        if scope["type"] != "http" or not scope["path"].startswith(_KEPT):
            await self._app(scope, receive, send)
            return

        async def send_kept(message: Message) -> None:
            if message["type"] == "http.response.start" and message["status"] == 200:
                MutableHeaders(scope=message).setdefault("Cache-Control", _YEAR)
            await send(message)

        await self._app(scope, receive, send_kept)
