"""Encodes single texts with the packaged model in NumPy alone, for queries.

Importing torch and sentence-transformers takes seconds and a gigabyte of memory; a command that
asks one question needs neither. This is the same network on the same weights in the same float32
(the tests hold both to 1e-5), faster for one short text and slower for batches of long ones, which
go to :mod:`indexing.embedding.heavy`. It reads only folders that Beike wrote itself.
"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import numpy.typing as npt

from indexing.embedding.encoded import Encoded, cut
from indexing.embedding.folder import ModelFolder

Array = npt.NDArray[np.float32]


class LightEncoder:
    """BERT encoder, mean pooling and normalisation (Devlin et al. 2019, arXiv:1810.04805)."""

    def __init__(self, folder: ModelFolder) -> None:
        """Map the weights into memory; pages are read as they are used."""
        self._folder = folder
        self._weights = _map_safetensors(folder.path / "model.safetensors")
        config = json.loads((folder.path / "config.json").read_text(encoding="utf-8"))
        self._layers = int(config["num_hidden_layers"])
        self._heads = int(config["num_attention_heads"])
        self._epsilon = np.float32(config["layer_norm_eps"])

    def encode(self, text: str, prompt: str) -> Encoded:
        """Return a text encoded, cut at the model's limit."""
        tokens = cut(self._folder.tokenizer, prompt, text, self._folder.max_tokens)
        states = self._forward(np.asarray(tokens.ids))
        pooled = states.mean(axis=0)
        return Encoded(pooled / np.linalg.norm(pooled), states[tokens.kept], tokens.places)

    def _forward(self, ids: npt.NDArray[np.int_]) -> Array:
        """Return the last hidden states, shape ``(len(ids), dimension)``."""
        table = "embeddings.{}_embeddings.weight"
        x = self._weights[table.format("word")][ids]
        x = x + self._weights[table.format("position")][: len(ids)]
        x = self._norm(x + self._weights[table.format("token_type")][0], "embeddings.LayerNorm")
        for layer in range(self._layers):
            name = f"encoder.layer.{layer}"
            mixed = self._attend(x, f"{name}.attention.self")
            mixed = self._linear(mixed, f"{name}.attention.output.dense")
            x = self._norm(x + mixed, f"{name}.attention.output.LayerNorm")
            inner = _gelu(self._linear(x, f"{name}.intermediate.dense"))
            x = self._norm(
                x + self._linear(inner, f"{name}.output.dense"), f"{name}.output.LayerNorm"
            )
        return x

    def _attend(self, x: Array, name: str) -> Array:
        tokens, width = x.shape
        query, key, value = (
            self._linear(x, f"{name}.{part}").reshape(tokens, self._heads, -1).swapaxes(0, 1)
            for part in ("query", "key", "value")
        )
        scores = query @ key.swapaxes(1, 2) / np.sqrt(np.float32(query.shape[-1]))
        weights = np.exp(scores - scores.max(axis=-1, keepdims=True))
        weights /= weights.sum(axis=-1, keepdims=True)
        mixed: Array = (weights @ value).swapaxes(0, 1).reshape(tokens, width)
        return mixed

    def _linear(self, x: Array, name: str) -> Array:
        result: Array = x @ self._weights[f"{name}.weight"].T + self._weights[f"{name}.bias"]
        return result

    def _norm(self, x: Array, name: str) -> Array:
        centred = x - x.mean(axis=-1, keepdims=True)
        scale = np.sqrt((centred**2).mean(axis=-1, keepdims=True) + self._epsilon)
        result: Array = centred / scale * self._weights[f"{name}.weight"]
        result += self._weights[f"{name}.bias"]
        return result


def _gelu(x: Array) -> Array:
    """Return ``x * Phi(x)`` (Hendrycks and Gimpel 2016, arXiv:1606.08415), not its tanh form.

    NumPy has no erf: Abramowitz and Stegun 1964, formula 7.1.26, with an error below 1.5e-7.
    """
    scaled = np.abs(x) * np.float32(np.sqrt(0.5))
    t = 1 / (1 + np.float32(0.3275911) * scaled)
    series = np.zeros_like(t)
    for coefficient in (1.061405429, -1.453152027, 1.421413741, -0.284496736, 0.254829592):
        series = (series + np.float32(coefficient)) * t
    erf = np.copysign(1 - series * np.exp(-scaled * scaled), x)
    result: Array = np.float32(0.5) * x * (1 + erf)
    return result


def _map_safetensors(path: Path) -> dict[str, Array]:
    """Return views of the float32 tensors of a safetensors file, mapped and not read.

    The ``safetensors`` library would copy all 470 MB; a query touches 85 MB and a few rows.
    """
    data = np.memmap(path, np.uint8, "r")
    start = 8 + int(data[:8].view("<u8")[0])
    header = json.loads(data[8:start].tobytes())
    header.pop("__metadata__", None)
    views = {}
    for name, entry in header.items():
        begin, end = entry["data_offsets"]
        views[name] = np.asarray(data[start + begin : start + end].view("<f4")).reshape(
            entry["shape"]
        )
    return views
