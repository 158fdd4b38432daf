"""Requests and responses of ``/v1/conversations``."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

from rag.api.kept import KeptOut
from rag.api.models import K, Question
from rag.api.paging import Moment, PageOut
from rag.types import Answer


class AskIn(BaseModel):
    """A question in a conversation; what was said before is known."""

    model_config = ConfigDict(extra="forbid")

    question: Question
    k: K = 10
    stream: bool = Field(default=False, description="为 true 时以 Server-Sent Events 返回。")


class ConversationOut(KeptOut):
    """A conversation without its exchanges."""

    turns: int = Field(description="问答的次数。", examples=[3])


class MessageOut(BaseModel):
    """An exchange."""

    id: str = Field(description="编号，评价时用。", examples=["fedcba98765432100123456789abcdef"])
    position: int = Field(description="在对话里的次序，从 1 开始。", examples=[1])
    created: Moment
    answer: Answer = Field(description="问题和回答。")


class ConversationsOut(PageOut):
    """A page of conversations."""

    items: list[ConversationOut] = Field(description="最近用过的在前。")


class WholeConversationOut(ConversationOut):
    """A conversation with its exchanges."""

    messages: list[MessageOut] = Field(description="各次问答，最早的在前。")
