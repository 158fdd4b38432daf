"""Keys for a user's own programs; whose key one is, is told by :mod:`rag.store.logins`."""

from __future__ import annotations

import unicodedata

from sqlalchemy import ColumnElement, delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from rag.store.clock import Clock, utc_now
from rag.store.errors import NameTakenError, NotFoundError, PasswordError
from rag.store.names import tidy
from rag.store.records import ApiKey, NewApiKey, User
from rag.store.tables import ApiKeyRow
from rag.store.tables.accounts import NAME_LENGTH
from rag.store.tokens import digest, key_hint, new_key


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
