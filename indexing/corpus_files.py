"""Which files of a folder are documents, and what changed in them since the last build.

Left out, and nothing else: hidden files and folders; ``~$…`` (Word's lock files), ``*.tmp``,
``Thumbs.db`` and ``desktop.ini``; ``SOURCES.md`` and ``README.md``, which are about the corpus and
not of it; the index itself where it lies inside. Whether a file can be read is found out by
reading it. Paths are made of readable names (:mod:`indexing.readers.file_names`).
"""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from indexing.errors import BeikeError
from indexing.manifest import CorpusFile
from indexing.readers.file_names import readable_name, readable_names

_SKIPPED = frozenset({"sources.md", "readme.md", "thumbs.db", "desktop.ini"})
#: A file changed this shortly before the last listing may have changed again within the same
#: tick of the file system's clock, so its time proves nothing.
_TICK_NS = 2_000_000_000


@dataclass(slots=True)
class Changes:
    """What to do about the files of a corpus; every list is sorted by path."""

    added: list[CorpusFile] = field(default_factory=list)
    changed: list[CorpusFile] = field(default_factory=list)
    unchanged: list[CorpusFile] = field(default_factory=list)
    deleted: list[CorpusFile] = field(default_factory=list)

    @property
    def any(self) -> bool:
        """Whether there is something to do."""
        return bool(self.added or self.changed or self.deleted)

    def read_again(self, paths: Collection[str]) -> None:
        """Count unchanged files as changed: all of them that are at one of these paths."""
        again = [file for file in self.unchanged if file.path in paths]
        self.unchanged = [file for file in self.unchanged if file.path not in paths]
        self.changed = sorted([*self.changed, *again], key=lambda file: file.path)


def list_corpus(corpus: Path, index: Path) -> dict[str, Path]:
    """Return the files of the corpus folder and its subfolders, in the order of their paths.

    A subfolder that cannot be opened counts as one file: what is in it is missing.

    Returns:
        Path inside the corpus, with forward slashes, to the file.

    Raises:
        BeikeError: the folder does not exist, is a file or cannot be opened.
    """
    if not corpus.is_dir():
        raise BeikeError(
            f"找不到资料文件夹 {readable_name(str(corpus))}。",
            "请检查路径，或用 --corpus 指定放课程文件的文件夹。",
        )
    return dict(sorted(_walk(corpus, index.resolve())))


def compare(files: Mapping[str, Path], before: tuple[CorpusFile, ...], listed_ns: int) -> Changes:
    """Compare the files on disk with those of the last build.

    A file whose size and time are as before counts as unchanged without being read; any other is
    compared by its hash. One that cannot be opened has none, so that it counts as changed as soon
    as it can be. One that vanished since it was listed counts as deleted.

    Args:
        files: what :func:`list_corpus` returned.
        before: the files of the last build, empty for a full one.
        listed_ns: when the files of the last build were listed.
    """
    changes = Changes()
    known = {file.path: file for file in before}
    for path, place in files.items():
        try:
            file = _seen(path, place, known.get(path), listed_ns)
        except FileNotFoundError:  # vanished, or a link to nothing
            continue
        old = known.pop(path, None)
        if old is None:
            changes.added.append(file)
        elif old.sha256 == file.sha256:
            changes.unchanged.append(old)
        else:
            changes.changed.append(file)
    changes.deleted = list(known.values())
    return changes


def hash_file(path: Path) -> str:
    """Return the SHA-256 of a file, hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _seen(path: str, place: Path, old: CorpusFile | None, listed_ns: int) -> CorpusFile:
    """Return a file as it is now; it is opened only where it does not look as it did.

    Raises:
        FileNotFoundError: it is not there.
    """
    size = mtime_ns = 0
    try:
        seen = place.stat()
        size, mtime_ns = seen.st_size, seen.st_mtime_ns
        same = old is not None and (old.size, old.mtime_ns) == (size, mtime_ns)
        if old and old.sha256 and same and mtime_ns < listed_ns - _TICK_NS:
            return old
        # A pipe or a device would be waited for.
        sha256 = hash_file(place) if stat.S_ISREG(seen.st_mode) else ""
    except FileNotFoundError:
        raise
    except OSError:
        sha256 = ""
    return CorpusFile(path, sha256, size, mtime_ns)


def _walk(corpus: Path, index: Path) -> Iterator[tuple[str, Path]]:
    """Yield the path inside the corpus and the place of each file.

    Raises:
        BeikeError: the corpus folder itself cannot be opened.
    """
    folders = [("", corpus)]
    while folders:
        inside, folder = folders.pop()
        try:
            names = readable_names(os.listdir(folder))  # noqa: PTH208 - names, not paths
        except OSError as error:
            if folder == corpus:
                raise BeikeError(
                    f"资料文件夹 {readable_name(str(corpus))} 打不开：{error.strerror}。",
                    "请检查这个文件夹的权限。",
                ) from None
            yield inside.rstrip("/"), folder
            continue
        for name, own in names.items():
            place = folder / own
            if not os.path.isdir(place):  # noqa: PTH112 - the other raises where this says no
                if _is_document(name):
                    yield f"{inside}{name}", place
            elif not (name.startswith(".") or place.is_symlink() or place.resolve() == index):
                folders.append((f"{inside}{name}/", place))


def _is_document(name: str) -> bool:
    return not (
        name.startswith((".", "~$")) or name.endswith(".tmp") or name.casefold() in _SKIPPED
    )
