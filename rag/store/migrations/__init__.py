"""How the tables came to be, one revision a file in ``versions``; applied here by Alembic.

A change of :mod:`rag.store.tables` comes with a new file there, written by hand; a test lists what
the two do not agree on. Revisions go one way: to go back, a backup is restored.
"""

from __future__ import annotations

from functools import cache

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from rag.store.errors import DatabaseError

_HEAD = "head"


def head() -> str:
    """Return the newest revision."""
    return revisions()[-1]


@cache
def revisions() -> tuple[str, ...]:
    """Return all revisions, oldest first."""
    script = ScriptDirectory.from_config(_config())
    return tuple(revision.revision for revision in script.walk_revisions())[::-1]


def current(connection: Connection) -> str | None:
    """Return the revision of a database, ``None`` for one without tables.

    Raises:
        DatabaseError: a newer version of Beike made it.
    """
    found = MigrationContext.configure(connection).get_current_revision()
    if found is not None and found not in revisions():
        raise DatabaseError(
            "数据库是更新版本的备课建立的，这个版本读不了。", "请升级备课，或恢复以前的备份。"
        )
    return found


def upgrade(connection: Connection, revision: str = _HEAD) -> None:
    """Apply revisions up to ``revision`` inside the transaction of ``connection``.

    Raises:
        DatabaseError: a newer version of Beike made the database, or rows would lose what they
            refer to; roll back then.
    """
    current(connection)
    config = _config()
    config.attributes["connection"] = connection
    command.upgrade(config, revision)
    if connection.dialect.name == "sqlite":
        _check_references(connection)


def _check_references(connection: Connection) -> None:
    """Check what SQLite does not while its foreign keys are off.

    Raises:
        DatabaseError: a row refers to one that is not there.
    """
    broken = connection.exec_driver_sql("PRAGMA foreign_key_check").first()
    if broken is not None:
        raise DatabaseError(
            f"数据库的表 {broken[0]} 里有一行找不到它所属的内容。", "请恢复最近的备份。"
        )


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", "rag.store:migrations")
    return config
