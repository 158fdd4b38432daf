"""``/v1/draft``: lesson plans drafted, checked, exported; ``/v1/drafts``: saved, in versions."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any

from fastapi import APIRouter, Path
from fastapi.responses import Response, StreamingResponse
from pydantic import BaseModel, Field

from rag.api.documents import FindingOut
from rag.api.errors import BY_ID, SIGNED_IN, TOO_LARGE
from rag.api.models import TitleIn
from rag.api.plans import FILE, CheckIn, DraftIn, ExportIn, SaveIn, SectionIn, file_response
from rag.api.routing import (
    EVENT_STREAM,
    Asking,
    Event,
    Id,
    Items,
    Page,
    Paged,
    Served,
    Store,
    event_stream,
)
from rag.checking.report import findings_json
from rag.drafting.courses import Offer
from rag.drafting.plan import EvidenceItem, Plan, Section
from rag.drafting.workshop import FormQuestion, findings_of
from rag.store.drafts import Drafts
from rag.store.records import Draft, DraftVersion, VersionInfo
from rag.types import record_json

router = APIRouter(prefix="/v1/draft", tags=["备课"], responses={**SIGNED_IN, **TOO_LARGE})
saved_router = APIRouter(prefix="/v1/drafts", tags=["草稿"], responses=SIGNED_IN)

Number = Annotated[int, Path(ge=1, le=1_000_000, description="第几版，从 1 开始。", examples=[1])]


class FindingsOut(BaseModel):
    """What a check says of a draft."""

    findings: list[FindingOut] = Field(description="检查的结果；没有问题时为空。")


class DraftOut(FindingsOut):
    """A draft with what a check says of it."""

    plan: Plan = Field(description="草稿；改过之后可以交回检查、导出或保存。")


@router.post(
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
def draft(user: Asking, service: Served, sent: DraftIn) -> dict[str, Any] | StreamingResponse:
    """Draft a plan, or stream its sections."""
    written = service.workshop_for(user).draft(sent.asked(), sent.sections)
    if sent.stream:
        return event_stream(_events(written))
    *_, plan = written
    assert isinstance(plan, Plan)
    return _draft(plan)


@router.post(
    "/section",
    response_model=DraftOut,
    summary="重写一个栏目",
    description="其他栏目和锁定的栏目不变。",
)
def redraft(user: Asking, service: Served, sent: SectionIn) -> dict[str, Any]:
    """Write a section anew."""
    return _draft(service.workshop_for(user).redraft(sent.plan, sent.section))


@router.get(
    "/offers", summary="列出可选的课程和任务", description="来自已收入的课程标准，供填表时选择。"
)
def offers(user: Asking, service: Served) -> Items[Offer]:
    """List what the standards offer."""
    return Items(items=[*service.workshop_for(user).offers()])


@router.post("/questions", summary="还缺什么", description="表里空着、又不能替老师编的。")
def questions(user: Asking, service: Served, sent: DraftIn) -> Items[FormQuestion]:
    """List what the teacher is still asked for, what matters most first."""
    return Items(items=[*service.workshop_for(user).missing(sent.asked())])


@router.post("/evidence", summary="查找依据", description="起草之前先看各栏目找到了哪些原文。")
def evidence(user: Asking, service: Served, sent: DraftIn) -> Items[EvidenceItem]:
    """List the passages found for a form."""
    return Items(items=[*service.workshop_for(user).evidence(sent.asked())])


@router.post(
    "/check",
    response_model=FindingsOut,
    summary="检查草稿",
    description="改过的草稿再查一遍：用时、权重、目标、环节。",
)
def check(user: Asking, sent: CheckIn) -> dict[str, Any]:
    """Check a draft again."""
    return {"findings": findings_json(findings_of(sent.plan))}


@router.post(
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
    """Write a draft to a file."""
    return file_response(sent)


@saved_router.get(
    "", summary="列出草稿", description="自己保存过的，最近保存的在前；别人的看不到。"
)
def listed(user: Asking, store: Store, paged: Paged) -> Page[Draft]:
    """List one's own."""
    with store.read() as session:
        mine = Drafts(session, user)
        return paged.page(mine.page(limit=paged.limit, offset=paged.offset), mine.count())


@saved_router.post(
    "",
    status_code=201,
    summary="保存新草稿",
    description="作为第 1 版保存。",
    responses=TOO_LARGE,
)
def start(user: Asking, store: Store, sent: SaveIn) -> Draft:
    """Keep a new one."""
    with store.write() as session:
        return Drafts(session, user).start(sent.plan, sent.note)


@saved_router.get("/{draft}", summary="打开草稿", description="返回最新一版。", responses=BY_ID)
def newest(user: Asking, store: Store, draft: Id) -> DraftVersion:
    """Open the newest version."""
    with store.read() as session:
        return Drafts(session, user).version(draft)


@saved_router.patch(
    "/{draft}", summary="改标题", description="只改列表里的标题，教案里的不变。", responses=BY_ID
)
def rename(user: Asking, store: Store, draft: Id, sent: TitleIn) -> Draft:
    """Give it another title."""
    with store.write() as session:
        mine = Drafts(session, user)
        mine.rename(draft, sent.title)
        return mine.get(draft)


@saved_router.delete(
    "/{draft}",
    status_code=204,
    response_class=Response,
    summary="删除草稿",
    description="连同所有版本。",
    responses=BY_ID,
)
def remove(user: Asking, store: Store, draft: Id) -> None:
    """Remove it with all its versions."""
    with store.write() as session:
        Drafts(session, user).delete(draft)


@saved_router.get(
    "/{draft}/versions", summary="列出版本", description="最新的在前。", responses=BY_ID
)
def versions(user: Asking, store: Store, draft: Id, paged: Paged) -> Page[VersionInfo]:
    """List the versions without their plans."""
    with store.read() as session:
        mine = Drafts(session, user)
        found = mine.versions(draft, limit=paged.limit, offset=paged.offset)
        return paged.page(found, mine.get(draft).versions)


@saved_router.post(
    "/{draft}/versions",
    status_code=201,
    summary="保存新版本",
    description="以前的版本都留着。",
    responses={**BY_ID, **TOO_LARGE},
)
def save(user: Asking, store: Store, draft: Id, sent: SaveIn) -> DraftVersion:
    """Keep a plan as the newest version."""
    with store.write() as session:
        return Drafts(session, user).save(draft, sent.plan, sent.note)


@saved_router.get(
    "/{draft}/versions/{number}",
    summary="打开某一版",
    description="返回那一版的全部内容。",
    responses=BY_ID,
)
def version(user: Asking, store: Store, draft: Id, number: Number) -> DraftVersion:
    """Open a version."""
    with store.read() as session:
        return Drafts(session, user).version(draft, number)


@saved_router.post(
    "/{draft}/versions/{number}/restore",
    status_code=201,
    summary="恢复某一版",
    description="把它作为最新的一版再存一次，其他版本不动。",
    responses=BY_ID,
)
def restore(user: Asking, store: Store, draft: Id, number: Number) -> DraftVersion:
    """Make an earlier version the newest one again."""
    with store.write() as session:
        return Drafts(session, user).bring_back(draft, number)


def _events(written: Iterator[Section | Plan]) -> Iterator[Event]:
    for part in written:
        if isinstance(part, Plan):
            yield "plan", record_json(_draft(part))
        else:
            yield "section", record_json(part)


def _draft(plan: Plan) -> dict[str, Any]:
    return {"plan": plan, "findings": findings_json(findings_of(plan))}
