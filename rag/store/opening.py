"""Opening the database of the settings, with its tables up to date."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import func, select

from rag.settings import Settings
from rag.store.address import database_url, shown
from rag.store.database import Database
from rag.store.errors import DatabaseError
from rag.store.migrating import current, head, upgrade
from rag.store.tables import UserRow


@dataclass(frozen=True, slots=True)
class DatabaseState:
    """What ``beike doctor`` tells.

    Attributes:
        place: the database, without its password.
        revision: of its tables; empty where there are none yet.
        accounts: users who can sign in.
    """

    place: str
    revision: str
    accounts: int


def open_database(settings: Settings) -> Database:
    """Open the database; make its tables where there are none.

    Tables of an earlier revision are brought up to date at once in SQLite, whose file has one
    user. Several machines may share a PostgreSQL server: there, that is left to
    :func:`upgrade_database`.

    Returns:
        The database, to be closed by the caller. A process opens it once and shares it.

    Raises:
        DatabaseError: it cannot be reached or made, is newer than this program, or has to be
            upgraded first.
    """
    url = database_url(settings)
    database = Database(url)
    try:
        with database.read() as session:
            found = current(session.connection())
        if found != head():
            if found is not None and not database.is_sqlite:
                raise DatabaseError("数据库的表是以前版本的。", "请先备份，再运行 beike upgrade。")
            _upgrade(database)
    except BaseException:
        database.close()
        raise
    return database


def upgrade_database(settings: Settings) -> tuple[str | None, str]:
    """Bring the tables up to date, whatever the database.

    Returns:
        The revision before and after.

    Raises:
        DatabaseError: it cannot be reached, or is newer than this program.
    """
    database = Database(database_url(settings))
    try:
        with database.read() as session:
            found = current(session.connection())
        _upgrade(database)
    finally:
        database.close()
    return found, head()


def database_state(settings: Settings) -> DatabaseState:
    """Look at the database without making or changing anything.

    Raises:
        DatabaseError: it cannot be used as it is; the hint says what to do.
    """
    url = database_url(settings)
    if url.get_backend_name() == "sqlite" and not Path(url.database or "").exists():
        return DatabaseState(shown(url), "", 0)
    database = Database(url)
    try:
        with database.read() as session:
            found = current(session.connection())
            if found is None:
                return DatabaseState(shown(url), "", 0)
            if found != head():
                raise DatabaseError(f"数据库的表还是版本 {found}。", "请运行 beike upgrade。")
            accounts = session.scalar(
                select(func.count()).select_from(UserRow).where(UserRow.password_hash.is_not(None))
            )
            return DatabaseState(shown(url), found, accounts or 0)
    finally:
        database.close()


def _upgrade(database: Database) -> None:
    # Rebuilding a table of SQLite drops the old one, which would take along what refers to it.
    altering = Database(database.url, foreign_keys=False)
    try:
        with altering.schema() as connection:
            upgrade(connection)
    finally:
        altering.close()
