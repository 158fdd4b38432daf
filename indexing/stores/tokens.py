"""Token vectors by chunk id, for late interaction: each word of a question finds its best match.

A vector of a whole passage blurs what its words say. Late interaction (Khattab and Zaharia 2020,
arXiv:2004.12832) keeps a vector of each token and compares a question token by token. It is asked
about chunks that are found already; finding them is :mod:`indexing.stores.faiss` and words.

Token vectors of one model share a large common part and lie near few directions. Without the mean,
on the 128 directions that tell most (principal components, Pearson 1901), they take a third of the
room and rank passages no worse; with the mean they rank much worse. The directions are found in a
fixed sample, so that they depend on the model alone. A number on one of them is stored as a byte.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

import numpy as np
import numpy.typing as npt

from indexing.embedding.encoding import Encoded
from indexing.stores.sqlite import connect

Array = npt.NDArray[np.float32]

_SCHEMA = """
CREATE TABLE tokens (
    id TEXT PRIMARY KEY, document_id TEXT NOT NULL, vectors BLOB NOT NULL
);
CREATE INDEX tokens_of ON tokens (document_id);
CREATE TABLE basis (mean BLOB NOT NULL, directions BLOB NOT NULL);
"""
#: Components of vectors of length 1 lie between -1 and 1.
_SCALE = 127
#: Most directions kept.
SIZE = 128


class TokenStore:
    """Token vectors of chunks. Safe to read from several threads; written by one.

    Args:
        path: the SQLite file.
        writable: open for building; created where missing. Else opened as immutable.
    """

    def __init__(self, path: Path, *, writable: bool = False) -> None:
        """Open the file.

        Raises:
            sqlite3.DatabaseError: the file is no database, or, for reading, is missing.
        """
        self._lock = threading.Lock()
        created = writable and not path.exists()
        self._connection = connect(path, writable=writable)
        if created:
            self._connection.executescript(_SCHEMA)
        self._basis = self._read_basis()

    @property
    def basis(self) -> Basis | None:
        """The directions, ``None`` before :meth:`set_basis`."""
        return self._basis

    def set_basis(self, basis: Basis) -> None:
        """Keep the directions; all vectors of the store are on these.

        Raises:
            ValueError: the store has directions already.
        """
        if self._basis is not None:
            raise ValueError("the store has directions already")
        with self._lock, self._connection as connection:
            connection.execute("INSERT INTO basis VALUES (?, ?)", basis.packed())
        self._basis = basis

    def pack(self, encoded: Encoded) -> bytes:
        """Return the tokens of a text as they are stored, nothing where they are unknown.

        Raises:
            ValueError: there are tokens, but the store has no directions yet.
        """
        if not len(encoded.tokens):
            return b""
        if self._basis is None:
            raise ValueError("the store has no directions yet")
        return np.round(self._basis.project(encoded.tokens) * _SCALE).astype(np.int8).tobytes()

    def add(self, ids: Sequence[str], document_ids: Sequence[str], packed: Sequence[bytes]) -> None:
        """Add the packed tokens of chunks; all of them or, on an error, none.

        Raises:
            ValueError: the lengths differ.
            sqlite3.IntegrityError: an id is there already.
        """
        rows = list(zip(ids, document_ids, packed, strict=True))
        with self._lock, self._connection as connection:
            connection.executemany("INSERT INTO tokens VALUES (?, ?, ?)", rows)

    def delete_document(self, document_id: str) -> None:
        """Remove the tokens of a document's chunks; nothing happens where there are none."""
        with self._lock, self._connection as connection:
            connection.execute("DELETE FROM tokens WHERE document_id = ?", (document_id,))

    def packed(self, ids: Iterable[str]) -> dict[str, bytes]:
        """Return what is stored of the ids that are here."""
        found: dict[str, bytes] = {}
        query = "SELECT vectors FROM tokens WHERE id = ?"
        with self._lock:
            for identifier in ids:
                row = self._connection.execute(query, (identifier,)).fetchone()
                if row:
                    found[identifier] = row[0]
        return found

    def nearness(self, tokens: Array, ids: Iterable[str]) -> dict[str, float]:
        """Return how near chunks are to a question: its tokens' best likeness, averaged.

        Args:
            tokens: of the question, shape ``(tokens, width)``, as the model told them.
            ids: chunks; those without tokens are left out.

        Returns:
            Means of cosines, -1 to 1, by id; empty where the question has no tokens.
        """
        if self._basis is None or not len(tokens):
            return {}
        asked = self._basis.project(tokens).T / np.float32(_SCALE)
        out: dict[str, float] = {}
        for identifier, packed in self.packed(ids).items():
            if packed:
                stored = np.frombuffer(packed, np.int8).reshape(-1, len(asked))
                out[identifier] = float((stored.astype(np.float32) @ asked).max(axis=0).mean())
        return out

    def close(self) -> None:
        """Close the file; writes are kept."""
        with self._lock:
            self._connection.close()

    def _read_basis(self) -> Basis | None:
        row = self._connection.execute("SELECT mean, directions FROM basis").fetchone()
        return None if row is None else Basis.unpacked(*row)


@dataclass(frozen=True)
class Basis:
    """A mean, shape ``(width,)``, and directions of length 1, shape ``(size, width)``."""

    mean: Array
    directions: Array

    @classmethod
    def of(cls, tokens: Array) -> Basis:
        """Return the mean and the main directions of token vectors, shape ``(tokens, width)``.

        Raises:
            ValueError: there are no tokens.
        """
        if not len(tokens):
            raise ValueError("no token vectors")
        unit = _unit(tokens)
        mean = unit.mean(axis=0)
        directions = np.linalg.svd(unit - mean, full_matrices=False)[2][:SIZE]
        return cls(mean, np.asarray(directions, np.float32))

    @classmethod
    def unpacked(cls, mean: bytes, directions: bytes) -> Basis:
        """Return what :meth:`packed` made bytes of."""
        numbers = np.frombuffer(mean, "<f4")
        return cls(numbers, np.frombuffer(directions, "<f4").reshape(-1, len(numbers)))

    def packed(self) -> tuple[bytes, bytes]:
        """Return mean and directions as little-endian float32."""
        mean, directions = (
            np.ascontiguousarray(a, "<f4").tobytes() for a in (self.mean, self.directions)
        )
        return mean, directions

    def project(self, tokens: Array) -> Array:
        """Return token vectors on the directions, shape ``(tokens, size)``, of length 1."""
        return _unit((_unit(tokens) - self.mean) @ self.directions.T)


def sample() -> list[str]:
    """Return the texts in which the directions of a model are looked for."""
    text = files("indexing.embedding").joinpath("sample.txt").read_text(encoding="utf-8")
    return text.splitlines()


def _unit(vectors: npt.NDArray[np.floating]) -> Array:
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(vectors / np.maximum(lengths, np.float32(1e-12)), np.float32)
