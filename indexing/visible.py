"""An index in which only some documents exist: what a reader may see, or wants to be asked.

A view over an open generation; nothing is copied. Which documents exist is decided elsewhere.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from indexing.index import Index, IndexHandle
from indexing.personal import Personal
from indexing.records import Chunk, Document, document_id
from indexing.stores.chunks import DocumentInfo
from indexing.tokenize import Tokenizer

if TYPE_CHECKING:
    from indexing.index import Vectors

#: Of the documents of a generation those that exist.
Choice = Callable[[Sequence[DocumentInfo]], Iterable[DocumentInfo]]


def hiding(paths: Iterable[str]) -> Choice:
    """Return the choice of all documents but those at ``paths``; others than these may be named."""
    hidden = frozenset(paths)
    return lambda documents: [info for info in documents if info.path not in hidden]


class VisibleIndex(Index):
    """An :class:`Index` of some documents; closing it is left to whoever opened the whole.

    Weights of words still count every chunk: they tell how rare a word is, not where it stands.
    """

    def __init__(self, whole: Index, choice: Choice) -> None:
        """Show the documents of ``whole`` that ``choice`` returns."""
        # Not the parent's: that would open and hold the generation a second time.
        self._whole = whole
        self._infos = list(choice(whole.documents()))
        self._seen = {info.id for info in self._infos}
        self.folder = whole.folder
        self.manifest = whole.manifest

    @property
    def generation(self) -> str:
        """Name of the generation, another one for every choice of documents."""
        seen = hashlib.sha256("".join(sorted(self._seen)).encode()).hexdigest()
        return f"{self._whole.generation}-{seen[:8]}"

    @property
    def tokenizer(self) -> Tokenizer:
        """See :attr:`Index.tokenizer`."""
        return self._whole.tokenizer

    def documents(self) -> list[DocumentInfo]:
        """See :meth:`Index.documents`."""
        return list(self._infos)

    def document(self, document_id: str) -> Document | None:
        """See :meth:`Index.document`."""
        return self._whole.document(document_id) if document_id in self._seen else None

    def document_by_path(self, path: str) -> Document | None:
        """See :meth:`Index.document_by_path`."""
        return self.document(document_id(path))

    def canonical(self, document_id: str) -> str | None:
        """See :meth:`Index.canonical`."""
        return self._whole.canonical(document_id) if document_id in self._seen else None

    def personal(self, document_id: str) -> list[Personal]:
        """See :meth:`Index.personal`."""
        return self._whole.personal(document_id) if document_id in self._seen else []

    def chunks(self, ids: Iterable[str]) -> list[Chunk]:
        """See :meth:`Index.chunks`."""
        return [chunk for chunk in self._whole.chunks(ids) if chunk.document_id in self._seen]

    def chunks_of(self, document_id: str) -> list[Chunk]:
        """See :meth:`Index.chunks_of`."""
        return self._whole.chunks_of(document_id) if document_id in self._seen else []

    def chunk_at(self, document_id: str, end: int) -> str | None:
        """See :meth:`Index.chunk_at`."""
        return self._whole.chunk_at(document_id, end) if document_id in self._seen else None

    def neighbours(self, chunk: Chunk, before: int = 1, after: int = 1) -> list[Chunk]:
        """See :meth:`Index.neighbours`."""
        seen = chunk.document_id in self._seen
        return self._whole.neighbours(chunk, before, after) if seen else []

    def lexical_search(
        self,
        query: str | Sequence[str] | Mapping[str, float],
        k: int,
        allowed_documents: Iterable[str] | None = None,
    ) -> list[tuple[str, float]]:
        """See :meth:`Index.lexical_search`."""
        return self._whole.lexical_search(query, k, self._allowed(allowed_documents))

    def term_weights(self, terms: Iterable[str]) -> dict[str, float]:
        """See :meth:`Index.term_weights`."""
        return self._whole.term_weights(terms)

    def known_terms(self, terms: Iterable[str]) -> set[str]:
        """Return the terms that some chunk of a document seen here holds."""
        return {term for term in self._whole.known_terms(terms) if self.lexical_search([term], 1)}

    def vector_search(
        self, vector: Vectors, k: int, allowed_documents: Iterable[str] | None = None
    ) -> list[tuple[str, float]]:
        """See :meth:`Index.vector_search`."""
        return self._whole.vector_search(vector, k, self._allowed(allowed_documents))

    def nearness(self, tokens: Vectors, ids: Iterable[str]) -> dict[str, float]:
        """See :meth:`Index.nearness`; hidden chunks are left out."""
        return self._whole.nearness(tokens, [chunk.id for chunk in self.chunks(ids)])

    def close(self) -> None:
        """Do nothing: the whole index is somebody else's."""

    def _allowed(self, documents: Iterable[str] | None) -> set[str]:
        return self._seen if documents is None else self._seen.intersection(documents)


class VisibleHandle(IndexHandle):
    """An :class:`IndexHandle` that gives out some documents of every generation."""

    def __init__(self, whole: IndexHandle, choice: Choice) -> None:
        """Show what ``choice`` returns of the documents that ``whole`` gives out."""
        self.path = whole.path
        self._all = whole
        self._choice = choice

    @contextmanager
    def use(self) -> Iterator[Index]:
        """See :meth:`IndexHandle.use`."""
        with self._all.use() as index:
            yield VisibleIndex(index, self._choice)

    def close(self) -> None:
        """Do nothing: the handle below is somebody else's."""
