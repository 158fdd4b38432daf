"""``GET /v1/sources/{chunk}``: a cited passage where it stands in its document."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request
from fastapi.responses import JSONResponse

from rag.api.errors import ERROR_RESPONSES, error_body
from rag.api.models import ErrorBody
from rag.api.port import AssistantOf
from rag.types import SourceView, record_json

Chunk = Annotated[str, Path(max_length=200, description="引文或段落里的 chunk_id。")]
Context = Annotated[int, Query(ge=0, le=5000, description="前后各取多少字。")]


def router(assistant_of: AssistantOf) -> APIRouter:
    """Return the route that shows sources."""
    routes = APIRouter(prefix="/v1", tags=["出处"], responses=ERROR_RESPONSES)

    @routes.get(
        "/sources/{chunk}",
        response_model=SourceView,
        summary="查看出处的上下文",
        description=("返回段落和它前后的原文；`before + text + after` 连起来就是文件里的原样。"),
        responses={404: {"model": ErrorBody, "description": "没有这个段落"}},
    )
    def source(request: Request, chunk: Chunk, context: Context = 600) -> JSONResponse:
        try:
            view = assistant_of(request).source(chunk, context)
        except KeyError:
            body = error_body(
                "source_not_found", "没有这个段落，它所在的文件可能已更新。", "请重新提问。"
            )
            return JSONResponse(body, status_code=404)
        return JSONResponse(record_json(view))

    return routes
