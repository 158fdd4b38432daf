"""``/v1/draft``: lesson plans drafted, checked and exported; saving them is in ``drafts``."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from fastapi import APIRouter
from fastapi.responses import JSONResponse, Response, StreamingResponse
from pydantic import TypeAdapter

from rag.api.draft_models import (
    CheckIn,
    DraftOut,
    EvidenceOut,
    ExportIn,
    FindingsOut,
    OffersOut,
    QuestionsOut,
)
from rag.api.events import EVENT_STREAM, Event, event_stream
from rag.api.exported import FILE, file_response
from rag.api.identity import Asking
from rag.api.paging import SIGNED_IN, TOO_LARGE
from rag.api.plan_in import DraftIn, SectionIn
from rag.checking.report import findings_json
from rag.drafting.finish import findings_of
from rag.drafting.missing import Question
from rag.drafting.offered import Offer
from rag.drafting.plan import EvidenceItem, Plan, Section
from rag.service.service import Service
from rag.store.stored import plan_to_json


def router(service: Service) -> APIRouter:
    """Return the routes of drafting."""
    routes = APIRouter(prefix="/v1/draft", tags=["备课"], responses={**SIGNED_IN, **TOO_LARGE})

    @routes.post(
        "",
        response_model=DraftOut,
        summary="起草教案",
        description=(
            "出自资料的每句都有出处，其余标明建议、推断或教师提供。流里最后的 `plan` 事件以它为准。"
        ),
        responses={
            200: {
                "description": "草稿；`stream: true` 时为事件流（section、plan、error）",
                "content": EVENT_STREAM,
            }
        },
    )
    def draft(user: Asking, sent: DraftIn) -> JSONResponse | StreamingResponse:
        written = service.workshop_for(user).draft(sent.asked(), sent.sections)
        if sent.stream:
            return event_stream(_events(written))
        *_, plan = written
        assert isinstance(plan, Plan)
        return JSONResponse(_draft(plan))

    @routes.post(
        "/section",
        response_model=DraftOut,
        summary="重写一个栏目",
        description="其他栏目和锁定的栏目不变。",
    )
    def redraft(user: Asking, sent: SectionIn) -> JSONResponse:
        return JSONResponse(_draft(service.workshop_for(user).redraft(sent.plan, sent.section)))

    @routes.get(
        "/offers",
        response_model=OffersOut,
        summary="列出可选的课程和任务",
        description="来自已收入的课程标准，供填表时选择。",
    )
    def offers(user: Asking) -> JSONResponse:
        found = service.workshop_for(user).offers()
        return JSONResponse({"items": _json(tuple[Offer, ...], found)})

    @routes.post(
        "/questions",
        response_model=QuestionsOut,
        summary="还缺什么",
        description="表里空着、又不能替老师编的。",
    )
    def questions(user: Asking, sent: DraftIn) -> JSONResponse:
        asked = service.workshop_for(user).missing(sent.asked())
        return JSONResponse({"items": _json(tuple[Question, ...], asked)})

    @routes.post(
        "/evidence",
        response_model=EvidenceOut,
        summary="查找依据",
        description="起草之前先看各栏目找到了哪些原文。",
    )
    def evidence(user: Asking, sent: DraftIn) -> JSONResponse:
        found = service.workshop_for(user).evidence(sent.asked())
        return JSONResponse({"items": _json(tuple[EvidenceItem, ...], found)})

    @routes.post(
        "/check",
        response_model=FindingsOut,
        summary="检查草稿",
        description="改过的草稿再查一遍：用时、权重、目标、环节。",
    )
    def check(user: Asking, sent: CheckIn) -> JSONResponse:
        return JSONResponse({"findings": findings_json(findings_of(sent.plan))})

    @routes.post(
        "/export",
        response_class=Response,
        summary="导出草稿",
        description=(
            "Word（通用格式，或本校模板）或 Markdown。"
            "填进模板时老师要知道的，在响应头 `Beike-Notes` 里。"
        ),
        responses={200: FILE},
    )
    def export(user: Asking, sent: ExportIn) -> Response:
        return file_response(sent)

    return routes


def _events(written: Iterator[Section | Plan]) -> Iterator[Event]:
    for part in written:
        if isinstance(part, Plan):
            yield "plan", _draft(part)
        else:
            yield "section", _json(Section, part)


def _draft(plan: Plan) -> dict[str, Any]:
    return {"plan": plan_to_json(plan), "findings": findings_json(findings_of(plan))}


def _json(kind: Any, value: object) -> Any:  # noqa: ANN401 - any type, any JSON
    return TypeAdapter(kind).dump_python(value, mode="json")
