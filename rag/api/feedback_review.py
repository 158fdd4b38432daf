"""``/v1/admin/feedback``: everybody's feedback, and gold questions made of it."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field

from rag.api.feedback import FeedbackOut, FeedbackPageOut, feedback_json
from rag.api.identity import Asking
from rag.api.paging import BY_ID, CONFLICT, SIGNED_IN, Id, Limit, Offset, page_of
from rag.service.service import Service
from rag.store.errors import NameTakenError
from rag.store.feedback_review import FeedbackReview
from rag.store.gold import KINDS, append_gold, to_gold
from rag.store.records import Verdict

Wanted = Annotated[
    Literal["up", "down"] | None, Query(description="只要 up 或只要 down；不写则全部。")
]
Gold = Annotated[bool | None, Query(description="只要已做成（true）或未做成（false）评测题的。")]


class EvidenceIn(BaseModel):
    """Where a document answers the question."""

    model_config = ConfigDict(extra="forbid")

    document: str = Field(max_length=500, description="文件的路径。", examples=["标准/茶艺.md"])
    quote: str = Field(
        max_length=1000, description="原文，6 到 120 字。", examples=["绿茶冲泡课程共48学时"]
    )


class GoldIn(BaseModel):
    """What a right answer has."""

    model_config = ConfigDict(
        extra="forbid",
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


def router(service: Service) -> APIRouter:
    """Return the routes for administrators."""
    routes = APIRouter(prefix="/v1/admin/feedback", tags=["管理"])
    database = service.database

    @routes.get(
        "",
        response_model=FeedbackPageOut,
        summary="全部评价",
        description="所有人的评价，最新的在前，不显示是谁的；只有管理员可以看。",
        responses=SIGNED_IN,
    )
    def listed(
        user: Asking,
        limit: Limit = 50,
        offset: Offset = 0,
        verdict: Wanted = None,
        gold: Gold = None,
    ) -> JSONResponse:
        wanted = None if verdict is None else Verdict(verdict)
        with database.read() as session:
            review = FeedbackReview(session, user)
            found = review.page(limit=limit, offset=offset, verdict=wanted, gold=gold)
            total = review.count(verdict=wanted, gold=gold)
        page = page_of(found, feedback_json, total=total, limit=limit, offset=offset)
        return JSONResponse(page)

    @routes.post(
        "/{feedback}/gold",
        status_code=201,
        response_model=FeedbackOut,
        summary="做成评测题",
        description=("写进设置 `feedback_gold` 指定的文件，`beike eval --gold 文件` 就会用它。"),
        responses={**BY_ID, **CONFLICT},
    )
    def to_question(user: Asking, feedback: Id, sent: GoldIn) -> JSONResponse:
        evidence = [(entry.document, entry.quote) for entry in sent.evidence]
        with database.write() as session:
            review = FeedbackReview(session, user)
            given = review.get(feedback)
            if given.gold is not None:
                raise NameTakenError("这条评价已经做成评测题。")
            row: dict[str, Any] = to_gold(
                given, sent.answerable, sent.must_include, evidence, kind=sent.kind
            )
            marked = review.mark_gold(feedback, row)
            # Last in the transaction: without the line in the file nothing is marked.
            append_gold(service.gold_file, row)
        return JSONResponse(feedback_json(marked), status_code=201)

    return routes
