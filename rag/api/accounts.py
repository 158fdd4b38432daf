"""Signing in and out, and who one is."""

from __future__ import annotations

from importlib import resources
from typing import Any, Literal

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse, JSONResponse
from pydantic import BaseModel, ConfigDict, Field

from rag.api.errors import ERROR_RESPONSES
from rag.api.identity import COOKIE, Asking, require_account, token_of
from rag.api.models import ErrorBody
from rag.api.paging import SIGNED_IN
from rag.service.service import Service
from rag.store.logins import LIFETIME
from rag.store.names import LOCAL
from rag.store.records import User

_TOO_MANY: dict[str, Any] = {
    "model": ErrorBody,
    "description": "失败次数太多，见 Retry-After",
}


class LoginIn(BaseModel):
    """Name and password."""

    model_config = ConfigDict(extra="forbid")

    name: str = Field(max_length=200, description="用户名。", examples=["王老师"])
    password: str = Field(max_length=1000, description="密码。", examples=["几个词连在一起"])


class NewPasswordIn(BaseModel):
    """The password in use, and the one to take its place."""

    model_config = ConfigDict(extra="forbid")

    old: str = Field(max_length=1000, description="现在的密码。", examples=["几个词连在一起"])
    new: str = Field(
        max_length=1000, description="新密码，至少 8 个字符。", examples=["另外几个词连在一起"]
    )


class UserOut(BaseModel):
    """A user."""

    name: str = Field(description="用户名；没有账户时为 local。", examples=["王老师"])
    role: Literal["teacher", "admin"] = Field(description="teacher 教师，admin 管理员。")
    accounts: bool = Field(description="这个服务有没有账户；没有时所有内容属于本机的使用者。")


def router(service: Service) -> APIRouter:
    """Return the routes of accounts."""
    routes = APIRouter(tags=["账户"])

    @routes.post(
        "/v1/login",
        response_model=UserOut,
        summary="登录",
        description=("成功后设置会话 cookie，两周不用才失效。程序请改用 `/v1/keys` 建的密钥。"),
        responses={
            **ERROR_RESPONSES,
            401: {"model": ErrorBody, "description": "用户名或密码不对"},
            403: {"model": ErrorBody, "description": "请求来自别的网站"},
            429: _TOO_MANY,
        },
    )
    def login(request: Request, sent: LoginIn) -> JSONResponse:
        opened = service.logins.login(sent.name, sent.password, _address(request))
        response = JSONResponse(_shown(opened.user))
        response.set_cookie(
            COOKIE,
            opened.token,
            max_age=int(LIFETIME.total_seconds()),
            httponly=True,
            samesite="lax",
            secure=request.url.scheme == "https",
        )
        return response

    @routes.post(
        "/v1/logout",
        status_code=204,
        summary="退出登录",
        description="这个浏览器的会话随即失效，其他地方的登录不受影响。",
        responses=SIGNED_IN,
    )
    def logout(request: Request, user: Asking) -> Response:
        token = token_of(request.headers)
        if token:
            service.logins.logout(token)
        return _signed_out()

    @routes.get(
        "/v1/me",
        response_model=UserOut,
        summary="我是谁",
        description="返回当前用户和角色。",
        responses=SIGNED_IN,
    )
    def me(user: Asking) -> JSONResponse:
        return JSONResponse(_shown(user))

    @routes.put(
        "/v1/me/password",
        status_code=204,
        summary="改自己的密码",
        description="在各处的登录随即失效，这里的也是，要用新密码重新登录；密钥不受影响。",
        responses={**SIGNED_IN, 429: _TOO_MANY},
    )
    def change(request: Request, user: Asking, sent: NewPasswordIn) -> Response:
        require_account(user)
        service.logins.change_password(user, sent.old, sent.new, _address(request))
        return _signed_out()

    @routes.get("/login", include_in_schema=False)
    def login_page() -> HTMLResponse:
        """Show the form for signing in."""
        page = resources.files("rag.api").joinpath("login.html").read_text("utf-8")
        return HTMLResponse(page)

    return routes


def _address(request: Request) -> str:
    return request.client.host if request.client else ""


def _signed_out() -> Response:
    response = Response(status_code=204)
    response.delete_cookie(COOKIE)
    return response


def _shown(user: User) -> dict[str, object]:
    return {"name": user.name, "role": user.role.value, "accounts": user.id != LOCAL}
