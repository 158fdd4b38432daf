"""Every error of the service as ``{"error": {"code", "message", "hint"}}``.

Where OpenAI's clients ask, the error has the fields they expect besides. Messages are Chinese and
for the reader; a traceback goes to the log only.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException

from indexing.errors import (
    BeikeError,
    DocumentError,
    IndexBusyError,
    IndexDamagedError,
    IndexMissingError,
    ModelError,
)
from rag.errors import EndpointError, ScopeError
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


class ErrorDetail(BaseModel):
    """What went wrong, for programs (``code``) and for people."""

    code: str = Field(examples=["invalid_request"])
    message: str = Field(examples=["字段 question：不能为空。"])
    hint: str = Field(default="", examples=["请检查请求内容后重试。"])


class ErrorBody(BaseModel):
    """The one shape of every error."""

    error: ErrorDetail


Responses = dict[int | str, dict[str, Any]]


def error_response(status: int, description: str) -> Responses:
    """Return what an OpenAPI document says of an error."""
    return {status: {"model": ErrorBody, "description": description}}


#: Error class -> (status, code); the first class that fits counts.
_BEIKE: tuple[tuple[type[BeikeError], int, str], ...] = (
    (IndexMissingError, 503, "index_missing"),
    (IndexDamagedError, 503, "index_damaged"),
    (IndexBusyError, 409, "index_busy"),
    (ModelError, 503, "model_unavailable"),
    (DocumentError, 422, "document_unreadable"),
    (EndpointError, 502, "endpoint_failed"),
    (ScopeError, 422, "unknown_scope"),
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

#: pydantic error type -> wording; ``{…}`` is filled from the error's context.
_WORDING = {
    "missing": "缺少这一项",
    "extra_forbidden": "没有这个字段",
    "string_type": "应为文字",
    "string_unicode": "含有无法识别的字符",
    "string_too_short": "不能为空",
    "string_too_long": "最多 {max_length} 字",
    "too_long": "最多 {max_length} 项",
    "list_type": "应为列表",
    "tuple_type": "应为列表",
    "int_type": "应为整数",
    "int_parsing": "应为整数",
    "int_from_float": "应为整数",
    "bool_type": "应为 true 或 false",
    "bool_parsing": "应为 true 或 false",
    "greater_than_equal": "不能小于 {ge}",
    "less_than_equal": "不能大于 {le}",
    "model_attributes_type": "应为 JSON 对象",
    "dataclass_type": "应为 JSON 对象",
    "dict_type": "应为 JSON 对象",
    "literal_error": "只能是 {expected}",
    "enum": "只能是 {expected}",
    "string_pattern_mismatch": "写法不对",
    "base64_decode": "不是 Base64",
}
_SHOWN = 3

#: Where OpenAI's clients ask.
_OPENAI = ("/v1/chat/", "/v1/models")

#: Errors of every route.
ANY: Responses = {
    **error_response(422, "请求不合要求"),
    **error_response(500, "服务内部出错"),
    **error_response(503, "索引或模型不可用"),
}
#: Errors of routes that need a user.
SIGNED_IN: Responses = {
    **ANY,
    **error_response(401, "需要登录"),
    **error_response(403, "没有权限，或请求来自别的网站"),
}
#: Further errors: of a route that names something by its id, that makes something, that takes a
#: file or a whole draft.
BY_ID = error_response(404, "没有这一项，或者它属于别人")
CONFLICT = error_response(409, "已经有了，或正在处理")
TOO_LARGE = error_response(413, "内容太大")


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


def describe(errors: Sequence[Mapping[str, Any]]) -> str:
    """Return one sentence for pydantic's error list; never echoes what was sent."""
    if any(error["type"] == "json_invalid" for error in errors):
        return "请求内容不是合法的 JSON。"
    parts = [f"{_where(error)}：{_what(error)}" for error in errors[:_SHOWN]]
    return "；".join(parts) + "。" if parts else "请求内容不合要求。"


def _where(error: Mapping[str, Any]) -> str:
    # The first place says body, query or path, which tells a caller nothing new.
    names = [str(part) for part in error.get("loc", ())][1:]
    return f"字段 {'.'.join(names)}" if names else "请求内容"


def _what(error: Mapping[str, Any]) -> str:
    whole = len(error.get("loc", ())) == 1
    if whole and error["type"] in ("missing", "model_attributes_type"):
        return "应为 JSON 对象，内容类型应为 application/json"
    context = dict(error.get("ctx") or {})
    if error["type"] == "value_error":
        # Of our own validators, which say it in Chinese.
        return str(context["error"])
    wording = _WORDING.get(error["type"], "不合要求")
    return wording.format_map(context)


def install(app: FastAPI) -> None:
    """Make ``app`` answer every error in the one shape."""
    app.add_exception_handler(RequestValidationError, _on_validation)
    app.add_exception_handler(HTTPException, _on_http)
    app.add_exception_handler(BeikeError, _on_problem)
    app.add_exception_handler(Exception, _on_problem)
