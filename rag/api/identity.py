"""Who sends a request: a program by its key, a browser by its cookie, or the one local user.

Puts the :class:`~rag.store.records.User` into ``request.state.user`` and refuses what needs one.
"""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Request
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.requests import cookie_parser
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from indexing.errors import BeikeError
from rag.api.errors import error_body, problem, refuse
from rag.api.origin import from_elsewhere
from rag.service.service import Service
from rag.store.errors import ForbiddenError
from rag.store.names import LOCAL
from rag.store.records import User

#: Name of the session cookie.
COOKIE = "beike_session"
#: What everybody may ask.
_OPEN = {"/healthz", "/readyz", "/metrics", "/openapi.json", "/login", "/v1/login"}


class Identity:
    """Find out who asks."""

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


def require_account(user: User) -> None:
    """Raise where there are no accounts.

    Raises:
        ForbiddenError: the user is the one local user.
    """
    if user.id == LOCAL:
        raise ForbiddenError(
            "这个服务还没有账户，用不着密码和密钥。", "要用账户，请在本机运行 beike user add。"
        )


def _user(request: Request) -> User:
    user = request.state.user
    assert isinstance(user, User)  # the middleware lets nobody else through
    return user


#: The user who asks, for a route.
Asking = Annotated[User, Depends(_user)]
