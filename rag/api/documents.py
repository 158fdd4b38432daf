"""``/v1/documents``: the documents of the service, managed without a terminal."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter, File, Form, Query, UploadFile
from fastapi.responses import JSONResponse

from indexing.errors import DocumentError, IndexMissingError
from rag.api.document_models import (
    DocumentDetailOut,
    DocumentOut,
    DocumentsOut,
    ReportOut,
    detail_json,
    entry_json,
)
from rag.api.identity import Asking
from rag.api.models import ErrorBody
from rag.api.paging import BY_ID, CONFLICT, SIGNED_IN, TOO_LARGE, Id, Limit, Offset, part_of
from rag.checking import check
from rag.checking.report import Report, report_json
from rag.service.library import Library

_BROKEN: dict[int | str, dict[str, Any]] = {
    400: {"model": ErrorBody, "description": "请求内容无法解析"},
}
Minutes = Annotated[
    int | None, Query(ge=30, le=60, description="每课时分钟数；不写则 45 或 40 都可以。")
]


def router(library: Library) -> APIRouter:
    """Return the routes of documents."""
    routes = APIRouter(prefix="/v1/documents", tags=["资料"])

    @routes.get(
        "",
        response_model=DocumentsOut,
        summary="列出资料",
        description="全校的资料和自己的资料，按路径排列，包括正在处理的和读不了的。",
        responses=SIGNED_IN,
    )
    def listed(user: Asking, limit: Limit = 50, offset: Offset = 0) -> JSONResponse:
        return JSONResponse(part_of(library.all(user), entry_json, limit=limit, offset=offset))

    @routes.post(
        "",
        status_code=202,
        response_model=DocumentOut,
        summary="上传资料",
        description=(
            "收下就返回，读取和建索引在后台进行；用返回的 `id` 查 `status`，`ready` 后即可提问。"
        ),
        responses={**SIGNED_IN, **CONFLICT, **TOO_LARGE, **_BROKEN},
    )
    def upload(
        user: Asking,
        file: Annotated[UploadFile, File(description="文件：.docx .pdf .md .txt .html。")],
        scope: Annotated[
            Literal["school", "own"] | None,
            Form(description="school 全校可见（管理员），own 只有自己可见；不写则按角色定。"),
        ] = None,
        replace: Annotated[bool, Form(description="为 true 时替换同名的文件。")] = False,
    ) -> JSONResponse:
        school = user.is_admin if scope is None else scope == "school"
        entry = library.upload(user, file.filename or "", file.file, school=school, replace=replace)
        return JSONResponse(entry_json(entry), status_code=202)

    @routes.get(
        "/{document}",
        response_model=DocumentDetailOut,
        summary="查看一份资料",
        description="状态、种类、页数、片段数，以及它被读成了什么样：各级标题和表格。",
        responses=BY_ID,
    )
    def shown(user: Asking, document: Id) -> JSONResponse:
        entry = library.get(user, document)
        try:
            read = library.understood(user, document)
        except IndexMissingError:
            read = None
        return JSONResponse(detail_json(entry, read))

    @routes.delete(
        "/{document}",
        status_code=202,
        response_model=DocumentOut,
        summary="删除资料",
        description=(
            "从这一刻起不再用它回答，索引在后台更新；文件移到回收站，可以恢复（见 `/v1/bin`）。"
            "资料文件夹里的原件不动，只是不再用来回答。"
        ),
        responses=BY_ID,
    )
    def remove(user: Asking, document: Id) -> JSONResponse:
        return JSONResponse(entry_json(library.remove(user, document)), status_code=202)

    @routes.post(
        "/{document}/reindex",
        status_code=202,
        response_model=DocumentOut,
        summary="重新读取资料",
        description=(
            "文件改过没有都重新读一遍，限制与上传时相同；读不了的写明原因，不再用它回答。"
            "其他有改动的文件也一并更新。"
        ),
        responses=BY_ID,
    )
    def reindex(user: Asking, document: Id) -> JSONResponse:
        return JSONResponse(entry_json(library.refresh(user, document)), status_code=202)

    @routes.get(
        "/{document}/check",
        response_model=ReportOut,
        summary="检查一份资料",
        description="查前后矛盾；教案还查用时、权重、目标、环节。每条都有位置和办法。",
        responses=BY_ID,
    )
    def checked(user: Asking, document: Id, minutes_per_lesson: Minutes = None) -> JSONResponse:
        entry = library.get(user, document)
        read = library.understood(user, document)
        if read is None:
            raise DocumentError(f"{entry.name} 还没有收入索引，不能检查。", "请等它处理完。")
        findings = check(read, minutes_per_lesson=minutes_per_lesson)
        report = Report(entry.path, entry.title, read.kind, findings)
        return JSONResponse(report_json(report))

    return routes
