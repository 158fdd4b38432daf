"""What a browser may send to the pages.

The pages are Gradio's. Gradio takes an object with a ``path`` in a page's data for a file that was
uploaded to it, and serves whatever lies in its cache to everybody who is signed in. Our pages hand
no file to Gradio and take none from it: documents go to ``/v1/documents``, and a draft is exported
and a school's form filled in by :mod:`ui.exports`, where every route knows whose request it is.
So there is no folder in which a file named in a page's data could rightly lie. This gate lets none
through, and of Gradio's own addresses only those that the pages ask.
"""

from __future__ import annotations

import json
from typing import Any

from gradio.data_classes import FileData
from starlette.datastructures import QueryParams
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from rag.store.errors import ForbiddenError

_GRADIO = "/gradio_api/"
#: What the pages ask of Gradio: method -> addresses; one that ends in ``/`` has a session after it.
_ASKED = {
    "GET": ("queue/data", "heartbeat/", "info", "app_id", "theme.css"),
    "POST": ("queue/join", "cancel", "reset"),
}
#: What tells a file from other objects; an object of any other kind may have a size, too.
_FILE = frozenset(FileData.model_fields) - {"size"}


class PageGate:
    """Refuse what the pages do not send.

    Raises:
        ForbiddenError: the address is not one that the pages ask, or the data names a file.
        HTTPException: 400, the body is no JSON.
    """

    def __init__(self, app: ASGIApp) -> None:
        """Wrap ``app``, the application that Gradio made for the pages."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse, or pass on."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        method = scope["method"]
        _, gradio, rest = scope["path"].partition(_GRADIO)
        # A deep link shows a page as it was kept in a file of Gradio's cache.
        if (gradio and not _is_asked(method, rest)) or _is_deep_link(scope):
            raise ForbiddenError(
                "网页不提供这个地址。", "上传资料请用 /v1/documents；可用的地址见 /openapi.json。"
            )
        if gradio and method == "POST":
            body = await _body_of(receive)
            if names_file(_parsed(body)):
                raise ForbiddenError(
                    "请求里指定了服务器上的文件，网页不接受。",
                    "上传文件请用网页上的按钮；程序请用 /v1/documents。",
                )
            receive = _once(body, receive)
        await self._app(scope, receive, send)


def names_file(sent: Any) -> bool:  # noqa: ANN401 - any JSON
    """Tell whether an object anywhere in JSON has a field by which Gradio describes a file."""
    left = [sent]
    while left:
        value = left.pop()
        if isinstance(value, dict):
            if not _FILE.isdisjoint(value):
                return True
            left.extend(value.values())
        elif isinstance(value, list):
            left.extend(value)
    return False


def _is_asked(method: str, rest: str) -> bool:
    asked = _ASKED.get(method, ())
    return rest in asked or any(a.endswith("/") and rest.startswith(a) for a in asked)


def _is_deep_link(scope: Scope) -> bool:
    return "deep_link" in QueryParams(scope["query_string"])


def _parsed(body: bytes) -> Any:  # noqa: ANN401 - any JSON
    try:
        # As FastAPI reads it: what one parser sees, the other one sees, too.
        return json.loads(body)
    except (ValueError, RecursionError) as error:
        raise HTTPException(400) from error


async def _body_of(receive: Receive) -> bytes:
    """Return the whole body; that it is no larger than it may be, is seen to before."""
    parts = []
    more = True
    while more:
        message = await receive()
        parts.append(message.get("body", b""))
        more = message.get("more_body", False)
    return b"".join(parts)


def _once(body: bytes, receive: Receive) -> Receive:
    """Return what gives the body again, and then whatever else comes."""
    given = False

    async def again() -> Message:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return again
