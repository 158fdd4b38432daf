"""Every error of the service as ``{"error": {"code", "message", "hint"}}``.

Where OpenAI's clients ask, the error has the fields they expect besides. Messages are Chinese and
for the reader; a traceback goes to the log only. The wording of request validation lives in
:mod:`rag.api.validation`.
"""

from __future__ import annotations

import logging
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from indexing.errors import (
    BeikeError,
    DocumentError,
    IndexBusyError,
    IndexDamagedError,
    IndexMissingError,
    ModelError,
)
from rag.api.models import ErrorBody, ErrorDetail
from rag.api.validation import describe
from rag.errors import EndpointError
from rag.store.errors import (
    DatabaseError,
    ForbiddenError,
    GoldError,
    LoginError,
    NameTakenError,
    NotFoundError,
    PasswordError,
    TooManyAttemptsError,
)

logger = logging.getLogger(__name__)

#: Error class -> (status, code); the first class that fits counts.
_BEIKE: tuple[tuple[type[BeikeError], int, str], ...] = (
    (IndexMissingError, 503, "index_missing"),
    (IndexDamagedError, 503, "index_damaged"),
    (IndexBusyError, 409, "index_busy"),
    (ModelError, 503, "model_unavailable"),
    (DocumentError, 422, "document_unreadable"),
    (EndpointError, 502, "endpoint_failed"),
    (NotFoundError, 404, "not_found"),
    (ForbiddenError, 403, "forbidden"),
    (NameTakenError, 409, "name_taken"),
    (TooManyAttemptsError, 429, "too_many_attempts"),
    (LoginError, 401, "login_failed"),
    (PasswordError, 422, "invalid_request"),
    (GoldError, 422, "invalid_request"),
    (DatabaseError, 503, "database_unavailable"),
    (BeikeError, 500, "server_problem"),
)

_HTTP: dict[int, tuple[str, str, str]] = {
    400: ("bad_request", "请求内容无法解析。", "请以 UTF-8 编码的 JSON 提交。"),
    404: ("not_found", "没有这个地址。", "可用的地址见 /openapi.json。"),
    405: ("method_not_allowed", "这个地址不支持所用的请求方法。", "可用的方法见 /openapi.json。"),
    413: ("too_large", "请求内容太大。", "请缩短问题或对话历史后重试。"),
    415: ("unsupported_media_type", "不支持的内容类型。", "请使用 application/json。"),
}

#: Where OpenAI's clients ask.
_OPENAI = ("/v1/chat/", "/v1/models")

#: OpenAPI descriptions of the errors a route can give.
ERROR_RESPONSES: dict[int | str, dict[str, Any]] = {
    422: {"model": ErrorBody, "description": "请求不合要求"},
    500: {"model": ErrorBody, "description": "服务内部出错"},
    503: {"model": ErrorBody, "description": "索引或模型不可用"},
}


def error_body(code: str, message: str, hint: str = "") -> dict[str, Any]:
    """Return the one JSON shape of an error."""
    return ErrorBody(error=ErrorDetail(code=code, message=message, hint=hint)).model_dump()


def http_error(status: int) -> dict[str, Any]:
    """Return the body for a plain HTTP status."""
    code, message, hint = _HTTP.get(status, ("http_error", f"请求未能完成（{status}）。", ""))
    return error_body(code, message, hint)


def problem(error: Exception) -> tuple[int, dict[str, Any]]:
    """Return status and body for an exception raised while answering.

    Anything that is not a :class:`BeikeError` is our mistake: the reader gets a plain sentence and
    the log gets the traceback.
    """
    for kind, status, code in _BEIKE:
        if isinstance(error, kind):
            return status, error_body(code, error.message, error.hint)
    logger.error("unexpected error", exc_info=error)
    return 500, error_body(
        "internal", "服务内部出错，未能完成请求。", "请稍后重试；详情见服务日志。"
    )


def refuse(status: int, body: dict[str, Any], path: str = "") -> JSONResponse:
    """Return the response for an error, in the shape that callers of ``path`` expect."""
    if path.startswith(_OPENAI):
        # What FastAPI calls 422 is 400 there.
        status = 400 if status == 422 else status
        kind = "server_error" if status >= 500 else "invalid_request_error"
        body = {"error": {**body["error"], "type": kind, "param": None}}
    return JSONResponse(body, status_code=status)


def _on_problem(request: Request, error: Exception) -> JSONResponse:
    status, body = problem(error)
    response = refuse(status, body, request.url.path)
    if isinstance(error, TooManyAttemptsError):
        response.headers["Retry-After"] = str(error.seconds)
    return response


def _on_validation(request: Request, error: Exception) -> JSONResponse:
    details = error.errors() if isinstance(error, RequestValidationError) else []
    message = describe(details)
    body = error_body("invalid_request", message, "请按 /openapi.json 的说明修改请求。")
    return refuse(422, body, request.url.path)


def _on_http(request: Request, error: Exception) -> JSONResponse:
    status = error.status_code if isinstance(error, HTTPException) else 500
    response = refuse(status, http_error(status), request.url.path)
    if isinstance(error, HTTPException):
        response.headers.update(error.headers or {})
    return response


def install(app: FastAPI) -> None:
    """Make ``app`` answer every error in the one shape."""
    app.add_exception_handler(RequestValidationError, _on_validation)
    app.add_exception_handler(HTTPException, _on_http)
    app.add_exception_handler(BeikeError, _on_problem)
    app.add_exception_handler(Exception, _on_problem)
