"""Every request gets an id, is counted, and leaves one line in the log.

The line has no address, query or body: those may quote a question.
"""

from __future__ import annotations

import logging
import re
import time
from hashlib import sha256
from typing import Any
from uuid import uuid4

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from rag.service.logs import ACCESS
from rag.service.metrics import Metrics

_ID = re.compile(r"[\w.-]{8,64}", re.ASCII)
_METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}
logger = logging.getLogger(ACCESS)


class Observing:
    """Measure and log every HTTP request."""

    def __init__(self, app: ASGIApp, metrics: Metrics, running: Running) -> None:
        """Wrap ``app``."""
        self._app = app
        self._metrics = metrics
        self._running = running

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        given = Headers(scope=scope).get("x-request-id", "")
        request_id = given if _ID.fullmatch(given) else uuid4().hex
        waiting = "/heartbeat/" in scope["path"]
        status = 500
        started = time.perf_counter()

        async def send_with_id(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                MutableHeaders(scope=message)["X-Request-ID"] = request_id
            await send(message)

        self._metrics.started()
        self._running.count += not waiting
        try:
            await self._app(scope, receive, send_with_id)
        finally:
            self._running.count -= not waiting
            seconds = time.perf_counter() - started
            method = scope["method"] if scope["method"] in _METHODS else "other"
            self._metrics.ended(_route(scope), method, status, seconds)
            fields = {
                "request": request_id,
                "method": method,
                "route": _route(scope),
                "status": status,
                "ms": round(seconds * 1000, 1),
                "user": _hashed(scope.get("state", {}).get("user")),
            }
            logger.info("request", extra={"fields": fields})


class Running:
    """How many requests are being answered; changed on the event loop only."""

    def __init__(self) -> None:
        """Begin with none."""
        self.count = 0


def _route(scope: Scope) -> str:
    """Return the pattern that took the request: an address itself may hold anything."""
    path: str = getattr(scope.get("route"), "path", "")
    if path.startswith(("/v1", "/healthz", "/readyz", "/metrics", "/log")):
        return path
    return "/v1" if scope["path"].startswith("/v1/") else "page"


def _hashed(user: Any) -> str:  # noqa: ANN401 - a User, if the request got so far
    return "" if user is None else sha256(user.id.encode()).hexdigest()[:12]
