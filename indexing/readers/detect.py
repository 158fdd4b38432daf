"""Which reader a file needs: by what its first bytes say, then by its suffix.

A file is read for what it is, whatever it is called. Nothing is parsed here beyond the outer
signature and, for a ZIP container, its list of names.
"""

from __future__ import annotations

import io
import re
import struct
import zipfile
from enum import StrEnum

from indexing.readers import problems
from indexing.readers.problems import Foreign


class Format(StrEnum):
    """A format there is a reader for; the value is the name of the reader's module."""

    TEXT = "text"
    MARKDOWN = "markdown"
    DOCX = "word.docx"
    PDF = "pages.pdf"
    HTML = "html"
    PPTX = "slides.pptx"
    XLSX = "sheets.xlsx"
    XLS = "sheets.xls"
    CSV = "sheets.delimited"
    OFFICE = "converted"
    PICTURE = "pages.photograph"


#: Suffix (lower case) to format.
SUFFIXES = {
    ".txt": Format.TEXT,
    ".md": Format.MARKDOWN,
    ".markdown": Format.MARKDOWN,
    ".docx": Format.DOCX,
    ".pptx": Format.PPTX,
    ".ppsx": Format.PPTX,
    ".xlsx": Format.XLSX,
    ".xlsm": Format.XLSX,
    ".xls": Format.XLS,
    ".et": Format.XLS,
    ".csv": Format.CSV,
    **dict.fromkeys(
        (".doc", ".wps", ".rtf", ".odt", ".ppt", ".dps", ".odp", ".ods"), Format.OFFICE
    ),
    ".pdf": Format.PDF,
    ".html": Format.HTML,
    ".htm": Format.HTML,
}

#: What a format is called in messages whose files are known by their first bytes: a file that
#: has its suffix and not these bytes is damaged.
KNOWN_BY_CONTENT: dict[Format | None, str] = {
    Format.DOCX: "Word(.docx)",
    Format.PPTX: "PowerPoint(.pptx)",
    Format.XLSX: "Excel(.xlsx)",
    Format.XLS: "Excel(.xls)",
    Format.OFFICE: "Office",
    Format.PICTURE: "图片",
    Format.PDF: "PDF",
}

#: What :mod:`zipfile` raises on damaged input, beyond its own BadZipFile.
ZIP_ERRORS = (
    zipfile.BadZipFile,
    EOFError,
    KeyError,
    NotImplementedError,
    OSError,
    OverflowError,
    RuntimeError,
    ValueError,
    struct.error,
)

#: No curriculum document unpacks to this many bytes; a decompression bomb does.
MAX_UNPACKED = 1 << 30

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_HTML = re.compile(
    rb"\s*(<\?xml[^>]*>\s*)?(<!--.*?-->\s*)*<(!doctype\s+html|html)[\s>]", re.IGNORECASE | re.DOTALL
)
_REFUSED = (
    (b"GIF8", Foreign.PICTURE),
    (b"Rar!\x1a\x07", Foreign.ARCHIVE),
    (b"7z\xbc\xaf\x27\x1c", Foreign.ARCHIVE),
    (b"\x1f\x8b\x08", Foreign.ARCHIVE),
)
#: Where the parts of an Office package lie, and which reader takes them.
_PACKAGES = (("word/", Format.DOCX), ("ppt/", Format.PPTX), ("xl/", Format.XLSX))
_OFFICE = (("META-INF/container.xml", Foreign.EPUB),)


def format_of(data: bytes, suffix: str, name: str) -> Format:
    """Return the format of a file.

    Args:
        data: the whole file.
        suffix: the suffix of its name, lower case, with the dot; may be empty.
        name: the file's name, for messages.

    Raises:
        DocumentError: when no reader fits; the message names what the file seems to be.
    """
    # Some producers put a few bytes before the header; the standard's annex allows 1024.
    if re.search(rb"%PDF-\d", data[:1024]):
        return Format.PDF
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _zip_format(data, suffix, name)
    if data.startswith(_OLE):
        return _ole_format(data, suffix, name)
    if data.startswith(b"{\\rtf"):
        return Format.OFFICE
    if data.startswith((b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff")):
        return Format.PICTURE
    for signature, what in _REFUSED:
        if data.startswith(signature):
            raise problems.unsupported(name, what)
    if _HTML.match(data[:2048].removeprefix(b"\xef\xbb\xbf")):
        return Format.HTML
    expected = SUFFIXES.get(suffix)
    if expected is None:
        raise problems.unsupported(name)
    if expected in KNOWN_BY_CONTENT:
        raise problems.damaged(name, KNOWN_BY_CONTENT[expected])
    return expected


def _zip_format(data: bytes, suffix: str, name: str) -> Format:
    """Tell the Office packages from other ZIP containers; refuse damaged and oversized ones."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as container:
            entries = container.infolist()
    except ZIP_ERRORS as error:
        expected = SUFFIXES.get(suffix)
        if expected in KNOWN_BY_CONTENT:
            raise problems.damaged(name, KNOWN_BY_CONTENT[expected]) from error
        raise problems.unsupported(name, Foreign.ARCHIVE) from error
    if sum(entry.file_size for entry in entries) > MAX_UNPACKED:
        raise problems.bomb(name)
    names = [entry.filename for entry in entries]
    for prefix, found in _PACKAGES:
        if any(entry.startswith(prefix) for entry in names):
            return found
    if odf_kind(data) in ("text", "presentation", "spreadsheet"):
        return Format.OFFICE
    for prefix, what in _OFFICE:
        if any(entry.startswith(prefix) for entry in names):
            raise problems.unsupported(name, what)
    raise problems.unsupported(name, Foreign.ARCHIVE)


def _ole_format(data: bytes, suffix: str, name: str) -> Format:
    """Tell the kinds of OLE container apart; directory names in it are UTF-16."""
    if "EncryptedPackage".encode("utf-16-le") in data:
        raise problems.encrypted(name)
    if "Workbook".encode("utf-16-le") in data:
        return Format.XLS
    streams = ("WordDocument", "PowerPoint Document")
    if any(stream.encode("utf-16-le") in data for stream in streams):
        return Format.OFFICE
    if SUFFIXES.get(suffix) is Format.OFFICE:  # of a program older than those
        return Format.OFFICE
    raise problems.unsupported(name)


def odf_kind(data: bytes) -> str:
    """Return what an OpenDocument file is (``text``, ``spreadsheet`` …), ``""`` for another ZIP.

    The type stands uncompressed at the very beginning, as the standard demands.
    """
    found = re.search(rb"application/vnd\.oasis\.opendocument\.([a-z]+)", data[:200])
    return found[1].decode() if found else ""
