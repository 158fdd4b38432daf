"""What a build under way has done so far, so that the next one goes on where it was killed.

Readings and vectors are the slow part of a build. Each is written down as it comes, in one SQLite
file beside the generations: no pointer can lead to it, only the holder of the writer's lock opens
it, and it is deleted once a generation holds everything. It is worth nothing to a build by another
recipe. Losing it costs time and nothing else, so no fault of it ever stops a build.
"""

from __future__ import annotations

import hashlib
import json
import logging
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from indexing.json_records import from_json, to_json
from indexing.manifest import CorpusFile, Recipe
from indexing.records import Chunk, Document

logger = logging.getLogger(__name__)

#: File inside the folder of the index.
NAME = "unfinished.sqlite"
_SCHEMA = """
CREATE TABLE made_for (recipe TEXT NOT NULL, full INTEGER NOT NULL);
CREATE TABLE readings (
    path TEXT PRIMARY KEY, file TEXT NOT NULL, document TEXT NOT NULL, chunks TEXT NOT NULL
);
CREATE TABLE vectors (text BLOB PRIMARY KEY, vector BLOB NOT NULL, tokens BLOB NOT NULL);
CREATE TABLE basis (mean BLOB NOT NULL, directions BLOB NOT NULL);
"""
#: SQLite takes so many values in one statement at least.
_VALUES = 500


class Unfinished:
    """The work of a build that was not published yet; made by :func:`unfinished`.

    What is kept is safe from the end of the process at any moment; when the power fails, the last
    few entries may be lost.

    Args:
        index: folder of the index, whose lock the caller holds.
        recipe: of the build; what was kept by another is thrown away.
        full: whether the build makes everything anew: it trusts what another such build kept only.
    """

    def __init__(self, index: Path, recipe: Recipe, *, full: bool) -> None:
        self._path = index / NAME
        self._made_for = (to_json(recipe), int(full))
        self._connection: sqlite3.Connection | None = None
        self._given_up = False
        if self._path.exists():
            with suppress(sqlite3.Error):
                self._open()

    def reading(self, file: CorpusFile) -> tuple[Document, list[Chunk]] | None:
        """Return what a file was read as, ``None`` where that is not known of these bytes."""
        sql = "SELECT document, chunks FROM readings WHERE path = ? AND file = ?"
        for document, chunks in self._rows(sql, file.path, _what_is_read(file)):
            return from_json(Document, document), [from_json(Chunk, c) for c in json.loads(chunks)]
        return None

    def keep_reading(self, file: CorpusFile, document: Document, chunks: list[Chunk]) -> None:
        """Keep what a file was read as; not where it changed since it was listed."""
        if document.sha256 == file.sha256:
            told = json.dumps([to_json(chunk) for chunk in chunks], ensure_ascii=False)
            row = (file.path, _what_is_read(file), to_json(document), told)
            self._write("INSERT OR REPLACE INTO readings VALUES (?, ?, ?, ?)", [row])

    def basis(self) -> tuple[bytes, bytes] | None:
        """Return the mean and directions that the kept tokens are on, ``None`` where unknown."""
        return next(iter(self._rows("SELECT mean, directions FROM basis")), None)

    def keep_basis(self, mean: bytes, directions: bytes) -> None:
        """Keep the mean and directions that tokens kept from now on are on."""
        self._write("INSERT INTO basis VALUES (?, ?)", [(mean, directions)])

    def vectors(self, texts: Iterable[str]) -> dict[str, tuple[bytes, bytes]]:
        """Return vector and packed tokens of the texts of which they are known."""
        keys = {_key(text): text for text in texts}
        found: dict[str, tuple[bytes, bytes]] = {}
        wanted = list(keys)
        for start in range(0, len(wanted), _VALUES):
            part = wanted[start : start + _VALUES]
            marks = ",".join("?" * len(part))
            sql = f"SELECT text, vector, tokens FROM vectors WHERE text IN ({marks})"
            found |= {keys[key]: (vector, tokens) for key, vector, tokens in self._rows(sql, *part)}
        return found

    def keep_vectors(self, encoded: Mapping[str, tuple[bytes, bytes]]) -> None:
        """Keep vector and packed tokens by text."""
        rows = [(_key(text), vector, tokens) for text, (vector, tokens) in encoded.items()]
        self._write("INSERT OR REPLACE INTO vectors VALUES (?, ?, ?)", rows)

    def forget_vectors(self) -> None:
        """Forget all vectors, tokens and directions."""
        self._write("DELETE FROM vectors", [()])
        self._write("DELETE FROM basis", [()])

    def remove(self) -> None:
        """Delete everything: a generation holds it now, or nothing can be done with it."""
        self.close()
        for path in (
            self._path,
            *(self._path.with_name(f"{NAME}-{end}") for end in ("wal", "shm")),
        ):
            with suppress(OSError):
                path.unlink(missing_ok=True)

    def close(self) -> None:
        """Close the file; what is in it stays for the next build."""
        connection, self._connection = self._connection, None
        if connection is not None:
            with suppress(sqlite3.Error):
                connection.close()

    def _open(self) -> sqlite3.Connection:
        """Open the file, emptied where it was made for something else.

        Raises:
            sqlite3.Error: it cannot be made.
        """
        if self._connection is None:
            with suppress(sqlite3.Error):  # damaged
                self._connection = self._connected()
                recipe, full = self._made_for
                kept = self._connection.execute("SELECT recipe, full FROM made_for").fetchone()
                if kept is not None and kept[0] == recipe and kept[1] >= full:
                    return self._connection
            self.remove()
            self._connection = self._connected()
            self._connection.executescript(_SCHEMA)
            with self._connection as connection:
                connection.execute("INSERT INTO made_for VALUES (?, ?)", self._made_for)
        return self._connection

    def _connected(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self._path)
        # A commit is in the hands of the system at once, and the file whole even without power.
        connection.execute("PRAGMA locking_mode = EXCLUSIVE")
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = NORMAL")
        return connection

    def _rows(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        if self._connection is None:
            return []
        try:
            return self._connection.execute(sql, values).fetchall()
        except sqlite3.Error as error:
            self._give_up(error)
            return []

    def _write(self, sql: str, rows: list[tuple[Any, ...]]) -> None:
        if self._given_up:
            return
        try:
            with self._open() as connection:
                connection.executemany(sql, rows)
        except sqlite3.Error as error:  # a full disk, for one, of which the build itself will tell
            self._give_up(error)

    def _give_up(self, error: sqlite3.Error) -> None:
        logger.info("unfinished work is not kept: %s", error)
        self._given_up = True
        self.remove()


@contextmanager
def unfinished(index: Path, recipe: Recipe, *, full: bool) -> Iterator[Unfinished]:
    """Open what earlier builds left; see :class:`Unfinished`. It stays unless it is removed."""
    work = Unfinished(index, recipe, full=full)
    try:
        yield work
    finally:
        work.close()


def _what_is_read(file: CorpusFile) -> str:
    """Return everything about a file that decides what it is read as."""
    return to_json(file, without=frozenset({"size", "mtime_ns", "problem", "text"}))


def _key(text: str) -> bytes:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()
