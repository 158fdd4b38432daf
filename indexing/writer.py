"""Fills a generation folder: chunks, dictionary and words; vectors are :mod:`indexing.vectors`.

What an older generation knows is carried over: whole files where it may be. What to read again is
decided in :mod:`indexing.pipeline`.
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
    from indexing.embedding.encoding import Encoded

CHUNKS = "chunks.sqlite"
LEXICAL = "lexical.sqlite"
DICTIONARY = "dictionary.txt"
VECTORS = "vectors"
TOKENS = "tokens.sqlite"


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
    ) -> list[Encoded]:
        """Return the texts encoded, in order."""


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
