"""Backup of everything in the database into one file, for any database.

A zip with one file of JSON lines a table and a manifest, written last: a backup that was cut off
has none. Sessions and attempts to sign in are left out: restoring must sign nobody in. Restoring
is in :mod:`rag.store.restore`; documents and the index are not in the database.
"""

from __future__ import annotations

import hashlib
import json
from datetime import datetime
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

from sqlalchemy import Table, select
from sqlalchemy.orm import Session

from rag.store.clock import Clock, utc_now
from rag.store.database import Database
from rag.store.migrating import current
from rag.store.private_file import private_file
from rag.store.tables import Base, LoginAttemptRow, SessionRow

FORMAT = 1
MANIFEST = "manifest.json"
_LEFT_OUT = {SessionRow.__tablename__, LoginAttemptRow.__tablename__}
#: Rows fetched and written at a time; an answer with its passages has about 15 KB.
BATCH = 200


def write_backup(database: Database, path: Path, clock: Clock = utc_now) -> dict[str, int]:
    """Write a backup while the service may go on; it holds one state of the data.

    Args:
        database: open and up to date.
        path: a file that is not there yet. It holds hashes of passwords and is made readable by
            its owner only.
        clock: the time.

    Returns:
        The number of rows of each table.

    Raises:
        BackupError: the file is there already or cannot be written; nothing is left behind then.
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
