"""Which requests a browser may send here.

A page elsewhere can make a visitor's browser send requests to this service: by a name that it lets
point to this machine (DNS rebinding; told by the Host header), or with the visitor's cookie (told
by Origin and Sec-Fetch-Site). Programs that are no browsers send neither.
"""

from __future__ import annotations

import ipaddress
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from rag.api.errors import error_body, refuse

_SAFE = {"GET", "HEAD", "OPTIONS"}


class KnownHosts:
    """Answer 400 under a name that is not the service's.

    Args:
        app: the application.
        names: names of the service; addresses and ``localhost`` need not be among them, because
            nobody else can let those point here.
    """

    def __init__(self, app: ASGIApp, names: frozenset[str]) -> None:
        self._app = app
        self._names = names | {"localhost"}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse or pass on."""
        if scope["type"] in ("http", "websocket"):
            name = host_name(Headers(scope=scope).get("host", ""))
            if name not in self._names and not _is_address(name):
                body = error_body(
                    "unknown_host",
                    "这个服务不认识请求所用的主机名。",
                    "请让管理员把它写进设置 allowed_hosts。",
                )
                await refuse(400, body)(scope, receive, send)
                return
        await self._app(scope, receive, send)


def from_elsewhere(scope: Scope) -> bool:
    """Tell whether a page of another site had this request sent, and it may change something."""
    if scope["method"] in _SAFE:
        return False
    headers = Headers(scope=scope)
    if headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        return True
    origin = headers.get("origin")
    # A proxy may have ended TLS, so the schemes can differ.
    return origin is not None and urlsplit(origin).netloc != headers.get("host", "")


def host_name(host: str) -> str:
    """Return the name or address of a Host header, lower case, without port and brackets."""
    try:
        return urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return ""


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True
