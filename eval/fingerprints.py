"""Hashes that say what a run was made of: settings, gold, corpus, and the code itself."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

from eval.scoring import DEPTH
from indexing.embedding import Embedder
from indexing.embedding.folder import ModelFolder
from rag.answer.citations import SUPPORT
from rag.read.network import Network
from rag.settings import Settings

#: Settings that change nothing of what is retrieved or answered without an endpoint: places, and
#: the endpoint. Any other, also one added later, counts.
_ELSEWHERE = {"corpus", "index", "cache", "allow_download", "host", "port", "database"}
_PACKAGES = ("indexing", "rag", "prompts", "eval")
_CODE = (".py", ".toml", ".txt", ".md")


@dataclass(frozen=True, slots=True)
class Model:
    """What a figure was made with: a name and the hash of the weights, empty where it has none."""

    name: str
    sha256: str

    def __str__(self) -> str:
        """Return the name with the beginning of the hash."""
        return f"{self.name}（{self.sha256[:8]}）" if self.sha256 else self.name


def models_of(settings: Settings, embedder: Embedder) -> dict[str, Model]:
    """Return the embedder and the reader that decide the figures.

    Raises:
        ModelError: one of them is missing.
    """
    return {"embedder": Model(embedder.name, embedder.fingerprint), "reader": reader_of(settings)}


def models_text(models: Mapping[str, Model]) -> str:
    """Return the models for readers of a report."""
    labels = {"embedder": "向量模型", "reader": "阅读"}
    return "，".join(f"{labels[name]} {model}" for name, model in models.items())


def reader_of(settings: Settings) -> Model:
    """Return what reads: the shipped network, or the cross-encoder that is configured.

    Raises:
        ModelError: the shipped network is missing.
    """
    if not settings.reranker_model:
        return Model("beike-reader", Network().fingerprint)
    folder = Path(settings.reranker_model)
    return Model(folder.name, ModelFolder(folder).fingerprint if folder.is_dir() else "")


def measured_settings(settings: Settings) -> dict[str, Any]:
    """Return the settings that decide the figures, with the depth and τ of the metrics."""
    values = {
        name: value
        for name, value in settings.model_dump(mode="json").items()
        if name not in _ELSEWHERE and not name.startswith("llm_")
    }
    return {**values, "depth": DEPTH, "support": SUPPORT}


def sha256_of(value: Any) -> str:  # noqa: ANN401 - anything that json can print
    """Return the hash of a value's JSON, hexadecimal."""
    return hashlib.sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()


def code_sha256() -> str:
    """Return the hash of the code and word lists: a run does not go on under other code."""
    digest = hashlib.sha256()
    for package in _PACKAGES:
        for name, file in sorted(_walk(files(package), package)):
            digest.update(f"{name}\0".encode() + file.read_bytes() + b"\0")
    return digest.hexdigest()


def _walk(folder: Traversable, name: str) -> list[tuple[str, Traversable]]:
    found = []
    for entry in folder.iterdir():
        path = f"{name}/{entry.name}"
        if entry.is_dir():
            found += _walk(entry, path)
        elif entry.name.endswith(_CODE):
            found.append((path, entry))
    return found
