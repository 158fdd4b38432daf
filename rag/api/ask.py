"""``POST /v1/ask`` and ``POST /v1/search``, and ``GET /v1/sources``, where a citation stands."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

from fastapi import APIRouter, Path, Query
from fastapi.responses import JSONResponse, StreamingResponse
from pydantic import BaseModel, Field

from rag.api.errors import ANY, error_body, error_response
from rag.api.models import MAX_HISTORY, SearchRequest, StreamedRequest, TurnIn
from rag.api.routing import EVENT_STREAM, Assistant, Event, event_stream
from rag.types import Answer, Passage, SourceView, Turn, record_json

router = APIRouter(prefix="/v1", responses=ANY)

Chunk = Annotated[str, Path(max_length=200, description="引文或段落里的 chunk_id。")]
Context = Annotated[int, Query(ge=0, le=5000, description="前后各取多少字。")]


class AskRequest(StreamedRequest):
    """A question for an answer with citations."""

    history: list[TurnIn] = Field(
        default_factory=list,
        max_length=MAX_HISTORY,
        description="此前的问答，最早的在前；追问靠它补全。",
    )


class SearchOut(BaseModel):
    """Ranked passages for a question."""

    question: str
    passages: list[Passage]


@router.post(
    "/ask",
    response_model=Answer,
    tags=["问答"],
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
def ask(assistant: Assistant, asked: AskRequest) -> Answer | StreamingResponse:
    """Answer, or stream the answer."""
    history = [Turn(turn.question, turn.answer) for turn in asked.history]
    assistant = assistant.within(asked.scope)
    if asked.stream:
        return event_stream(_events(assistant.stream(asked.question, asked.k, history)))
    return assistant.ask(asked.question, asked.k, history)


@router.post(
    "/search",
    tags=["问答"],
    summary="检索段落，不作答",
    description="按相关程度列出原文段落，供程序自己使用。",
)
def search(assistant: Assistant, asked: SearchRequest) -> SearchOut:
    """Retrieve only, through the LlamaIndex retriever."""
    from rag.retrieve.llama import BeikeRetriever, passages_of

    passages = passages_of(
        BeikeRetriever(assistant.within(asked.scope), asked.k).retrieve(asked.question)
    )
    return SearchOut(question=asked.question, passages=passages)


@router.get(
    "/sources/{chunk}",
    response_model=SourceView,
    tags=["出处"],
    summary="查看出处的上下文",
    description="返回段落和它前后的原文；`before + text + after` 连起来就是文件里的原样。",
    responses=error_response(404, "没有这个段落"),
)
def source(assistant: Assistant, chunk: Chunk, context: Context = 600) -> SourceView | JSONResponse:
    """Show a cited passage where it stands in its document."""
    try:
        return assistant.source(chunk, context)
    except KeyError:
        body = error_body(
            "source_not_found", "没有这个段落，它所在的文件可能已更新。", "请重新提问。"
        )
        return JSONResponse(body, status_code=404)


def _events(pieces: Iterator[str | Answer]) -> Iterator[Event]:
    for piece in pieces:
        if isinstance(piece, Answer):
            yield "answer", record_json(piece)
        else:
            yield "delta", {"text": piece}
