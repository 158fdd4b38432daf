"""Which files of a folder are documents, and what changed in them since the last build.

Left out, and nothing else: hidden files and folders; ``~$…`` (Word's lock files), ``*.tmp``,
``Thumbs.db`` and ``desktop.ini``; ``SOURCES.md`` and ``README.md``, which are about the corpus and
not of it; the index itself and the uploads where they lie inside. A ZIP of the corpus folder counts
as a folder (:mod:`indexing.archives`). Whether a file can be read is
found out by reading it. Paths are made of readable names (:mod:`indexing.readers.file_names`).
"""

from __future__ import annotations

import os
import stat
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from indexing.archives import FOLDER, forget_others, is_archive, lies_in, unpacked
from indexing.corrections import Correction
from indexing.errors import BeikeError
from indexing.manifest import CorpusFile, hash_file
from indexing.readers.file_names import on_disk, readable_name, readable_names

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

    def correct(self, corrections: Mapping[str, Correction]) -> None:
        """Have what is read be read with its correction.

        A file that was read with another one, or without, counts as changed.
        """
        self.read_again({f.path for f in self.unchanged if f.correction != corrections.get(f.path)})
        for files in (self.added, self.changed):
            files[:] = [replace(f, correction=corrections.get(f.path)) for f in files]


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
        BeikeError: the corpus folder does not exist, and has to, is a file or cannot be opened.
    """
    if uploads is None:
        return _with_archives(dict.fromkeys(list_corpus(corpus, index), corpus), index)
    own: dict[str, Path] = {}
    if uploads.folder.is_dir():
        own = dict.fromkeys(list_corpus(uploads.folder), uploads.folder)
    found: dict[str, Path] = {}
    if corpus.is_dir() or not (uploads.alone and uploads.folder.is_dir()):
        found = dict.fromkeys(list_corpus(corpus, index, uploads.folder), corpus)
    listed = _with_archives(found | own, index)
    return {
        name: folder
        for name, folder in listed.items()
        if name in own or not _is_passed_over(name, own, uploads.hidden)
    }


def _is_passed_over(name: str, own: Collection[str], hidden: Collection[str]) -> bool:
    """Whether a document is hidden: itself, or with its archive where that is not an upload."""
    return name in hidden or (not lies_in(name, own) and lies_in(name, hidden))


def _with_archives(found: dict[str, Path], index: Path) -> dict[str, Path]:
    """Return the documents with the files of every ZIP in its place."""
    root = index / FOLDER
    out: dict[str, Path] = {}
    kept: set[Path] = set()
    for name, folder in found.items():
        inside = unpacked(on_disk(folder, name), root / name) if is_archive(name) else None
        if inside is None:
            out[name] = folder
        else:
            kept.add(inside)
            out.update({f"{name}/{path}": root for path in list_corpus(inside)})
    forget_others(root, kept)
    return dict(sorted(out.items()))


def list_corpus(corpus: Path, *others: Path) -> dict[str, Path]:
    """Return the files of the corpus folder and its subfolders, in the order of their paths.

    A subfolder that cannot be opened counts as one file: what is in it is missing. A link to a
    folder is followed, but not round in a circle nor to what is read anyway: then it counts as one
    file too, whose problem says so.

    Returns:
        Path inside the corpus, with forward slashes, to the file.

    Args:
        corpus: the folder.
        others: folders that are none of documents, should they lie inside.

    Raises:
        BeikeError: the folder does not exist, is a file or cannot be opened.
    """
    require_folder(corpus)
    return dict(sorted(_walk(corpus, {folder.resolve() for folder in others})))


def require_folder(corpus: Path) -> None:
    """Do nothing for a folder.

    Raises:
        BeikeError: the folder does not exist or is a file.
    """
    if not corpus.is_dir():
        wrong, shown = "找不到资料文件夹 {}。", readable_name(str(corpus))
        if corpus.exists():
            wrong = "{} 不是文件夹。"
        raise BeikeError(wrong.format(shown), "请检查路径，或用 --corpus 指定放课程文件的文件夹。")


def compare(folders: Mapping[str, Path], before: tuple[CorpusFile, ...], listed_ns: int) -> Changes:
    """Compare the files on disk with those of the last build.

    A file whose size and time are as before counts as unchanged without being read; any other is
    compared by its hash. One that cannot be opened has none, and so has a link to nothing, so that
    it counts as changed as soon as it can be. One that vanished since it was listed counts as
    deleted.

    Args:
        folders: what :func:`list_documents` returned.
        before: the files of the last build, empty for a full one.
        listed_ns: when the files of the last build were listed.
    """
    changes = Changes()
    known = {file.path: file for file in before}
    for path, folder in folders.items():
        try:
            file = _seen(path, on_disk(folder, path), known.get(path), listed_ns)
        except FileNotFoundError:  # vanished
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
    except OSError as error:
        if isinstance(error, FileNotFoundError) and not place.is_symlink():
            raise
        sha256 = ""
    return CorpusFile(path, sha256, size, mtime_ns)


def _walk(corpus: Path, others: Collection[Path]) -> Iterator[tuple[str, Path]]:
    """Yield the path inside the corpus and the place of each file.

    Raises:
        BeikeError: the corpus folder itself cannot be opened.
    """
    folders = [("", corpus)]
    links: list[tuple[str, Path]] = []
    home = corpus.resolve()
    met: set[Path] = set()
    while folders or links:
        # Links last: where a folder is met both ways, its own path is the one it goes by.
        inside, folder = folders.pop() if folders else links.pop(0)
        real = folder.resolve()
        if real in met or (met and home.is_relative_to(real)):
            yield inside.rstrip("/"), folder
            continue
        met.add(real)
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
            elif not (name.startswith(".") or place.resolve() in others):
                (links if place.is_symlink() else folders).append((f"{inside}{name}/", place))


def _is_document(name: str) -> bool:
    return not (
        name.startswith((".", "~$")) or name.endswith(".tmp") or name.casefold() in _SKIPPED
    )
