"""Fills a generation folder with vectors: one of each chunk, and one of each of its tokens.

The model is asked only for search texts that neither the older generation nor this build has met
before, each once. The rest of a generation is :mod:`indexing.writer`.
"""

from __future__ import annotations

import shutil
import time
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
from indexing.unfinished import Unfinished
from indexing.writer import CHUNKS, TOKENS, VECTORS, Encoder, Update

#: So many texts are encoded before their tokens, a thousand times larger than they, are packed:
#: few at first, then as many as take about so many seconds, so that a kill loses little more.
_FIRST, _MOST, _SAVE_S = 16, 256, 3.0


class _Known(NamedTuple):
    """The vector of a search text, and its tokens as they are stored."""

    vector: npt.NDArray[np.float32]
    tokens: bytes


class Written(NamedTuple):
    """What was written: length of a vector, texts encoded now, texts an unfinished build had."""

    dimension: int
    new: int
    resumed: int


def write_vectors(
    folder: Path, update: Update, encoder: Encoder, progress: Progress, work: Unfinished
) -> Written:
    """Write the vectors of a generation.

    Args:
        folder: of the generation; its chunks are written.
        update: how it differs from the one before.
        encoder: the embedding model.
        progress: told how many texts are encoded.
        work: what an unfinished build encoded already; takes what is encoded now.
    """
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
        resumed = _resumed(work, texts, tokens)
        # The encoder pads a batch to its longest text: texts of one length go together.
        texts = sorted((text for text in texts if text not in resumed), key=len, reverse=True)
        known |= resumed | _encoded(texts, encoder, tokens, progress, work)
        if chunks:
            ids = [chunk.id for chunk in chunks]
            owners = [chunk.document_id for chunk in chunks]
            found = [known[chunk.search_text] for chunk in chunks]
            store.add_vectors(ids, owners, np.stack([item.vector for item in found]))
            tokens.add(ids, owners, [item.tokens for item in found])
    store.persist(folder / VECTORS)
    return Written(store.dimension, len(texts), len(resumed))


def _encoded(
    texts: Sequence[str],
    encoder: Encoder,
    tokens: TokenStore,
    progress: Progress,
    work: Unfinished,
) -> dict[str, _Known]:
    """Encode texts, and keep every slice as soon as it is done."""
    known: dict[str, _Known] = {}
    size = _FIRST
    while len(known) < len(texts):
        before = len(known)

        def tell(done: int, _: int, before: int = before) -> None:
            progress("embed", before + done, len(texts), "")

        part = texts[before : before + size]
        tell(0, 0)
        began = time.monotonic()
        encoded = encoder.encode_documents(part, tell)
        seconds = time.monotonic() - began
        if any(len(item.tokens) for item in encoded):
            if tokens.basis is None:
                tokens.set_basis(Basis.of(_all_tokens(encoder.encode_documents(sample()))))
            if tokens.basis is not None and work.basis() is None:
                work.keep_basis(*tokens.basis.packed())
        fresh = {
            text: _Known(item.vector, tokens.pack(item))
            for text, item in zip(part, encoded, strict=True)
        }
        work.keep_vectors(
            {text: (np.asarray(k.vector, "<f4").tobytes(), k.tokens) for text, k in fresh.items()}
        )
        known |= fresh
        size = max(1, min(_MOST, int(len(part) * _SAVE_S / max(seconds, 1e-3))))
    return known


def _resumed(work: Unfinished, texts: Sequence[str], tokens: TokenStore) -> dict[str, _Known]:
    """Return what an unfinished build encoded of the texts.

    Its directions are taken over with its tokens; on others than those of the store they mean
    nothing.
    """
    basis = work.basis()
    if basis is not None:
        if tokens.basis is None:
            tokens.set_basis(Basis.unpacked(*basis))
        elif tokens.basis.packed() != basis:
            work.forget_vectors()
    return {
        text: _Known(np.frombuffer(vector, "<f4").astype(np.float32), packed)
        for text, (vector, packed) in work.vectors(texts).items()
    }


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
