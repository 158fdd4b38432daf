"""What number a reader sees on a page: the file's own labels, or what is printed on the pages.

A file counts its pages from 1. Its reader sees ``iv`` or ``57``, by the labels that the file gives
(``/PageLabels``), or by numbers at the edge of the pages; the latter count only from a later page
on, such as after a cover. In an excerpt they would lead past its end.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby

from indexing.readers.blocks import Block, Line, RawDocument
from indexing.records import Document, Leaf

_BARE_NUMBER = re.compile(r"^[·\-—–]?\s*(\d{1,4})\s*[·\-—–]?$")
_FIGURES = re.compile(r"\d+(?=\D*$)")
_ROMAN = dict(zip("ivxlcdm", (1, 5, 10, 50, 100, 500, 1000), strict=True))
#: Blocks at the top and at the bottom of a page among which running lines are.
_EDGE = 2


def edges_of(blocks: Sequence[Block]) -> dict[int, set[int]]:
    """Return by page the places of its first and last blocks."""
    pages: dict[int, list[int]] = {}
    for at, block in enumerate(blocks):
        if block.page is not None:
            pages.setdefault(block.page, []).append(at)
    return {page: {*places[:_EDGE], *places[-_EDGE:]} for page, places in pages.items()}


def number_on(block: Block) -> int | None:
    """Return the number of a line that is nothing else, ``None`` of any other block."""
    found = _BARE_NUMBER.match(block.text.strip()) if isinstance(block, Line) else None
    return int(found[1]) if found else None


def offset_of(blocks: Sequence[Block], edges: dict[int, set[int]]) -> int | None:
    """Return what most pages print more than their place in the file, ``None`` if they do not."""
    offsets: Counter[int] = Counter()
    for page, places in edges.items():
        numbers = (number_on(blocks[at]) for at in places)
        offsets.update(number - page for number in numbers if number is not None)
    if not offsets:
        return None
    offset, votes = offsets.most_common(1)[0]
    return offset if votes * 2 > len(edges) else None


def labels_of(raw: RawDocument) -> tuple[str, ...]:
    """Return what a reader sees on each page of a file; nothing where that is its place in it."""
    plain = tuple(str(page) for page in range(1, raw.pages + 1))
    if raw.labels and raw.labels != plain:
        return raw.labels
    if not (raw.pages and raw.wrapped):
        return ()
    offset = offset_of(raw.blocks, edges_of(raw.blocks)) or 0
    if offset >= 0:
        return ()
    return tuple(
        str(page + offset) if page + offset > 0 else "" for page in range(1, raw.pages + 1)
    )


def numbered(document: Document, labels: Sequence[str]) -> Document:
    """Return a document with the numbers that a reader sees instead of those of the file.

    Args:
        document: the document, its pages counted as in the file.
        labels: what a reader sees on each page; empty where that is its place in the file.
    """

    def label_of(page: int) -> str:
        return labels[page - 1] if page <= len(labels) else "" if labels else str(page)

    def number_of(page: int | None) -> int | None:
        return None if page is None else _value(label_of(page))

    units = [unit for unit in document.units if unit.page is not None]
    starts = [next(run) for _, run in groupby(units, key=lambda unit: unit.page)]
    return replace(
        document,
        units=tuple(replace(unit, page=number_of(unit.page)) for unit in document.units),
        sections=tuple(replace(part, page=number_of(part.page)) for part in document.sections),
        tables=tuple(replace(table, page=number_of(table.page)) for table in document.tables),
        doubtful=tuple(replace(place, page=number_of(place.page)) for place in document.doubtful),
        leaves=tuple(
            Leaf(unit.start, unit.page, label_of(unit.page)) for unit in starts if unit.page
        ),
    )


def _value(label: str) -> int | None:
    """Return the number in a label (``A-3``, ``iv``), ``None`` where there is none."""
    figures = _FIGURES.search(label)
    if figures:
        return int(figures[0])
    values = [_ROMAN.get(char, 0) for char in label.lower()]
    if not values or not all(values):
        return None
    pairs = zip(values, [*values[1:], 0], strict=True)
    return sum(-value if value < after else value for value, after in pairs)
