"""What is particular to PostgreSQL: its addresses, its errors, and connections that break."""

import contextlib
import ssl
import traceback

import pytest
from postgres_server import ANNA
from pydantic import SecretStr
from sqlalchemy import make_url, text
from sqlalchemy.exc import DBAPIError, InternalError, ProgrammingError

from rag.settings import Settings
from rag.store import postgres as postgres_module
from rag.store.database import database_url, open_database, shown
from rag.store.errors import DatabaseError
from rag.store.postgres import connect_arguments


def database_of(settings):
    return contextlib.closing(open_database(settings))


def arguments(url):
    return connect_arguments(make_url(url))


@pytest.fixture
def open_it(new_settings):
    """Opens a database of the test's own on the server."""
    opened = []

    def open_now():
        opened.append(open_database(new_settings("postgres")))
        return opened[-1]

    yield open_now
    for database in opened:
        database.close()


def test_an_address_becomes_what_the_driver_takes():
    given = arguments("postgresql://anna:p%40ss@db.example:5433/beike")
    assert {
        k: given[k] for k in ("user", "password", "host", "port", "database", "ssl_context")
    } == {
        "user": "anna",
        "password": "p@ss",
        "host": "db.example",
        "port": 5433,
        "database": "beike",
        "ssl_context": None,
    }
    assert "unix_sock" not in given


def test_a_folder_as_host_is_a_unix_socket():
    given = arguments("postgresql://anna@:5433/beike?host=/run/postgresql")
    assert given["unix_sock"] == "/run/postgresql/.s.PGSQL.5433"
    assert given["password"] == ""
    assert "host" not in given


@pytest.mark.parametrize(("mode", "context"), [("disable", False), ("require", True)])
def test_protection_without_a_check_of_the_server(mode, context):
    assert arguments(f"postgresql://a@h/b?sslmode={mode}")["ssl_context"] is context


@pytest.mark.parametrize(("mode", "name_checked"), [("verify-ca", False), ("verify-full", True)])
def test_protection_with_a_check_of_the_server(mode, name_checked):
    context = arguments(f"postgresql://a@h/b?sslmode={mode}")["ssl_context"]
    assert context.verify_mode is ssl.CERT_REQUIRED
    assert context.check_hostname is name_checked


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("postgresql://h/b", "用户名"),
        ("postgresql://a@h", "数据库名"),
        ("postgresql://a@h/b?connect_timeout=3", "connect_timeout"),
        ("postgresql://a@h/b?sslmode=maybe", "maybe"),
        ("postgresql://a@h/b?sslmode=verify-ca&sslrootcert=/none.pem", "/none.pem"),
    ],
)
def test_what_an_address_lacks_is_told(url, said):
    with pytest.raises(DatabaseError, match=said) as caught:
        database_url(Settings(database=SecretStr(url)))
    assert caught.value.hint


def test_a_connection_that_the_server_closed_is_replaced(open_it, postgres):
    database = open_it()
    with database.read() as session:
        before = session.scalar(text("SELECT pg_backend_pid()"))
    postgres.hang_up()
    with database.read() as session:
        assert session.scalar(text("SELECT pg_backend_pid()")) != before


def test_a_connection_that_breaks_in_use_is_told_and_the_next_one_works(open_it, postgres):
    database = open_it()
    with pytest.raises(DatabaseError, match="数据库用不了"), database.read() as session:
        session.scalar(text("SELECT 1"))
        postgres.hang_up()
        session.scalar(text("SELECT 1"))
    with database.read() as session:
        assert session.scalar(text("SELECT 1")) == 1


def test_a_statement_may_take_longer_than_connecting(open_it, monkeypatch):
    monkeypatch.setattr(postgres_module, "CONNECT_TIMEOUT_S", 1)
    with open_it().read() as session:
        assert session.scalar(text("SELECT 1 FROM pg_sleep(1.5)")) == 1


def test_a_value_that_cannot_be_sent_does_not_mix_up_answers(open_it):
    database = open_it()
    with pytest.raises(UnicodeEncodeError), database.read() as session:
        session.scalar(text("SELECT :x"), {"x": "\ud800"})
    with database.read() as session:
        assert [session.scalar(text("SELECT :x"), {"x": f"{n}"}) for n in range(3)] == list("012")


def test_mistakes_of_the_program_are_raised_as_such(open_it):
    database = open_it()
    with pytest.raises(ProgrammingError), database.read() as session:
        session.execute(text("SELECT frob FROM users"))
    with pytest.raises(InternalError), database.read() as session:
        session.execute(text("DELETE FROM users"))
    with pytest.raises(DBAPIError, match="duplicate key") as caught, database.write() as session:
        session.execute(text("INSERT INTO users SELECT * FROM users"))
    assert "local" not in str(caught.value.orig)


def test_a_database_that_is_not_there_is_told_with_its_place(open_it, postgres):
    settings = Settings(database=SecretStr(postgres.url("missing")))
    with pytest.raises(DatabaseError, match='database "missing" does not exist') as caught:
        open_database(settings)
    assert shown(database_url(settings)) in caught.value.message


def test_a_password_is_needed_and_never_told(open_it):
    database = open_it()
    with database.engine.begin() as connection:
        connection.exec_driver_sql(f"CREATE ROLE {ANNA} LOGIN SUPERUSER PASSWORD 'geheim'")

    def account(password):
        url = database.url.set(username=ANNA, password=password)
        settings = Settings(database=SecretStr(url.render_as_string(hide_password=False)))
        with database_of(settings) as opened, opened.read() as session:
            return session.scalar(text("SELECT current_user"))

    assert account("geheim") == ANNA
    for wrong in ("geheimer", None):
        with pytest.raises(DatabaseError, match="password authentication failed") as caught:
            account(wrong)
        assert "geheim" not in "".join(traceback.format_exception(caught.value))


def test_an_account_that_may_not_make_tables_is_told(open_it, postgres):
    database = open_it()
    with database.engine.begin() as connection:
        connection.exec_driver_sql("CREATE ROLE reader_only LOGIN")
        connection.exec_driver_sql("GRANT SELECT ON ALL TABLES IN SCHEMA public TO reader_only")
        connection.exec_driver_sql("CREATE SCHEMA closed")
    url = database.url.set(username="reader_only").render_as_string(hide_password=False)
    with (
        database_of(Settings(database=SecretStr(url))) as other,
        pytest.raises(DatabaseError, match="permission denied"),
        other.write() as session,
    ):
        session.execute(text("CREATE TABLE closed.x (id int)"))
