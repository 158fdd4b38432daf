"""What an operator sees: every request counted and logged, and the routes that a monitor asks.

A request's line in the log has no address, query or body: those may quote a question.
"""

from __future__ import annotations

import ipaddress
import logging
import re
import time
from hashlib import sha256
from typing import Any, Literal
from uuid import uuid4

from fastapi import APIRouter, Request
from fastapi.responses import PlainTextResponse, Response
from pydantic import BaseModel, Field
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from indexing.errors import IndexMissingError
from rag.api.errors import error_body, error_response, refuse
from rag.api.routing import Assistant, Served
from rag.service.logs import ACCESS
from rag.service.metrics import CONTENT_TYPE, Metrics

_ID = re.compile(r"[\w.-]{8,64}", re.ASCII)
_METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}
logger = logging.getLogger(ACCESS)

#: Whether the process lives and can answer; every application has these.
health = APIRouter(tags=["状态"])
#: What was measured; of a whole service.
metrics = APIRouter(tags=["状态"])


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


class HealthOut(BaseModel):
    """The process is up."""

    status: Literal["ok"] = "ok"


class ReadyOut(BaseModel):
    """The service can answer."""

    status: Literal["ready"] = "ready"
    documents: int = Field(description="已索引的文件数。")


@health.get("/healthz", summary="服务是否在运行", description="进程在就回答，不碰索引和数据库。")
def healthz() -> HealthOut:
    """Answer."""
    return HealthOut()


@health.get(
    "/readyz",
    summary="是否可以回答问题",
    description="还没有可用的索引时返回 503 和原因。",
    responses=error_response(503, "还没有可用的索引"),
)
def readyz(assistant: Assistant) -> ReadyOut:
    """Count the documents, which needs the index."""
    if not assistant.ready():
        assistant.documents()  # it knows whether the index is being built, and how far it is
        raise IndexMissingError(
            "还没有可用的索引。", "请先运行 beike index --corpus 文件夹，建好后即可提问。"
        )
    return ReadyOut(documents=len(assistant.documents()))


@metrics.get(
    "/metrics",
    response_class=PlainTextResponse,
    summary="运行指标（Prometheus）",
    description="请求数、用时、回答的状态、索引的新旧；没有任何文字内容。不在本机时要用密钥。",
    responses=error_response(401, "不在本机，又没有密钥"),
)
def measured(request: Request, service: Served) -> Response:
    """Tell this machine, or whoever has a key."""
    if getattr(request.state, "user", None) is None and not _on_this_machine(request):
        body = error_body(
            "login_required", "需要登录。", "请在请求头写 Authorization: Bearer bk_…。"
        )
        return refuse(401, body)
    return Response(service.metrics.text(), media_type=CONTENT_TYPE)


def _on_this_machine(request: Request) -> bool:
    try:
        return ipaddress.ip_address(request.client.host if request.client else "").is_loopback
    except ValueError:
        return False
