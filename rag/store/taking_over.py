"""Giving an account what was kept while there were no accounts.

Moving the files of its documents is the caller's: see :mod:`rag.service.taking_over`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session
from sqlalchemy.sql.dml import ReturningUpdate

from rag.store.errors import NotFoundError
from rag.store.names import LOCAL
from rag.store.records import User
from rag.store.tables import ApiKeyRow, ConversationRow, DocumentRow, DraftRow, FeedbackRow
from rag.store.users import require_admin

_Table = type[ConversationRow] | type[DraftRow] | type[FeedbackRow]
_TABLES: dict[str, _Table] = {
    "conversations": ConversationRow,
    "drafts": DraftRow,
    "feedback": FeedbackRow,
}


@dataclass(frozen=True, slots=True)
class Taken:
    """What now belongs to the account.

    Attributes:
        counts: how many conversations, drafts, feedback and documents.
        moves: paths in the corpus of its documents, before and after.
    """

    counts: Mapping[str, int]
    moves: tuple[tuple[str, str], ...]


def left_over(session: Session) -> dict[str, int]:
    """Return how many conversations, drafts, feedback and documents the built-in user has."""
    tables: dict[str, _Table | type[DocumentRow]] = {**_TABLES, "documents": DocumentRow}
    return {
        name: session.scalars(
            select(func.count()).select_from(table).where(table.owner_id == LOCAL)
        ).one()
        for name, table in tables.items()
    }


def take_over(session: Session, by: User, user: User, path_of: Callable[[str], str]) -> Taken:
    """Give ``user`` everything of the built-in user's, the keys of programs among it.

    A document or key of which the user has one of the same name stays where it is.

    Args:
        session: of ``database.write()``.
        by: who asks.
        user: who gets it.
        path_of: returns the path in the corpus of the user's document of a name.

    Raises:
        ForbiddenError: ``by`` is no administrator.
        NotFoundError: ``user`` is the built-in one.
    """
    require_admin(by)
    if user.id == LOCAL:
        raise NotFoundError("内置用户的内容本来就是它的。", "请写要归到的账户。")
    counts = {
        name: len(session.execute(_given(table, user)).all()) for name, table in _TABLES.items()
    }
    moves = _documents(session, user, path_of)
    taken = select(ApiKeyRow.name).where(ApiKeyRow.user_id == user.id)
    session.execute(
        update(ApiKeyRow)
        .where(ApiKeyRow.user_id == LOCAL, ApiKeyRow.name.not_in(taken))
        .values(user_id=user.id)
    )
    session.flush()
    return Taken({**counts, "documents": len(moves)}, moves)


def _given(table: _Table, user: User) -> ReturningUpdate[tuple[str]]:
    return update(table).where(table.owner_id == LOCAL).values(owner_id=user.id).returning(table.id)


def _documents(
    session: Session, user: User, path_of: Callable[[str], str]
) -> tuple[tuple[str, str], ...]:
    moves = []
    rows = session.scalars(
        select(DocumentRow).where(DocumentRow.owner_id == LOCAL).order_by(DocumentRow.path)
    )
    for row in rows.all():
        path = path_of(row.name)
        if session.scalar(select(DocumentRow.id).where(DocumentRow.path == path)) is None:
            moves.append((row.path, path))
            row.owner_id, row.path = user.id, path
    session.flush()
    return tuple(moves)
