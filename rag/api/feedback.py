"""``/v1/feedback``: what a user thinks of answers."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any, Literal

from fastapi import APIRouter, Response
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field, model_validator

from rag.api.identity import Asking
from rag.api.models import MAX_HISTORY, TurnIn
from rag.api.paging import BY_ID, SIGNED_IN, Id, Limit, Moment, Offset, PageOut, page_of
from rag.service.service import Service
from rag.store.feedback import FeedbackOf
from rag.store.fingerprint import settings_fingerprint
from rag.store.records import Feedback, Verdict
from rag.types import Answer, Turn, record_json

_MESSAGE_ID = "对话里一次问答的编号；与 answer 二选一。"


class FeedbackIn(BaseModel):
    """A verdict on an exchange of a conversation, or on an answer given to a program."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [{"message_id": "fedcba98765432100123456789abcdef", "verdict": "up"}]
        },
    )

    verdict: Literal["up", "down"] = Field(description="up 有用，down 没用。", examples=["down"])
    reason: str = Field("", max_length=2000, description="理由。", examples=["学时不对。"])
    message_id: str | None = Field(None, pattern=r"^[0-9a-f]{32}$", description=_MESSAGE_ID)
    answer: Answer | None = Field(None, description="`/v1/ask` 返回的回答，原样交回。")
    history: list[TurnIn] = Field(
        default_factory=list, max_length=MAX_HISTORY, description="交回 answer 时，此前的问答。"
    )

    @model_validator(mode="after")
    def _one_of_two(self) -> FeedbackIn:
        if (self.message_id is None) == (self.answer is None):
            raise ValueError("message_id 和 answer 要有且只有一个")
        return self


class FeedbackOut(BaseModel):
    """Feedback as given."""

    id: str = Field(description="编号。", examples=["0123456789abcdef0123456789abcdef"])
    message_id: str | None = Field(description="所评的问答；不在对话里或已删除时为 null。")
    verdict: Literal["up", "down"] = Field(description="up 有用，down 没用。")
    reason: str = Field(description="理由。", examples=["学时不对。"])
    question: str = Field(description="当时的问题。", examples=["绿茶冲泡多少学时？"])
    history: list[TurnIn] = Field(description="此前的问答。")
    answer: Answer = Field(description="当时的回答、出处和检索段落。")
    generation: str = Field(description="当时的索引版本。", examples=["000007-1f2e3d4c"])
    gold: dict[str, Any] | None = Field(description="由它做成的评测题；没有时为 null。")
    created: Moment


class FeedbackPageOut(PageOut):
    """A page of feedback."""

    items: list[FeedbackOut] = Field(description="最新的在前。")


def router(service: Service) -> APIRouter:
    """Return the routes of one's own feedback."""
    routes = APIRouter(prefix="/v1/feedback", tags=["评价"])
    database = service.database
    fingerprint = settings_fingerprint(service.settings)

    @routes.post(
        "",
        status_code=201,
        response_model=FeedbackOut,
        summary="评价一个回答",
        description=(
            "连同问题、回答、检索段落和设置一起存下，管理员可以做成评测题。"
            "对话里的问答再评会替换前一次。"
        ),
        responses=BY_ID,
    )
    def give(user: Asking, sent: FeedbackIn) -> JSONResponse:
        verdict = Verdict(sent.verdict)
        with database.write() as session:
            mine = FeedbackOf(session, user)
            if sent.message_id is not None:
                given = mine.on_message(sent.message_id, verdict, fingerprint, sent.reason)
            else:
                assert sent.answer is not None  # the validator sees to it
                history = [Turn(turn.question, turn.answer) for turn in sent.history]
                given = mine.on_answer(
                    sent.answer,
                    verdict,
                    fingerprint,
                    service.generation(),
                    sent.reason,
                    history,
                )
        return JSONResponse(feedback_json(given), status_code=201)

    @routes.get(
        "",
        response_model=FeedbackPageOut,
        summary="自己的评价",
        description="最新的在前；别人的看不到。",
        responses=SIGNED_IN,
    )
    def listed(user: Asking, limit: Limit = 50, offset: Offset = 0) -> JSONResponse:
        with database.read() as session:
            mine = FeedbackOf(session, user)
            found, total = mine.page(limit=limit, offset=offset), mine.count()
        page = page_of(found, feedback_json, total=total, limit=limit, offset=offset)
        return JSONResponse(page)

    @routes.delete(
        "/{feedback}",
        status_code=204,
        summary="撤回评价",
        description="已经做成评测题的不能撤回。",
        responses=BY_ID,
    )
    def withdraw(user: Asking, feedback: Id) -> Response:
        with database.write() as session:
            FeedbackOf(session, user).withdraw(feedback)
        return Response(status_code=204)

    return routes


def feedback_json(given: Feedback) -> dict[str, Any]:
    """Return feedback as JSON, without whose it is."""
    return {
        "id": given.id,
        "message_id": given.message_id,
        "verdict": given.verdict.value,
        "reason": given.reason,
        "question": given.question,
        "history": [asdict(turn) for turn in given.history],
        "answer": record_json(given.answer),
        "generation": given.generation,
        "gold": given.gold,
        "created": given.created.isoformat(),
    }
