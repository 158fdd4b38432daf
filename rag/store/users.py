"""Accounts, for administrators; signing in is in :mod:`rag.store.logins`.

The command line acts as the built-in user, who is an administrator: whoever can start it on the
machine has the database file anyway.
"""

from __future__ import annotations

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from rag.store.clock import Clock, utc_now
from rag.store.errors import DatabaseError, ForbiddenError, NameTakenError, NotFoundError
from rag.store.names import LOCAL, check_name, folded
from rag.store.passwords import check_new, hash_password
from rag.store.records import Role, User
from rag.store.tables import ApiKeyRow, LoginAttemptRow, SessionRow, UserRow
from rag.store.tokens import digest


def local_user(session: Session) -> User:
    """Return the built-in user, to whom everything belongs where there are no accounts.

    Raises:
        DatabaseError: somebody removed its row by hand.
    """
    row = session.get(UserRow, LOCAL)
    if row is None:
        raise DatabaseError("数据库里缺少内置用户。", "请恢复最近的备份。")
    return user_of(row)


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
        return user_of(row)

    def all(self) -> list[User]:
        """Return all accounts by name, without the built-in user."""
        rows = self._session.scalars(
            select(UserRow).where(UserRow.id != LOCAL).order_by(UserRow.folded)
        )
        return [user_of(row) for row in rows]

    def find(self, name: str) -> User:
        """Return the user of this name, ``local`` for the built-in one.

        Raises:
            NotFoundError: there is none.
        """
        return user_of(self._row(name))

    def get(self, user_id: str) -> User:
        """Return the user of an id.

        Raises:
            NotFoundError: there is none.
        """
        row = self._session.get(UserRow, user_id)
        if row is None:
            raise NotFoundError("没有这位用户。", "账户可能已经删除。")
        return user_of(row)

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
        return user_of(row)

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
        return user_of(row)

    def _row(self, name: str) -> UserRow:
        row = self._session.scalar(select(UserRow).where(UserRow.folded == folded(name)))
        if row is None:
            raise NotFoundError(f"没有用户 {name}。", "用 beike user list 可以看到全部用户。")
        return row


def user_of(row: UserRow) -> User:
    """Return a row as a record."""
    return User(
        row.id, row.name, Role(row.role), row.created, can_sign_in=row.password_hash is not None
    )
