"""Encodes single texts with the packaged model in ONNX Runtime, for queries.

Importing torch and sentence-transformers takes seconds and a gigabyte of memory; a command that
asks one question needs neither. This is the same network on the same weights in the same float32
(the tests hold both to 1e-5). Batches of long texts go to :mod:`indexing.embedding.heavy`. It
reads only folders that Beike wrote itself, with the graph of :mod:`encoder_graph` in them.
"""

from __future__ import annotations

import numpy as np

from indexing.embedding.encoded import Encoded, cut
from indexing.embedding.encoder_graph import GRAPH
from indexing.embedding.folder import ModelFolder
from indexing.onnx_session import open_session


class LightEncoder:
    """The encoder of one folder; any number of threads may use it at once."""

    def __init__(self, folder: ModelFolder) -> None:
        """Open the graph; of the weights file only what a text needs is read.

        Raises:
            ModelError: the graph is missing or damaged.
        """
        self._folder = folder
        self._session = open_session(folder.path / GRAPH)

    def encode(self, text: str, prompt: str) -> Encoded:
        """Return a text encoded, cut at the model's limit."""
        tokens = cut(self._folder.tokenizer, prompt, text, self._folder.max_tokens)
        states, vector = self._session.run(
            ["token_embeddings", "sentence_embedding"],
            {"input_ids": np.asarray(tokens.ids, np.int64)},
        )
        return Encoded(vector, states[tokens.kept])
