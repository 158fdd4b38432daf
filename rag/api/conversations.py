"""``/v1/conversations``: a user's conversations, and asking in one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import JSONResponse, StreamingResponse

from rag.api.conversation_models import (
    AskIn,
    ConversationOut,
    ConversationsOut,
    MessageOut,
    WholeConversationOut,
)
from rag.api.events import EVENT_STREAM, Event, event_stream
from rag.api.identity import Asking
from rag.api.kept import TitleIn, kept_json
from rag.api.models import MAX_HISTORY
from rag.api.paging import BY_ID, SIGNED_IN, Id, Limit, Offset, page_of
from rag.api.port import AssistantOf
from rag.service.service import Service
from rag.store.conversations import Conversations
from rag.store.records import Conversation, Message
from rag.types import Answer, Turn, record_json

Search = Annotated[
    str,
    Query(max_length=100, description="只要含有这些词的对话，词之间用空格。", examples=["学时"]),
]


def router(service: Service, assistant_of: AssistantOf) -> APIRouter:
    """Return the routes of conversations."""
    routes = APIRouter(prefix="/v1/conversations", tags=["对话"])
    database = service.database

    @routes.get(
        "",
        response_model=ConversationsOut,
        summary="列出对话",
        description="自己的对话，最近用过的在前；别人的看不到。",
        responses=SIGNED_IN,
    )
    def listed(
        user: Asking, limit: Limit = 50, offset: Offset = 0, search: Search = ""
    ) -> JSONResponse:
        with database.read() as session:
            mine = Conversations(session, user)
            found = mine.page(limit=limit, offset=offset, search=search)
            total = mine.count(search)
        page = page_of(found, _conversation, total=total, limit=limit, offset=offset)
        return JSONResponse(page)

    @routes.post(
        "",
        status_code=201,
        response_model=ConversationOut,
        summary="新建对话",
        description="第一个问题就是很好的标题。",
        responses=SIGNED_IN,
    )
    def start(user: Asking, sent: TitleIn) -> JSONResponse:
        with database.write() as session:
            made = Conversations(session, user).start(sent.title)
        return JSONResponse(_conversation(made), status_code=201)

    @routes.get(
        "/{conversation}",
        response_model=WholeConversationOut,
        summary="查看一个对话",
        description="连同每次问答和出处。",
        responses=BY_ID,
    )
    def shown(user: Asking, conversation: Id) -> JSONResponse:
        with database.read() as session:
            mine = Conversations(session, user)
            found, messages = mine.get(conversation), mine.messages(conversation)
        return JSONResponse({**_conversation(found), "messages": [_message(m) for m in messages]})

    @routes.patch(
        "/{conversation}",
        response_model=ConversationOut,
        summary="改标题",
        description="只改标题，内容不变。",
        responses=BY_ID,
    )
    def rename(user: Asking, conversation: Id, sent: TitleIn) -> JSONResponse:
        with database.write() as session:
            mine = Conversations(session, user)
            mine.rename(conversation, sent.title)
            found = mine.get(conversation)
        return JSONResponse(_conversation(found))

    @routes.delete(
        "/{conversation}",
        status_code=204,
        summary="删除对话",
        description="连同其中的问答；已经给出的评价保留。",
        responses=BY_ID,
    )
    def remove(user: Asking, conversation: Id) -> Response:
        with database.write() as session:
            Conversations(session, user).delete(conversation)
        return Response(status_code=204)

    @routes.post(
        "/{conversation}/messages",
        response_model=MessageOut,
        summary="在对话里提问",
        description="追问靠对话里前面的问答补全；回答存进对话。流里最后的 `message` 事件以它为准。",
        responses={
            **BY_ID,
            200: {
                "description": "问答；`stream: true` 时为事件流（delta、message、error）",
                "content": EVENT_STREAM,
            },
        },
    )
    def ask(
        request: Request, user: Asking, conversation: Id, asked: AskIn
    ) -> JSONResponse | StreamingResponse:
        with database.read() as session:
            before = Conversations(session, user).messages(conversation)[-MAX_HISTORY:]
        history = [Turn(m.question, m.answer.text) for m in before]
        assistant = assistant_of(request)
        generation = service.generation()

        def keep(answer: Answer) -> dict[str, Any]:
            with database.write() as session:
                kept = Conversations(session, user).add_turn(conversation, answer, generation)
            return _message(kept)

        if not asked.stream:
            return JSONResponse(keep(assistant.ask(asked.question, asked.k, history)))

        def events() -> Iterator[Event]:
            for piece in assistant.stream(asked.question, asked.k, history):
                if isinstance(piece, Answer):
                    yield "message", keep(piece)
                else:
                    yield "delta", {"text": piece}

        return event_stream(events())

    return routes


def _conversation(found: Conversation) -> dict[str, Any]:
    return kept_json(found, turns=found.turns)


def _message(message: Message) -> dict[str, Any]:
    return {
        "id": message.id,
        "position": message.position,
        "created": message.created.isoformat(),
        "answer": record_json(message.answer),
    }
