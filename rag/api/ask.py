"""``POST /v1/ask`` and ``POST /v1/search``."""

from __future__ import annotations

from collections.abc import Iterator

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, StreamingResponse

from rag.api.errors import ERROR_RESPONSES
from rag.api.events import EVENT_STREAM, Event, event_stream
from rag.api.models import AskRequest, SearchOut, SearchRequest
from rag.api.port import AssistantOf
from rag.types import Answer, Turn, record_json


def router(assistant_of: AssistantOf) -> APIRouter:
    """Return the routes that answer questions."""
    routes = APIRouter(prefix="/v1", tags=["问答"], responses=ERROR_RESPONSES)

    @routes.post(
        "/ask",
        response_model=Answer,
        summary="回答一个问题，附出处",
        description=(
            "每句话带 `[n]`，对应 `citations`；"
            "资料里没有依据时 `status` 为 `refused`。\n\n"
            "`stream: true` 时先发 `delta` 事件（文字），"
            "最后发 `answer` 事件（完整回答，以它为准）。"
        ),
        responses={
            200: {
                "description": "回答；`stream: true` 时为事件流（delta、answer、error）",
                "content": EVENT_STREAM,
            }
        },
    )
    def ask(request: Request, asked: AskRequest) -> JSONResponse | StreamingResponse:
        assistant = assistant_of(request)
        history = [Turn(turn.question, turn.answer) for turn in asked.history]
        if not asked.stream:
            return JSONResponse(record_json(assistant.ask(asked.question, asked.k, history)))
        return event_stream(_events(assistant.stream(asked.question, asked.k, history)))

    @routes.post(
        "/search",
        response_model=SearchOut,
        summary="检索段落，不作答",
        description="按相关程度列出原文段落，供程序自己使用。",
    )
    def search(request: Request, asked: SearchRequest) -> JSONResponse:
        passages = assistant_of(request).search(asked.question, asked.k)
        return JSONResponse({"question": asked.question, "passages": record_json(passages)})

    return routes


def _events(pieces: Iterator[str | Answer]) -> Iterator[Event]:
    for piece in pieces:
        if isinstance(piece, Answer):
            yield "answer", record_json(piece)
        else:
            yield "delta", {"text": piece}
