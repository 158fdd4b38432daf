"""``GET /v1/sources/{chunk}``: a cited passage where it stands in its document."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query
from fastapi.responses import JSONResponse

from rag.api.errors import ERROR_RESPONSES, error_body
from rag.api.models import ErrorBody, SourceOut
from rag.api.port import AssistantPort
from rag.serialise import source_json

Chunk = Annotated[str, Path(max_length=200, description="引文或段落里的 chunk_id。")]
Context = Annotated[int, Query(ge=0, le=5000, description="前后各取多少字。")]


def router(assistant: AssistantPort) -> APIRouter:
    """Return the route that shows sources from ``assistant``."""
    routes = APIRouter(prefix="/v1", tags=["出处"], responses=ERROR_RESPONSES)

    @routes.get(
        "/sources/{chunk}",
        response_model=SourceOut,
        summary="查看出处的上下文",
        responses={404: {"model": ErrorBody, "description": "没有这个段落"}},
    )
    def source(chunk: Chunk, context: Context = 600) -> JSONResponse:
        """Return the passage with the text before and after it."""
        try:
            view = assistant.source(chunk, context)
        except KeyError:
            body = error_body(
                "source_not_found", "没有这个段落，它所在的文件可能已更新。", "请重新提问。"
            )
            return JSONResponse(body, status_code=404)
        return JSONResponse(source_json(view))

    return routes
