"""``/v1/feedback``: what a user thinks of answers; and gold questions, made of everybody's."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel, ConfigDict, Field, model_validator

from rag.api.errors import BY_ID, CONFLICT, SIGNED_IN
from rag.api.models import MAX_HISTORY, Strict, TurnIn
from rag.api.routing import Asking, Id, Page, Paged, Served, Store
from rag.store.errors import NameTakenError
from rag.store.feedback import (
    KINDS,
    FeedbackOf,
    FeedbackReview,
    append_gold,
    settings_fingerprint,
    to_gold,
)
from rag.store.records import Feedback, Moment, Verdict
from rag.types import Answer, Turn

router = APIRouter(prefix="/v1/feedback", tags=["评价"], responses=SIGNED_IN)
review_router = APIRouter(prefix="/v1/admin/feedback", tags=["管理"], responses=SIGNED_IN)

_VERDICT = "up 有用，down 没用。"
_MESSAGE_ID = "对话里一次问答的编号；与 answer 二选一。"
Wanted = Annotated[Verdict | None, Query(description="只要 up 或只要 down；不写则全部。")]
Gold = Annotated[bool | None, Query(description="只要已做成（true）或未做成（false）评测题的。")]


class FeedbackIn(Strict):
    """A verdict on an exchange of a conversation, or on an answer given to a program."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"message_id": "fedcba98765432100123456789abcdef", "verdict": "up"}]
        },
    )

    verdict: Verdict = Field(description=_VERDICT, examples=["down"])
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
    """Feedback as given, without whose it is."""

    id: str = Field(description="编号。", examples=["0123456789abcdef0123456789abcdef"])
    message_id: str | None = Field(description="所评的问答；不在对话里或已删除时为 null。")
    verdict: Verdict = Field(description=_VERDICT)
    reason: str = Field(description="理由。", examples=["学时不对。"])
    question: str = Field(description="当时的问题。", examples=["绿茶冲泡多少学时？"])
    history: list[Turn] = Field(description="此前的问答。")
    answer: Answer = Field(description="当时的回答、出处和检索段落。")
    generation: str = Field(description="当时的索引版本。", examples=["000007-1f2e3d4c"])
    gold: dict[str, Any] | None = Field(description="由它做成的评测题；没有时为 null。")
    created: Moment


class EvidenceIn(Strict):
    """Where a document answers the question."""

    document: str = Field(max_length=500, description="文件的路径。", examples=["标准/茶艺.md"])
    quote: str = Field(
        max_length=1000, description="原文，6 到 120 字。", examples=["绿茶冲泡课程共48学时"]
    )


class GoldIn(Strict):
    """What a right answer has."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "answerable": True,
                    "must_include": [["48学时", "48 学时"]],
                    "evidence": [{"document": "标准/茶艺.md", "quote": "绿茶冲泡课程共48学时"}],
                }
            ]
        },
    )

    answerable: bool = Field(description="资料里有没有答案。")
    must_include: list[list[str]] = Field(
        default_factory=list,
        max_length=20,
        description="正确回答必须有的内容，每组是同一内容的几种写法；没有答案时不写。",
        examples=[[["48学时", "48 学时"]]],
    )
    evidence: list[EvidenceIn] = Field(
        default_factory=list, max_length=20, description="依据；没有答案时不写。"
    )
    kind: str = Field(
        "",
        description="题目的类别；不写则按内容定。",
        json_schema_extra={"enum": ["", *KINDS]},
    )


@router.post(
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
def give(user: Asking, service: Served, sent: FeedbackIn) -> Feedback:
    """Keep a verdict."""
    fingerprint = settings_fingerprint(service.settings)
    with service.database.write() as session:
        mine = FeedbackOf(session, user)
        if sent.message_id is not None:
            return mine.on_message(sent.message_id, sent.verdict, fingerprint, sent.reason)
        assert sent.answer is not None  # the validator sees to it
        history = [Turn(turn.question, turn.answer) for turn in sent.history]
        return mine.on_answer(
            sent.answer, sent.verdict, fingerprint, service.generation(), sent.reason, history
        )


@router.get(
    "",
    response_model=Page[FeedbackOut],
    summary="自己的评价",
    description="最新的在前；别人的看不到。",
)
def listed(user: Asking, store: Store, paged: Paged) -> Page[Feedback]:
    """List one's own."""
    with store.read() as session:
        mine = FeedbackOf(session, user)
        return paged.page(mine.page(limit=paged.limit, offset=paged.offset), mine.count())


@router.delete(
    "/{feedback}",
    status_code=204,
    response_class=Response,
    summary="撤回评价",
    description="已经做成评测题的不能撤回。",
    responses=BY_ID,
)
def withdraw(user: Asking, store: Store, feedback: Id) -> None:
    """Take a verdict back."""
    with store.write() as session:
        FeedbackOf(session, user).withdraw(feedback)


@review_router.get(
    "",
    response_model=Page[FeedbackOut],
    summary="全部评价",
    description="所有人的评价，最新的在前，不显示是谁的；只有管理员可以看。",
)
def everybodys(
    user: Asking, store: Store, paged: Paged, verdict: Wanted = None, gold: Gold = None
) -> Page[Feedback]:
    """List everybody's."""
    with store.read() as session:
        review = FeedbackReview(session, user)
        found = review.page(limit=paged.limit, offset=paged.offset, verdict=verdict, gold=gold)
        return paged.page(found, review.count(verdict=verdict, gold=gold))


@review_router.post(
    "/{feedback}/gold",
    status_code=201,
    response_model=FeedbackOut,
    summary="做成评测题",
    description="写进设置 `feedback_gold` 指定的文件，`beike eval --gold 文件` 就会用它。",
    responses={**BY_ID, **CONFLICT},
)
def to_question(user: Asking, service: Served, feedback: Id, sent: GoldIn) -> Feedback:
    """Make a gold question of a verdict."""
    evidence = [(entry.document, entry.quote) for entry in sent.evidence]
    with service.database.write() as session:
        review = FeedbackReview(session, user)
        given = review.get(feedback)
        if given.gold is not None:
            raise NameTakenError("这条评价已经做成评测题。")
        row = to_gold(given, sent.answerable, sent.must_include, evidence, kind=sent.kind)
        marked = review.mark_gold(feedback, row)
        # Last in the transaction: without the line in the file nothing is marked.
        append_gold(service.gold_file, row)
        return marked
