"""``GET /metrics``, for Prometheus."""

from __future__ import annotations

import ipaddress

from fastapi import APIRouter, Request
from fastapi.responses import PlainTextResponse, Response

from rag.api.errors import error_body, refuse
from rag.api.models import ErrorBody
from rag.service.metrics import CONTENT_TYPE, Metrics


def router(metrics: Metrics) -> APIRouter:
    """Return the route that a monitoring system asks."""
    routes = APIRouter(tags=["状态"])

    @routes.get(
        "/metrics",
        response_class=PlainTextResponse,
        summary="运行指标（Prometheus）",
        description="请求数、用时、回答的状态、索引的新旧；没有任何文字内容。不在本机时要用密钥。",
        responses={401: {"model": ErrorBody, "description": "不在本机，又没有密钥"}},
    )
    def shown(request: Request) -> Response:
        if getattr(request.state, "user", None) is None and not _on_this_machine(request):
            body = error_body(
                "login_required", "需要登录。", "请在请求头写 Authorization: Bearer bk_…。"
            )
            return refuse(401, body)
        return Response(metrics.text(), media_type=CONTENT_TYPE)

    return routes


def _on_this_machine(request: Request) -> bool:
    try:
        return ipaddress.ip_address(request.client.host if request.client else "").is_loopback
    except ValueError:
        return False
