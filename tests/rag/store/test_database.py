"""Opening a database, its transactions, and what a wrong address is told."""

import os
import sqlite3
import stat
import threading
import traceback
from importlib import util
from pathlib import Path

import pytest
from pydantic import SecretStr
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from indexing.extras import how_to_install
from rag.settings import Settings
from rag.store import database as database_module
from rag.store.database import database_url, log_ahead, open_database, shown
from rag.store.errors import DatabaseError
from rag.store.postgres import DRIVER
from rag.store.tables import UserRow


def to(url):
    return Settings(database=SecretStr(url))


def test_without_a_setting_it_is_a_file_beside_the_index(tmp_path):
    settings = Settings(index=tmp_path / "deep" / "index")
    assert database_url(settings).database == str(tmp_path / "deep" / "beike.db")
    open_database(settings).close()
    assert (tmp_path / "deep" / "beike.db").is_file()


def test_the_file_and_its_companions_are_for_the_owner_only(tmp_path):
    path = tmp_path / "beike.db"
    path.touch(mode=0o644)
    old = os.umask(0)
    try:
        database = open_database(to(f"sqlite:///{path}"))
    finally:
        os.umask(old)
    with database.write() as session:
        session.execute(text("DELETE FROM sessions"))
        modes = {p.name: stat.S_IMODE(p.stat().st_mode) for p in tmp_path.iterdir()}
    database.close()
    assert modes == {"beike.db": 0o600, "beike.db-wal": 0o600, "beike.db-shm": 0o600}


def test_sqlite_is_set_up_for_several_threads(new_settings):
    database = open_database(new_settings("sqlite"))
    with database.read() as session:
        found = {
            name: session.scalar(text(f"PRAGMA {name}"))
            for name in ("journal_mode", "foreign_keys", "busy_timeout")
        }
    database.close()
    assert found == {"journal_mode": "wal", "foreign_keys": 1, "busy_timeout": 15000}


def test_a_write_is_kept_and_a_failed_one_undone(database, wang):
    def rename(name):
        with database.write() as session:
            session.get_one(UserRow, wang.id).name = name
            session.flush()
            if name == "bad":
                raise KeyError(name)

    def name():
        with database.read() as session:
            return session.get_one(UserRow, wang.id).name

    rename("good")
    with pytest.raises(KeyError):
        rename("bad")
    assert name() == "good"


def test_a_reading_session_cannot_write(database, wang):
    with pytest.raises((DBAPIError, DatabaseError)), database.read() as session:
        session.get_one(UserRow, wang.id).name = "x"
        session.commit()
    with database.write() as session:  # the connection is not left read-only
        assert session.get_one(UserRow, wang.id).name == wang.name
        session.get_one(UserRow, wang.id).name = "y"


def test_a_reading_session_sees_one_state(database, wang):
    with database.read() as reading:
        assert reading.get_one(UserRow, wang.id).name == wang.name
        with database.write() as writing:
            writing.get_one(UserRow, wang.id).name = "later"
        reading.expire_all()
        assert reading.get_one(UserRow, wang.id).name == wang.name
    with database.read() as again:
        assert again.get_one(UserRow, wang.id).name == "later"


def test_threads_wait_for_each_other_and_lose_nothing(database, wang):
    def add_letters():
        for _ in range(10):
            with database.write() as session:
                row = session.get_one(UserRow, wang.id, with_for_update=True)
                row.password_hash = (row.password_hash or "") + "x"

    with database.write() as session:
        session.get_one(UserRow, wang.id).password_hash = ""
    threads = [threading.Thread(target=add_letters) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with database.read() as session:
        assert session.get_one(UserRow, wang.id).password_hash == "x" * 60


def test_times_come_back_with_their_zone(database, wang, clock):
    with database.read() as session:
        assert session.get_one(UserRow, wang.id).created == clock.now
    with pytest.raises(Exception, match="without a time zone"), database.write() as session:
        session.get_one(UserRow, wang.id).created = clock.now.replace(tzinfo=None)


@pytest.mark.parametrize(
    "url",
    ["mysql://x/y", "sqlite://", "sqlite:///:memory:", "nonsense", "postgresql+asyncpg://x@h/y"],
)
def test_another_kind_of_database_is_refused_with_an_example(url):
    with pytest.raises(DatabaseError) as caught:
        open_database(to(url))
    assert "sqlite:////" in caught.value.hint


def test_a_missing_driver_is_told_with_the_extra_to_install(monkeypatch):
    monkeypatch.setattr(database_module, "find_spec", lambda name: None)
    with pytest.raises(DatabaseError) as caught:
        database_url(to("postgresql://x@h/y"))
    assert how_to_install("postgres") in caught.value.hint
    assert util.find_spec(DRIVER) is not None


def test_a_server_that_does_not_answer_is_told_without_the_password(tmp_path):
    url = f"postgresql://anna:geheim@/db?host={tmp_path}"
    with pytest.raises(DatabaseError) as caught:
        open_database(to(url))
    assert "数据库用不了" in caught.value.message
    assert str(tmp_path) in caught.value.message
    assert "geheim" not in str(caught.value)
    assert "geheim" not in shown(database_url(to(url)))
    assert "geheim" not in repr(to(url))


def test_a_file_that_is_no_database_is_told(tmp_path):
    (tmp_path / "x.db").write_bytes(b"not a database at all" * 100)
    with pytest.raises(DatabaseError, match="数据库"):
        open_database(to(f"sqlite:///{tmp_path}/x.db"))


def test_a_place_that_cannot_be_written_is_told(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(DatabaseError, match="打不开"):
        open_database(to(f"sqlite:///{tmp_path}/file/x.db"))


def test_a_busy_database_is_told(new_settings, monkeypatch):
    monkeypatch.setattr("rag.store.database.BUSY_TIMEOUT_MS", 50)
    settings = new_settings("sqlite")
    one, two = open_database(settings), open_database(settings)
    with one.write(), pytest.raises(DatabaseError, match="正忙"), two.write():
        pass
    one.close()
    two.close()
    assert Path(str(database_url(settings).database)).exists()


def test_the_log_of_a_mistake_holds_no_values(database, wang):
    with pytest.raises(DBAPIError) as caught, database.write() as session:
        session.execute(text("INSERT INTO users (id) VALUES (:x)"), {"x": "".join(["ge", "heim"])})
    assert "[SQL parameters hidden" in str(caught.value)
    assert "geheim" not in "".join(traceback.format_exception(caught.value))


class Locked:
    """A connection whose statements fail with ``faults`` before one succeeds."""

    def __init__(self, *faults):
        self.faults = list(faults)
        self.tries = 0

    def execute(self, statement):
        assert statement == "PRAGMA journal_mode = WAL"
        self.tries += 1
        if self.faults:
            raise sqlite3.OperationalError(self.faults.pop(0))


def test_who_opens_a_new_file_with_others_waits_for_its_turn():
    connection = Locked("database is locked", "database is locked")
    log_ahead(connection)
    assert connection.tries == 3


def test_another_fault_than_a_lock_is_not_waited_for():
    connection = Locked("disk I/O error")
    with pytest.raises(sqlite3.OperationalError, match="disk"):
        log_ahead(connection)
    assert connection.tries == 1
