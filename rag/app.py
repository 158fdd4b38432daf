"""Puts the HTTP service together, and the page on top of it.

This is the one place of ``rag`` that imports ``ui``, and only when a page is wanted. Nothing is
kept on the module: each call returns an application of its own around what it is given.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastapi import FastAPI, Request
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.routing import Match, Mount

from rag.api import ask, chat, errors, openapi
from rag.api.guards import BodyLimit, Identity, KnownHosts, LocalOnlyHeaders
from rag.api.observing import Observing, Running, health, metrics
from rag.api.routing import AssistantFor, AssistantPort

if TYPE_CHECKING:
    from rag.service.service import Service

#: Largest request body; a question with its whole history stays far below.
MAX_BODY_BYTES = 1024 * 1024
#: The same for a whole draft, with a school's form.
MAX_DRAFT_BYTES = 16 * MAX_BODY_BYTES
#: What a form adds to the file in it.
_FORM_BYTES = 64 * 1024

_METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]


def create_app(assistant: AssistantPort) -> FastAPI:
    """Return the application around ``assistant`` alone: no page, no accounts, nothing is kept.

    Args:
        assistant: answers the questions. It stays the caller's: close it after serving.

    Returns:
        An application with what asks and searches under ``/v1``, ``/healthz``, ``/readyz`` and
        ``/openapi.json``.
    """
    app = _application(lambda user: assistant)
    app.add_middleware(BodyLimit, limit=MAX_BODY_BYTES)
    app.add_middleware(LocalOnlyHeaders)
    _take_the_rest(app)
    return app


def create_service_app(service: Service, *, ui: bool = True) -> FastAPI:
    """Return the application around a whole service.

    Args:
        service: stays the caller's: close it after serving. The application counts what it is
            answering in ``app.state.running.count``.
        ui: also serve the pages at ``/``.

    Returns:
        An application with everything under ``/v1``, accounts in force where there are any.
    """
    from rag.api import accounts, conversations, documents, drafts, feedback

    app = _application(service.assistant_for)
    for router in (
        conversations.router,
        documents.router,
        documents.bin_router,
        metrics,
        drafts.router,
        drafts.saved_router,
        feedback.router,
        feedback.review_router,
        accounts.router,
        accounts.keys_router,
        accounts.users_router,
    ):
        app.include_router(router)
    upload = (service.settings.max_upload_mb << 20) + _FORM_BYTES
    larger = {
        "/v1/documents": upload,
        "/files/draft/": upload,
        "/v1/draft": MAX_DRAFT_BYTES,
    }
    known = f"{service.settings.host},{service.settings.allowed_hosts}"
    names = {name.strip().lower() for name in known.split(",")}
    app.state.service = service
    app.state.running = Running()
    # The last one added is the first to see a request.
    app.add_middleware(BodyLimit, limit=MAX_BODY_BYTES, larger=larger)
    app.add_middleware(Identity, service=service)
    app.add_middleware(KnownHosts, names=frozenset(names - {""}))
    app.add_middleware(LocalOnlyHeaders)
    app.add_middleware(Observing, metrics=service.metrics, running=app.state.running)
    _take_the_rest(app)
    if ui:
        from ui.site import mount

        mount(app, service)
    return app


def _application(assistant_for: AssistantFor) -> FastAPI:
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
    openapi.install(app)
    app.state.assistant_for = assistant_for
    for router in (ask.router, chat.router, health):
        app.include_router(router)
    return app


def _take_the_rest(app: FastAPI) -> None:
    """Answer for what no route took: pages mounted at / would swallow it."""
    for path in ("/v1/{rest:path}", "/healthz", "/readyz", "/metrics"):
        app.add_route(path, _unmatched, methods=_METHODS, include_in_schema=False)


def _unmatched(request: Request) -> Response:
    """Answer for an API address that no route took: wrong method, or no such address."""
    routes = [
        r
        for r in request.app.router.routes
        # The pages, mounted at /, take every address.
        if getattr(r, "endpoint", None) != _unmatched and not isinstance(r, Mount)
    ]
    allowed = [
        method
        for method in _METHODS
        if any(r.matches({**request.scope, "method": method})[0] is Match.FULL for r in routes)
    ]
    if allowed:
        raise HTTPException(405, headers={"Allow": ", ".join(allowed)})
    raise HTTPException(404)
