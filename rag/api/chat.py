"""``POST /v1/chat/completions`` and ``GET /v1/models``: any OpenAI client can use Beike as a model.

The stream carries sentences as they are checked. A client cannot take back what was sent to it:
where something went out that is no part of the answer, the stream says so.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import chain
from typing import Annotated, Any

from fastapi import APIRouter, Path, Request
from fastapi.responses import JSONResponse, StreamingResponse

from rag.api.chat_models import (
    MODEL,
    ChatCompletion,
    ChatRequest,
    ModelOut,
    ModelsOut,
    OpenAIErrorBody,
)
from rag.api.chat_shape import (
    UnansweredError,
    extras,
    head,
    pieces_of,
    question_of,
    rest_of,
    text_of,
    usage_of,
)
from rag.api.errors import error_body, problem, refuse
from rag.api.events import EVENT_STREAM, data_stream
from rag.api.port import AssistantOf, AssistantPort
from rag.types import Answer, Turn

_RESPONSES: dict[int | str, dict[str, Any]] = {
    status: {"model": OpenAIErrorBody, "description": description}
    for status, description in (
        (400, "请求不合要求"),
        (404, "没有这个模型"),
        (500, "服务内部出错"),
        (503, "索引或模型不可用"),
    )
}
_K = 10
_MODEL = ModelOut().model_dump()
Model = Annotated[str, Path(max_length=100, description="模型名称。", examples=[MODEL])]


def router(assistant_of: AssistantOf) -> APIRouter:
    """Return the routes in OpenAI's shape."""
    routes = APIRouter(prefix="/v1", tags=["OpenAI 兼容"])

    @routes.get(
        "/models", response_model=ModelsOut, summary="列出模型", description="只有一个：`beike`。"
    )
    def models() -> JSONResponse:
        return JSONResponse({"object": "list", "data": [_MODEL]})

    @routes.get(
        "/models/{model}",
        response_model=ModelOut,
        summary="查看模型",
        description="除了 `beike` 都没有。",
        responses={404: _RESPONSES[404]},
    )
    def model(request: Request, model: Model) -> JSONResponse:
        return JSONResponse(_MODEL) if model == MODEL else _unknown(model, request.url.path)

    @routes.post(
        "/chat/completions",
        response_model=ChatCompletion,
        summary="对话（OpenAI 兼容）",
        description=(
            "OpenAI 的客户端可以直接用。回答末尾附出处，"
            "`citations` 里是同样的内容，供程序使用。\n\n流里发的是核对过的句子，"
            "核对一句发一句；`citations` 和 `status` 在最后一块里。"
        ),
        responses={
            **_RESPONSES,
            200: {
                "description": "回答；`stream: true` 时为事件流，最后一行是 `[DONE]`",
                "content": EVENT_STREAM,
            },
        },
    )
    def chat(request: Request, asked: ChatRequest) -> JSONResponse | StreamingResponse:
        path = request.url.path
        if asked.model != MODEL:
            return _unknown(asked.model, path)
        try:
            question, history = question_of(asked.messages)
        except UnansweredError as error:
            return refuse(400, error_body("invalid_request", str(error)), path)
        assistant = assistant_of(request)
        if asked.stream:
            return data_stream(_chunks(asked, assistant, question, history, path))
        answer = assistant.ask(question, _K, history)
        text = text_of(answer)
        choice = {
            "index": 0,
            "message": {"role": "assistant", "content": text},
            "finish_reason": "stop",
            "logprobs": None,
        }
        return JSONResponse(
            {
                **head("chat.completion"),
                "choices": [choice],
                "usage": usage_of(asked.messages, text),
                **extras(answer),
            }
        )

    return routes


def _unknown(model: str, path: str) -> JSONResponse:
    told = error_body("model_not_found", f"没有模型 {model}。", "可用的模型见 /v1/models。")
    return refuse(404, told, path)


def _chunks(
    asked: ChatRequest, assistant: AssistantPort, question: str, history: list[Turn], path: str
) -> Iterator[str]:
    """Yield the chunks of a stream as JSON, then ``[DONE]``; an error becomes a chunk."""
    common = {**head("chat.completion.chunk"), "choices": []}

    def chunk(delta: dict[str, str], finish: str | None = None, **more: object) -> str:
        choice = {"index": 0, "delta": delta, "finish_reason": finish, "logprobs": None}
        return _json({**common, "choices": [choice], **more})

    pieces = assistant.stream(question, _K, history)
    first = next(pieces)  # a failure at once keeps its status
    yield chunk({"role": "assistant", "content": ""})
    sent = ""
    try:
        for piece in chain([first], pieces):
            if isinstance(piece, Answer):
                answer, more = piece, rest_of(piece, sent)
            else:
                more = piece
            for sentence in pieces_of(more):
                yield chunk({"content": sentence})
            sent += more
    except Exception as error:
        yield bytes(refuse(*problem(error), path).body).decode()
        return
    yield chunk({}, "stop", **extras(answer))
    if asked.stream_options is not None and asked.stream_options.include_usage:
        yield _json({**common, "usage": usage_of(asked.messages, sent)})
    yield "[DONE]"


def _json(value: dict[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False)
