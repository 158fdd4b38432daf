"""Reading a published index: documents, chunks, words and vectors of one generation.

:func:`open_index` opens one generation; :class:`IndexHandle` follows an index through its
generations. Ranking across words and vectors is not done here.
"""

from __future__ import annotations

import math
import sqlite3
import threading
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, TypeVar

from indexing.dictionary import read_words
from indexing.errors import IndexDamagedError
from indexing.generations import MANIFEST, check_file, current_generation, damaged, load_manifest
from indexing.lexical import Bm25, LexicalIndex
from indexing.locks import Hold
from indexing.manifest import Manifest
from indexing.personal import Personal
from indexing.records import Chunk, ChunkKind, Document
from indexing.stores.chunks import ChunkStore, DocumentInfo, MaskedStore
from indexing.tokenize import Tokenizer
from indexing.writer import CHUNKS, DICTIONARY, LEXICAL, TOKENS, VECTORS

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from indexing.stores.tokens import TokenStore

    Vectors = npt.NDArray[np.float32]

Part = TypeVar("Part")


class VectorSearch(Protocol):
    """Finds the nearest vectors of chunks."""

    def nearest(
        self, vector: Vectors, k: int, documents: Iterable[str] | None = None
    ) -> list[tuple[str, float]]:
        """See :meth:`Index.vector_search`."""


#: Opens the vectors in a folder.
OpenVectors = Callable[[Path], VectorSearch]


def faiss_vectors(folder: Path) -> VectorSearch:
    """Open the vectors in FAISS itself, for commands that ask one question.

    What runs on uses :func:`indexing.stores.vectors.llama_vectors`; to import LlamaIndex takes a
    second of work and 70 MB.
    """
    from indexing.stores.faiss import FaissIndex

    return FaissIndex.from_dir(folder)


#: A generation can be replaced and removed between reading its name and holding it; a build takes
#: far longer than this many attempts.
_ATTEMPTS = 5


class Index:
    """One generation, safe to use from several threads until closed.

    Parts are opened, and checked against their checksums, when first needed; every method may
    raise :class:`IndexDamagedError`. Use :func:`open_index` to make one.
    """

    def __init__(
        self,
        folder: Path,
        ranking: Bm25 | None = None,
        open_vectors: OpenVectors = faiss_vectors,
        masked: bool = False,
    ) -> None:
        """Hold the generation; ``masked`` hides the personal data in all texts it hands out.

        Raises:
            FileNotFoundError: it has been removed.
            IndexDamagedError: its manifest is damaged.
        """
        self.folder = folder
        self._hold = _hold(folder)
        self._ranking = ranking
        self._open_vectors = open_vectors
        self._masked = masked
        self._lock = threading.RLock()
        self._parts: dict[str, object] = {}
        self._places = Places(self.chunks_of)
        self._closed = False
        try:
            self.manifest: Manifest = load_manifest(folder)
        except BaseException:
            self._hold.close()
            raise

    @property
    def generation(self) -> str:
        """Name of the generation."""
        return self.folder.name

    @property
    def tokenizer(self) -> Tokenizer:
        """The tokenizer the words of this generation were cut with."""
        return self._part(DICTIONARY, lambda path: Tokenizer(read_words(path)))

    def documents(self) -> list[DocumentInfo]:
        """Return all documents without their text, sorted by path."""
        return self._store().infos()

    def document(self, document_id: str) -> Document | None:
        """Return a document, ``None`` where there is none of this id."""
        return self._store().document(document_id)

    def document_by_path(self, path: str) -> Document | None:
        """Return a document by its path in the corpus, ``None`` where there is none."""
        return self._store().document_by_path(path)

    def copies(self, document_id: str) -> tuple[DocumentInfo, ...]:
        """Return the documents that this one stands for, see :mod:`indexing.copies`."""
        return ()

    def canonical(self, document_id: str) -> str | None:
        """Return the canonical text of a document, ``None`` where there is none of this id."""
        return self._store().canonical(document_id)

    def personal(self, document_id: str) -> list[Personal]:
        """See :meth:`ChunkStore.personal`."""
        return self._store().personal(document_id)

    def chunk(self, chunk_id: str) -> Chunk | None:
        """Return a chunk, ``None`` where there is none of this id."""
        return next(iter(self.chunks([chunk_id])), None)

    def chunks(self, ids: Iterable[str]) -> list[Chunk]:
        """Return chunks in the order of the ids; unknown ids are left out."""
        return self._store().chunks(ids)

    def chunks_of(self, document_id: str) -> list[Chunk]:
        """Return the chunks of a document in reading order."""
        return self._store().chunks_of(document_id)

    def chunk_at(self, document_id: str, end: int) -> str | None:
        """See :meth:`Places.chunk_at`."""
        return self._places.chunk_at(document_id, end)

    def neighbours(self, chunk: Chunk, before: int = 1, after: int = 1) -> list[Chunk]:
        """See :meth:`ChunkStore.neighbours`."""
        return self._store().neighbours(chunk, before, after)

    def lexical_search(
        self,
        query: str | Sequence[str] | Mapping[str, float],
        k: int,
        allowed_documents: Iterable[str] | None = None,
    ) -> list[tuple[str, float]]:
        """See :meth:`LexicalIndex.search`. Loads neither FAISS nor a model."""
        return self._lexical().search(query, k, allowed_documents)

    def term_weights(self, terms: Iterable[str]) -> dict[str, float]:
        """Return the inverse document frequency of each term, ``ln(1 + N / (1 + n))``.

        A term that no chunk holds weighs most: the documents do not speak of it.
        """
        total = self.manifest.chunks
        found = self._lexical().frequencies(terms)
        return {term: math.log(1 + total / (1 + count)) for term, count in found.items()}

    def known_terms(self, terms: Iterable[str]) -> set[str]:
        """Return the terms that some chunk holds."""
        return {term for term, count in self._lexical().frequencies(terms).items() if count}

    def vector_search(
        self, vector: Vectors, k: int, allowed_documents: Iterable[str] | None = None
    ) -> list[tuple[str, float]]:
        """Return the ids and inner products of the ``k`` nearest chunks, best first, ties by id.

        Args:
            vector: shape ``(dimension,)``, float32, of length 1.
            k: most results wanted.
            allowed_documents: ids of the documents that may answer, ``None`` for all.

        Raises:
            ValueError: the vector is of another dimension, or ``k`` is below 1.
        """
        if k < 1:
            raise ValueError(f"k must be at least 1, not {k}")
        return self._part(VECTORS, self._open_vectors).nearest(vector, k, allowed_documents)

    def nearness(self, tokens: Vectors, ids: Iterable[str]) -> dict[str, float]:
        """See :meth:`indexing.stores.tokens.TokenStore.nearness`."""
        return self._tokens().nearness(tokens, ids)

    def close(self) -> None:
        """Close all files and let the generation go; a second call does nothing."""
        with self._lock:
            self._closed = True
            parts, self._parts = list(self._parts.values()), {}
            for part in parts:
                if callable(close := getattr(part, "close", None)):
                    close()
            self._hold.close()

    def __enter__(self) -> Index:
        """Return the index."""
        return self

    def __exit__(self, *error: object) -> None:
        """Close the index."""
        self.close()

    def _store(self) -> ChunkStore:
        return self._part(CHUNKS, MaskedStore if self._masked else ChunkStore)

    def _lexical(self) -> LexicalIndex:
        tokenizer = self.tokenizer
        return self._part(LEXICAL, lambda p: LexicalIndex(p, tokenizer, ranking=self._ranking))

    def _tokens(self) -> TokenStore:
        from indexing.stores.tokens import TokenStore

        return self._part(TOKENS, TokenStore)

    def _part(self, name: str, open_part: Callable[[Path], Part]) -> Part:
        """Return a part, opened and checked on first use; ``name`` is a file or a folder."""
        with self._lock:
            if self._closed:
                raise ValueError("this index is closed")
            if name not in self._parts:
                stored = [file for file in self.manifest.files if file.name.split("/")[0] == name]
                if not stored:
                    raise damaged(self.folder / name)
                for file in stored:
                    check_file(self.folder, file)
                try:
                    self._parts[name] = open_part(self.folder / name)
                except sqlite3.DatabaseError as error:
                    raise damaged(self.folder / name) from error
            part: Part = self._parts[name]  # type: ignore[assignment]
            return part


def open_index(
    index: Path,
    *,
    ranking: Bm25 | None = None,
    open_vectors: OpenVectors = faiss_vectors,
    masked: bool = False,
) -> Index:
    """Open the generation in force; use it in a ``with`` block or close it.

    Args:
        index: folder of the index.
        ranking: parameters of the score in searches by words.
        open_vectors: opens what searches the vectors.
        masked: whether personal data is hidden in all texts that are handed out.

    Raises:
        IndexMissingError: nothing was published there yet.
        IndexDamagedError: the pointer or the manifest is damaged.
    """
    for _ in range(_ATTEMPTS):
        folder = current_generation(index)
        try:
            return Index(folder, ranking, open_vectors, masked)
        except FileNotFoundError:
            continue
    raise IndexDamagedError(
        f"索引正在不断被替换，打不开（{index}）。",
        "请稍后再试；若仍不行，运行 beike index --full。",
    )


def _hold(folder: Path) -> Hold:
    try:
        return Hold(folder / MANIFEST)
    except FileNotFoundError:
        if folder.is_dir():
            raise damaged(folder / MANIFEST) from None
        raise


class Places:
    """Finds the chunks taken from a document by their offsets. Safe to share by threads.

    Args:
        chunks_of: the chunks of a document in reading order, by its id.
    """

    def __init__(self, chunks_of: Callable[[str], Sequence[Chunk]]) -> None:
        self._chunks_of = chunks_of
        self._lock = threading.Lock()
        self._known: dict[str, tuple[list[int], list[tuple[int, str]]]] = {}

    def chunk_at(self, document_id: str, end: int) -> str | None:
        """Return the id of the chunk that holds what ends at an offset; ``None`` where none does.

        Fact sheets are made by the program and show no place.
        """
        starts, ends = self._of(document_id)
        found = bisect_left(starts, end) - 1
        return ends[found][1] if found >= 0 and ends[found][0] >= end else None

    def _of(self, document_id: str) -> tuple[list[int], list[tuple[int, str]]]:
        with self._lock:
            if document_id not in self._known:
                taken = [
                    chunk
                    for chunk in self._chunks_of(document_id)
                    if chunk.kind is not ChunkKind.FACT_SHEET
                ]
                taken.sort(key=lambda chunk: chunk.start)
                self._known[document_id] = (
                    [chunk.start for chunk in taken],
                    [(chunk.end, chunk.id) for chunk in taken],
                )
            return self._known[document_id]


class IndexHandle:
    """An index that follows new generations, for a process that runs on.

    A request uses one generation from beginning to end::

        with handle.use() as index:
            index.lexical_search("…", 10)

    Args:
        index: folder of the index; it need not exist yet.
        ranking: parameters of the score in searches by words.
        open_vectors: opens what searches the vectors.
        masked: whether personal data is hidden in all texts that are handed out.
    """

    def __init__(
        self,
        index: Path,
        *,
        ranking: Bm25 | None = None,
        open_vectors: OpenVectors = faiss_vectors,
        masked: bool = False,
    ) -> None:
        """Remember the folder; nothing is opened yet."""
        self.path = index
        self._ranking = ranking
        self._open_vectors = open_vectors
        self._masked = masked
        self._lock = threading.Lock()
        self._current: Index | None = None
        self._users: dict[Index, int] = {}

    @contextmanager
    def use(self) -> Iterator[Index]:
        """Give out the generation in force now, open until the block ends.

        Raises:
            IndexMissingError: nothing was published yet.
            IndexDamagedError: the generation in force is damaged.
        """
        with self._lock:
            index = self._newest()
            self._users[index] = self._users.get(index, 0) + 1
        try:
            yield index
        finally:
            with self._lock:
                self._users[index] -= 1
                self._close_unused()

    def close(self) -> None:
        """Close the generation in force once its last request is done."""
        with self._lock:
            self._current = None
            self._close_unused()

    def _newest(self) -> Index:
        """Return the open generation, or open the one that replaced it (one small file read)."""
        folder = current_generation(self.path)
        if self._current is None or self._current.folder != folder:
            replaced = self._current
            self._current = open_index(
                self.path,
                ranking=self._ranking,
                open_vectors=self._open_vectors,
                masked=self._masked,
            )
            if replaced is not None:
                self._users.setdefault(replaced, 0)
        return self._current

    def _close_unused(self) -> None:
        for index, users in list(self._users.items()):
            if users == 0 and index is not self._current:
                del self._users[index]
                index.close()
