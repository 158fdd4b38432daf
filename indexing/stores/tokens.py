"""Token vectors by chunk id, for late interaction: each word of a question finds its best match.

A vector of a whole passage blurs what its words say. Late interaction (Khattab and Zaharia 2020,
arXiv:2004.12832) keeps a vector of each token and compares a question token by token. It is asked
about chunks that are found already; finding them is :mod:`indexing.stores.faiss` and words.

Vectors are stored on the directions of :mod:`indexing.embedding.basis`, a byte a number.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from indexing.embedding.basis import Basis
from indexing.embedding.encoded import Encoded
from indexing.stores.sqlite import connect

Array = npt.NDArray[np.float32]

_SCHEMA = """
CREATE TABLE tokens (
    id TEXT PRIMARY KEY, document_id TEXT NOT NULL, vectors BLOB NOT NULL, places BLOB NOT NULL
);
CREATE INDEX tokens_of ON tokens (document_id);
CREATE TABLE basis (mean BLOB NOT NULL, directions BLOB NOT NULL);
"""
#: Components of vectors of length 1 lie between -1 and 1.
_SCALE = 127


class Packed(NamedTuple):
    """The tokens of a text as they are stored: their vectors and places, empty where unknown."""

    vectors: bytes
    places: bytes


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
        row = [np.ascontiguousarray(a, "<f4").tobytes() for a in (basis.mean, basis.directions)]
        with self._lock, self._connection as connection:
            connection.execute("INSERT INTO basis VALUES (?, ?)", row)
        self._basis = basis

    def pack(self, encoded: Encoded) -> Packed:
        """Return the tokens of a text as they are stored.

        Raises:
            ValueError: there are tokens, but the store has no directions yet.
        """
        if not len(encoded.tokens):
            return Packed(b"", b"")
        if self._basis is None:
            raise ValueError("the store has no directions yet")
        vectors = np.round(self._basis.project(encoded.tokens) * _SCALE).astype(np.int8)
        return Packed(vectors.tobytes(), encoded.places.astype("<i4").tobytes())

    def add(
        self, ids: Sequence[str], document_ids: Sequence[str], packed: Sequence[Packed]
    ) -> None:
        """Add the packed tokens of chunks; all of them or, on an error, none.

        Raises:
            ValueError: the lengths differ.
            sqlite3.IntegrityError: an id is there already.
        """
        rows = [(i, d, *p) for i, d, p in zip(ids, document_ids, packed, strict=True)]
        with self._lock, self._connection as connection:
            connection.executemany("INSERT INTO tokens VALUES (?, ?, ?, ?)", rows)

    def delete_document(self, document_id: str) -> None:
        """Remove the tokens of a document's chunks; nothing happens where there are none."""
        with self._lock, self._connection as connection:
            connection.execute("DELETE FROM tokens WHERE document_id = ?", (document_id,))

    def packed(self, ids: Iterable[str]) -> dict[str, Packed]:
        """Return what is stored of the ids that are here."""
        found: dict[str, Packed] = {}
        query = "SELECT vectors, places FROM tokens WHERE id = ?"
        with self._lock:
            for identifier in ids:
                row = self._connection.execute(query, (identifier,)).fetchone()
                if row:
                    found[identifier] = Packed(*row)
        return found

    def nearness(self, tokens: Array, ids: Iterable[str]) -> dict[str, float]:
        """Return how near chunks are to a question: its tokens' best likeness, averaged.

        Args:
            tokens: of the question, shape ``(tokens, width)``, as the model told them.
            ids: chunks; those without tokens are left out.

        Returns:
            Means of cosines, -1 to 1, by id; empty where the question has no tokens.
        """
        found = self._likeness(tokens, ids)
        return {name: float(alike.max(axis=0).mean()) for name, (alike, _) in found.items()}

    def nearness_within(
        self, tokens: Array, identifier: str, spans: Sequence[tuple[int, int]]
    ) -> list[float | None]:
        """Return :meth:`nearness` of pieces of a chunk, whose tokens know what is around them.

        Args:
            tokens: of the question, as before.
            identifier: of the chunk.
            spans: where the pieces start and end in its search text.

        Returns:
            A number each, ``None`` where a piece has no tokens.
        """
        for alike, places in self._likeness(tokens, [identifier]).values():
            inside = [(places[:, 0] < end) & (places[:, 1] > start) for start, end in spans]
            return [float(alike[i].max(axis=0).mean()) if i.any() else None for i in inside]
        return [None] * len(spans)

    def close(self) -> None:
        """Close the file; writes are kept."""
        with self._lock:
            self._connection.close()

    def _likeness(
        self, tokens: Array, ids: Iterable[str]
    ) -> dict[str, tuple[Array, npt.NDArray[np.int32]]]:
        """Return cosines of tokens, shape ``(of the chunk, of the question)``, and their places."""
        if self._basis is None or not len(tokens):
            return {}
        asked = self._basis.project(tokens).T / np.float32(_SCALE)
        out: dict[str, tuple[Array, npt.NDArray[np.int32]]] = {}
        for identifier, packed in self.packed(ids).items():
            if packed.vectors:
                stored = np.frombuffer(packed.vectors, np.int8).reshape(-1, len(asked))
                places = np.frombuffer(packed.places, "<i4").reshape(-1, 2)
                out[identifier] = (stored.astype(np.float32) @ asked, places)
        return out

    def _read_basis(self) -> Basis | None:
        row = self._connection.execute("SELECT mean, directions FROM basis").fetchone()
        if row is None:
            return None
        mean, directions = (np.frombuffer(blob, "<f4") for blob in row)
        return Basis(mean, directions.reshape(-1, len(mean)))
