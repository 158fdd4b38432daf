"""The database: which one the settings mean, how it is opened, and its two kinds of transactions.

A transaction that reads sees one state of the data from beginning to end and cannot write; one
that writes has the write lock of SQLite from its beginning, so that what it has read is still so
when it writes. On PostgreSQL, repositories lock the rows they count on instead.
"""

from __future__ import annotations

import json
import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import sqlalchemy.exc
from sqlalchemy import URL, Connection, Engine, create_engine, event, func, make_url, select
from sqlalchemy.exc import ArgumentError, OperationalError
from sqlalchemy.orm import Session

from indexing.extras import how_to_install
from rag.settings import Settings
from rag.store.errors import DatabaseError
from rag.store.migrations import current, head, upgrade
from rag.store.postgres import DRIVER, connect_arguments, postgres_engine
from rag.store.tables import UserRow, storable

#: Name of the SQLite file that is used where no database is set.
FILE_NAME = "beike.db"
_EXAMPLES = "例如 sqlite:////srv/beike/beike.db 或 postgresql://beike@127.0.0.1/beike。"
_POSTGRES = {"postgres", "postgresql", f"postgresql+{DRIVER}"}
#: Milliseconds that a writer waits for another one.
BUSY_TIMEOUT_MS = 15_000
#: Any number, the same in all processes of Beike.
_SCHEMA_LOCK = 0x6265696B65


def database_url(settings: Settings) -> URL:
    """Return the address of the database of ``settings``.

    Without one it is an SQLite file beside the index folder.

    Raises:
        DatabaseError: the address cannot be read, is of another kind of database, or the driver
            for PostgreSQL is not installed. The message never holds the password.
    """
    given = settings.database.get_secret_value()
    if not given:
        return sqlite_url(settings.index.absolute().parent / FILE_NAME)
    try:
        url = make_url(given)
    except ArgumentError:
        raise DatabaseError("设置 database 的写法不对。", _EXAMPLES) from None
    if url.drivername in _POSTGRES:
        if find_spec(DRIVER) is None:
            raise DatabaseError(
                "要用 PostgreSQL，还缺驱动程序。", f"请运行 {how_to_install('postgres')}。"
            )
        url = url.set(drivername=f"postgresql+{DRIVER}")
        connect_arguments(url)
        return url
    if url.drivername != "sqlite" or url.database in (None, "", ":memory:"):
        raise DatabaseError("设置 database 只能是 SQLite 文件或 PostgreSQL。", _EXAMPLES)
    return url


def sqlite_url(path: Path) -> URL:
    """Return the address of an SQLite file."""
    return URL.create("sqlite", database=str(path))


def shown(url: URL) -> str:
    """Return the address for people, without the password."""
    if url.drivername == "sqlite":
        return f"SQLite，{url.database}"
    return f"PostgreSQL，{url.host or url.query.get('host', '')}/{url.database or ''}"


class Database:
    """One engine, to be shared by all threads of a process and closed at its end.

    Args:
        url: see :func:`rag.store.database.database_url`.
        foreign_keys: SQLite only: false while tables are rebuilt by a migration.

    Raises:
        DatabaseError: the SQLite file cannot be made or protected, or the address of a PostgreSQL
            server lacks something.
    """

    def __init__(self, url: URL, *, foreign_keys: bool = True) -> None:
        self.url = url
        self.is_sqlite = url.get_backend_name() == "sqlite"
        self.engine = (
            _sqlite(url, foreign_keys) if self.is_sqlite else postgres_engine(url, _OPTIONS)
        )
        self._reading = self.engine.execution_options(beike_reads=True)

    @contextmanager
    def read(self) -> Iterator[Session]:
        """Open a session that sees one state and cannot write.

        Raises:
            DatabaseError: the database cannot be reached.
        """
        with self._told(), Session(self._reading) as session:
            yield session

    @contextmanager
    def write(self) -> Iterator[Session]:
        """Open a session that is committed at the end of the block, or rolled back on an error.

        Raises:
            DatabaseError: the database cannot be reached, or another writer does not finish.
        """
        with self._told(), Session(self.engine) as session, session.begin():
            session.connection()  # begins now, not with the first statement
            yield session

    @contextmanager
    def schema(self) -> Iterator[Connection]:
        """Open a connection in one transaction for changing tables; nobody else changes them.

        Raises:
            DatabaseError: as in :meth:`write`.
        """
        with self._told(), self.engine.begin() as connection:
            if not self.is_sqlite:
                connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_SCHEMA_LOCK})")
            yield connection

    def close(self) -> None:
        """Close all connections."""
        self.engine.dispose()

    @contextmanager
    def _told(self) -> Iterator[None]:
        """Tell a database that cannot be reached in a sentence; statements may hold secrets."""
        try:
            yield
        except sqlalchemy.exc.DatabaseError as error:
            # Those derived from it, but for one, are mistakes of the program's.
            if type(error) not in (sqlalchemy.exc.DatabaseError, OperationalError):
                raise
            reason = str(error.orig).strip().splitlines()[0] if error.orig else ""
            if "locked" in reason:
                raise DatabaseError("数据库正忙，没能写入。", "请稍后再试。") from None
            raise DatabaseError(
                f"数据库用不了（{shown(self.url)}）：{reason}",
                "请检查设置 database、文件权限、磁盘空间和数据库服务。",
            ) from None


def _json(value: object) -> str:
    """Keep Chinese readable, and half the size."""
    return storable(json.dumps(value, ensure_ascii=False, separators=(",", ":")))


#: Of both kinds of engines. More threads than connections wait for a free one. Messages of errors
#: reach the log, so they hold no values: those are questions, answers and hashes.
_OPTIONS: dict[str, Any] = {
    "pool_size": 5,
    "max_overflow": 20,
    "json_serializer": _json,
    "hide_parameters": True,
}


def _sqlite(url: URL, foreign_keys: bool) -> Engine:
    assert url.database is not None
    _protected(Path(url.database))
    engine = create_engine(url, **_OPTIONS)

    @event.listens_for(engine, "connect")
    def connected(connection: sqlite3.Connection, _: object) -> None:
        # The driver's own BEGIN comes late and lets two writers read the same state.
        connection.isolation_level = None
        for pragma in (
            f"busy_timeout = {BUSY_TIMEOUT_MS}",
            "synchronous = NORMAL",
            f"foreign_keys = {int(foreign_keys)}",
        ):
            connection.execute(f"PRAGMA {pragma}")
        log_ahead(connection)

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        reads = bool(connection.get_execution_options().get("beike_reads"))
        connection.exec_driver_sql(f"PRAGMA query_only = {int(reads)}")
        connection.exec_driver_sql("BEGIN" if reads else "BEGIN IMMEDIATE")

    return engine


def log_ahead(connection: sqlite3.Connection) -> None:
    """Switch a connection to write-ahead logging.

    SQLite waits for no lock here, whatever its ``busy_timeout``: where several open a new file at
    once, all but one would fail.

    Raises:
        sqlite3.OperationalError: the file stays locked for ``BUSY_TIMEOUT_MS``, or another fault.
    """
    until = time.monotonic() + BUSY_TIMEOUT_MS / 1000
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) or time.monotonic() > until:
                raise
            time.sleep(0.01)


def _protected(path: Path) -> None:
    """Make the file readable by its owner only; SQLite gives its companions the same mode."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
        if path.stat().st_mode & 0o077:
            path.chmod(0o600)
    except OSError as error:
        raise DatabaseError(
            f"数据库文件 {path} 打不开：{error.strerror}。",
            "请检查文件夹的权限，或用设置 database 换一个位置。",
        ) from None


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
