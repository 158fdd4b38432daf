"""Fixtures of the data layer: every test that takes ``database`` runs on SQLite and PostgreSQL.

PostgreSQL is started once a run. Where it is not installed those tests are skipped, and fail with
``BEIKE_REQUIRE_POSTGRES=1``.
"""

import os
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import count

import pytest
from argon2 import PasswordHasher
from click.testing import CliRunner
from filled_database import fill
from postgres_server import MissingError, running
from pydantic import SecretStr

from rag.cli import main
from rag.settings import Settings
from rag.store import logins as logins_module
from rag.store.backup import write_backup
from rag.store.database import open_database
from rag.store.migrations import head
from rag.store.records import Role
from rag.store.users import Users, local_user

_numbers = count(1)


class Clock:
    """A clock that stands still until it is moved."""

    def __init__(self):
        self.now = datetime(2026, 9, 1, 8, 0, tzinfo=UTC)

    def __call__(self):
        return self.now

    def move(self, **by):
        self.now += timedelta(**by)


@pytest.fixture
def clock():
    """Eight o'clock on the first day of school."""
    return Clock()


@pytest.fixture(autouse=True)
def quick_hashes(monkeypatch):
    """Hash passwords with the same function at the least cost."""
    quick = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    monkeypatch.setattr(logins_module, "_hasher", cache(lambda: quick))


@pytest.fixture(scope="session")
def postgres():
    """A PostgreSQL server; its template has all tables."""
    try:
        with running() as server:
            server.create("template")
            open_database(Settings(database=SecretStr(server.url("template")))).close()
            yield server
    except MissingError as missing:
        if os.environ.get("BEIKE_REQUIRE_POSTGRES") == "1":
            pytest.fail(f"BEIKE_REQUIRE_POSTGRES=1, but {missing}")
        pytest.skip(str(missing))


@pytest.fixture
def new_settings(tmp_path, request):
    """Makes settings for a new database of a kind; without tables if ``empty``."""
    lent = []

    def make(kind, *, empty=False):
        name = f"t{next(_numbers)}"
        if kind == "sqlite":
            url = f"sqlite:///{tmp_path}/{name}.db"
        else:
            server = request.getfixturevalue("postgres")
            if empty:
                server.create(name)
            else:
                name = server.lend(name)
            lent.append((server, name))
            url = server.url(name)
        return Settings(corpus=tmp_path / "corpus", database=SecretStr(url))

    yield make
    for server, name in lent:
        server.take_back(name, head())


@pytest.fixture(params=["sqlite", "postgres"])
def kind(request):
    """Either kind of database."""
    return request.param


@pytest.fixture
def settings(new_settings, kind):
    """Settings with a database of either kind."""
    return new_settings(kind)


@pytest.fixture
def database(settings):
    """An open database of either kind with its tables."""
    database = open_database(settings)
    yield database
    database.close()


@pytest.fixture
def account(database, clock):
    """Makes accounts; the password of each is ``<name> und ein Wort``."""

    def make(name, role=Role.TEACHER):
        with database.write() as session:
            return Users(session, local_user(session), clock).add(name, secret_of(name), role)

    return make


def secret_of(name):
    return f"{name} und ein Wort"


@pytest.fixture
def wang(account):
    """A teacher."""
    return account("王老师")


@pytest.fixture
def li(account):
    """Another teacher."""
    return account("李老师")


@pytest.fixture(name="head")
def head_(account):
    """An administrator."""
    return account("教务处", Role.ADMIN)


@pytest.fixture
def run(beike):
    """The command with the database of the test's folder; ``typed`` is what is typed, a line each.

    The stand-in of a terminal writes what is asked to stdout, a real one to stderr.
    """

    def call(*arguments, typed=()):
        return CliRunner().invoke(
            main,
            [str(argument) for argument in arguments],
            input="".join(f"{line}\n" for line in typed),
            env={**beike.environ, "BEIKE_INDEX": "data/index"},
        )

    call.folder = beike.folder
    return call


@pytest.fixture
def open_it(run):
    """Opens the database that the command uses."""
    opened = []

    def open_now():
        opened.append(open_database(Settings(index=run.folder / "data" / "index")))
        return opened[-1]

    yield open_now
    for database in opened:
        database.close()


@pytest.fixture
def filled(database, clock):
    """A database with something in every table."""
    fill(database, clock)
    return database


@pytest.fixture
def backup(filled, tmp_path, clock):
    """A backup of it."""
    path = tmp_path / "backup.zip"
    write_backup(filled, path, clock)
    return path
