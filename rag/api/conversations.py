"""``/v1/conversations``: a user's conversations, and asking in one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from typing import Annotated, Any

from fastapi import APIRouter, Query, Response
from fastapi.responses import StreamingResponse
from pydantic import BaseModel, Field

from rag.api.errors import BY_ID, SIGNED_IN
from rag.api.models import MAX_HISTORY, StreamedRequest, TitleIn
from rag.api.routing import (
    EVENT_STREAM,
    Asking,
    Assistant,
    Event,
    Id,
    Page,
    Paged,
    Served,
    Store,
    event_stream,
)
from rag.store.conversations import Conversations
from rag.store.records import Conversation, Message, Moment
from rag.types import Answer, Turn, record_json

router = APIRouter(prefix="/v1/conversations", tags=["对话"], responses=SIGNED_IN)

Search = Annotated[
    str,
    Query(max_length=100, description="只要含有这些词的对话，词之间用空格。", examples=["学时"]),
]


class MessageOut(BaseModel):
    """An exchange."""

    id: str = Field(description="编号，评价时用。", examples=["fedcba98765432100123456789abcdef"])
    position: int = Field(description="在对话里的次序，从 1 开始。", examples=[1])
    created: Moment
    answer: Answer = Field(description="问题和回答。")


class WholeConversationOut(BaseModel):
    """A conversation with its exchanges."""

    id: str
    title: str
    created: Moment
    updated: Moment
    turns: int
    messages: list[MessageOut] = Field(description="各次问答，最早的在前。")


@router.get(
    "",
    summary="列出对话",
    description="自己的对话，最近用过的在前；别人的看不到。",
)
def listed(user: Asking, store: Store, paged: Paged, search: Search = "") -> Page[Conversation]:
    """List one's own."""
    with store.read() as session:
        mine = Conversations(session, user)
        found = mine.page(limit=paged.limit, offset=paged.offset, search=search)
        return paged.page(found, mine.count(search))


@router.post("", status_code=201, summary="新建对话", description="第一个问题就是很好的标题。")
def start(user: Asking, store: Store, sent: TitleIn) -> Conversation:
    """Begin an empty one."""
    with store.write() as session:
        return Conversations(session, user).start(sent.title)


@router.get(
    "/{conversation}",
    response_model=WholeConversationOut,
    summary="查看一个对话",
    description="连同每次问答和出处。",
    responses=BY_ID,
)
def shown(user: Asking, store: Store, conversation: Id) -> dict[str, Any]:
    """Show one as a whole."""
    with store.read() as session:
        mine = Conversations(session, user)
        return {**asdict(mine.get(conversation)), "messages": mine.messages(conversation)}


@router.patch(
    "/{conversation}", summary="改标题", description="只改标题，内容不变。", responses=BY_ID
)
def rename(user: Asking, store: Store, conversation: Id, sent: TitleIn) -> Conversation:
    """Give it another title."""
    with store.write() as session:
        mine = Conversations(session, user)
        mine.rename(conversation, sent.title)
        return mine.get(conversation)


@router.delete(
    "/{conversation}",
    status_code=204,
    response_class=Response,
    summary="删除对话",
    description="连同其中的问答；已经给出的评价保留。",
    responses=BY_ID,
)
def remove(user: Asking, store: Store, conversation: Id) -> None:
    """Remove it with its exchanges."""
    with store.write() as session:
        Conversations(session, user).delete(conversation)


@router.post(
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
    user: Asking,
    service: Served,
    assistant: Assistant,
    conversation: Id,
    asked: StreamedRequest,
) -> Message | StreamingResponse:
    """Answer by what was said before, and keep the exchange."""
    store = service.database
    with store.read() as session:
        before = Conversations(session, user).messages(conversation)[-MAX_HISTORY:]
    history = [Turn(m.question, m.answer.text) for m in before]
    generation = service.generation()
    limited = assistant.within(asked.scope)

    def keep(answer: Answer) -> Message:
        with store.write() as session:
            return Conversations(session, user).add_turn(conversation, answer, generation)

    if not asked.stream:
        return keep(limited.ask(asked.question, asked.k, history))

    def events() -> Iterator[Event]:
        for piece in limited.stream(asked.question, asked.k, history):
            if isinstance(piece, Answer):
                shown = MessageOut.model_validate(keep(piece), from_attributes=True)
                yield "message", record_json(shown)
            else:
                yield "delta", {"text": piece}

    return event_stream(events())
