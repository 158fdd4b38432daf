"""Generation folders: where they are, which one is in force, whether it is whole.

::

    <index>/current                         name of the generation in force
    <index>/lock                            held by the one writer
    <index>/generations/000007-1f2e3d4c/    immutable; number, and hash of its manifest
    <index>/generations/building-000008/    being written, or left by a crash

Writing one is in :mod:`indexing.publishing`, what is inside in :mod:`indexing.writer`, how it is
searched in :mod:`indexing.index`.
"""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path

from indexing.errors import IndexDamagedError, IndexMissingError
from indexing.json_records import from_json
from indexing.manifest import FORMAT, Manifest, StoredFile, hash_file

MANIFEST = "manifest.json"
POINTER = "current"
FOLDER = "generations"
_NAME = re.compile(r"(\d{6,})-([0-9a-f]{8})")
_FULL = "请运行 beike index --full 重新建立索引。"


def current_generation(index: Path) -> Path:
    """Return the folder of the generation in force.

    Raises:
        IndexMissingError: nothing was published here yet.
        IndexDamagedError: the pointer is unreadable or leads nowhere.
    """
    try:
        name = (index / POINTER).read_text(encoding="utf-8").strip()
    except (FileNotFoundError, NotADirectoryError):
        raise IndexMissingError(f"还没有建立索引（{index}）。", "请先运行 beike index。") from None
    except UnicodeDecodeError:
        name = ""
    folder = index / FOLDER / name
    if generation_number(name) is None or not folder.is_dir():
        raise IndexDamagedError(f"索引已损坏：{index / POINTER} 指向的内容不存在。", _FULL)
    return folder


def load_manifest(folder: Path) -> Manifest:
    """Read and check the manifest of a generation.

    Raises:
        IndexDamagedError: it is missing, was altered, or is of another format.
        FileNotFoundError: the whole folder is gone.
    """
    path = folder / MANIFEST
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        if folder.is_dir():
            raise damaged(path) from None
        raise
    if short_hash(data) != folder.name.partition("-")[2]:
        raise damaged(path)
    text = data.decode("utf-8")
    found = json.loads(text)["format"]  # before anything else of a record that may be different
    if found != FORMAT:
        raise IndexDamagedError(
            f"索引是另一个版本的程序建立的（格式 {found}，需要 {FORMAT}）。", _FULL
        )
    return from_json(Manifest, text)


def check_file(folder: Path, stored: StoredFile) -> None:
    """Compare a file of a generation with its checksum.

    Raises:
        IndexDamagedError: it is missing or differs.
    """
    path = folder / stored.name
    try:
        same = path.stat().st_size == stored.size and hash_file(path) == stored.sha256
    except OSError:
        same = False
    if not same:
        raise damaged(path)


def damaged(path: Path) -> IndexDamagedError:
    """Return the error for a file of the index that is not as it was written."""
    return IndexDamagedError(f"索引文件已损坏：{path}。", _FULL)


def generation_number(name: str) -> int | None:
    """Return the number in the name of a generation's folder, ``None`` for any other name."""
    match = _NAME.fullmatch(name)
    return int(match.group(1)) if match else None


def short_hash(data: bytes) -> str:
    """Return the hash of a manifest as it stands in the name of its folder."""
    return hashlib.sha256(data).hexdigest()[:8]
