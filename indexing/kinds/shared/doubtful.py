"""What was recognised in a picture with little confidence: where it stands in the document."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from indexing.records import Document, Source, Table


def marked(document: Document, texts: Iterable[str]) -> Document:
    """Return the document with the places of doubtful texts, and its cells there not certain.

    Args:
        document: the document.
        texts: as the reader gave them, in reading order; one that cleaning changed is not found.
    """
    places: list[Source] = []
    starts = [unit.start for unit in document.units]
    pages = {unit.start: unit.page for unit in document.units}
    at = 0
    for text in texts:
        start = document.canonical.find(text, at)
        if start < 0:
            start = document.canonical.find(text)
        if start < 0:
            continue
        at = start + len(text)
        unit = max((s for s in starts if s <= start), default=0)
        places.append(Source(text, start, at, pages.get(unit)))
    if not places:
        return document
    tables = tuple(_unsure(table, places) for table in document.tables)
    return replace(document, doubtful=tuple(places), tables=tables)


def _unsure(table: Table, places: list[Source]) -> Table:
    rows = tuple(
        tuple(
            replace(cell, certain=False)
            if any(place.start < cell.end and cell.start < place.end for place in places)
            else cell
            for cell in row
        )
        for row in table.rows
    )
    return replace(table, rows=rows)
