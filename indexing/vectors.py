"""Fills a generation folder with vectors: one of each chunk, and one of each of its tokens.

The model is asked only for search texts that neither the older generation nor this build has met
before, each once. The rest of a generation is :mod:`indexing.writer`.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Sequence
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from indexing.embedding.encoding import Encoded
from indexing.report import Progress
from indexing.stores.chunks import ChunkStore
from indexing.stores.faiss import FaissIndex
from indexing.stores.tokens import Basis, TokenStore, sample
from indexing.writer import CHUNKS, TOKENS, VECTORS, Encoder, Update

#: So many texts are encoded before their tokens, a thousand times larger than they, are packed.
_SLICE = 256


class _Known(NamedTuple):
    """The vector of a search text, and its tokens as they are stored."""

    vector: npt.NDArray[np.float32]
    tokens: bytes


def write_vectors(
    folder: Path, update: Update, encoder: Encoder, progress: Progress
) -> tuple[int, int]:
    """Write the vectors; return their length and how many texts had to be encoded."""
    base = update.base if update.keep_vectors else None
    store = FaissIndex.from_dir(base / VECTORS) if base else FaissIndex(encoder.dimension)
    if base:
        shutil.copyfile(base / TOKENS, folder / TOKENS)
    with closing(TokenStore(folder / TOKENS, writable=True)) as tokens:
        for identifier in update.gone if base else ():
            store.delete_document(identifier)
            tokens.delete_document(identifier)
        chunks = [chunk for _, chunks in update.new for chunk in chunks]
        known = _known(update, {chunk.search_text for chunk in chunks}, tokens)
        texts = list(dict.fromkeys(c.search_text for c in chunks if c.search_text not in known))
        known |= _encoded(texts, encoder, tokens, progress)
        if chunks:
            ids = [chunk.id for chunk in chunks]
            owners = [chunk.document_id for chunk in chunks]
            found = [known[chunk.search_text] for chunk in chunks]
            store.add_vectors(ids, owners, np.stack([item.vector for item in found]))
            tokens.add(ids, owners, [item.tokens for item in found])
    store.persist(folder / VECTORS)
    return store.dimension, len(texts)


def _encoded(
    texts: Sequence[str], encoder: Encoder, tokens: TokenStore, progress: Progress
) -> dict[str, _Known]:
    known: dict[str, _Known] = {}
    for start in range(0, len(texts), _SLICE):

        def tell(done: int, _: int, before: int = start) -> None:
            progress("embed", before + done, len(texts), "")

        part = texts[start : start + _SLICE]
        tell(0, 0)
        encoded = encoder.encode_documents(part, tell)
        if tokens.basis is None and any(len(item.tokens) for item in encoded):
            tokens.set_basis(Basis.of(_all_tokens(encoder.encode_documents(sample()))))
        known |= {
            text: _Known(item.vector, tokens.pack(item))
            for text, item in zip(part, encoded, strict=True)
        }
    return known


def _all_tokens(encoded: Iterable[Encoded]) -> npt.NDArray[np.float32]:
    return np.concatenate([item.tokens for item in encoded])


def _known(update: Update, wanted: set[str], tokens: TokenStore) -> dict[str, _Known]:
    """Return what the older generation knows of the wanted search texts.

    Its directions are taken over with its tokens.
    """
    if update.old is None or not update.keep_vectors or not wanted:
        return {}
    with closing(ChunkStore(update.old / CHUNKS)) as store:
        ids = {text: identifier for identifier, text in store.search_texts() if text in wanted}
    if not ids:
        return {}
    vectors = FaissIndex.from_dir(update.old / VECTORS).vectors(list(ids.values()))
    with closing(TokenStore(update.old / TOKENS)) as old:
        if old.basis and tokens.basis is None:
            tokens.set_basis(old.basis)
        packed = old.packed(ids.values())
    return {
        text: _Known(vector, packed[identifier])
        for (text, identifier), vector in zip(ids.items(), vectors, strict=True)
    }
