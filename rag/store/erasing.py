"""Deleting a user with everything that belongs to the user."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import ColumnElement, delete, func, select, update
from sqlalchemy.orm import Session

from rag.store.errors import NotFoundError
from rag.store.names import LOCAL
from rag.store.records import User
from rag.store.tables import (
    ApiKeyRow,
    Base,
    ConversationRow,
    DocumentRow,
    DraftRow,
    FeedbackRow,
    LoginAttemptRow,
    SessionRow,
    UserRow,
)
from rag.store.tokens import digest
from rag.store.users import require_admin


@dataclass(frozen=True, slots=True)
class Erased:
    """What was deleted.

    Attributes:
        counts: how many conversations, drafts, feedback and documents.
        kept_gold: feedback that stays, without a name, because a gold question was made of it.
        paths: files of the user's documents in the corpus, for the caller to remove.
    """

    counts: Mapping[str, int]
    kept_gold: int
    paths: tuple[str, ...]


def erase_user(session: Session, by: User, user: User) -> Erased:
    """Delete a user's account and everything that belongs to it.

    Documents of the school stay, also those that the user uploaded. Feedback that became a gold
    question stays without owner, reason, conversation and, unless the question needs it, history.
    The built-in user stays, with nothing left.

    Args:
        session: of ``database.write()``.
        by: who asks: an administrator, or the user.
        user: whom to delete.

    Raises:
        ForbiddenError: ``by`` is neither.
        NotFoundError: the user is gone already.
    """
    if by.id != user.id:
        require_admin(by)
    row = session.scalar(select(UserRow).where(UserRow.id == user.id).with_for_update())
    if row is None:
        raise NotFoundError(f"没有用户 {user.name}。")
    name_hash = digest(row.folded)
    paths = tuple(
        session.scalars(
            select(DocumentRow.path)
            .where(DocumentRow.owner_id == user.id)
            .order_by(DocumentRow.path)
        )
    )
    kept = _keep_gold(session, user)
    counts = {
        "conversations": _remove(session, ConversationRow, ConversationRow.owner_id == user.id),
        "drafts": _remove(session, DraftRow, DraftRow.owner_id == user.id),
        "feedback": _remove(session, FeedbackRow, FeedbackRow.owner_id == user.id),
        "documents": _remove(session, DocumentRow, DocumentRow.owner_id == user.id),
    }
    _remove(session, ApiKeyRow, ApiKeyRow.user_id == user.id)
    _remove(session, SessionRow, SessionRow.user_id == user.id)
    _remove(session, LoginAttemptRow, LoginAttemptRow.name_hash == name_hash)
    session.execute(
        update(DocumentRow).where(DocumentRow.uploaded_by == user.id).values(uploaded_by=None)
    )
    if user.id != LOCAL:
        _remove(session, UserRow, UserRow.id == user.id)
    return Erased(counts, kept, paths)


def _keep_gold(session: Session, user: User) -> int:
    rows = session.scalars(
        select(FeedbackRow).where(FeedbackRow.owner_id == user.id, FeedbackRow.gold.is_not(None))
    ).all()
    for row in rows:
        row.owner_id = row.message_id = None
        row.reason = ""
        if "history" not in (row.gold or {}):
            row.history = []
    session.flush()
    return len(rows)


def _remove(session: Session, table: type[Base], which: ColumnElement[bool]) -> int:
    count = session.scalar(select(func.count()).select_from(table).where(which)) or 0
    session.execute(delete(table).where(which))
    return count
