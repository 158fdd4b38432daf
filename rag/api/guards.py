"""What every request passes before a route sees it, as plain ASGI middleware.

Starlette's ``BaseHTTPMiddleware`` would hold back event streams. Pages pass here as well as the
routes, so this is no dependency of a route.

A page elsewhere can make a visitor's browser send requests to this service: by a name that it lets
point to this machine (DNS rebinding; told by the Host header), or with the visitor's cookie (told
by Origin and Sec-Fetch-Site). Programs that are no browsers send neither.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping
from urllib.parse import urlsplit

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import Request, cookie_parser
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from indexing.errors import BeikeError
from rag.api.errors import error_body, http_error, problem, refuse
from rag.service.service import Service
from rag.store.records import User

#: Name of the session cookie.
COOKIE = "beike_session"
#: What everybody may ask.
_OPEN = {"/healthz", "/readyz", "/metrics", "/openapi.json", "/login", "/v1/login"}
#: Methods that change nothing.
_SAFE = {"GET", "HEAD", "OPTIONS"}
#: The pages need inline scripts and templates compiled in the browser, but nothing from elsewhere.
_POLICY = "; ".join(
    (
        "default-src 'self'",
        "script-src 'self' 'unsafe-inline' 'unsafe-eval' blob:",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "font-src 'self' data:",
        "connect-src 'self'",
        "worker-src 'self' blob:",
        "object-src 'none'",
        "form-action 'self'",
        "frame-ancestors 'self'",
    )
)


class LocalOnlyHeaders:
    """Add a content security policy and its companions to every HTTP response."""

    def __init__(self, app: ASGIApp) -> None:
        """Wrap ``app``."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on and add the headers to its response."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.setdefault("Content-Security-Policy", _POLICY)
                headers.setdefault("X-Content-Type-Options", "nosniff")
                headers.setdefault("Referrer-Policy", "same-origin")
            await send(message)

        await self._app(scope, receive, send_with_headers)


class BodyLimit:
    """Answer 413 for a body that is too large, in the service's own shape of an error.

    FastAPI's ``max_body_size`` counts as well but answers in plain text.

    Args:
        app: the application.
        limit: most bytes of a body.
        larger: start of an address -> most bytes there.
    """

    def __init__(self, app: ASGIApp, limit: int, larger: Mapping[str, int] | None = None) -> None:
        self._app = app
        self._limit = limit
        self._larger = dict(larger or {})

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse a declared length at once, and count what comes without one."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        path = scope["path"]
        limit = max([self._limit, *(n for p, n in self._larger.items() if path.startswith(p))])
        declared = Headers(scope=scope).get("content-length", "")
        if declared.isdecimal() and int(declared) > limit:
            await refuse(413, http_error(413), path)(scope, receive, send)
            return
        seen = 0

        async def counted() -> Message:
            nonlocal seen
            message = await receive()
            seen += len(message.get("body", b""))
            if seen > limit:
                raise HTTPException(413)
            return message

        await self._app(scope, counted, send)


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


class Identity:
    """Find out who sends a request: a program by its key, a browser by its cookie, or nobody else.

    Puts the :class:`~rag.store.records.User` into ``request.state.user`` and refuses what needs
    one. Where there are no accounts it is the one local user.
    """

    def __init__(self, app: ASGIApp, service: Service) -> None:
        """Wrap ``app``."""
        self._app = app
        self._service = service

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse, or pass on with the user in the request's state."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        try:
            user, by_key = await run_in_threadpool(self._who, scope)
        except BeikeError as error:
            status, body = problem(error)
            await refuse(status, body, scope["path"])(scope, receive, send)
            return
        scope.setdefault("state", {}).update(user=user, by_key=by_key)
        refused: Response | None = None
        if not by_key and from_elsewhere(scope):
            body = error_body(
                "foreign_origin", "不接受别的网站发来的请求。", "请在备课的网页上操作。"
            )
            refused = refuse(403, body, scope["path"])
        elif user is None and scope["path"] not in _OPEN:
            refused = _log_in(scope)
        await (refused or self._app)(scope, receive, send)

    def _who(self, scope: Scope) -> tuple[User | None, bool]:
        """Return the user, and whether a key told it."""
        local = self._service.local()
        if local is not None:
            return local, False
        headers = Headers(scope=scope)
        kind, _, key = headers.get("authorization", "").partition(" ")
        if kind.lower() == "bearer":
            return self._service.logins.user_of_key(key.strip()), True
        token = token_of(headers)
        return (self._service.logins.user_of(token) if token else None), False


def token_of(headers: Headers) -> str:
    """Return the session token of a request's cookie, empty where it has none."""
    return cookie_parser(headers.get("cookie", "")).get(COOKIE, "")


def _log_in(scope: Scope) -> Response:
    """Send a person to the page for signing in, and tell a program."""
    wants_page = scope["method"] == "GET" and "text/html" in Headers(scope=scope).get("accept", "")
    if wants_page and not scope["path"].startswith("/v1/"):
        return RedirectResponse("/login", status_code=303)
    body = error_body(
        "login_required",
        "需要登录。",
        "网页请先登录；程序请在请求头写 Authorization: Bearer bk_…。",
    )
    response = refuse(401, body, scope["path"])
    response.headers["WWW-Authenticate"] = "Bearer"
    return response


def by_key(request: Request) -> bool:
    """Tell whether a program sent the request, with its key."""
    return bool(request.state.by_key)


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
