"""Signing in and out, who one is, the keys of one's programs; and the accounts of a school."""

from __future__ import annotations

from dataclasses import asdict
from importlib import resources
from typing import Annotated

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse
from pydantic import BaseModel, Field

from rag.api.errors import ANY, BY_ID, CONFLICT, SIGNED_IN, error_response
from rag.api.guards import COOKIE, token_of
from rag.api.models import Strict
from rag.api.routing import Asking, Id, Page, Paged, Served, Store
from rag.store.errors import ForbiddenError
from rag.store.logins import LIFETIME
from rag.store.records import LOCAL, ApiKey, Moment, Role, User
from rag.store.tables import NAME_LENGTH
from rag.store.users import ApiKeys, Users

router = APIRouter(tags=["账户"])
keys_router = APIRouter(prefix="/v1/keys", tags=["账户"], responses=SIGNED_IN)
#: Deleting an account with its files is left to ``beike user remove``.
users_router = APIRouter(prefix="/v1/admin/users", tags=["管理"], responses=SIGNED_IN)

_TOO_MANY = error_response(429, "失败次数太多，见 Retry-After")
_ROLE = "teacher 教师，admin 管理员。"
Password = Annotated[
    str,
    Field(max_length=1000, description="密码，至少 8 个字符。", examples=["几个词连在一起就行"]),
]


class LoginIn(Strict):
    """Name and password."""

    name: str = Field(max_length=200, description="用户名。", examples=["王老师"])
    password: str = Field(max_length=1000, description="密码。", examples=["几个词连在一起"])


class NewPasswordIn(Strict):
    """The password in use, and the one to take its place."""

    old: str = Field(max_length=1000, description="现在的密码。", examples=["几个词连在一起"])
    new: str = Field(
        max_length=1000, description="新密码，至少 8 个字符。", examples=["另外几个词连在一起"]
    )


class UserOut(BaseModel):
    """A user."""

    name: str = Field(description="用户名；没有账户时为 local。", examples=["王老师"])
    role: Role = Field(description=_ROLE)
    accounts: bool = Field(description="这个服务有没有账户；没有时所有内容属于本机的使用者。")


class KeyIn(Strict):
    """A key to be made."""

    name: str = Field(
        min_length=1,
        max_length=NAME_LENGTH,
        description="给密钥起的名称，自己的各不相同。",
        examples=["我的脚本"],
    )


class NewKeyOut(BaseModel):
    """A key just made."""

    id: str
    name: str
    hint: str
    created: Moment
    last_used: Moment | None
    secret: str = Field(
        description="密钥，只在这里出现一次，请马上记下。", examples=["bk_1a2b3c4d5e6f"]
    )


class AccountIn(Strict):
    """An account to be made."""

    name: str = Field(max_length=100, description="用户名，不含空格。", examples=["王老师"])
    password: Password
    role: Role = Field(Role.TEACHER, description=_ROLE)


class PasswordIn(Strict):
    """A new password for somebody."""

    password: Password


class AccountOut(BaseModel):
    """An account."""

    id: str = Field(description="编号。", examples=["0123456789abcdef0123456789abcdef"])
    name: str = Field(description="用户名。", examples=["王老师"])
    role: Role = Field(description=_ROLE)
    active: bool = Field(validation_alias="can_sign_in", description="能不能登录；停用后为 false。")
    created: Moment


@router.post(
    "/v1/login",
    summary="登录",
    description="成功后设置会话 cookie，两周不用才失效。程序请改用 `/v1/keys` 建的密钥。",
    responses={
        **ANY,
        **error_response(401, "用户名或密码不对"),
        **error_response(403, "请求来自别的网站"),
        **_TOO_MANY,
    },
)
def login(request: Request, response: Response, service: Served, sent: LoginIn) -> UserOut:
    """Open a session."""
    opened = service.logins.login(sent.name, sent.password, _address(request))
    response.set_cookie(
        COOKIE,
        opened.token,
        max_age=int(LIFETIME.total_seconds()),
        httponly=True,
        samesite="lax",
        secure=request.url.scheme == "https",
    )
    return _shown(opened.user)


@router.post(
    "/v1/logout",
    status_code=204,
    response_class=Response,
    summary="退出登录",
    description="这个浏览器的会话随即失效，其他地方的登录不受影响。",
    responses=SIGNED_IN,
)
def logout(request: Request, response: Response, service: Served, user: Asking) -> None:
    """End the session."""
    token = token_of(request.headers)
    if token:
        service.logins.logout(token)
    response.delete_cookie(COOKIE)


@router.get("/v1/me", summary="我是谁", description="返回当前用户和角色。", responses=SIGNED_IN)
def me(user: Asking) -> UserOut:
    """Tell who asks."""
    return _shown(user)


@router.put(
    "/v1/me/password",
    status_code=204,
    response_class=Response,
    summary="改自己的密码",
    description="在各处的登录随即失效，这里的也是，要用新密码重新登录；密钥不受影响。",
    responses={**SIGNED_IN, **_TOO_MANY},
)
def change(
    request: Request, response: Response, service: Served, user: Asking, sent: NewPasswordIn
) -> None:
    """Change one's own password."""
    _require_account(user)
    service.logins.change_password(user, sent.old, sent.new, _address(request))
    response.delete_cookie(COOKIE)


@router.get("/login", include_in_schema=False)
def login_page() -> HTMLResponse:
    """Show the form for signing in."""
    page = resources.files("rag.api").joinpath("login.html").read_text("utf-8")
    return HTMLResponse(page)


@keys_router.get("", summary="列出密钥", description="自己的，最早建的在前；密钥本身不再显示。")
def keys(user: Asking, store: Store, paged: Paged) -> Page[ApiKey]:
    """List one's own."""
    with store.read() as session:
        return paged.of(ApiKeys(session, user).all())


@keys_router.post(
    "",
    status_code=201,
    summary="新建密钥",
    description=(
        "程序把它写在请求头 `Authorization: Bearer bk_…` 里，就以这位用户的身份提问。"
        "要登录后才能建；密钥不能再建密钥。"
    ),
    responses=CONFLICT,
)
def make(request: Request, user: Asking, store: Store, sent: KeyIn) -> NewKeyOut:
    """Make a key."""
    _require_account(user)
    if request.state.by_key:
        raise ForbiddenError("用密钥不能再建密钥。", "请登录后再建。")
    with store.write() as session:
        made = ApiKeys(session, user).add(sent.name)
    return NewKeyOut(**asdict(made.key), secret=made.secret)


@keys_router.delete(
    "/{key}",
    status_code=204,
    response_class=Response,
    summary="删除密钥",
    description="用它的程序随即登录不了。",
    responses=BY_ID,
)
def revoke(user: Asking, store: Store, key: Id) -> None:
    """Remove a key."""
    with store.write() as session:
        ApiKeys(session, user).revoke(key)


@users_router.get(
    "",
    response_model=Page[AccountOut],
    summary="列出账户",
    description="按用户名排列；只有管理员可以看。",
)
def accounts(user: Asking, store: Store, paged: Paged) -> Page[User]:
    """List the accounts."""
    with store.read() as session:
        return paged.of(Users(session, user).all())


@users_router.post(
    "",
    status_code=201,
    response_model=AccountOut,
    summary="添加账户",
    description=(
        "第一个账户请在本机用 `beike user add` 添加：有了账户，不登录就不能再用这个服务。"
    ),
    responses=CONFLICT,
)
def add(user: Asking, store: Store, sent: AccountIn) -> User:
    """Make an account."""
    _require_account(user)
    with store.write() as session:
        return Users(session, user).add(sent.name, sent.password, sent.role)


@users_router.post(
    "/{user_id}/disable",
    response_model=AccountOut,
    summary="停用账户",
    description="不能再登录，密钥作废，内容都保留；设一个新密码就恢复。不能停用自己。",
    responses=BY_ID,
)
def disable(user: Asking, store: Store, user_id: Id) -> User:
    """Keep somebody from signing in."""
    with store.write() as session:
        users = Users(session, user)
        return users.disable(users.get(user_id).name)


@users_router.put(
    "/{user_id}/password",
    response_model=AccountOut,
    summary="重设密码",
    description="这位用户在各处的登录随即失效；停用的账户恢复。",
    responses=BY_ID,
)
def reset(user: Asking, store: Store, user_id: Id, sent: PasswordIn) -> User:
    """Give somebody a new password."""
    with store.write() as session:
        users = Users(session, user)
        return users.set_password(users.get(user_id).name, sent.password)


def _require_account(user: User) -> None:
    """Raise where there are no accounts.

    Raises:
        ForbiddenError: the user is the one local user.
    """
    if user.id == LOCAL:
        raise ForbiddenError(
            "这个服务还没有账户，用不着密码和密钥。", "要用账户，请在本机运行 beike user add。"
        )


def _address(request: Request) -> str:
    return request.client.host if request.client else ""


def _shown(user: User) -> UserOut:
    return UserOut(name=user.name, role=user.role, accounts=user.id != LOCAL)
