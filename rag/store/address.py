"""Which database the settings mean, and its address as SQLAlchemy wants it."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from rag.settings import Settings
from rag.store.errors import DatabaseError
from rag.store.postgres import DRIVER, connect_arguments

#: Name of the SQLite file that is used where no database is set.
FILE_NAME = "beike.db"
_EXAMPLES = "例如 sqlite:////srv/beike/beike.db 或 postgresql://beike@127.0.0.1/beike。"
_POSTGRES = {"postgres", "postgresql", f"postgresql+{DRIVER}"}


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
                "要用 PostgreSQL，还缺驱动程序。", "请运行 pip install 'beike[postgres]'。"
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
