"""Hashes that say what a run was made of: settings, gold, corpus, and the code itself."""

from __future__ import annotations

import hashlib
import json
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

from eval.scoring import DEPTH
from rag.answer.citations import SUPPORT
from rag.settings import Settings

#: Settings that change nothing of what is retrieved or answered without an endpoint: places, and
#: the endpoint. Any other, also one added later, counts.
_ELSEWHERE = {"corpus", "index", "cache", "allow_download", "host", "port", "database"}
_PACKAGES = ("indexing", "rag", "prompts", "eval")
_CODE = (".py", ".toml", ".txt", ".md")


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
