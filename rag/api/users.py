"""``/v1/admin/users``: the accounts of a school, for administrators.

Deleting an account with its files is left to ``beike user remove``.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field

from rag.api.identity import Asking, require_account
from rag.api.paging import BY_ID, CONFLICT, SIGNED_IN, Id, Limit, Moment, Offset, PageOut, part_of
from rag.service.service import Service
from rag.store.records import Role, User
from rag.store.users import Users

Password = Annotated[
    str,
    Field(max_length=1000, description="密码，至少 8 个字符。", examples=["几个词连在一起就行"]),
]


class AccountIn(BaseModel):
    """An account to be made."""

    model_config = ConfigDict(extra="forbid")

    name: str = Field(max_length=100, description="用户名，不含空格。", examples=["王老师"])
    password: Password
    role: Literal["teacher", "admin"] = Field("teacher", description="teacher 教师，admin 管理员。")


class PasswordIn(BaseModel):
    """A new password for somebody."""

    model_config = ConfigDict(extra="forbid")

    password: Password


class AccountOut(BaseModel):
    """An account."""

    id: str = Field(description="编号。", examples=["0123456789abcdef0123456789abcdef"])
    name: str = Field(description="用户名。", examples=["王老师"])
    role: Literal["teacher", "admin"] = Field(description="teacher 教师，admin 管理员。")
    active: bool = Field(description="能不能登录；停用后为 false。")
    created: Moment


class AccountsOut(PageOut):
    """A page of accounts."""

    items: list[AccountOut] = Field(description="按用户名排列。")


def router(service: Service) -> APIRouter:
    """Return the routes of accounts, for administrators."""
    routes = APIRouter(prefix="/v1/admin/users", tags=["管理"])
    database = service.database

    @routes.get(
        "",
        response_model=AccountsOut,
        summary="列出账户",
        description="按用户名排列；只有管理员可以看。",
        responses=SIGNED_IN,
    )
    def listed(user: Asking, limit: Limit = 50, offset: Offset = 0) -> JSONResponse:
        with database.read() as session:
            found = Users(session, user).all()
        return JSONResponse(part_of(found, _account, limit=limit, offset=offset))

    @routes.post(
        "",
        status_code=201,
        response_model=AccountOut,
        summary="添加账户",
        description=(
            "第一个账户请在本机用 `beike user add` 添加：有了账户，不登录就不能再用这个服务。"
        ),
        responses={**SIGNED_IN, **CONFLICT},
    )
    def add(user: Asking, sent: AccountIn) -> JSONResponse:
        require_account(user)
        with database.write() as session:
            made = Users(session, user).add(sent.name, sent.password, Role(sent.role))
        return JSONResponse(_account(made), status_code=201)

    @routes.post(
        "/{user_id}/disable",
        response_model=AccountOut,
        summary="停用账户",
        description="不能再登录，密钥作废，内容都保留；设一个新密码就恢复。不能停用自己。",
        responses=BY_ID,
    )
    def disable(user: Asking, user_id: Id) -> JSONResponse:
        with database.write() as session:
            users = Users(session, user)
            return JSONResponse(_account(users.disable(users.get(user_id).name)))

    @routes.put(
        "/{user_id}/password",
        response_model=AccountOut,
        summary="重设密码",
        description="这位用户在各处的登录随即失效；停用的账户恢复。",
        responses=BY_ID,
    )
    def reset(user: Asking, user_id: Id, sent: PasswordIn) -> JSONResponse:
        with database.write() as session:
            users = Users(session, user)
            changed = users.set_password(users.get(user_id).name, sent.password)
        return JSONResponse(_account(changed))

    return routes


def _account(user: User) -> dict[str, Any]:
    return {
        "id": user.id,
        "name": user.name,
        "role": user.role.value,
        "active": user.can_sign_in,
        "created": user.created.isoformat(),
    }
