"""A PostgreSQL server of one's own for the tests: in a temporary folder, on a Unix socket only."""

import os
import pwd
import shutil
import subprocess
import tempfile
from contextlib import contextmanager
from pathlib import Path

from pg8000.native import Connection

USER = "postgres"
#: The one role that has to give its password.
ANNA = "anna"


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
        with self._open("template") as template:
            tables = _tables(template)
        with self._open(name) as connection:
            if _tables(connection) == tables and _at(connection, revision):
                _empty(connection)
                self.free.append(name)
                return
        self._run("postgres", f"DROP DATABASE {name} WITH (FORCE)")

    def hang_up(self):
        """Close every connection there is, as a server does that is started anew."""
        self._run(
            "postgres",
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname <> 'postgres' AND pid <> pg_backend_pid()",
        )

    def _open(self, database):
        return Connection(USER, database=database, unix_sock=f"{self.socket}/.s.PGSQL.5432")

    def _run(self, database, statement):
        """Run one statement outside of a transaction."""
        with self._open(database) as connection:
            connection.run(statement)


def _tables(connection):
    rows = connection.run("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
    return {name for (name,) in rows}


def _at(connection, revision):
    return connection.run("SELECT version_num FROM alembic_version") == [[revision]]


def _empty(connection):
    """Remove all rows but that of the built-in user, which comes with the tables."""
    for name in _tables(connection) - {"users", "alembic_version"}:
        connection.run(f"DELETE FROM {name}")
    connection.run("DELETE FROM users")
    connection.run(
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
        rules = f"local all {ANNA} scram-sha-256\nlocal all all trust\n"
        (data / "pg_hba.conf").write_text(rules)
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
