"""Files to blocks: one reader a format, chosen by content first and by suffix second.

What a line or a table *means* is no business of this folder: readers hand on what the file says,
in reading order, as :class:`~indexing.readers.blocks.RawDocument`. The libraries behind a reader
are imported when the first file of its format is read.
"""

from __future__ import annotations

import os
import stat
from importlib import import_module
from pathlib import Path
from typing import Protocol, cast

from indexing.limits import USUAL, Limits
from indexing.readers import problems
from indexing.readers.blocks import RawDocument
from indexing.readers.detect import SUFFIXES, format_of
from indexing.readers.file_names import readable_name

__all__ = ["SUPPORTED", "load", "read", "read_bytes"]

#: Suffixes, lower case, of the files worth offering to :func:`read`.
SUPPORTED: frozenset[str] = frozenset(SUFFIXES)


class _Reader(Protocol):
    """What every reader module offers."""

    def read(self, data: bytes, name: str, limits: Limits) -> RawDocument: ...


def read(path: Path, limits: Limits = USUAL) -> RawDocument:
    """Read a file into blocks.

    Args:
        path: the file; its suffix only decides where its content does not.
        limits: how large it may be and how much it may hold; time and memory are the business of
            :mod:`indexing.limited`.

    Returns:
        At least one block with text in it.

    Raises:
        DocumentError: when the file is missing, unreadable, empty, encrypted, damaged, scanned,
            in an unknown encoding, of a type there is no reader for, or beyond the limits.
    """
    name = readable_name(path.name)
    return read_bytes(load(path, name, limits), name, limits)


def read_bytes(data: bytes, name: str, limits: Limits = USUAL) -> RawDocument:
    """Read the bytes of a file into blocks, such as one that was sent and not saved.

    Args:
        data: the whole file.
        name: its name; the suffix only decides where the content does not.
        limits: as for :func:`read`.

    Raises:
        DocumentError: as :func:`read`.
    """
    # UTF-16 spaces are not white space byte by byte; those files are caught after decoding.
    if not data.strip():
        raise problems.empty(name)
    chosen = format_of(data, Path(name).suffix.lower(), name)
    reader = cast(_Reader, import_module(f"indexing.readers.{chosen}"))
    document = reader.read(data, name, limits)
    if not document.has_text:
        raise problems.empty(name)
    return document


def load(path: Path, name: str, limits: Limits) -> bytes:
    """Return the bytes of a file; never opens a folder, device or pipe.

    Args:
        path: the file.
        name: what it is called in messages.
        limits: how large it may be.

    Raises:
        DocumentError: it is missing, no file, unreadable or too large.
    """
    try:
        seen = path.stat()
        if stat.S_ISDIR(seen.st_mode) and not os.access(path, os.R_OK | os.X_OK):
            raise problems.closed_folder(name)
        if stat.S_ISDIR(seen.st_mode) and path.is_symlink():
            raise problems.link_back(name)
        if not stat.S_ISREG(seen.st_mode):
            raise problems.not_a_file(name)
        if seen.st_size > limits.megabytes << 20:
            raise problems.too_large(name, limits.megabytes)
        return path.read_bytes()
    except FileNotFoundError as error:
        raise (problems.dead_link if path.is_symlink() else problems.missing)(name) from error
    except OSError as error:
        raise problems.unreadable(name, error.errno) from error
