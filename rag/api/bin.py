"""``/v1/bin``: deleted documents, brought back or deleted for good."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from fastapi import APIRouter, Response
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field

from rag.api.document_models import DocumentOut, entry_json
from rag.api.identity import Asking
from rag.api.paging import BY_ID, CONFLICT, SIGNED_IN, Id, Limit, Offset, PageOut, part_of
from rag.service.library import Library
from rag.service.restoring import binned_json


class BinnedOut(BaseModel):
    """A deleted document."""

    id: str = Field(description="在回收站里的编号。", examples=["0123456789abcdef0123456789abcdef"])
    document: str = Field(
        description="恢复后资料的编号。", examples=["6f1c0a52-8d0a-5e0b-9a5e-2f7f0f1d3c44"]
    )
    path: str = Field(description="资料的路径。", examples=["标签课.docx"])
    title: str = Field(description="资料的标题。", examples=["标签课教案"])
    removed: datetime = Field(description="删除的时间（UTC）。")
    by: str = Field(description="谁删除的。", examples=["教务处"])
    until: datetime | None = Field(
        description="文件保留到什么时候；原件在资料文件夹里、没有移动的，为 null。"
    )


class BinOut(PageOut):
    """A page of the bin."""

    items: list[BinnedOut] = Field(description="最近删除的在前。")


class EmptiedOut(BaseModel):
    """What was deleted for good."""

    files: int = Field(description="永久删除的文件数。", examples=[3])


def router(library: Library) -> APIRouter:
    """Return the routes of the bin."""
    routes = APIRouter(prefix="/v1/bin", tags=["资料"])

    @routes.get(
        "",
        response_model=BinOut,
        summary="列出回收站",
        description="自己删除的资料；管理员还有全校的资料。文件保留 30 天。",
        responses=SIGNED_IN,
    )
    def listed(user: Asking, limit: Limit = 50, offset: Offset = 0) -> JSONResponse:
        found = library.removed(user)
        return JSONResponse(part_of(found, binned_json, limit=limit, offset=offset))

    @routes.post(
        "/{binned}/restore",
        status_code=202,
        response_model=DocumentOut,
        summary="恢复资料",
        description="放回原处，在后台读取和建索引；原处已有同名的资料时不恢复。",
        responses={**BY_ID, **CONFLICT},
    )
    def restore(user: Asking, binned: Id) -> JSONResponse:
        return JSONResponse(entry_json(library.restore(user, binned)), status_code=202)

    @routes.delete(
        "/{binned}",
        status_code=204,
        summary="永久删除一份",
        description="删除它的文件，不能再恢复；资料文件夹里的原件不动，仍然不用来回答。",
        responses=BY_ID,
    )
    def discard(user: Asking, binned: Id) -> Response:
        library.discard(user, binned)
        return Response(status_code=204)

    @routes.delete(
        "",
        response_model=EmptiedOut,
        summary="清空回收站",
        description="永久删除列表里的全部文件；资料文件夹里的原件不动，仍然不用来回答。",
        responses=SIGNED_IN,
    )
    def emptied(user: Asking) -> dict[str, Any]:
        return {"files": library.discard(user)}

    return routes
