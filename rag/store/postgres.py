"""PostgreSQL: what its driver, pg8000, is given to connect, and what its errors become.

Addresses are written as for other programs (libpq): ``?host=`` names the folder of a Unix socket,
``?sslmode=`` and ``?sslrootcert=`` say how the connection is protected.
"""

from __future__ import annotations

import ssl
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, ExceptionContext, create_engine, event
from sqlalchemy.exc import (
    DataError,
    DBAPIError,
    IntegrityError,
    InternalError,
    OperationalError,
    ProgrammingError,
)

from rag.store.errors import DatabaseError

#: Package of the driver, and its name in an address.
DRIVER = "pg8000"
#: Seconds to wait for a server that does not answer.
CONNECT_TIMEOUT_S = 10
_PORT = 5432
_SSL_MODES = ("disable", "prefer", "require", "verify-ca", "verify-full")
_PARAMETERS = {"host", "sslmode", "sslrootcert"}
#: The driver has one class for whatever the server refuses; these are the first two characters of
#: the SQLSTATE codes that are a mistake of the program's or a row that does not fit.
_CLASSES: dict[str, type[DBAPIError]] = {
    "22": DataError,
    "23": IntegrityError,
    "25": InternalError,
    "42": ProgrammingError,
}
_NO_PRIVILEGE = "42501"


def connect_arguments(url: URL) -> dict[str, Any]:
    """Return what the driver connects with.

    Raises:
        DatabaseError: the address has no user or database, or a parameter that is not known.
    """
    query = {name: str(value) for name, value in url.query.items()}
    if unknown := sorted(query.keys() - _PARAMETERS):
        raise DatabaseError(
            f"设置 database 里的参数 {unknown[0]} 备课不认识。",
            f"可以用的参数：{'、'.join(sorted(_PARAMETERS))}。",
        )
    if not url.username or not url.database:
        raise DatabaseError(
            "设置 database 里要有用户名和数据库名。", "例如 postgresql://beike@127.0.0.1/beike。"
        )
    host, port = query.get("host") or url.host or "localhost", url.port or _PORT
    protection = _protection(query.get("sslmode", "prefer"), query.get("sslrootcert"))
    place = (
        {"unix_sock": f"{host}/.s.PGSQL.{port}", "ssl_context": False}
        if host.startswith("/")
        else {"host": host, "port": port, "ssl_context": protection}
    )
    return {
        "user": url.username,
        # An empty one is refused by a server that wants one, none makes the driver stumble.
        "password": url.password or "",
        "database": url.database,
        "timeout": CONNECT_TIMEOUT_S,
        "application_name": "beike",
        **place,
    }


def postgres_engine(url: URL, options: dict[str, Any]) -> Engine:
    """Return an engine whose transactions with the option ``beike_reads`` see one state.

    Its errors are SQLAlchemy's classes, with a message that holds no values of rows.

    Args:
        url: see :func:`rag.store.database.database_url`.
        options: for :func:`sqlalchemy.create_engine`.

    Raises:
        DatabaseError: as :func:`connect_arguments` does.
    """
    from rag.store.postgres_connection import SteadyConnection

    arguments = connect_arguments(url)
    engine = create_engine(
        URL.create(f"postgresql+{DRIVER}"),
        **options,
        pool_pre_ping=True,
        creator=lambda: SteadyConnection(**arguments),
    )

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        if connection.get_execution_options().get("beike_reads"):
            connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")

    event.listen(engine, "handle_error", _classed)
    return engine


def _protection(mode: str, root: str | None) -> ssl.SSLContext | bool | None:
    """Return what the driver calls ``ssl_context``; ``None`` takes what the server offers."""
    if mode not in _SSL_MODES:
        raise DatabaseError(
            f"设置 database 里的 sslmode 不能是 {mode}。", f"可以是：{'、'.join(_SSL_MODES)}。"
        )
    if not mode.startswith("verify"):
        return {"disable": False, "prefer": None, "require": True}[mode]
    if root and not Path(root).is_file():
        raise DatabaseError(f"没有证书文件 {root}。", "请检查设置 database 里的 sslrootcert。")
    context = ssl.create_default_context(cafile=root or None)
    context.check_hostname = mode == "verify-full"
    return context


def _classed(context: ExceptionContext) -> BaseException | None:
    """Return the error that is raised in the place of the driver's."""
    error = context.original_exception
    if not isinstance(context.sqlalchemy_exception, DBAPIError):
        return None
    told = error.args[0] if error.args else ""
    code, message = "", str(told)
    if isinstance(told, dict):  # by the server; its details quote rows
        code, message = told.get("C", ""), told.get("M", "")
        error.__context__ = None  # the same once more
    elif error.__cause__ is not None:
        message = f"{message}: {error.__cause__}"
    error.args = (message,)
    kind = OperationalError if code == _NO_PRIVILEGE else _CLASSES.get(code[:2], OperationalError)
    return kind(
        context.statement,
        context.parameters,
        error,
        hide_parameters=True,
        connection_invalidated=context.is_disconnect,
    )
