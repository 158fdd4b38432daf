"""Accounts, for administrators, and the keys of a user's own programs.

The command line acts as the built-in user, who is an administrator: whoever can start it on the
machine has the database file anyway. Signing in is in :mod:`rag.store.logins`.
"""

from __future__ import annotations

import unicodedata

from sqlalchemy import ColumnElement, delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from rag.store.errors import (
    DatabaseError,
    ForbiddenError,
    NameTakenError,
    NotFoundError,
    PasswordError,
)
from rag.store.logins import (
    check_name,
    check_new,
    digest,
    folded,
    hash_password,
    key_hint,
    new_key,
    tidy,
)
from rag.store.records import LOCAL, ApiKey, Clock, NewApiKey, Role, User, utc_now
from rag.store.tables import NAME_LENGTH, ApiKeyRow, LoginAttemptRow, SessionRow, UserRow


def local_user(session: Session) -> User:
    """Return the built-in user, to whom everything belongs where there are no accounts.

    Raises:
        DatabaseError: somebody removed its row by hand.
    """
    row = session.get(UserRow, LOCAL)
    if row is None:
        raise DatabaseError("数据库里缺少内置用户。", "请恢复最近的备份。")
    return row.as_user()


def has_accounts(session: Session) -> bool:
    """Tell whether anybody can sign in; without accounts only loopback may be served."""
    found = session.scalar(select(UserRow.id).where(UserRow.password_hash.is_not(None)).limit(1))
    return found is not None


def require_admin(user: User) -> None:
    """Raise unless the user is an administrator.

    Raises:
        ForbiddenError: the user is not.
    """
    if not user.is_admin:
        raise ForbiddenError("只有管理员可以这样做。", "请找学校的备课管理员。")


class Users:
    """All accounts.

    Args:
        session: an open session; ``database.write()`` for what changes something.
        by: who asks.
        clock: the time.

    Raises:
        ForbiddenError: ``by`` is no administrator.
    """

    def __init__(self, session: Session, by: User, clock: Clock = utc_now) -> None:
        require_admin(by)
        self._session = session
        self._by = by
        self._clock = clock

    def add(self, name: str, password: str, role: Role = Role.TEACHER) -> User:
        """Make an account.

        Raises:
            PasswordError: name or password is against the rules.
            NameTakenError: there is such an account.
        """
        name = check_name(name)
        check_new(password, name)
        row = UserRow(
            name=name,
            folded=folded(name),
            role=role.value,
            password_hash=hash_password(password),
            created=self._clock(),
        )
        try:
            with self._session.begin_nested():
                self._session.add(row)
        except IntegrityError:
            raise NameTakenError(f"已经有用户 {name}。", "请换一个用户名。") from None
        return row.as_user()

    def all(self) -> list[User]:
        """Return all accounts by name, without the built-in user."""
        rows = self._session.scalars(
            select(UserRow).where(UserRow.id != LOCAL).order_by(UserRow.folded)
        )
        return [row.as_user() for row in rows]

    def find(self, name: str) -> User:
        """Return the user of this name, ``local`` for the built-in one.

        Raises:
            NotFoundError: there is none.
        """
        return self._row(name).as_user()

    def get(self, user_id: str) -> User:
        """Return the user of an id.

        Raises:
            NotFoundError: there is none.
        """
        row = self._session.get(UserRow, user_id)
        if row is None:
            raise NotFoundError("没有这位用户。", "账户可能已经删除。")
        return row.as_user()

    def set_password(self, name: str, password: str) -> User:
        """Give a new password, sign the user out everywhere, and lift a block of signing in.

        A disabled account can be used again.

        Raises:
            NotFoundError: there is no such account.
            PasswordError: the password is against the rules.
        """
        row = self._row(name)
        if row.id == LOCAL:
            raise NotFoundError("内置用户没有密码。", "用 beike user add 建立账户。")
        check_new(password, row.name)
        row.password_hash = hash_password(password)
        self._session.execute(delete(SessionRow).where(SessionRow.user_id == row.id))
        self._session.execute(
            delete(LoginAttemptRow).where(LoginAttemptRow.name_hash == digest(row.folded))
        )
        self._session.flush()
        return row.as_user()

    def disable(self, name: str) -> User:
        """Keep a user from signing in: password, sessions and keys are gone, the content stays.

        Raises:
            NotFoundError: there is no such account.
            ForbiddenError: it is one's own, or the last one that can sign in: without any, the
                service would be open to whoever uses this machine.
        """
        row = self._row(name)
        if row.id in (LOCAL, self._by.id):
            raise ForbiddenError("不能停用自己的账户。", "请由另一位管理员来做。")
        others = select(UserRow.id).where(UserRow.password_hash.is_not(None), UserRow.id != row.id)
        if self._session.scalars(others.with_for_update()).first() is None:
            raise ForbiddenError(
                f"{row.name} 是唯一能登录的账户，不能停用。", "请先添加另一个账户。"
            )
        row.password_hash = None
        self._session.execute(delete(SessionRow).where(SessionRow.user_id == row.id))
        self._session.execute(delete(ApiKeyRow).where(ApiKeyRow.user_id == row.id))
        self._session.flush()
        return row.as_user()

    def _row(self, name: str) -> UserRow:
        row = self._session.scalar(select(UserRow).where(UserRow.folded == folded(name)))
        if row is None:
            raise NotFoundError(f"没有用户 {name}。", "用 beike user list 可以看到全部用户。")
        return row


class ApiKeys:
    """The keys of one user."""

    def __init__(self, session: Session, owner: User, clock: Clock = utc_now) -> None:
        """Keep to the keys of ``owner``."""
        self._session = session
        self._owner = owner
        self._clock = clock

    def add(self, name: str) -> NewApiKey:
        """Make a key; its secret is in the result and nowhere else.

        Raises:
            PasswordError: the name is empty or too long.
            NameTakenError: the user has a key of this name.
        """
        name = tidy(name)
        visible = all(unicodedata.category(char)[0] != "C" for char in name)
        if not (1 <= len(name) <= NAME_LENGTH and visible):
            raise PasswordError(f"密钥的名称要有 1 到 {NAME_LENGTH} 个字。")
        secret = new_key()
        row = ApiKeyRow(
            user_id=self._owner.id,
            name=name,
            key_hash=digest(secret),
            hint=key_hint(secret),
            created=self._clock(),
            last_used=None,
        )
        try:
            with self._session.begin_nested():
                self._session.add(row)
        except IntegrityError:
            raise NameTakenError(f"已经有名为 {name} 的密钥。", "请换一个名称。") from None
        return NewApiKey(_key(row), secret)

    def all(self) -> list[ApiKey]:
        """Return the keys, oldest first."""
        rows = self._session.scalars(
            select(ApiKeyRow)
            .where(ApiKeyRow.user_id == self._owner.id)
            .order_by(ApiKeyRow.created, ApiKeyRow.name)
        )
        return [_key(row) for row in rows]

    def remove(self, name: str) -> None:
        """Remove a key by its name; it opens nothing from now on.

        Raises:
            NotFoundError: the user has none of this name.
        """
        self._remove(ApiKeyRow.name == tidy(name), f"没有名为 {name} 的密钥。")

    def revoke(self, key_id: str) -> None:
        """Remove a key by its id.

        Raises:
            NotFoundError: the user has none of this id.
        """
        self._remove(ApiKeyRow.id == key_id, "没有这个密钥。")

    def _remove(self, which: ColumnElement[bool], missing: str) -> None:
        removed = self._session.execute(
            delete(ApiKeyRow)
            .where(ApiKeyRow.user_id == self._owner.id, which)
            .returning(ApiKeyRow.id)
        ).first()
        if removed is None:
            raise NotFoundError(missing)


def _key(row: ApiKeyRow) -> ApiKey:
    return ApiKey(row.id, row.name, row.hint, row.created, row.last_used)
