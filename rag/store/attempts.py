"""How often signing in may fail: counted in the database, so for all processes and restarts.

An attempt is written down before the password is looked at, in a transaction of its own. Each of
several at the same time then sees those before it, and no more than the limit get through.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from math import ceil

from sqlalchemy import ColumnElement, delete, select
from sqlalchemy.orm import Session

from rag.store.clock import Clock, utc_now
from rag.store.database import Database
from rag.store.errors import TooManyAttemptsError
from rag.store.names import folded
from rag.store.tables import LoginAttemptRow
from rag.store.tables.base import new_id
from rag.store.tokens import digest

#: Failures count for this long.
WINDOW = timedelta(minutes=15)
#: Failures of one name from one address.
PER_NAME_AND_ADDRESS = 5
#: Failures of one name from anywhere: a few teachers' typing errors, not a search.
PER_NAME = 20
#: Failures from one address; a whole staff room may share one.
PER_ADDRESS = 50


class Attempts:
    """The sliding windows of failed attempts."""

    def __init__(self, database: Database, clock: Clock = utc_now) -> None:
        """Count in ``database``."""
        self._database = database
        self._clock = clock

    def begin(self, name: str, address: str) -> None:
        """Write an attempt down as failed; :meth:`succeeded` takes it back.

        Raises:
            TooManyAttemptsError: a limit is reached. This attempt then does not count, so that
                waiting is enough.
        """
        now = self._clock()
        name_hash, address_hash = digest(folded(name)), digest(address)
        attempt = new_id()
        with self._database.write() as session:
            session.execute(delete(LoginAttemptRow).where(LoginAttemptRow.at <= now - WINDOW))
            session.add(
                LoginAttemptRow(id=attempt, name_hash=name_hash, address_hash=address_hash, at=now)
            )
        same_name = LoginAttemptRow.name_hash == name_hash
        same_address = LoginAttemptRow.address_hash == address_hash
        with self._database.read() as session:
            free = [
                *_free_from(session, PER_NAME_AND_ADDRESS, same_name, same_address),
                *_free_from(session, PER_NAME, same_name),
                *_free_from(session, PER_ADDRESS, same_address),
            ]
        if free:
            self._remove(LoginAttemptRow.id == attempt)
            raise TooManyAttemptsError(ceil((max(free) - now).total_seconds()))

    def succeeded(self, name: str, address: str) -> None:
        """Forget the failures of this name from this address."""
        self._remove(
            (LoginAttemptRow.name_hash == digest(folded(name)))
            & (LoginAttemptRow.address_hash == digest(address))
        )

    def _remove(self, which: ColumnElement[bool]) -> None:
        with self._database.write() as session:
            session.execute(delete(LoginAttemptRow).where(which))


def _free_from(session: Session, limit: int, *same: ColumnElement[bool]) -> list[datetime]:
    """Return when an attempt is allowed again; nothing where it is now."""
    # This one and the newest others fill the limit; the next older has to leave the window first.
    over = session.scalars(
        select(LoginAttemptRow.at)
        .where(*same)
        .order_by(LoginAttemptRow.at.desc())
        .offset(limit)
        .limit(1)
    )
    return [at + WINDOW for at in over]
