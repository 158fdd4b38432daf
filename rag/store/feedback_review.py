"""Everybody's feedback, for administrators, and marking what became a gold question."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from rag.store.errors import NotFoundError
from rag.store.feedback import feedback_of
from rag.store.records import Feedback, User, Verdict
from rag.store.tables import FeedbackRow
from rag.store.users import require_admin


class FeedbackReview:
    """The feedback of all users.

    Args:
        session: an open session; ``database.write()`` for what changes something.
        by: who asks.

    Raises:
        ForbiddenError: ``by`` is no administrator.
    """

    def __init__(self, session: Session, by: User) -> None:
        require_admin(by)
        self._session = session

    def page(
        self,
        *,
        limit: int = 50,
        offset: int = 0,
        verdict: Verdict | None = None,
        gold: bool | None = None,
    ) -> list[Feedback]:
        """Return feedback, the newest first.

        Args:
            limit: at most so many.
            offset: so many are passed over.
            verdict: only these; ``None`` for all.
            gold: only what has, or has not, become a gold question; ``None`` for all.
        """
        rows = self._session.scalars(
            select(FeedbackRow)
            .where(*_wanted(verdict, gold))
            .order_by(FeedbackRow.created.desc(), FeedbackRow.id)
            .limit(limit)
            .offset(offset)
        )
        return [feedback_of(row) for row in rows]

    def count(self, *, verdict: Verdict | None = None, gold: bool | None = None) -> int:
        """Return how much feedback :meth:`page` has on all pages together."""
        query = select(func.count()).select_from(FeedbackRow).where(*_wanted(verdict, gold))
        return self._session.scalars(query).one()

    def get(self, feedback_id: str) -> Feedback:
        """Return one.

        Raises:
            NotFoundError: there is none.
        """
        return feedback_of(self._row(feedback_id))

    def mark_gold(self, feedback_id: str, gold: dict[str, Any]) -> Feedback:
        """Keep the gold question that was made of a feedback; see :mod:`rag.store.gold`.

        Raises:
            NotFoundError: there is no such feedback.
        """
        row = self._row(feedback_id)
        row.gold = gold
        self._session.flush()
        return feedback_of(row)

    def _row(self, feedback_id: str) -> FeedbackRow:
        row = self._session.get(FeedbackRow, feedback_id)
        if row is None:
            raise NotFoundError("没有这条评价。", "它可能已经撤回。")
        return row


def _wanted(verdict: Verdict | None, gold: bool | None) -> list[ColumnElement[bool]]:
    wanted = [] if verdict is None else [FeedbackRow.verdict == verdict.value]
    return wanted if gold is None else [*wanted, FeedbackRow.gold.is_not(None) == gold]
