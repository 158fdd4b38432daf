"""A PostgreSQL server of one's own for the tests: in a temporary folder, on a Unix socket only."""

import os
import pwd
import shutil
import subprocess
import tempfile
from contextlib import contextmanager
from pathlib import Path

import psycopg

USER = "postgres"


class MissingError(Exception):
    """There is no PostgreSQL to start; the message says what is missing."""


class Server:
    """A running server; its databases are reached by ``url``.

    Databases like ``template`` are lent and taken back: emptying one is quicker than a new one.
    """

    def __init__(self, socket):
        self.socket = socket
        self.free = []

    def url(self, name):
        return f"postgresql://{USER}@/{name}?host={self.socket}"

    def create(self, name, template="template1"):
        self._run("postgres", f"CREATE DATABASE {name} TEMPLATE {template}")

    def lend(self, name):
        """Return the name of a database as the template is."""
        if self.free:
            return self.free.pop()
        self.create(name, "template")
        return name

    def take_back(self, name, revision):
        """Empty a database; one that is not like the template any more is removed."""
        with psycopg.connect(self.url(name)) as connection:
            if _tables(connection) == _tables_of(self.url("template")) and _at(
                connection, revision
            ):
                _empty(connection)
                self.free.append(name)
                return
        self._run("postgres", f"DROP DATABASE {name} WITH (FORCE)")

    def _run(self, database, statement):
        """Run one statement outside of a transaction."""
        with psycopg.connect(self.url(database), autocommit=True) as connection:
            connection.execute(statement)


def _tables_of(url):
    with psycopg.connect(url) as connection:
        return _tables(connection)


def _tables(connection):
    rows = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
    return {name for (name,) in rows}


def _at(connection, revision):
    return connection.execute("SELECT version_num FROM alembic_version").fetchall() == [(revision,)]


def _empty(connection):
    """Remove all rows but that of the built-in user, which comes with the tables."""
    for name in _tables(connection) - {"users", "alembic_version"}:
        connection.execute(f"DELETE FROM {name}")
    connection.execute("DELETE FROM users")
    connection.execute(
        "INSERT INTO users (id, name, folded, role, created)"
        " VALUES ('local', 'local', 'local', 'admin', now())"
    )


@contextmanager
def running():
    """Start a server, and stop it and remove its folder after the block."""
    bin_folder = _programs()
    as_user = _as_user()
    # Not pytest's folder: the path of a socket may have no more than about 100 bytes.
    folder = Path(tempfile.mkdtemp(prefix="beike-pg-"))
    data = folder / "data"
    try:
        if as_user:
            shutil.chown(folder, USER)
        _run(*as_user, bin_folder / "initdb", "-D", data, "-U", USER, "-A", "trust", "-E", "UTF8",
             "--locale=C", "--no-sync")  # fmt: skip
        options = f"-k {folder} -c listen_addresses= -c fsync=off -c full_page_writes=off"
        start = (bin_folder / "pg_ctl", "-D", data, "-w", "-t", "60", "-l", folder / "log")
        _run(*as_user, *start, "-o", options, "start")
        try:
            yield Server(folder)
        finally:
            _run(*as_user, bin_folder / "pg_ctl", "-D", data, "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _programs():
    found = [Path(p).parent for p in [shutil.which("initdb")] if p]
    found += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    for folder in found:
        if all((folder / name).exists() for name in ("initdb", "pg_ctl", "postgres")):
            return folder
    raise MissingError("PostgreSQL is not installed (Debian: apt-get install postgresql)")


def _as_user():
    """Return what runs a command as another user than root, whom the server refuses."""
    if os.geteuid() != 0:
        return ()
    try:
        pwd.getpwnam(USER)
    except KeyError:
        raise MissingError(f"root cannot run the server, and there is no user {USER}") from None
    if not shutil.which("runuser"):
        raise MissingError(
            "root cannot run the server, and there is no runuser (Debian: util-linux)"
        )
    return ("runuser", "-u", USER, "--")


def _run(*command):
    done = subprocess.run(
        [str(part) for part in command], capture_output=True, text=True, check=False, cwd="/"
    )
    if done.returncode:
        raise RuntimeError(f"{command}: {done.stdout} {done.stderr}")
