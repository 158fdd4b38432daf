"""Tables as text (.csv): one row a line, in any encoding of Chinese files and by any usual sign."""

from __future__ import annotations

import csv
import io

from indexing.limits import USUAL, Limits
from indexing.readers import problems
from indexing.readers.blocks import RawDocument
from indexing.readers.bounds import Bounds
from indexing.readers.encoding import decode
from indexing.readers.sheets.sheet import Sheet, blocks_of

#: Likeliest first.
_SIGNS = (",", "\t", ";", "，", "|")
_SAMPLE = 50


def read(data: bytes, name: str, limits: Limits = USUAL) -> RawDocument:
    """Read a table kept as text.

    Args:
        data: the whole file.
        name: the file's name, for messages.
        limits: how much it may hold.

    Raises:
        DocumentError: the encoding cannot be told, the file is not text, or it holds too much.
    """
    text = decode(data, name)
    bounds = Bounds(name, limits)
    sheet = Sheet("")
    try:
        for row, fields in enumerate(csv.reader(io.StringIO(text), delimiter=_sign(text))):
            for column, field in enumerate(fields):
                if shown := field.strip():
                    sheet.cells[row, column] = shown
            bounds.cells(len(sheet.cells))
    except csv.Error as error:  # a field longer than any text
        raise problems.damaged(name, "CSV") from error
    return RawDocument(bounds.blocks(blocks_of([sheet], bounds)))


def _sign(text: str) -> str:
    """Return what divides the fields: the sign that divides most lines alike."""
    lines = [line for line in text.splitlines()[:_SAMPLE] if line.strip()]
    best, most = _SIGNS[0], 0
    for sign in _SIGNS:
        counts = [line.count(sign) for line in lines]
        alike = max((counts.count(count) for count in set(counts) if count), default=0)
        if alike > most:
            best, most = sign, alike
    return best
