"""Users, their signed-in sessions, the keys of their programs, and attempts to sign in.

Of passwords, tokens and keys only hashes are kept.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from rag.store.tables.base import Base, Id, Line, Moment, Owner, UtcTime

NAME_LENGTH = 40
#: Hexadecimal SHA-256.
HASH_LENGTH = 64


class UserRow(Base):
    """An account; ``folded`` is the name as it is compared, ``password_hash`` an argon2id string.

    Without a password hash nobody can sign in: so it is with the built-in user.
    """

    __tablename__ = "users"

    id: Mapped[Id]
    name: Mapped[str] = mapped_column(Line(NAME_LENGTH))
    folded: Mapped[str] = mapped_column(Line(NAME_LENGTH * 4), unique=True)
    role: Mapped[str] = mapped_column(String(16))
    password_hash: Mapped[str | None] = mapped_column(String(255))
    created: Mapped[Moment]


class SessionRow(Base):
    """A signed-in browser; the token itself is only in its cookie."""

    __tablename__ = "sessions"

    token_hash: Mapped[str] = mapped_column(String(HASH_LENGTH), primary_key=True)
    user_id: Mapped[Owner] = mapped_column(index=True)
    created: Mapped[Moment]
    expires: Mapped[Moment] = mapped_column(index=True)


class ApiKeyRow(Base):
    """A key for a program; ``hint`` is its beginning, by which its owner knows it again."""

    __tablename__ = "api_keys"
    __table_args__ = (UniqueConstraint("user_id", "name"),)

    id: Mapped[Id]
    user_id: Mapped[Owner]
    name: Mapped[str] = mapped_column(Line(NAME_LENGTH))
    key_hash: Mapped[str] = mapped_column(String(HASH_LENGTH), unique=True)
    hint: Mapped[str] = mapped_column(String(16))
    created: Mapped[Moment]
    last_used: Mapped[datetime | None] = mapped_column(UtcTime)


class LoginAttemptRow(Base):
    """An attempt to sign in that failed or is under way; removed when its window is over.

    Name and address are kept as hashes: the name may be of no account, typed by mistake.
    """

    __tablename__ = "login_attempts"

    id: Mapped[Id]
    name_hash: Mapped[str] = mapped_column(String(HASH_LENGTH), index=True)
    address_hash: Mapped[str] = mapped_column(String(HASH_LENGTH), index=True)
    at: Mapped[Moment] = mapped_column(index=True)
