"""Plain text: one line of the file, one line of the document.

Tabs and leading spaces are kept as they are; what they mean in a flattened table is decided by
the structure parsers.
"""

from __future__ import annotations

import re

from indexing.limits import USUAL, Limits
from indexing.readers.blocks import Line, RawDocument
from indexing.readers.bounds import Bounds
from indexing.readers.encoding import decode

# str.splitlines would also break at vertical tabs, U+0085, U+2028: those stay in the text.
_BREAK = re.compile(r"\r\n|\r|\n")


def read(data: bytes, name: str, limits: Limits = USUAL) -> RawDocument:
    """Read a text file; form feeds, where there are any, divide it into pages.

    Args:
        data: the whole file.
        name: the file's name, for messages.
        limits: how much it may hold.

    Raises:
        DocumentError: the encoding cannot be told, the file is not text, or it holds too much.
    """
    pages = decode(data, name).split("\f")
    if len(pages) > 1 and not pages[-1].strip():
        pages.pop()  # a form feed ends the last page as it does every other
    paged = len(pages) > 1
    bounds = Bounds(name, limits)
    bounds.pages(len(pages))
    lines = (
        Line(line, page=number if paged else None)
        for number, page in enumerate(pages, start=1)
        for line in _lines(page)
    )
    return RawDocument(bounds.blocks(lines), pages=len(pages) if paged else 0, wrapped=True)


def _lines(text: str) -> list[str]:
    """Split at line breaks; a break at the very end ends the last line, it starts no other."""
    lines = _BREAK.split(text)
    if not lines[-1]:
        lines.pop()
    return lines
