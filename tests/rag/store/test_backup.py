"""Backup and restore: everything comes back, in either database, or nothing is changed."""

import json
import stat
from zipfile import ZipFile

import pytest
from filled_database import content

from indexing.corrections import Correction, Corrections
from rag.store.backup import restore_backup, write_backup
from rag.store.conversations import Conversations
from rag.store.database import database_state, open_database
from rag.store.errors import BackupError
from rag.store.feedback import FeedbackReview
from rag.store.logins import Logins
from rag.store.migrations import head as newest
from rag.store.records import Role
from rag.store.users import ApiKeys, Users, local_user


def restored(settings, backup, **named):
    restore_backup(settings, backup, **named)
    return open_database(settings)


@pytest.mark.parametrize("to", ["sqlite", "postgres"])
def test_everything_comes_back_in_either_database(filled, backup, new_settings, to):
    before = content(filled)
    assert min(len(rows) for rows in before.values()) > 0
    database = restored(new_settings(to), backup)
    after = content(database)
    database.close()
    assert after.pop("sessions") == after.pop("login_attempts") == []
    assert after == {name: rows for name, rows in before.items() if name in after}


def test_what_was_restored_can_be_used(filled, backup, new_settings, kind, clock):
    token = Logins(filled, clock).login("王老师", "八个字符就可以了", "10.0.0.9").token
    database = restored(new_settings(kind), backup)
    logins = Logins(database, clock)
    assert logins.user_of(token) is None  # everybody signs in again
    wang = logins.login("王老师", "八个字符就可以了", "10.0.0.9").user
    with database.write() as session:
        (talk,) = Conversations(session, wang).page(search="绿茶")
        assert Conversations(session, wang).messages(talk.id)[0].answer.citations[0].page == 3
        assert [key.name for key in ApiKeys(session, wang).all()] == ["脚本"]
        assert FeedbackReview(session, local_user(session)).page(gold=False) != []
        Users(session, local_user(session)).add("新来的", "八个字符就可以了")
    database.close()


def test_the_backup_is_private_says_what_it_is_and_counts(filled, tmp_path, clock):
    path = tmp_path / "sub" / "backup.zip"
    counts = write_backup(filled, path, clock)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [p.name for p in path.parent.iterdir()] == ["backup.zip"]
    with ZipFile(path) as archive:
        manifest = json.loads(archive.read("manifest.json"))
        assert archive.namelist()[-1] == "manifest.json"
        lines = archive.read("users.jsonl").decode().splitlines()
    assert (manifest["format"], manifest["revision"]) == (1, newest())
    assert manifest["created"] == clock.now.isoformat()
    assert counts["users"] == manifest["tables"]["users"]["rows"] == len(lines) == 4
    assert "sessions" not in counts


def test_a_file_that_is_there_is_not_written_over(filled, tmp_path):
    path = tmp_path / "mine.docx"
    path.write_bytes(b"mine")
    with pytest.raises(BackupError, match="已经存在"):
        write_backup(filled, path)
    assert path.read_bytes() == b"mine"


def test_a_backup_that_fails_leaves_nothing_behind(filled, tmp_path, monkeypatch):
    def broken(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("rag.store.backup.os.fsync", broken)
    with pytest.raises(BackupError, match="No space left"):
        write_backup(filled, tmp_path / "out" / "x.zip")
    assert list((tmp_path / "out").iterdir()) == []


def test_a_database_with_something_in_it_is_replaced_only_by_force(backup, settings, clock):
    database = open_database(settings)
    with database.write() as session:
        Users(session, local_user(session)).add("后来的", "八个字符就可以了", Role.ADMIN)
    before = content(database)
    with pytest.raises(BackupError) as caught:
        restore_backup(settings, backup)
    assert "--force" in caught.value.hint
    assert content(database) == before
    restore_backup(settings, backup, force=True)
    names = [row["name"] for row in content(database)["users"]]
    database.close()
    assert "王老师" in names
    assert "后来的" not in names


def test_restoring_where_there_was_no_database_makes_one(backup, new_settings, kind):
    settings = new_settings(kind, empty=True)
    restore_backup(settings, backup)
    assert database_state(settings).revision == newest()
    assert database_state(settings).accounts == 3


def test_what_was_put_right_in_documents_goes_with_it(filled, tmp_path, settings, new_settings):
    one = {"陶艺.md": Correction("a" * 64, title="陶艺手册", title_read="陶艺")}
    kept, path = Corrections(tmp_path / "school" / "index"), tmp_path / "with.zip"
    kept.put("陶艺.md", one["陶艺.md"])
    write_backup(filled, path, corrections=kept)
    target = new_settings("sqlite").model_copy(update={"index": tmp_path / "other" / "index"})
    restore_backup(target, path)
    there = Corrections(target.index)
    assert there.all() == one
    there.put("另一份.md", Correction("b" * 64, title="另一份"))
    restore_backup(target, path, force=True)
    assert there.all() == one


def test_corrections_that_are_there_are_replaced_only_by_force(
    filled, backup, tmp_path, new_settings
):
    target = new_settings("sqlite").model_copy(update={"index": tmp_path / "other" / "index"})
    there, path = Corrections(target.index), tmp_path / "with.zip"
    there.put("a.md", Correction("b" * 64, title="甲"))
    write_backup(filled, path, corrections=Corrections(tmp_path / "none" / "index"))
    with pytest.raises(BackupError, match="已经有对资料的更正"):
        restore_backup(target, path)
    restore_backup(target, backup)  # one of an earlier version says nothing of them
    assert there.of("a.md").title == "甲"
    restore_backup(target, path, force=True)
    assert there.all() == {}
