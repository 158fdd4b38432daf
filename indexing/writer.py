"""Fills a generation folder: chunks, dictionary, words and vectors.

What an older generation knows is carried over: whole files where it may be, vectors by their
search text. What to read again is decided in :mod:`indexing.pipeline`.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from indexing.dictionary import read_words, write_words
from indexing.lexical import LexicalIndex
from indexing.records import Chunk, Document
from indexing.report import Progress
from indexing.stores.chunks import ChunkStore
from indexing.tokenize import Tokenizer

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from indexing.stores.faiss import FaissIndex

    Vectors = npt.NDArray[np.float32]

CHUNKS = "chunks.sqlite"
LEXICAL = "lexical.sqlite"
DICTIONARY = "dictionary.txt"
VECTORS = "vectors"


class Encoder(Protocol):
    """What building needs of :class:`indexing.embedding.Embedder`."""

    @property
    def name(self) -> str:
        """Name of the model."""

    @property
    def fingerprint(self) -> str:
        """Hash of its weights and settings; cheap."""

    @property
    def dimension(self) -> int:
        """Length of a vector."""

    def count_tokens(self, text: str) -> int:
        """Return the number of tokens of a text."""

    def encode_documents(
        self, texts: Sequence[str], progress: Callable[[int, int], None] | None = None
    ) -> Vectors:
        """Return vectors of shape ``(len(texts), dimension)``, float32, of length 1."""


@dataclass(frozen=True, slots=True)
class Update:
    """How a generation differs from the one before.

    Attributes:
        new: documents with their chunks, to be added.
        gone: ids of documents to be removed first, the older versions of ``new`` among them.
        old: folder of the older generation, ``None`` where there is none to use.
        keep_documents: whether the documents of ``old`` are kept but for ``gone``.
        keep_words: whether the terms in ``old`` were cut by today's rules.
        keep_vectors: whether the vectors in ``old`` are of today's model.
    """

    new: list[tuple[Document, list[Chunk]]]
    gone: list[str]
    old: Path | None
    keep_documents: bool
    keep_words: bool
    keep_vectors: bool

    @property
    def base(self) -> Path | None:
        """The older generation where its documents are kept."""
        return self.old if self.keep_documents else None


def write_chunks(folder: Path, update: Update) -> tuple[int, int, list[str]]:
    """Write documents, chunks and dictionary.

    Returns:
        The numbers of documents and chunks, and the dictionary's words.
    """
    if update.base:
        shutil.copyfile(update.base / CHUNKS, folder / CHUNKS)
    with closing(ChunkStore(folder / CHUNKS, writable=True)) as store:
        for identifier in update.gone:
            store.delete(identifier)
        for document, chunks in update.new:
            store.add(document, chunks)
        words = store.words()
        documents, count = store.counts()
    write_words(folder / DICTIONARY, words)
    return documents, count, words


def write_lexical(folder: Path, update: Update, words: list[str], progress: Progress) -> None:
    """Write the index of words, anew where the dictionary changed: all terms may differ then."""
    tokenizer = Tokenizer(words)
    base = update.base if update.keep_words else None
    if base and read_words(base / DICTIONARY) == words:
        shutil.copyfile(base / LEXICAL, folder / LEXICAL)
    else:
        base = None
    with (
        closing(LexicalIndex(folder / LEXICAL, tokenizer, writable=True)) as lexical,
        closing(ChunkStore(folder / CHUNKS)) as store,
    ):
        for identifier in update.gone if base else ():
            lexical.delete(identifier)
        fresh = {document.id for document, _ in update.new}
        infos = [info for info in store.infos() if base is None or info.id in fresh]
        for done, info in enumerate(infos):
            progress("words", done, len(infos), info.path)
            lexical.add(store.chunks_of(info.id), info.title)
        lexical.finish()
        progress("words", len(infos), len(infos), "")


def write_vectors(
    folder: Path, update: Update, encoder: Encoder, progress: Progress
) -> tuple[int, int]:
    """Write the vectors; return their length and how many had to be computed.

    The model is asked only for search texts that neither the older generation nor this build has
    met before, each once.
    """
    from indexing.stores.faiss import FaissIndex

    base = update.base if update.keep_vectors else None
    if base:
        store = FaissIndex.from_dir(base / VECTORS)
        for identifier in update.gone:
            store.delete_document(identifier)
    else:
        store = FaissIndex(encoder.dimension)
    chunks = [chunk for _, chunks in update.new for chunk in chunks]
    known = _known_vectors(update, {chunk.search_text for chunk in chunks})
    texts = list(dict.fromkeys(c.search_text for c in chunks if c.search_text not in known))
    if texts:
        progress("embed", 0, len(texts), "")
        vectors = encoder.encode_documents(
            texts, lambda done, total: progress("embed", done, total, "")
        )
        known.update(zip(texts, vectors, strict=True))
    if chunks:
        _add(store, chunks, known)
    store.persist(folder / VECTORS)
    return store.dimension, len(texts)


def _add(store: FaissIndex, chunks: list[Chunk], known: dict[str, Vectors]) -> None:
    import numpy as np

    store.add_vectors(
        [chunk.id for chunk in chunks],
        [chunk.document_id for chunk in chunks],
        np.stack([known[chunk.search_text] for chunk in chunks]),
    )


def _known_vectors(update: Update, wanted: set[str]) -> dict[str, Vectors]:
    """Return the older generation's vectors of the wanted search texts."""
    if update.old is None or not update.keep_vectors or not wanted:
        return {}
    from indexing.stores.faiss import FaissIndex

    with closing(ChunkStore(update.old / CHUNKS)) as store:
        ids = {text: identifier for identifier, text in store.search_texts() if text in wanted}
    if not ids:
        return {}
    vectors = FaissIndex.from_dir(update.old / VECTORS).vectors(list(ids.values()))
    return dict(zip(ids, vectors, strict=True))
