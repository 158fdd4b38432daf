"""Puts the HTTP service together, and the page on top of it.

This is the one place of ``rag`` that imports ``ui``, and only when a page is wanted. Nothing is
kept on the module: each call returns an application of its own around the assistant it is given.
"""

from __future__ import annotations

from fastapi import FastAPI, Request
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.routing import Match

from rag.api import ask, errors, health, sources
from rag.api.body_limit import BodyLimit
from rag.api.headers import LocalOnlyHeaders
from rag.api.port import AssistantPort

#: Largest request body; a question with its whole history stays far below.
MAX_BODY_BYTES = 1024 * 1024

_METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]


def create_app(assistant: AssistantPort, *, ui: bool = True) -> FastAPI:
    """Return the service around ``assistant``.

    Args:
        assistant: answers the questions. It stays the caller's: close it after serving.
        ui: also serve the chat page at ``/``.

    Returns:
        An application with ``/v1``, ``/healthz``, ``/readyz`` and ``/openapi.json``.
    """
    app = FastAPI(
        title="备课 Beike",
        summary="面向课程文件的检索与带出处的回答",
        version="1",
        # The bundled documentation pages load scripts from a public host.
        docs_url=None,
        redoc_url=None,
        telemetry={"auto_configure": False},
    )
    errors.install(app)
    app.add_middleware(BodyLimit, limit=MAX_BODY_BYTES)
    app.add_middleware(LocalOnlyHeaders)
    for module in (ask, sources, health):
        app.include_router(module.router(assistant))
    # A page mounted at / would swallow wrong addresses and methods of the API.
    for path in ("/v1/{rest:path}", "/healthz", "/readyz"):
        app.add_route(path, _unmatched, methods=_METHODS, include_in_schema=False)
    if ui:
        from ui.chat import mount

        mount(app, assistant)
    return app


def _unmatched(request: Request) -> Response:
    """Answer for an API address that no route took: wrong method, or no such address."""
    known = any(
        route.matches(request.scope)[0] is Match.PARTIAL for route in request.app.router.routes
    )
    raise HTTPException(405 if known else 404)
