"""The rows of one table that belong to one user: here, and only here, others' rows are left out."""

from __future__ import annotations

from typing import Any, Generic, TypeVar

from sqlalchemy import ColumnElement, Select, delete, func, select
from sqlalchemy.orm import Session

from rag.store.errors import NotFoundError
from rag.store.records import User
from rag.store.tables import ConversationRow, DraftRow, FeedbackRow

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
