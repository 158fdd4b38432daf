"""Files to blocks: one reader a format, chosen by content first and by suffix second.

What a line or a table *means* is no business of this folder: readers hand on what the file says,
in reading order, as :class:`~indexing.readers.blocks.RawDocument`. The libraries behind a reader
are imported when the first file of its format is read.
"""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import Protocol, cast

from indexing.readers import problems
from indexing.readers.blocks import Line, RawDocument
from indexing.readers.detect import SUFFIXES, format_of

__all__ = ["SUPPORTED", "read", "read_bytes"]

#: Suffixes, lower case, of the files worth offering to :func:`read`.
SUPPORTED: frozenset[str] = frozenset(SUFFIXES)


class _Reader(Protocol):
    """What every reader module offers."""

    def read(self, data: bytes, name: str) -> RawDocument: ...


def read(path: Path) -> RawDocument:
    """Read a file into blocks.

    Args:
        path: the file; its suffix only decides where its content does not.

    Returns:
        At least one block with text in it.

    Raises:
        DocumentError: when the file is missing, unreadable, empty, encrypted, damaged, scanned,
            in an unknown encoding or of a type there is no reader for.
    """
    return read_bytes(_load(path), path.name)


def read_bytes(data: bytes, name: str) -> RawDocument:
    """Read the bytes of a file into blocks, such as one that was sent and not saved.

    Args:
        data: the whole file.
        name: its name; the suffix only decides where the content does not.

    Raises:
        DocumentError: as :func:`read`.
    """
    # UTF-16 spaces are not white space byte by byte; those files are caught after decoding.
    if not data.strip():
        raise problems.empty(name)
    chosen = format_of(data, Path(name).suffix.lower(), name)
    reader = cast(_Reader, import_module(f"indexing.readers.{chosen}"))
    document = reader.read(data, name)
    if not _has_text(document):
        raise problems.empty(name)
    return document


def _load(path: Path) -> bytes:
    """Return the bytes of the file at ``path``; never opens a folder, device or pipe."""
    try:
        if path.exists() and not path.is_file():
            raise problems.not_a_file(path.name)
        return path.read_bytes()
    except FileNotFoundError as error:
        raise problems.missing(path.name) from error
    except OSError as error:
        raise problems.unreadable(path.name) from error


def _has_text(document: RawDocument) -> bool:
    """Tell whether any block holds more than white space."""
    for block in document.blocks:
        if isinstance(block, Line):
            texts = [block.text]
        else:
            texts = [cell.text for row in block.rows for cell in row]
        if any(text.strip(" \ufeff\u200b").strip() for text in texts):
            return True
    return False
