"""Publishing a generation: one writer, and one atomic rename that puts it in force."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from filelock import FileLock, Timeout

from indexing.errors import BeikeError, IndexBusyError, IndexDamagedError, IndexMissingError
from indexing.generations import (
    FOLDER,
    MANIFEST,
    POINTER,
    check_file,
    current_generation,
    generation_number,
    load_manifest,
    short_hash,
)
from indexing.json_records import to_json
from indexing.locks import try_remove
from indexing.manifest import Manifest, StoredFile, hash_file

#: Called with the name of each step of a build; tests raise in it to stand for a crash.
Step = Callable[[str], None]


class GenerationWriter:
    """The one writer of an index folder; made by :func:`write_lock`."""

    def __init__(self, index: Path) -> None:
        """Remember the folder; the lock is held by the caller."""
        self.index = index
        self._folder = index / FOLDER

    def begin(self) -> Path:
        """Remove what a crash left and return an empty folder for the new generation."""
        current = self._current_number()
        for path in self._folder.iterdir():
            number = generation_number(path.name)
            if number is None or number > current:
                shutil.rmtree(path, ignore_errors=True)
        (self.index / f"{POINTER}.new").unlink(missing_ok=True)
        folder = self._folder / f"building-{current + 1:06d}"
        folder.mkdir()
        return folder

    def publish(self, building: Path, manifest: Manifest, keep: int, step: Step) -> Path:
        """Put the finished folder in force and remove old ones that nobody reads.

        The manifest's ``files`` are filled in here. Until the pointer is replaced, in one atomic
        rename, readers and crashes meet the old generation.

        Args:
            building: what :meth:`begin` returned, filled.
            manifest: its record.
            keep: generations to keep, this one included.
            step: called before each step.

        Returns:
            The folder in force.
        """
        step("seal")
        manifest = replace(manifest, files=_stored_files(building))
        data = to_json(manifest).encode("utf-8")
        (building / MANIFEST).write_bytes(data)
        _sync_tree(building)
        step("name")
        number = building.name.partition("-")[2]
        folder = building.rename(self._folder / f"{number}-{short_hash(data)}")
        _sync(self._folder)
        step("verify")
        for file in load_manifest(folder).files:
            check_file(folder, file)
        step("point")
        pointer = self.index / f"{POINTER}.new"
        pointer.write_text(f"{folder.name}\n", encoding="utf-8")
        _sync(pointer)
        step("switch")
        pointer.replace(self.index / POINTER)
        _sync(self.index)
        step("clean")
        self._remove_old(folder, keep)
        return folder

    def _remove_old(self, current: Path, keep: int) -> None:
        """Remove generations beyond the ``keep`` newest, but none that a reader holds."""
        numbers = {path: generation_number(path.name) for path in self._folder.iterdir()}
        known = {path: number for path, number in numbers.items() if number is not None}
        for path in sorted(known, key=lambda path: known[path], reverse=True)[keep:]:
            if path != current:
                try_remove(path, path / MANIFEST)

    def _current_number(self) -> int:
        try:
            return generation_number(current_generation(self.index).name) or 0
        except (IndexMissingError, IndexDamagedError):
            # Nothing to keep: with 0 in force every folder is a leftover.
            return 0


@contextmanager
def write_lock(index: Path) -> Iterator[GenerationWriter]:
    """Make the index folder where missing and hold its lock.

    Raises:
        IndexBusyError: another process or thread is writing.
        BeikeError: the folder cannot be written.
    """
    try:
        (index / FOLDER).mkdir(parents=True, exist_ok=True)
        with FileLock(index / "lock").acquire(timeout=0):
            yield GenerationWriter(index)
    except Timeout:
        raise IndexBusyError(f"另一个程序正在更新索引（{index}）。", "请等它结束后再试。") from None
    except PermissionError as error:
        raise BeikeError(
            f"没有权限写入 {error.filename or index}。", "请用 --index 指定一个可以写入的文件夹。"
        ) from error


def _stored_files(folder: Path) -> tuple[StoredFile, ...]:
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    return tuple(
        StoredFile(path.relative_to(folder).as_posix(), hash_file(path), path.stat().st_size)
        for path in paths
    )


def _sync_tree(folder: Path) -> None:
    for path in (*folder.rglob("*"), folder):
        _sync(path)


def _sync(path: Path) -> None:
    """Flush a file, or the entries of a folder where the system can, to the disk."""
    if path.is_dir() and os.name == "nt":
        return
    descriptor = os.open(path, os.O_RDONLY if os.name != "nt" else os.O_RDWR)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
