"""A backup that is damaged, foreign or old: restored as it should be, or nothing is changed."""

import contextlib
import json
from zipfile import ZipFile

import pytest
from filled_database import content
from sqlalchemy import text

from rag.store import backup as backup_module
from rag.store.backup import restore_backup
from rag.store.database import database_state, open_database
from rag.store.errors import BackupError
from rag.store.migrations import head as newest
from rag.store.migrations import revisions


def restored(settings, backup, **named):
    restore_backup(settings, backup, **named)
    return open_database(settings)


def rewritten(backup, path, change):
    """Write a backup again with its files changed by ``change(name, bytes)``."""
    with ZipFile(backup) as old, ZipFile(path, "w") as new:
        for name in old.namelist():
            data = change(name, old.read(name))
            if data is not None:
                new.writestr(name, data)
    return path


def of_manifest(**changes):
    def change(name, data):
        return json.dumps({**json.loads(data), **changes}) if name == "manifest.json" else data

    return change


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda n, d: None if n == "manifest.json" else d, "不完整"),
        (lambda n, d: None if n == "messages.jsonl" else d, "不完整"),
        (lambda n, d: d.replace("学时".encode(), "课时".encode()), "不完整或被改动"),
        (lambda n, d: b"{broken" if n == "manifest.json" else d, "不完整"),
        (lambda n, d: b"[]" if n == "manifest.json" else d, "不完整"),
        (of_manifest(revision="r9999"), "更新版本"),
        (of_manifest(format=2), "更新版本"),
        (of_manifest(program="other"), "更新版本"),
        (of_manifest(tables={}), ""),
    ],
)
def test_a_damaged_or_foreign_backup_changes_nothing(
    filled, backup, settings, tmp_path, change, said
):
    before = content(filled)
    bad = rewritten(backup, tmp_path / "bad.zip", change)
    if said:
        with pytest.raises(BackupError, match=said):
            restore_backup(settings, bad, force=True)
        assert content(filled) == before
    else:
        restore_backup(settings, bad, force=True)
        assert [row["id"] for row in content(filled)["users"]] == ["local"]


@pytest.mark.parametrize("damage", ["cut", "not a zip", "missing", "folder", "locked", "packed"])
def test_what_is_no_backup_at_all_is_told(backup, settings, tmp_path, damage):
    path = tmp_path / "damaged.zip"
    if damage == "cut":
        path.write_bytes(backup.read_bytes()[:-200])
    elif damage == "not a zip":
        path.write_bytes(b"not a zip" * 100)
    elif damage == "folder":
        path.mkdir()
    elif damage in ("locked", "packed"):
        # The bit for a password, or an unknown way of packing, in the directory of the zip.
        data = bytearray(backup.read_bytes())
        entry = data.rindex(b"PK\x01\x02")
        data[entry + (8 if damage == "locked" else 10)] ^= 1
        path.write_bytes(data)
    with pytest.raises(BackupError):
        restore_backup(settings, path, force=True)


def test_any_byte_changed_in_a_backup_is_noticed_or_harmless(filled, backup, settings, tmp_path):
    before = content(filled)
    data = backup.read_bytes()
    path = tmp_path / "flipped.zip"
    for place in range(0, len(data), max(1, len(data) // 40)):
        path.write_bytes(data[:place] + bytes([data[place] ^ 0x10]) + data[place + 1 :])
        with contextlib.suppress(BackupError):
            restore_backup(settings, path, force=True)
        kept = ("users", "messages", "feedback", "draft_versions")
        assert {n: content(filled)[n] for n in kept} == {n: before[n] for n in kept}


def with_sums(change):
    """Change rows and put the right checksums into the manifest."""
    import hashlib

    sums = {}

    def changed(name, data):
        if name != "manifest.json":
            data = change(name, data)
            sums[name.removesuffix(".jsonl")] = hashlib.sha256(data).hexdigest()
            return data
        manifest = json.loads(data)
        for table, digest in sums.items():
            manifest["tables"][table]["sha256"] = digest
        return json.dumps(manifest)

    return changed


@pytest.mark.parametrize(
    "change",
    [
        lambda n, d: d.replace(b'"role"', b'"rank"') if n == "users.jsonl" else d,
        lambda n, d: d.replace(b'"created": "2', b'"created": "x') if n == "users.jsonl" else d,
        lambda n, d: d + d if n == "users.jsonl" else d,
        lambda n, d: b"" if n == "conversations.jsonl" else d,
        lambda n, d: d.replace(b"{", b"[") if n == "drafts.jsonl" else d,
    ],
    ids=["column", "time", "twice", "orphans", "json"],
)
def test_rows_that_do_not_fit_change_nothing(filled, backup, settings, tmp_path, change):
    before = content(filled)
    bad = rewritten(backup, tmp_path / "bad.zip", with_sums(change))
    with pytest.raises(BackupError, match="不完整或被改动"):
        restore_backup(settings, bad, force=True)
    assert content(filled) == before


def test_a_failure_half_way_leaves_the_database_as_it_was(filled, backup, settings, monkeypatch):
    before = content(filled)
    real = backup_module._fill

    def broken(connection, table, archive):
        real(connection, table, archive)
        if table.name == "messages":
            raise OSError(5, "Input/output error")

    monkeypatch.setattr(backup_module, "_fill", broken)
    with pytest.raises(BackupError, match="Input/output"):
        restore_backup(settings, backup, force=True)
    assert content(filled) == before


def test_a_backup_of_an_earlier_revision_is_brought_up_to_date(
    filled, backup, new_settings, kind, tmp_path
):
    first = revisions()[0]
    accounts = {"users", "api_keys"}

    def change(name, data):
        if name == "manifest.json":
            manifest = json.loads(data)
            tables = {k: v for k, v in manifest["tables"].items() if k in accounts}
            return json.dumps({**manifest, "revision": first, "tables": tables})
        return data if name.removesuffix(".jsonl") in accounts else None

    old = rewritten(backup, tmp_path / "old.zip", change)
    settings = new_settings(kind)
    database = restored(settings, old)
    after, before = content(database), content(filled)
    database.close()
    assert database_state(settings).revision == newest()
    assert after["users"] == before["users"]
    assert after["api_keys"] == before["api_keys"]
    assert after["drafts"] == []


def test_a_backup_names_no_table_that_is_not_there(filled, backup, settings, tmp_path):
    def change(name, data):
        if name == "manifest.json":
            manifest = json.loads(data)
            return json.dumps({**manifest, "revision": revisions()[0]})
        return data

    before = content(filled)
    with pytest.raises(BackupError, match="不完整"):
        restore_backup(settings, rewritten(backup, tmp_path / "b.zip", change), force=True)
    assert content(filled) == before


def test_other_tables_of_the_database_stay(backup, new_settings, kind):
    settings = new_settings(kind)
    database = open_database(settings)
    with database.write() as session:
        session.execute(text("CREATE TABLE canteen (dish VARCHAR(20))"))
        session.execute(text("INSERT INTO canteen VALUES ('面')"))
    restore_backup(settings, backup, force=True)
    with database.read() as session:
        assert session.scalar(text("SELECT dish FROM canteen")) == "面"
    database.close()
