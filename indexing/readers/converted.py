"""Old and open office files (.doc .wps .rtf .odt .ppt .dps .odp .ods): LibreOffice makes new ones.

The file is converted by the LibreOffice of this machine, where there is one, within a limit of time
(:mod:`indexing.readers.office`), and what comes out is read as any other.
"""

from __future__ import annotations

import atexit
import shutil
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pathlib import Path

from indexing.limits import USUAL, Limits
from indexing.readers import problems
from indexing.readers.blocks import RawDocument
from indexing.readers.detect import Format, odf_kind
from indexing.readers.office import Office

#: The part of a file's time that its conversion may take; reading it takes the rest.
_SHARE = 0.75
_PLACES = (
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
    r"C:\Program Files\LibreOffice\program\soffice.exe",
)


@dataclass(frozen=True, slots=True)
class _Kind:
    """A kind of office file: what it is called, the suffix it has, what it becomes."""

    what: str
    suffix: str
    target: Format


_WORD = _Kind("旧版 Word、WPS 文档", ".doc", Format.DOCX)
_DECK = _Kind("旧版 PowerPoint、WPS 演示文稿", ".ppt", Format.PPTX)
_RTF = _Kind("RTF 文档", ".rtf", Format.DOCX)
_ODF = {
    "text": _Kind("OpenDocument 文字文档", ".odt", Format.DOCX),
    "presentation": _Kind("OpenDocument 演示文稿", ".odp", Format.PPTX),
    "spreadsheet": _Kind("OpenDocument 表格", ".ods", Format.XLSX),
}
_SUFFIXES = {Format.DOCX: "docx", Format.PPTX: "pptx", Format.XLSX: "xlsx"}


def read(data: bytes, name: str, limits: Limits = USUAL) -> RawDocument:
    """Read an old or open office file.

    Args:
        data: the whole file.
        name: the file's name, for messages.
        limits: how much it may hold, and how long it may take.

    Raises:
        DocumentError: there is no LibreOffice, it cannot convert the file or not in time, or what
            it made of it holds too much.
    """
    kind = _kind(data)
    program = soffice()
    if program is None:
        raise problems.needs_office(name, kind.what, _SUFFIXES[kind.target])
    target = _SUFFIXES[kind.target]
    made = _office(program).converted(data, kind.suffix, target, limits.seconds * _SHARE)
    if made is None:
        raise problems.not_converted(name, kind.what, _SUFFIXES[kind.target])
    reader = import_module(f"indexing.readers.{kind.target}")
    document: RawDocument = reader.read(made, name, limits)
    return document


def soffice() -> str | None:
    """Return where LibreOffice is, ``None`` where there is none."""
    found = shutil.which("soffice") or shutil.which("libreoffice")
    return found or next((place for place in _PLACES if Path(place).is_file()), None)


def _kind(data: bytes) -> _Kind:
    if data.startswith(b"{\\rtf"):
        return _RTF
    if data.startswith(b"PK"):
        return _ODF[odf_kind(data)]
    return _DECK if "PowerPoint Document".encode("utf-16-le") in data else _WORD


@cache
def _office(program: str) -> Office:
    """Return the one that converts for this process, which ends with it."""
    office = Office(program)
    atexit.register(office.close)
    return office
