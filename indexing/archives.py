"""ZIP files of a corpus as folders: unpacked beside the index, their files listed like any others.

A file in ``资料.zip`` under ``教案/一.docx`` is the document ``资料.zip/教案/一.docx``. An archive
is unpacked again only when it changed. What cannot be unpacked whole and safely (damaged,
encrypted, too large, too many files) is not unpacked at all: it stays one file, and reading it
tells what is wrong.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import stat
import zipfile
import zlib
from collections.abc import Callable, Collection, Iterator
from contextlib import suppress
from pathlib import Path, PurePosixPath
from uuid import uuid4

from indexing.errors import DocumentError
from indexing.limits import USUAL, Limits
from indexing.readers import problems
from indexing.readers.detect import MAX_UNPACKED, ZIP_ERRORS
from indexing.readers.encoding import likely_text
from indexing.readers.file_names import readable_name

#: Folder inside that of the index.
FOLDER = "archives"
SUFFIX = ".zip"
_MARK = ".unpacked"
_MOST_FILES = 5000
_MOST_BYTES = 200  # of one name; file systems take 255
_ENCRYPTED, _UTF8 = 0x1, 0x800


def is_archive(name: str) -> bool:
    """Whether a file of this name is taken for a folder."""
    return name.lower().endswith(SUFFIX)


def unpacked(archive: Path, folder: Path, limits: Limits = USUAL) -> Path | None:
    """Unpack an archive into a folder, unless that was done before.

    Args:
        archive: the ZIP file.
        folder: where its files are to lie; made anew when the archive changed.
        limits: how large one file in it may be.

    Returns:
        The folder, or ``None`` where the archive has no files or is none to be unpacked.
    """
    try:
        seen = archive.stat()
        mark = f"{seen.st_size} {seen.st_mtime_ns}"
        with suppress(OSError):
            if (folder / _MARK).read_text("utf-8") == mark:
                return folder
        with zipfile.ZipFile(archive) as package:
            entries = dict(_entries(package, limits))
            if not entries:
                return None
            fresh = folder.with_name(f".{uuid4().hex}")
            try:
                for path, entry in entries.items():
                    target = fresh / path
                    target.parent.mkdir(parents=True, exist_ok=True)
                    # No more bytes come out than the entry declares, which was checked.
                    with package.open(entry) as source, target.open("wb") as file:
                        shutil.copyfileobj(source, file)
                (fresh / _MARK).write_text(mark, "utf-8")
                shutil.rmtree(folder, ignore_errors=True)
                fresh.rename(folder)
            finally:
                shutil.rmtree(fresh, ignore_errors=True)
    except (*ZIP_ERRORS, zlib.error, _Refused):
        return None
    return folder


def forget_others(root: Path, kept: set[Path]) -> None:
    """Delete what was unpacked from archives that are there no longer."""
    for mark in list(root.rglob(_MARK)):
        if mark.parent not in kept:
            shutil.rmtree(mark.parent, ignore_errors=True)


def member_hash(archive: Path, path: str) -> str:
    """Return the SHA-256 of the file that :func:`unpacked` puts at ``path``, hexadecimal.

    Raises:
        KeyError: there is none, or the archive is none that is unpacked.
        OSError: the archive cannot be opened.
    """
    try:
        with (
            zipfile.ZipFile(archive) as package,
            package.open(dict(_entries(package, USUAL))[path]) as file,
        ):
            return hashlib.file_digest(file, "sha256").hexdigest()  # type: ignore[arg-type]
    except (KeyError, OSError):
        raise
    except (*ZIP_ERRORS, zlib.error, _Refused) as error:
        raise KeyError(path) from error


def archive_problem(archive: Path, name: str, limits: Limits = USUAL) -> DocumentError | None:
    """Return why :func:`unpacked` would make no folder of a file, ``None`` where it would.

    Args:
        archive: the file.
        name: what it is called in messages.
        limits: as for :func:`unpacked`.
    """
    try:
        with zipfile.ZipFile(archive) as package:
            return None if dict(_entries(package, limits)) else problems.empty(name)
    except _Refused as refused:
        return refused.problem(name)
    except (*ZIP_ERRORS, zlib.error):
        return problems.damaged(name, "ZIP")


def lies_in(path: str, paths: Collection[str]) -> bool:
    """Whether a document is one of those at some paths, or in an archive at one of them."""
    return path in paths or any(str(above) in paths for above in PurePosixPath(path).parents)


class _Refused(Exception):  # noqa: N818 - never leaves this module
    """``problem`` says why, of a file of some name."""

    def __init__(self, problem: Callable[[str], DocumentError]) -> None:
        super().__init__()
        self.problem = problem


def _entries(package: zipfile.ZipFile, limits: Limits) -> Iterator[tuple[str, zipfile.ZipInfo]]:
    """Yield the files worth unpacking by their path, no two alike.

    Raises:
        _Refused: it is an Office file, encrypted, or holds too much.
    """
    entries = [entry for entry in package.infolist() if not entry.is_dir()]
    if any(entry.filename in ("[Content_Types].xml", "mimetype") for entry in entries):
        raise _Refused(problems.no_archive)
    if len(entries) > _MOST_FILES or sum(e.file_size for e in entries) > MAX_UNPACKED:
        raise _Refused(problems.bomb)
    taken: set[str] = set()
    for entry in entries:
        if entry.flag_bits & _ENCRYPTED:
            raise _Refused(problems.encrypted)
        if entry.file_size > limits.megabytes << 20:
            raise _Refused(problems.bomb)
        path = _path(entry)
        if path is None:
            continue
        while path.casefold() in taken:  # folders that differ by case alone are one on some disks
            path = str(PurePosixPath(path).with_stem(f"{PurePosixPath(path).stem}_"))
        taken.add(path.casefold())
        yield path, entry


def _path(entry: zipfile.ZipInfo) -> str | None:
    """Return where a file may lie inside the folder, ``None`` for one that is not to be unpacked.

    Links, hidden files and what some systems add are left out; a path never leads out.
    """
    kind = stat.S_IFMT(entry.external_attr >> 16)
    if kind not in (0, stat.S_IFREG):
        return None
    parts = _name(entry).replace("\\", "/").split("/")
    parts = [part.strip() for part in parts if part.strip() not in ("", ".")]
    if not parts or any(part.startswith(".") or part == "__MACOSX" for part in parts):
        return None
    return "/".join(_short(readable_name(part).replace(":", "_")) for part in parts)


def _name(entry: zipfile.ZipInfo) -> str:
    """Return the name of an entry; Windows writes it in the system's own encoding, unmarked."""
    if entry.flag_bits & _UTF8:
        return entry.filename
    try:
        raw = entry.filename.encode("cp437")
    except UnicodeEncodeError:
        return entry.filename
    with suppress(UnicodeDecodeError):
        return raw.decode("utf-8")
    return likely_text(raw) or entry.filename


def _short(name: str) -> str:
    """Return a name that fits on the disk, with its suffix."""
    stem, suffix = os.path.splitext(name)  # noqa: PTH122 - a name, not a path
    suffix = suffix if len(suffix) <= 10 else ""
    room = _MOST_BYTES - len(suffix.encode())
    return stem.encode()[:room].decode("utf-8", "ignore") + suffix
