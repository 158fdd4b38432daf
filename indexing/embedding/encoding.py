"""What an embedder makes of one text, and how it does so without torch.

A text becomes a vector of the whole and one of each of its tokens. Importing torch and
sentence-transformers takes seconds and a gigabyte of memory; a command that asks one question
needs neither. :class:`LightEncoder` runs the same network on the same weights in the same float32
in ONNX Runtime (the tests hold both to 1e-5). Batches of long texts go to
:mod:`indexing.embedding.heavy`.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from indexing.embedding.encoder_graph import GRAPH
from indexing.embedding.folder import ModelFolder
from indexing.onnx_session import open_session

Array = npt.NDArray[np.float32]


class Encoded(NamedTuple):
    """One encoded text.

    Attributes:
        vector: of the whole text, shape ``(dimension,)``, of length 1.
        tokens: of its tokens that have a letter or digit, in order, shape ``(tokens, width)``, not
            scaled; empty where the model does not tell. ``width`` need not be ``dimension``.
    """

    vector: Array
    tokens: Array


class Cut(NamedTuple):
    """A text cut into tokens.

    Attributes:
        ids: of all tokens, those of the prompt and special ones too.
        kept: which of them :class:`Encoded` keeps.
    """

    ids: list[int]
    kept: list[int]


def without_tokens(vector: Array) -> Encoded:
    """Return a text of which only the vector of the whole is known."""
    return Encoded(vector, np.empty((0, len(vector)), np.float32))


def cut(tokenizer: Any, prompt: str, text: str, limit: int) -> Cut:  # noqa: ANN401 - lazy import
    """Return the tokens of a prompted text, no more than ``limit``.

    Prompt, special tokens and punctuation are passed on to the model but not kept: they say
    nothing, and every text has them.

    Args:
        tokenizer: a ``tokenizers.Tokenizer`` that neither cuts nor pads.
        prompt: put before the text.
        text: the text.
        limit: most tokens; the text is cut, the closing token stays.
    """
    whole = prompt + text
    encoding = tokenizer.encode(whole)
    places = list(range(len(encoding.ids)))
    if len(places) > limit:
        places = [*places[: limit - 1], places[-1]]
    kept = [
        number
        for number, place in enumerate(places)
        if not encoding.special_tokens_mask[place]
        and _says_something(whole, encoding.offsets[place], len(prompt))
    ]
    return Cut([encoding.ids[place] for place in places], kept)


class LightEncoder:
    """Encodes single texts with the packaged model, for queries.

    It reads only folders that Beike wrote itself, with the graph of :mod:`encoder_graph` in them.
    Any number of threads may use it at once.
    """

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


def _says_something(whole: str, place: tuple[int, int], own: int) -> bool:
    start, end = max(place[0], own), place[1]
    return any(letter.isalnum() for letter in whole[start:end])
