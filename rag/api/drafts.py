"""``/v1/drafts``: a user's saved drafts; every saved version stays."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Path, Response
from fastapi.responses import JSONResponse

from rag.api.draft_models import SavedOut, SavedPageOut, SaveIn, VersionOut, VersionsOut
from rag.api.identity import Asking
from rag.api.kept import TitleIn, kept_json
from rag.api.paging import BY_ID, SIGNED_IN, TOO_LARGE, Id, Limit, Offset, page_of
from rag.service.service import Service
from rag.store.drafts import Drafts
from rag.store.records import Draft, DraftVersion, VersionInfo
from rag.store.stored import plan_to_json

Number = Annotated[int, Path(ge=1, le=1_000_000, description="第几版，从 1 开始。", examples=[1])]


def router(service: Service) -> APIRouter:
    """Return the routes of saved drafts."""
    routes = APIRouter(prefix="/v1/drafts", tags=["草稿"])
    database = service.database

    @routes.get(
        "",
        response_model=SavedPageOut,
        summary="列出草稿",
        description="自己保存过的，最近保存的在前；别人的看不到。",
        responses=SIGNED_IN,
    )
    def listed(user: Asking, limit: Limit = 50, offset: Offset = 0) -> JSONResponse:
        with database.read() as session:
            mine = Drafts(session, user)
            found, total = mine.page(limit=limit, offset=offset), mine.count()
        return JSONResponse(page_of(found, _draft, total=total, limit=limit, offset=offset))

    @routes.post(
        "",
        status_code=201,
        response_model=SavedOut,
        summary="保存新草稿",
        description="作为第 1 版保存。",
        responses={**SIGNED_IN, **TOO_LARGE},
    )
    def start(user: Asking, sent: SaveIn) -> JSONResponse:
        with database.write() as session:
            made = Drafts(session, user).start(sent.plan, sent.note)
        return JSONResponse(_draft(made), status_code=201)

    @routes.get(
        "/{draft}",
        response_model=VersionOut,
        summary="打开草稿",
        description="返回最新一版。",
        responses=BY_ID,
    )
    def newest(user: Asking, draft: Id) -> JSONResponse:
        with database.read() as session:
            return JSONResponse(_version(Drafts(session, user).version(draft)))

    @routes.patch(
        "/{draft}",
        response_model=SavedOut,
        summary="改标题",
        description="只改列表里的标题，教案里的不变。",
        responses=BY_ID,
    )
    def rename(user: Asking, draft: Id, sent: TitleIn) -> JSONResponse:
        with database.write() as session:
            mine = Drafts(session, user)
            mine.rename(draft, sent.title)
            found = mine.get(draft)
        return JSONResponse(_draft(found))

    @routes.delete(
        "/{draft}",
        status_code=204,
        summary="删除草稿",
        description="连同所有版本。",
        responses=BY_ID,
    )
    def remove(user: Asking, draft: Id) -> Response:
        with database.write() as session:
            Drafts(session, user).delete(draft)
        return Response(status_code=204)

    @routes.get(
        "/{draft}/versions",
        response_model=VersionsOut,
        summary="列出版本",
        description="最新的在前。",
        responses=BY_ID,
    )
    def versions(user: Asking, draft: Id, limit: Limit = 50, offset: Offset = 0) -> JSONResponse:
        with database.read() as session:
            mine = Drafts(session, user)
            found = mine.versions(draft, limit=limit, offset=offset)
            total = mine.get(draft).versions
        return JSONResponse(page_of(found, _info, total=total, limit=limit, offset=offset))

    @routes.post(
        "/{draft}/versions",
        status_code=201,
        response_model=VersionOut,
        summary="保存新版本",
        description="以前的版本都留着。",
        responses={**BY_ID, **TOO_LARGE},
    )
    def save(user: Asking, draft: Id, sent: SaveIn) -> JSONResponse:
        with database.write() as session:
            saved = Drafts(session, user).save(draft, sent.plan, sent.note)
        return JSONResponse(_version(saved), status_code=201)

    @routes.get(
        "/{draft}/versions/{number}",
        response_model=VersionOut,
        summary="打开某一版",
        description="返回那一版的全部内容。",
        responses=BY_ID,
    )
    def version(user: Asking, draft: Id, number: Number) -> JSONResponse:
        with database.read() as session:
            return JSONResponse(_version(Drafts(session, user).version(draft, number)))

    @routes.post(
        "/{draft}/versions/{number}/restore",
        status_code=201,
        response_model=VersionOut,
        summary="恢复某一版",
        description="把它作为最新的一版再存一次，其他版本不动。",
        responses=BY_ID,
    )
    def restore(user: Asking, draft: Id, number: Number) -> JSONResponse:
        with database.write() as session:
            saved = Drafts(session, user).bring_back(draft, number)
        return JSONResponse(_version(saved), status_code=201)

    return routes


def _draft(draft: Draft) -> dict[str, Any]:
    return kept_json(draft, versions=draft.versions)


def _info(version: VersionInfo | DraftVersion) -> dict[str, Any]:
    return {
        "number": version.number,
        "note": version.note,
        "created": version.created.isoformat(),
    }


def _version(version: DraftVersion) -> dict[str, Any]:
    return {**_info(version), "draft": version.draft_id, "plan": plan_to_json(version.plan)}
