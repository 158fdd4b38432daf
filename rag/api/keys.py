"""``/v1/keys``: the keys of a user's own programs."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field

from rag.api.identity import Asking, by_key, require_account
from rag.api.paging import BY_ID, CONFLICT, SIGNED_IN, Id, Limit, Moment, Offset, PageOut, part_of
from rag.service.service import Service
from rag.store.api_keys import ApiKeys
from rag.store.errors import ForbiddenError
from rag.store.records import ApiKey
from rag.store.tables.accounts import NAME_LENGTH


class KeyIn(BaseModel):
    """A key to be made."""

    model_config = ConfigDict(extra="forbid")

    name: str = Field(
        min_length=1,
        max_length=NAME_LENGTH,
        description="给密钥起的名称，自己的各不相同。",
        examples=["我的脚本"],
    )


class KeyOut(BaseModel):
    """A key; the key itself is kept nowhere."""

    id: str = Field(description="编号。", examples=["0123456789abcdef0123456789abcdef"])
    name: str = Field(description="名称。", examples=["我的脚本"])
    hint: str = Field(description="密钥的开头，用来认出它。", examples=["bk_1a2b3"])
    created: Moment
    last_used: datetime | None = Field(
        description="最近一次使用（UTC），精确到小时；没用过为 null。"
    )


class NewKeyOut(KeyOut):
    """A key just made."""

    secret: str = Field(
        description="密钥，只在这里出现一次，请马上记下。", examples=["bk_1a2b3c4d5e6f"]
    )


class KeysOut(PageOut):
    """A page of keys."""

    items: list[KeyOut] = Field(description="最早建的在前。")


def router(service: Service) -> APIRouter:
    """Return the routes of one's own keys."""
    routes = APIRouter(prefix="/v1/keys", tags=["账户"])
    database = service.database

    @routes.get(
        "",
        response_model=KeysOut,
        summary="列出密钥",
        description="自己的，最早建的在前；密钥本身不再显示。",
        responses=SIGNED_IN,
    )
    def listed(user: Asking, limit: Limit = 50, offset: Offset = 0) -> JSONResponse:
        with database.read() as session:
            found = ApiKeys(session, user).all()
        return JSONResponse(part_of(found, _key, limit=limit, offset=offset))

    @routes.post(
        "",
        status_code=201,
        response_model=NewKeyOut,
        summary="新建密钥",
        description=(
            "程序把它写在请求头 `Authorization: Bearer bk_…` 里，就以这位用户的身份提问。"
            "要登录后才能建；密钥不能再建密钥。"
        ),
        responses={**SIGNED_IN, **CONFLICT},
    )
    def make(request: Request, user: Asking, sent: KeyIn) -> JSONResponse:
        require_account(user)
        if by_key(request):
            raise ForbiddenError("用密钥不能再建密钥。", "请登录后再建。")
        with database.write() as session:
            made = ApiKeys(session, user).add(sent.name)
        return JSONResponse({**_key(made.key), "secret": made.secret}, status_code=201)

    @routes.delete(
        "/{key}",
        status_code=204,
        summary="删除密钥",
        description="用它的程序随即登录不了。",
        responses=BY_ID,
    )
    def revoke(user: Asking, key: Id) -> Response:
        with database.write() as session:
            ApiKeys(session, user).revoke(key)
        return Response(status_code=204)

    return routes


def _key(key: ApiKey) -> dict[str, Any]:
    return {
        "id": key.id,
        "name": key.name,
        "hint": key.hint,
        "created": key.created.isoformat(),
        "last_used": None if key.last_used is None else key.last_used.isoformat(),
    }
