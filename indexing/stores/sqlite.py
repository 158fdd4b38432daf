"""How the SQLite files of a generation are opened."""

from __future__ import annotations

import sqlite3
from pathlib import Path


def connect(path: Path, *, writable: bool) -> sqlite3.Connection:
    """Open a file of a generation; the caller keeps threads apart by a lock.

    A published file never changes, so readers open it as immutable: no lock files, and it works
    on a read-only disk. A file under construction is thrown away after a crash, so its
    journal stays in memory; the generation is synced to disk as a whole before it is published.

    Raises:
        sqlite3.DatabaseError: the file is no database or, for reading, is missing.
    """
    if writable:
        connection = sqlite3.connect(path, check_same_thread=False)
        connection.execute("PRAGMA journal_mode = MEMORY")
        connection.execute("PRAGMA synchronous = OFF")
        return connection
    uri = f"{path.resolve().as_uri()}?mode=ro&immutable=1"
    return sqlite3.connect(uri, uri=True, check_same_thread=False)
