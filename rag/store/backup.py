"""Backup of everything in the database into one file, and restoring it, for any database.

A zip with one file of JSON lines a table and a manifest, written last: a backup that was cut off
has none. Sessions and attempts to sign in are left out: restoring must sign nobody in. A backup of
an earlier revision, or from the other kind of database, can be restored as well. With it goes what
was put right in how documents were read, the file beside the index. Documents and the index are in
neither.
"""

from __future__ import annotations

import hashlib
import json
import os
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile

from sqlalchemy import JSON, Connection, DateTime, MetaData, Table, func, inspect, select
from sqlalchemy.exc import CompileError, DataError, IntegrityError, InvalidRequestError
from sqlalchemy.orm import Session

from indexing.corrections import Corrections, content, parsed
from rag.settings import Settings
from rag.store.database import Database, database_url
from rag.store.errors import BackupError, DatabaseError
from rag.store.migrations import current, revisions, upgrade
from rag.store.records import LOCAL, Clock, utc_now
from rag.store.tables import Base, LoginAttemptRow, SessionRow

FORMAT = 1
MANIFEST = "manifest.json"
CORRECTIONS = "corrections.json"
_LEFT_OUT = {SessionRow.__tablename__, LoginAttemptRow.__tablename__}
#: Rows fetched and written at a time; an answer with its passages has about 15 KB.
BATCH = 200
_VERSION_TABLE = "alembic_version"
#: What a row, or a table, that does not fit the revision is answered with.
_UNFIT = (CompileError, DataError, IntegrityError, InvalidRequestError)
#: What the zip reader raises for bytes that are not as they were written.
_UNREADABLE = (BadZipFile, zlib.error, EOFError, RuntimeError)
_BROKEN = "备份文件不完整或被改动过。"
_OTHER_BACKUP = "请换一份备份。"


@contextmanager
def private_file(path: Path) -> Iterator[BinaryIO]:
    """Open ``path`` for writing bytes; it appears when the block ends without an error.

    Raises:
        BackupError: the file is there already, or cannot be written.
    """
    if path.exists():
        raise BackupError(f"文件 {path} 已经存在。", "请换一个文件名，例如加上日期。")
    part = path.with_name(f"{path.name}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        # What a killed process left is written over.
        part.unlink(missing_ok=True)
        handle = os.open(part, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w+b") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        part.rename(path)
    except OSError as error:
        raise BackupError(
            f"文件 {path} 写不了：{error.strerror}。", "请检查路径、权限和磁盘空间。"
        ) from None
    finally:
        part.unlink(missing_ok=True)


def write_backup(
    database: Database,
    path: Path,
    clock: Clock = utc_now,
    corrections: Corrections | None = None,
) -> dict[str, int]:
    """Write a backup while the service may go on; it holds one state of the data.

    Args:
        database: open and up to date.
        path: a file that is not there yet. It holds hashes of passwords and is made readable by
            its owner only.
        clock: the time.
        corrections: what was put right in how documents were read, where that goes with it.

    Returns:
        The number of rows of each table.

    Raises:
        BackupError: the file is there already or cannot be written; nothing is left behind then.
        BeikeError: the corrections cannot be read; nothing is left behind either.
    """
    with (
        private_file(path) as file,
        ZipFile(file, "w", ZIP_DEFLATED) as archive,
        database.read() as session,
    ):
        tables = {
            table.name: _write_table(archive, session, table)
            for table in Base.metadata.sorted_tables
            if table.name not in _LEFT_OUT
        }
        manifest = {
            "format": FORMAT,
            "program": "beike",
            "revision": current(session.connection()),
            "created": clock().isoformat(),
            "tables": tables,
        }
        if corrections is not None:
            data = content(corrections.all())
            archive.writestr(CORRECTIONS, data)
            manifest["corrections"] = hashlib.sha256(data).hexdigest()
        archive.writestr(MANIFEST, json.dumps(manifest, indent=2))
    return {name: table["rows"] for name, table in tables.items()}


def member(table: str) -> str:
    """Return the name of a table's file inside the backup."""
    return f"{table}.jsonl"


def _write_table(archive: ZipFile, session: Session, table: Table) -> dict[str, Any]:
    digest = hashlib.sha256()
    count = 0
    with archive.open(member(table.name), "w", force_zip64=True) as file:
        rows = session.execute(
            select(table).order_by(*table.primary_key), execution_options={"yield_per": BATCH}
        )
        for row in rows.mappings():
            line = json.dumps({k: _plain(v) for k, v in row.items()}, ensure_ascii=False)
            data = f"{line}\n".encode()
            digest.update(data)
            file.write(data)
            count += 1
    return {"rows": count, "sha256": digest.hexdigest()}


def _plain(value: Any) -> Any:  # noqa: ANN401 - whatever a column holds
    return value.isoformat() if isinstance(value, datetime) else value


def restore_backup(settings: Settings, path: Path, *, force: bool = False) -> dict[str, int]:
    """Put the content of a backup in the place of everything in the database of ``settings``.

    It is all done in one transaction: on any error the database is as it was before. Corrections in
    the backup take the place of those beside the index; a backup without them leaves those.

    Args:
        settings: name the database.
        path: written by :func:`rag.store.backup.write_backup`.
        force: throw away what is in the database.

    Returns:
        The number of rows of each table.

    Raises:
        BackupError: it is no backup, is damaged, is of a newer version of Beike, or the database
            holds something and ``force`` is false.
        DatabaseError: the database cannot be reached, or was made by a newer version of Beike.
    """
    try:
        with ZipFile(path) as archive:
            manifest = _manifest(archive)
            # Tables are dropped and filled in any order; references are checked at the end.
            database = Database(database_url(settings), foreign_keys=False)
            try:
                with database.schema() as connection:
                    corrections = Corrections(settings.index)
                    if not force and "corrections" in manifest and corrections.all():
                        raise _in_the_way("索引旁边已经有对资料的更正")
                    _replace(connection, archive, manifest, force=force)
                    if "corrections" in manifest:  # last: nothing is written where a row fails
                        corrections.replace(archive.read(CORRECTIONS))
            finally:
                database.close()
    except FileNotFoundError:
        raise BackupError(f"没有文件 {path}。", "请检查路径。") from None
    except BadZipFile:
        raise BackupError(f"{path} 不是备课的备份，或者不完整。", _OTHER_BACKUP) from None
    except OSError as error:
        raise BackupError(f"备份 {path} 读不了：{error.strerror}。", _OTHER_BACKUP) from None
    return {name: table["rows"] for name, table in manifest["tables"].items()}


def _manifest(archive: ZipFile) -> dict[str, Any]:
    """Return the manifest after checking it and every file it names."""
    try:
        manifest: dict[str, Any] = json.loads(archive.read(MANIFEST))
        fits = manifest["program"] == "beike" and isinstance(manifest["tables"], dict)
        if not fits or manifest["format"] > FORMAT or manifest["revision"] not in revisions():
            raise BackupError(
                "这份备份是更新版本的备课做的，这个版本读不了。", "请先升级备课，再恢复。"
            )
        for name, table in manifest["tables"].items():
            digest = hashlib.sha256()
            with archive.open(member(name)) as file:
                while piece := file.read(1 << 20):
                    digest.update(piece)
            if digest.hexdigest() != table["sha256"]:
                raise BackupError(_BROKEN, _OTHER_BACKUP)
        if "corrections" in manifest:
            data = archive.read(CORRECTIONS)
            if hashlib.sha256(data).hexdigest() != manifest["corrections"]:
                raise BackupError(_BROKEN, _OTHER_BACKUP)
            parsed(data)
    except (AttributeError, KeyError, TypeError, ValueError, *_UNREADABLE):
        raise BackupError(_BROKEN, _OTHER_BACKUP) from None
    return manifest


def _replace(
    connection: Connection, archive: ZipFile, manifest: dict[str, Any], *, force: bool
) -> None:
    current(connection)
    present = MetaData()
    known = {*Base.metadata.tables, _VERSION_TABLE}
    present.reflect(connection, only=sorted(known & {*inspect(connection).get_table_names()}))
    if not force and _holds_something(connection, present):
        raise _in_the_way("数据库里已经有内容")
    present.drop_all(connection)
    upgrade(connection, manifest["revision"])
    then = MetaData()
    try:
        then.reflect(connection, only=[*manifest["tables"]])
        for table in then.sorted_tables:
            _fill(connection, table, archive)
        upgrade(connection)
    except (KeyError, TypeError, ValueError, DatabaseError, *_UNFIT) as error:
        raise BackupError(_BROKEN, _OTHER_BACKUP) from error


def _in_the_way(what: str) -> BackupError:
    return BackupError(
        f"{what}，恢复会把它们全部换掉。", "确定要换，请加 --force；最好先备份一次。"
    )


def _holds_something(connection: Connection, present: MetaData) -> bool:
    for table in present.sorted_tables:
        if table.name == _VERSION_TABLE:
            continue
        rows = select(func.count()).select_from(table)
        if table.name == "users":
            rows = rows.where(table.c.id != LOCAL)
        if connection.scalar(rows):
            return True
    return False


def _fill(connection: Connection, table: Table, archive: ZipFile) -> None:
    """Replace the rows of a table, which may have some from its making, by those of the backup."""
    connection.execute(table.delete())
    for column in table.columns:
        if isinstance(column.type, JSON):  # what was NULL is to be NULL again, not JSON's null
            column.type = JSON(none_as_null=True)
    moments = [c.name for c in table.columns if isinstance(c.type, DateTime)]
    rows = _rows(archive, table.name, moments)
    while some := [*islice(rows, BATCH)]:
        connection.execute(table.insert(), some)


def _rows(archive: ZipFile, name: str, moments: list[str]) -> Iterator[dict[str, Any]]:
    with archive.open(member(name)) as file:
        for line in file:
            row: dict[str, Any] = json.loads(line)
            for moment in moments:
                if row[moment] is not None:
                    row[moment] = datetime.fromisoformat(row[moment])
            yield row
