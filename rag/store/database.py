"""An open database: its engine, and its two kinds of transactions.

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
from pathlib import Path
from typing import Any

import sqlalchemy.exc
from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from rag.store.address import shown
from rag.store.errors import DatabaseError
from rag.store.postgres import postgres_engine
from rag.store.tables.base import storable

#: Milliseconds that a writer waits for another one.
BUSY_TIMEOUT_MS = 15_000
#: Any number, the same in all processes of Beike.
_SCHEMA_LOCK = 0x6265696B65


class Database:
    """One engine, to be shared by all threads of a process and closed at its end.

    Args:
        url: see :func:`rag.store.address.database_url`.
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
