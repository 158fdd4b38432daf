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


class Format(StrEnum):
    """A format there is a reader for; the value is the name of the reader's module."""

    TEXT = "text"
    MARKDOWN = "markdown"
    DOCX = "docx"
    PDF = "pdf"
    HTML = "html"


#: Suffix (lower case) to format.
SUFFIXES = {
    ".txt": Format.TEXT,
    ".md": Format.MARKDOWN,
    ".markdown": Format.MARKDOWN,
    ".docx": Format.DOCX,
    ".pdf": Format.PDF,
    ".html": Format.HTML,
    ".htm": Format.HTML,
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
    (b"{\\rtf", "RTF 文档"),
    (b"\x89PNG\r\n\x1a\n", "图片"),
    (b"\xff\xd8\xff", "图片"),
    (b"GIF8", "图片"),
    (b"Rar!\x1a\x07", "压缩包"),
    (b"7z\xbc\xaf\x27\x1c", "压缩包"),
    (b"\x1f\x8b\x08", "压缩包"),
)
_OFFICE = (
    ("xl/", "Excel 表格"),
    ("ppt/", "PowerPoint 演示文稿"),
    ("content.xml", "OpenDocument 文件"),
    ("META-INF/container.xml", "EPUB 电子书"),
)


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
        return _refuse_ole(data, name)
    for signature, what in _REFUSED:
        if data.startswith(signature):
            raise problems.unsupported(name, what)
    if _HTML.match(data[:2048].removeprefix(b"\xef\xbb\xbf")):
        return Format.HTML
    expected = SUFFIXES.get(suffix)
    if expected is Format.PDF:
        raise problems.damaged(name, "PDF")
    if expected is Format.DOCX:
        raise problems.damaged(name, "Word(.docx)")
    if expected is None:
        raise problems.not_taken(name)
    return expected


def _zip_format(data: bytes, suffix: str, name: str) -> Format:
    """Tell a Word file from other ZIP containers; refuse damaged and oversized ones."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as container:
            entries = container.infolist()
    except ZIP_ERRORS as error:
        if SUFFIXES.get(suffix) is Format.DOCX:
            raise problems.damaged(name, "Word(.docx)") from error
        raise problems.unsupported(name, "压缩包") from error
    if sum(entry.file_size for entry in entries) > MAX_UNPACKED:
        raise problems.too_large(name)
    names = [entry.filename for entry in entries]
    if any(entry.startswith("word/") for entry in names):
        return Format.DOCX
    for prefix, what in _OFFICE:
        if any(entry.startswith(prefix) for entry in names):
            raise problems.unsupported(name, what)
    raise problems.unsupported(name, "压缩包")


def _refuse_ole(data: bytes, name: str) -> Format:
    """Say which kind of OLE container this is; directory names in it are UTF-16."""
    if "EncryptedPackage".encode("utf-16-le") in data:
        raise problems.encrypted(name)
    if "Workbook".encode("utf-16-le") in data:
        raise problems.unsupported(name, "旧版 Excel 表格(.xls)")
    if "PowerPoint Document".encode("utf-16-le") in data:
        raise problems.unsupported(name, "旧版 PowerPoint 演示文稿(.ppt)")
    raise problems.legacy_word(name)
