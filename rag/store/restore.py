"""Restoring a backup, also one of an earlier revision or from the other kind of database."""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Iterator
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any
from zipfile import BadZipFile, ZipFile

from sqlalchemy import JSON, Connection, DateTime, MetaData, Table, func, inspect, select
from sqlalchemy.exc import CompileError, DataError, IntegrityError, InvalidRequestError

from rag.settings import Settings
from rag.store.address import database_url
from rag.store.backup import BATCH, FORMAT, MANIFEST, member
from rag.store.database import Database
from rag.store.errors import BackupError, DatabaseError
from rag.store.migrating import current, revisions, upgrade
from rag.store.names import LOCAL
from rag.store.tables import Base

_VERSION_TABLE = "alembic_version"
#: What a row, or a table, that does not fit the revision is answered with.
_UNFIT = (CompileError, DataError, IntegrityError, InvalidRequestError)
#: What the zip reader raises for bytes that are not as they were written.
_UNREADABLE = (BadZipFile, zlib.error, EOFError, RuntimeError)
_BROKEN = "备份文件不完整或被改动过。"
_OTHER_BACKUP = "请换一份备份。"


def restore_backup(settings: Settings, path: Path, *, force: bool = False) -> dict[str, int]:
    """Put the content of a backup in the place of everything in the database of ``settings``.

    It is all done in one transaction: on any error the database is as it was before.

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
                    _replace(connection, archive, manifest, force=force)
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
    except (KeyError, TypeError, ValueError, *_UNREADABLE):
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
        raise BackupError(
            "数据库里已经有内容，恢复会把它们全部换掉。", "确定要换，请加 --force；最好先备份一次。"
        )
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
