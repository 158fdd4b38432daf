"""``GET /healthz`` (the process lives) and ``GET /readyz`` (it can answer)."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse

from indexing.errors import IndexMissingError
from rag.api.models import ErrorBody, HealthOut, ReadyOut
from rag.api.port import AssistantOf


def router(assistant_of: AssistantOf) -> APIRouter:
    """Return the routes a supervisor asks."""
    routes = APIRouter(tags=["状态"])

    @routes.get(
        "/healthz",
        response_model=HealthOut,
        summary="服务是否在运行",
        description="进程在就回答，不碰索引和数据库。",
    )
    def healthz() -> JSONResponse:
        return JSONResponse(HealthOut().model_dump())

    @routes.get(
        "/readyz",
        response_model=ReadyOut,
        summary="是否可以回答问题",
        description="还没有可用的索引时返回 503 和原因。",
        responses={503: {"model": ErrorBody, "description": "还没有可用的索引"}},
    )
    def readyz(request: Request) -> JSONResponse:
        assistant = assistant_of(request)
        if not assistant.ready():
            raise IndexMissingError(
                "还没有可用的索引。", "请先运行 beike index --corpus 文件夹，建好后即可提问。"
            )
        return JSONResponse(ReadyOut(documents=len(assistant.documents())).model_dump())

    return routes
