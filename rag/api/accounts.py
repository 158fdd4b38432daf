"""Signing in and out, and who one is."""

from __future__ import annotations

from importlib import resources
from typing import Literal

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse, JSONResponse
from pydantic import BaseModel, ConfigDict, Field

from rag.api.errors import ERROR_RESPONSES
from rag.api.identity import COOKIE, Asking, token_of
from rag.api.models import ErrorBody
from rag.api.paging import SIGNED_IN
from rag.data.logins import LIFETIME
from rag.data.names import LOCAL
from rag.data.records import User
from rag.service.service import Service


class LoginIn(BaseModel):
    """Name and password."""

    model_config = ConfigDict(extra="forbid")

    name: str = Field(max_length=200, description="用户名。", examples=["王老师"])
    password: str = Field(max_length=1000, description="密码。", examples=["几个词连在一起"])


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
        description=(
            "成功后设置会话 cookie，两周不用才失效。程序请改用 `beike user key add` 建的密钥。"
        ),
        responses={
            **ERROR_RESPONSES,
            401: {"model": ErrorBody, "description": "用户名或密码不对"},
            403: {"model": ErrorBody, "description": "请求来自别的网站"},
            429: {"model": ErrorBody, "description": "失败次数太多，见 Retry-After"},
        },
    )
    def login(request: Request, sent: LoginIn) -> JSONResponse:
        address = request.client.host if request.client else ""
        opened = service.logins.login(sent.name, sent.password, address)
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
        response = Response(status_code=204)
        response.delete_cookie(COOKIE)
        return response

    @routes.get(
        "/v1/me",
        response_model=UserOut,
        summary="我是谁",
        description="返回当前用户和角色。",
        responses=SIGNED_IN,
    )
    def me(user: Asking) -> JSONResponse:
        return JSONResponse(_shown(user))

    @routes.get("/login", include_in_schema=False)
    def login_page() -> HTMLResponse:
        """Show the form for signing in."""
        page = resources.files("rag.api").joinpath("login.html").read_text("utf-8")
        return HTMLResponse(page)

    return routes


def _shown(user: User) -> dict[str, object]:
    return {"name": user.name, "role": user.role.value, "accounts": user.id != LOCAL}
