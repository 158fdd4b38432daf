"""``POST /v1/ask`` and ``POST /v1/search``."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import chain
from typing import Any

from fastapi import APIRouter
from fastapi.responses import JSONResponse, StreamingResponse
from fastapi.sse import EventSourceResponse, format_sse_event

from rag.api.errors import ERROR_RESPONSES, problem
from rag.api.models import AnswerOut, AskRequest, SearchOut, SearchRequest
from rag.api.port import AssistantPort
from rag.serialise import answer_json, passages_json
from rag.types import Answer, Turn

#: A proxy must neither store nor collect a stream.
_SSE_HEADERS = {"Cache-Control": "no-cache", "X-Accel-Buffering": "no"}


def router(assistant: AssistantPort) -> APIRouter:
    """Return the routes that answer questions with ``assistant``."""
    routes = APIRouter(prefix="/v1", tags=["问答"], responses=ERROR_RESPONSES)

    @routes.post(
        "/ask",
        response_model=AnswerOut,
        summary="回答一个问题，附出处",
        responses={
            200: {
                "description": "回答；`stream: true` 时为事件流（delta、answer、error）",
                "content": {"text/event-stream": {"schema": {"type": "string"}}},
            }
        },
    )
    def ask(request: AskRequest) -> JSONResponse | StreamingResponse:
        """Answer as JSON, or as events ``delta`` (text), then ``answer`` (the whole answer)."""
        history = [Turn(turn.question, turn.answer) for turn in request.history]
        if not request.stream:
            return JSONResponse(answer_json(assistant.ask(request.question, request.k, history)))
        pieces = assistant.stream(request.question, request.k, history)
        # The first piece is fetched here so that an early failure still gets its own status.
        first = next(pieces, None)
        rest = pieces if first is None else chain([first], pieces)
        return EventSourceResponse(_events(rest), headers=_SSE_HEADERS)

    @routes.post("/search", response_model=SearchOut, summary="检索段落，不作答")
    def search(request: SearchRequest) -> JSONResponse:
        """Return ranked passages."""
        passages = assistant.search(request.question, request.k)
        return JSONResponse({"question": request.question, "passages": passages_json(passages)})

    return routes


def _events(pieces: Iterator[str | Answer]) -> Iterator[bytes]:
    """Encode a stream; a failure half-way becomes an ``error`` event, never a broken line."""
    try:
        for piece in pieces:
            if isinstance(piece, Answer):
                yield _event("answer", answer_json(piece))
            else:
                yield _event("delta", {"text": piece})
    except Exception as error:
        # The status line is gone by now; only an event can tell.
        yield _event("error", problem(error)[1]["error"])


def _event(name: str, data: dict[str, Any]) -> bytes:
    return format_sse_event(event=name, data_str=json.dumps(data, ensure_ascii=False))
