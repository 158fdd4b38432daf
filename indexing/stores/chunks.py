"""The SQLite file of documents and chunks: the text behind every result and citation.

Vectors are in :mod:`indexing.stores.vectors`, words in :mod:`indexing.lexical`; this store is
where their ids lead to. It holds whole records, so nothing else of a generation is needed to show
a passage in its surroundings.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from indexing.dictionary import corpus_words
from indexing.json_records import from_json, to_json
from indexing.personal import Masking, Personal, masked_document, masked_text, personal_of
from indexing.records import Chunk, Document
from indexing.stores.sqlite import connect

# Columns hold what is looked up or read alone; ``record`` the rest of the record as JSON.
_SCHEMA = """
CREATE TABLE documents (
    id TEXT PRIMARY KEY, path TEXT NOT NULL UNIQUE, title TEXT NOT NULL, kind TEXT NOT NULL,
    certainty REAL NOT NULL, properties TEXT NOT NULL,
    sha256 TEXT NOT NULL, script TEXT NOT NULL, pages INTEGER NOT NULL,
    canonical TEXT NOT NULL, words TEXT NOT NULL, record TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE chunks (
    id TEXT PRIMARY KEY, document_id TEXT NOT NULL REFERENCES documents(id),
    position INTEGER NOT NULL, search_text TEXT NOT NULL, record TEXT NOT NULL,
    UNIQUE (document_id, position)
) WITHOUT ROWID;
"""
_LISTING = """
SELECT d.id, d.path, d.title, d.kind, d.sha256, d.script, d.pages, count(c.id), d.certainty,
    d.properties
FROM documents AS d LEFT JOIN chunks AS c ON c.document_id = d.id GROUP BY d.id ORDER BY d.path
"""
_CANONICAL = frozenset({"canonical"})
_SEARCH_TEXT = frozenset({"search_text"})


@dataclass(frozen=True, slots=True)
class DocumentInfo:
    """A document without its text.

    Attributes:
        chunks: number of its chunks.
        kind_certainty: probability of ``kind``, 0 to 1.
        properties: what it says of itself by name: course, school, class, term, author.
        The others are those of :class:`indexing.records.Document`.
    """

    id: str
    path: str
    title: str
    kind: str
    sha256: str
    script: str
    pages: int
    chunks: int
    kind_certainty: float = 1.0
    properties: Mapping[str, str] = field(default_factory=dict)


class ChunkStore:
    """Documents and chunks by id. Safe to read from several threads; written by one.

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

    def add(self, document: Document, chunks: Sequence[Chunk]) -> None:
        """Add a document and all its chunks, in reading order.

        Raises:
            ValueError: a chunk is another document's.
            sqlite3.IntegrityError: the document or one of the chunk ids is there already.
        """
        if any(chunk.document_id != document.id for chunk in chunks):
            raise ValueError(f"a chunk does not belong to document {document.path}")
        with self._lock, self._connection as connection:
            connection.execute(
                "INSERT INTO documents VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                _document_row(document),
            )
            connection.executemany(
                "INSERT INTO chunks VALUES (?, ?, ?, ?, ?)",
                (_chunk_row(chunk, position) for position, chunk in enumerate(chunks)),
            )

    def delete(self, document_id: str) -> None:
        """Remove a document and its chunks; nothing happens where there is none."""
        with self._lock, self._connection as connection:
            connection.execute("DELETE FROM chunks WHERE document_id = ?", (document_id,))
            connection.execute("DELETE FROM documents WHERE id = ?", (document_id,))

    def infos(self) -> list[DocumentInfo]:
        """Return all documents without their text, sorted by path."""
        rows = self._rows(_LISTING)
        return [replace(DocumentInfo(*row[:-1]), properties=json.loads(row[-1])) for row in rows]

    def document(self, document_id: str) -> Document | None:
        """Return a document by id, ``None`` where there is none."""
        return self._one_document("id", document_id)

    def document_by_path(self, path: str) -> Document | None:
        """Return a document by its path in the corpus, ``None`` where there is none."""
        return self._one_document("path", path)

    def canonical(self, document_id: str) -> str | None:
        """Return the canonical text alone, which is quicker than the whole document."""
        rows = self._rows("SELECT canonical FROM documents WHERE id = ?", document_id)
        return str(rows[0][0]) if rows else None

    def personal(self, document_id: str) -> list[Personal]:
        """Return the places of a document with personal data; none where there is no such one."""
        document = ChunkStore._one_document(self, "id", document_id)
        return personal_of(document) if document else []

    def chunks(self, ids: Iterable[str]) -> list[Chunk]:
        """Return the chunks of the given ids in the order given; unknown ids are left out."""
        wanted = list(ids)
        rows = self._rows(
            "SELECT record, search_text FROM chunks WHERE id IN (SELECT value FROM json_each(?))",
            json.dumps(wanted),
        )
        found = {chunk.id: chunk for chunk in map(_chunk, rows)}
        return [found[identifier] for identifier in wanted if identifier in found]

    def chunks_of(self, document_id: str) -> list[Chunk]:
        """Return the chunks of a document in reading order."""
        sql = "SELECT record, search_text FROM chunks WHERE document_id = ? ORDER BY position"
        return [_chunk(row) for row in self._rows(sql, document_id)]

    def neighbours(self, chunk: Chunk, before: int = 1, after: int = 1) -> list[Chunk]:
        """Return up to ``before`` and ``after`` chunks around ``chunk``, itself included.

        They are of the same document and in reading order.
        """
        sql = (
            "SELECT record, search_text FROM chunks WHERE document_id = ?1 AND position BETWEEN "
            "(SELECT position FROM chunks WHERE id = ?2) - ?3 AND "
            "(SELECT position FROM chunks WHERE id = ?2) + ?4 ORDER BY position"
        )
        return [_chunk(row) for row in self._rows(sql, chunk.document_id, chunk.id, before, after)]

    def search_texts(self) -> Iterator[tuple[str, str]]:
        """Yield the id and search text of every chunk, sorted by id."""
        for identifier, text in self._rows("SELECT id, search_text FROM chunks ORDER BY id"):
            yield str(identifier), str(text)

    def words(self) -> list[str]:
        """Return the dictionary words of all documents, sorted."""
        rows = self._rows("SELECT DISTINCT value FROM documents, json_each(documents.words)")
        return sorted(str(word) for (word,) in rows)

    def counts(self) -> tuple[int, int]:
        """Return the numbers of documents and of chunks."""
        sql = "SELECT (SELECT count(*) FROM documents), (SELECT count(*) FROM chunks)"
        ((documents, chunks),) = self._rows(sql)
        return int(documents), int(chunks)

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            self._connection.close()

    def _one_document(self, column: str, value: str) -> Document | None:
        rows = self._rows(f"SELECT record, canonical FROM documents WHERE {column} = ?", value)
        return from_json(Document, rows[0][0], canonical=rows[0][1]) if rows else None

    def _rows(self, sql: str, *parameters: object) -> list[tuple[Any, ...]]:
        with self._lock:
            return self._connection.execute(sql, parameters).fetchall()


class MaskedStore(ChunkStore):
    """A store, opened for reading, that hands out texts with personal data masked.

    Whoever reads the index for people reads it here, so nothing behind need know of masking:
    ``canonical[start:end] == text`` holds for what is handed out, and offsets are the file's.
    """

    def __init__(self, path: Path) -> None:
        """Open the file; raises as :class:`ChunkStore` does."""
        super().__init__(path)
        self._maskings: dict[str, Masking | None] = {}

    def infos(self) -> list[DocumentInfo]:
        """See :meth:`ChunkStore.infos`."""
        return [
            replace(
                info,
                title=masked_text(info.title),
                properties={name: masked_text(told) for name, told in info.properties.items()},
            )
            for info in super().infos()
        ]

    def canonical(self, document_id: str) -> str | None:
        """See :meth:`ChunkStore.canonical`."""
        masking = self._masking(document_id)
        return masking.canonical if masking else super().canonical(document_id)

    def chunks(self, ids: Iterable[str]) -> list[Chunk]:
        """See :meth:`ChunkStore.chunks`."""
        return self._masked(super().chunks(ids))

    def chunks_of(self, document_id: str) -> list[Chunk]:
        """See :meth:`ChunkStore.chunks_of`."""
        return self._masked(super().chunks_of(document_id))

    def neighbours(self, chunk: Chunk, before: int = 1, after: int = 1) -> list[Chunk]:
        """See :meth:`ChunkStore.neighbours`."""
        return self._masked(super().neighbours(chunk, before, after))

    def _one_document(self, column: str, value: str) -> Document | None:
        document = super()._one_document(column, value)
        return masked_document(document) if document else None

    def _masked(self, chunks: list[Chunk]) -> list[Chunk]:
        maskings = ((chunk, self._masking(chunk.document_id)) for chunk in chunks)
        return [masking.chunk(chunk) if masking else chunk for chunk, masking in maskings]

    def _masking(self, document_id: str) -> Masking | None:
        """Return what masks the texts of a document; ``None`` where it has no personal data."""
        if document_id not in self._maskings:
            document = super()._one_document("id", document_id)
            places = personal_of(document) if document else []
            self._maskings[document_id] = (
                Masking(document.canonical, places) if document and places else None
            )
        return self._maskings[document_id]


def _document_row(document: Document) -> tuple[object, ...]:
    return (
        document.id,
        document.path,
        document.title,
        document.kind.value,
        document.kind_certainty,
        json.dumps({p.name.value: p.text for p in document.properties}, ensure_ascii=False),
        document.sha256,
        document.script,
        document.pages,
        document.canonical,
        json.dumps(corpus_words(document), ensure_ascii=False),
        to_json(document, without=_CANONICAL),
    )


def _chunk_row(chunk: Chunk, position: int) -> tuple[object, ...]:
    record = to_json(chunk, without=_SEARCH_TEXT)
    return chunk.id, chunk.document_id, position, chunk.search_text, record


def _chunk(row: tuple[Any, ...]) -> Chunk:
    record, search_text = row
    return from_json(Chunk, record, search_text=search_text)
