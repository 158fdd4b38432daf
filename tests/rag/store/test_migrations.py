"""Tables and migrations agree, and every revision can be brought up to date with its rows."""

import threading

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from pydantic import SecretStr
from sqlalchemy import inspect, text

from rag.settings import Settings
from rag.store import database as database_module
from rag.store.database import (
    Database,
    database_state,
    database_url,
    open_database,
    upgrade_database,
)
from rag.store.errors import DatabaseError
from rag.store.migrations import current, head, revisions, upgrade
from rag.store.tables import Base
from rag.store.users import local_user


@pytest.fixture
def blank(new_settings, kind):
    """Settings of a database without tables."""
    return new_settings(kind, empty=True)


def at(settings, revision):
    """Bring an empty database to a revision."""
    database = Database(database_url(settings))
    with database.schema() as connection:
        upgrade(connection, revision)
    database.close()


def set_revision(settings, revision):
    database = Database(database_url(settings))
    with database.schema() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = :r"), {"r": revision})
    database.close()


def test_the_migrations_make_exactly_the_tables_of_the_program(database):
    with database.schema() as connection:
        context = MigrationContext.configure(
            connection, opts={"compare_type": True, "compare_server_default": True}
        )
        assert compare_metadata(context, Base.metadata) == []
        assert {*inspect(connection).get_table_names()} == {
            *Base.metadata.tables,
            "alembic_version",
        }


def test_references_of_the_database_are_those_of_the_program(database):
    with database.schema() as connection:
        for name, table in Base.metadata.tables.items():
            found = {
                (*key["constrained_columns"], key["referred_table"], key["options"]["ondelete"])
                for key in inspect(connection).get_foreign_keys(name)
            }
            assert found == {
                (*key.column_keys, key.referred_table.name, key.ondelete)
                for key in table.foreign_key_constraints
            }


def test_revisions_are_one_line_without_branches():
    assert revisions() == tuple(sorted(revisions()))
    assert head() == revisions()[-1]


@pytest.mark.parametrize("revision", revisions())
def test_every_revision_is_brought_up_to_date_and_keeps_its_rows(blank, revision):
    at(blank, revision)
    database = Database(database_url(blank))
    with database.schema() as connection:
        connection.execute(
            text(
                "INSERT INTO users (id, name, folded, role, created)"
                " VALUES ('u1', '王老师', '王老师', 'teacher', '2026-09-01 08:00:00')"
            )
        )
    database.close()
    assert upgrade_database(blank) == (revision, head())
    database = open_database(blank)
    with database.read() as session:
        assert session.scalar(text("SELECT name FROM users WHERE id = 'u1'")) == "王老师"
        assert local_user(session).is_admin
    with database.schema() as connection:
        assert compare_metadata(MigrationContext.configure(connection), Base.metadata) == []
    database.close()


def test_an_empty_database_gets_its_tables_on_first_use(blank):
    assert database_state(blank).revision == ""
    open_database(blank).close()
    assert database_state(blank).revision == head()
    assert upgrade_database(blank) == (head(), head())


def test_looking_at_a_missing_file_does_not_make_it(tmp_path):
    settings = Settings(database=SecretStr(f"sqlite:///{tmp_path}/none.db"))
    assert database_state(settings).revision == ""
    assert list(tmp_path.iterdir()) == []


def test_an_earlier_sqlite_file_is_upgraded_when_opened(new_settings):
    settings = new_settings("sqlite")
    at(settings, revisions()[0])
    with pytest.raises(DatabaseError, match=revisions()[0]):
        database_state(settings)
    open_database(settings).close()
    assert database_state(settings).revision == head()


def test_an_earlier_postgresql_database_waits_for_the_command(new_settings):
    settings = new_settings("postgres", empty=True)
    at(settings, revisions()[0])
    with pytest.raises(DatabaseError) as caught:
        open_database(settings)
    assert "beike upgrade" in caught.value.hint
    upgrade_database(settings)
    open_database(settings).close()


def test_a_newer_database_is_left_alone(settings):
    open_database(settings).close()
    set_revision(settings, "r9999")
    for use in (open_database, upgrade_database, database_state):
        with pytest.raises(DatabaseError, match="更新版本"):
            use(settings)
    set_revision(settings, head())
    open_database(settings).close()


def test_a_failed_upgrade_leaves_the_database_as_it_was(blank, monkeypatch):
    at(blank, revisions()[0])

    def broken(connection):
        upgrade(connection)
        raise DatabaseError("断电")

    monkeypatch.setattr(database_module, "upgrade", broken)
    with pytest.raises(DatabaseError, match="断电"):
        upgrade_database(blank)
    database = Database(database_url(blank))
    with database.schema() as connection:
        assert current(connection) == revisions()[0]
        assert "drafts" not in inspect(connection).get_table_names()
    database.close()


def test_several_that_open_at_once_make_the_tables_once(blank):
    problems = []

    def use():
        try:
            open_database(blank).close()
        except Exception as error:
            problems.append(error)

    threads = [threading.Thread(target=use) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert problems == []
    assert database_state(blank).revision == head()


def test_rebuilding_a_table_keeps_what_refers_to_it(new_settings):
    settings = new_settings("sqlite")
    at(settings, head())
    database = Database(database_url(settings), foreign_keys=False)
    with database.schema() as connection:
        now = "2026-09-01 08:00:00"
        connection.execute(
            text(
                "INSERT INTO drafts (id, owner_id, title, created, updated)"
                f" VALUES ('d', 'local', '绿茶', '{now}', '{now}')"
            )
        )
        from alembic.operations import Operations

        operations = Operations(MigrationContext.configure(connection))
        with operations.batch_alter_table("users", recreate="always"):
            pass
    database.close()
    database = open_database(settings)
    with database.read() as session:
        assert session.scalar(text("SELECT title FROM drafts")) == "绿茶"
    database.close()


def test_a_row_that_lost_its_owner_stops_the_upgrade(new_settings):
    settings = new_settings("sqlite")
    at(settings, revisions()[0])
    database = Database(database_url(settings), foreign_keys=False)
    with database.schema() as connection:
        connection.execute(
            text(
                "INSERT INTO sessions VALUES"
                " ('h', 'nobody', '2026-09-01 08:00:00', '2026-09-01 08:00:00')"
            )
        )
    database.close()
    with pytest.raises(DatabaseError, match="sessions"):
        open_database(settings)
