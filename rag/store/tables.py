"""The tables, and the rows of one user among them.

Rows never leave :mod:`rag.store`: repositories turn them into the records of
:mod:`rag.store.records`. A change here needs a new revision in :mod:`rag.store.migrations`; a test
compares the two.
"""

from __future__ import annotations

import uuid
from datetime import UTC, datetime
from typing import Annotated, Any, Generic, TypeVar

from sqlalchemy import (
    JSON,
    ColumnElement,
    DateTime,
    ForeignKey,
    Index,
    MetaData,
    Select,
    String,
    Text,
    UniqueConstraint,
    delete,
    func,
    select,
)
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column
from sqlalchemy.types import TypeDecorator

from rag.store.errors import NotFoundError
from rag.store.records import Role, User

#: Length of an id: a random UUID in hexadecimal. Ids of ours, not the database's counters, so that
#: a backup keeps its references in any database, and nobody can guess the next one.
ID_LENGTH = 32
#: A user whose removal takes the row along.
Owner = Annotated[str, mapped_column(String(ID_LENGTH), ForeignKey("users.id", ondelete="CASCADE"))]
_NONE = "未命名"
NAME_LENGTH = 40
#: Hexadecimal SHA-256.
HASH_LENGTH = 64
TITLE_LENGTH = 120
#: Name of an index generation.
GENERATION_LENGTH = 64
PATH_LENGTH = 500
NOTE_LENGTH = 200
FINGERPRINT_LENGTH = 64


def new_id() -> str:
    """Return a new random id."""
    return uuid.uuid4().hex


class Base(DeclarativeBase):
    """Base of all tables; every constraint has a name, so that a migration can change it."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


class UtcTime(TypeDecorator[datetime]):
    """A moment in UTC. SQLite keeps no time zone, so one is put back when reading."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Store in UTC; a time without a zone is a mistake of the caller's."""
        if value is not None and value.tzinfo is None:
            raise ValueError(f"a time without a time zone: {value}")
        return None if value is None else value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Return the moment with its zone."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def storable(text: str) -> str:
    """Return ``text`` without what not every database takes: NUL, and halves of characters."""
    return text.replace("\0", "").encode("utf-8", "replace").decode("utf-8")


class Line(TypeDecorator[str]):
    """A short text of limited length."""

    impl = String
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """Take out what not every database takes."""
        return None if value is None else storable(value)


class Words(TypeDecorator[str]):
    """A text of any length."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """Take out what not every database takes."""
        return None if value is None else storable(value)


Id = Annotated[str, mapped_column(String(ID_LENGTH), primary_key=True, default=new_id)]
Moment = Annotated[datetime, mapped_column(UtcTime)]


def title_of(text: str) -> str:
    """Return ``text`` on one line, cut to the length of a title; empty gets a name."""
    line = " ".join(storable(text).split())
    if not line:
        return _NONE
    return line if len(line) <= TITLE_LENGTH else f"{line[: TITLE_LENGTH - 1]}…"


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

    def as_user(self) -> User:
        """Return the row as a record."""
        can_sign_in = self.password_hash is not None
        return User(self.id, self.name, Role(self.role), self.created, can_sign_in=can_sign_in)


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


class ConversationRow(Base):
    """A conversation.

    ``updated`` is the time of its last exchange, ``searchable`` its title folded.
    Searching compares folded text with folded words, so that both databases find the same.
    """

    __tablename__ = "conversations"
    __table_args__ = (Index(None, "owner_id", "updated"),)

    id: Mapped[Id]
    owner_id: Mapped[Owner]
    title: Mapped[str] = mapped_column(Line(TITLE_LENGTH))
    searchable: Mapped[str] = mapped_column(Words)
    created: Mapped[Moment]
    updated: Mapped[Moment]


class MessageRow(Base):
    """One question with its answer.

    ``answer`` is a :class:`rag.types.Answer` as JSON; ``searchable`` is what a search in the
    conversations looks through: question and answer, folded.
    """

    __tablename__ = "messages"
    __table_args__ = (UniqueConstraint("conversation_id", "position"),)

    id: Mapped[Id]
    conversation_id: Mapped[str] = mapped_column(
        String(ID_LENGTH), ForeignKey("conversations.id", ondelete="CASCADE")
    )
    position: Mapped[int]
    question: Mapped[str] = mapped_column(Words)
    answer: Mapped[dict[str, Any]] = mapped_column(JSON)
    searchable: Mapped[str] = mapped_column(Words)
    generation: Mapped[str] = mapped_column(Line(GENERATION_LENGTH))
    created: Mapped[Moment]


class DocumentRow(Base):
    """A document of one user, or of the whole school where ``owner_id`` is empty.

    ``path`` is the path inside the corpus, by which the index knows the document.
    """

    __tablename__ = "documents"

    id: Mapped[Id]
    owner_id: Mapped[str | None] = mapped_column(
        String(ID_LENGTH), ForeignKey("users.id", ondelete="CASCADE"), index=True
    )
    path: Mapped[str] = mapped_column(Line(PATH_LENGTH), unique=True)
    name: Mapped[str] = mapped_column(Line(PATH_LENGTH))
    kind: Mapped[str] = mapped_column(String(24))
    status: Mapped[str] = mapped_column(String(16))
    problem: Mapped[str] = mapped_column(Words)
    sha256: Mapped[str] = mapped_column(String(64))
    uploaded_by: Mapped[str | None] = mapped_column(
        String(ID_LENGTH), ForeignKey("users.id", ondelete="SET NULL")
    )
    created: Mapped[Moment]
    updated: Mapped[Moment]


class DraftRow(Base):
    """A draft; its content is its versions."""

    __tablename__ = "drafts"
    __table_args__ = (Index(None, "owner_id", "updated"),)

    id: Mapped[Id]
    owner_id: Mapped[Owner]
    title: Mapped[str] = mapped_column(Line(TITLE_LENGTH))
    created: Mapped[Moment]
    updated: Mapped[Moment]


class DraftVersionRow(Base):
    """A version, numbered from 1; ``plan`` is a :class:`rag.drafting.plan.Plan` as JSON."""

    __tablename__ = "draft_versions"
    __table_args__ = (UniqueConstraint("draft_id", "number"),)

    id: Mapped[Id]
    draft_id: Mapped[str] = mapped_column(
        String(ID_LENGTH), ForeignKey("drafts.id", ondelete="CASCADE")
    )
    number: Mapped[int]
    plan: Mapped[dict[str, Any]] = mapped_column(JSON)
    note: Mapped[str] = mapped_column(Line(NOTE_LENGTH))
    created: Mapped[Moment]


class FeedbackRow(Base):
    """A thumb up or down with its reason.

    Everything needed to ask the same again is copied, so that it outlives the conversation:
    ``answer`` is a :class:`rag.types.Answer` with its passages, ``history`` the exchanges before
    it. ``owner_id`` is empty once the user is gone and the row stays for its gold question.
    """

    __tablename__ = "feedback"
    __table_args__ = (UniqueConstraint("owner_id", "message_id"), Index(None, "created"))

    id: Mapped[Id]
    owner_id: Mapped[str | None] = mapped_column(
        String(ID_LENGTH), ForeignKey("users.id", ondelete="CASCADE")
    )
    message_id: Mapped[str | None] = mapped_column(
        String(ID_LENGTH), ForeignKey("messages.id", ondelete="SET NULL"), index=True
    )
    verdict: Mapped[str] = mapped_column(String(8))
    reason: Mapped[str] = mapped_column(Words)
    question: Mapped[str] = mapped_column(Words)
    history: Mapped[list[dict[str, str]]] = mapped_column(JSON)
    answer: Mapped[dict[str, Any]] = mapped_column(JSON)
    fingerprint: Mapped[str] = mapped_column(Line(FINGERPRINT_LENGTH))
    generation: Mapped[str] = mapped_column(Line(GENERATION_LENGTH))
    gold: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    created: Mapped[Moment]


Row = TypeVar("Row", ConversationRow, DraftRow, FeedbackRow)


class Owned(Generic[Row]):
    """One user's rows of a table; those of others do not exist here.

    Args:
        session: an open session.
        table: with ``id``, ``owner_id`` and ``created``.
        owner: whose rows.
        missing: message where there is no such row, in Chinese.
        hint: what may have happened to it.
    """

    def __init__(
        self, session: Session, table: type[Row], owner: User, missing: str, hint: str = ""
    ) -> None:
        self._session = session
        self._table: type[Row] = table
        self._owner = owner
        self._missing = (missing, hint)

    def select(self, *more: ColumnElement[Any]) -> Select[Any]:
        """Return the query for the owner's rows, each with ``more`` columns beside it."""
        return select(self._table, *more).where(self._table.owner_id == self._owner.id)

    def one(self, row_id: str, *conditions: ColumnElement[bool], lock: bool = False) -> Row:
        """Return the row of an id; with ``lock`` nobody changes it meanwhile.

        Raises:
            NotFoundError: the owner has no such row, or it does not meet the conditions.
        """
        query = self.select().where(self._table.id == row_id, *conditions)
        row: Row | None = self._session.scalar(query.with_for_update() if lock else query)
        if row is None:
            raise NotFoundError(*self._missing)
        return row

    def delete(self, row_id: str, *conditions: ColumnElement[bool]) -> None:
        """Remove a row with what hangs on it.

        Raises:
            NotFoundError: as :meth:`one` does.
        """
        row = self.one(row_id, *conditions, lock=True)
        self._session.execute(delete(self._table).where(self._table.id == row.id))

    def count(self, *conditions: ColumnElement[bool]) -> int:
        """Return how many rows the owner has that meet the conditions."""
        query = select(func.count()).select_from(self._table)
        mine = self._table.owner_id == self._owner.id
        return self._session.scalars(query.where(mine, *conditions)).one()
