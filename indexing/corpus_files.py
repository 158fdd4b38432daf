"""Which files of a folder are documents, and what changed in them since the last build.

Left out, and nothing else: hidden files and folders; ``~$…`` (Word's lock files), ``*.tmp``,
``Thumbs.db`` and ``desktop.ini``; ``SOURCES.md`` and ``README.md``, which are about the corpus and
not of it; the index itself and the uploads where they lie inside. Whether a file can be read is
found out by reading it.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from indexing.errors import BeikeError
from indexing.manifest import CorpusFile

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


@dataclass(frozen=True, slots=True)
class Uploads:
    """Documents that lie beside the corpus folder, and what of that folder is passed over.

    Attributes:
        folder: of files at the paths by which the index knows them; one takes the place of a file
            of the corpus folder at the same path. It may be missing.
        hidden: paths of files of the corpus folder that are passed over.
        alone: whether the corpus folder may be missing where there are uploads.
    """

    folder: Path
    hidden: frozenset[str] = frozenset()
    alone: bool = False


def list_documents(corpus: Path, index: Path, uploads: Uploads | None = None) -> dict[str, Path]:
    """Return the folder in which each document lies, by its path in there, sorted by that.

    Raises:
        BeikeError: the corpus folder does not exist, and has to, or is a file.
    """
    if uploads is None:
        return dict.fromkeys(_names(corpus, list_corpus(corpus, index)), corpus)
    found: dict[str, Path] = {}
    if corpus.is_dir() or not (uploads.alone and uploads.folder.is_dir()):
        names = _names(corpus, list_corpus(corpus, index, uploads.folder))
        found = {name: corpus for name in names if name not in uploads.hidden}
    if uploads.folder.is_dir():
        names = _names(uploads.folder, list_corpus(uploads.folder))
        found.update(dict.fromkeys(names, uploads.folder))
    return dict(sorted(found.items()))


def list_corpus(corpus: Path, *others: Path) -> list[Path]:
    """Return the files of the corpus folder and its subfolders, sorted.

    Args:
        corpus: the folder.
        others: folders that are none of documents, should they lie inside.

    Raises:
        BeikeError: the folder does not exist or is a file.
    """
    require_folder(corpus)
    return sorted(_walk(corpus, {folder.resolve() for folder in others}))


def require_folder(corpus: Path) -> None:
    """Do nothing for a folder.

    Raises:
        BeikeError: the folder does not exist or is a file.
    """
    if not corpus.is_dir():
        wrong = f"{corpus} 不是文件夹。" if corpus.exists() else f"找不到资料文件夹 {corpus}。"
        raise BeikeError(wrong, "请检查路径，或用 --corpus 指定放课程文件的文件夹。")


def compare(folders: Mapping[str, Path], before: tuple[CorpusFile, ...], listed_ns: int) -> Changes:
    """Compare the files on disk with those of the last build.

    A file whose size and time are as before counts as unchanged without being read; any other is
    compared by its hash.

    Args:
        folders: what :func:`list_documents` returned.
        before: the files of the last build, empty for a full one.
        listed_ns: when the files of the last build were listed.
    """
    changes = Changes()
    known = {file.path: file for file in before}
    for name, folder in folders.items():
        path = folder / name
        old = known.pop(name, None)
        stat = path.stat()
        if old and _looks_same(old, stat, listed_ns):
            changes.unchanged.append(old)
            continue
        file = CorpusFile(name, hash_file(path), stat.st_size, stat.st_mtime_ns)
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


def _looks_same(old: CorpusFile, stat: os.stat_result, listed_ns: int) -> bool:
    same = old.size == stat.st_size and old.mtime_ns == stat.st_mtime_ns
    return same and stat.st_mtime_ns < listed_ns - _TICK_NS


def _names(folder: Path, paths: Iterable[Path]) -> list[str]:
    return [path.relative_to(folder).as_posix() for path in paths]


def _walk(corpus: Path, others: Collection[Path]) -> Iterator[Path]:
    for folder, folders, names in os.walk(corpus):
        here = Path(folder)
        folders[:] = [
            name
            for name in folders
            if not name.startswith(".") and (here / name).resolve() not in others
        ]
        yield from (here / name for name in names if _is_document(name))


def _is_document(name: str) -> bool:
    return not (
        name.startswith((".", "~$")) or name.endswith(".tmp") or name.casefold() in _SKIPPED
    )
