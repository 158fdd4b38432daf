"""What of a file is not in its text: running heads, page numbers, contents, pages without text."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from indexing.kinds.shared.furniture import tidy_line
from indexing.readers.blocks import Block, Line, RawDocument, TableBlock
from indexing.records import LeftOut

#: Most wordings that are told of one document, and characters of each.
_MOST, _LONGEST = 40, 80


def left_out(
    raw: RawDocument, cleaned: Sequence[Block], blocks: Sequence[Block]
) -> tuple[LeftOut, ...]:
    """Return what was left out of a document, in reading order.

    Args:
        raw: the file as read.
        cleaned: its blocks without page furniture.
        blocks: those without the printed table of contents.
    """
    entries = _missing(cleaned, blocks)
    contents = [LeftOut(_shown(entries[0]), len(entries), entries[0].page, True)] if entries else []
    found: dict[str, LeftOut] = {}
    for line in _missing(raw.blocks, cleaned):
        shape = re.sub(r"\d+", "0", _bare(line.text))
        if shape in found:
            found[shape] = replace(found[shape], count=found[shape].count + 1)
        else:
            found[shape] = LeftOut(_shown(line), 1, line.page)
    return (*contents, *list(found.values())[:_MOST])


def unread_pages(raw: RawDocument) -> tuple[int, ...]:
    """Return the pages of a file, from 1, from which no reader got a line or a table."""
    read = {block.page for block in raw.blocks if not isinstance(block, Line) or block.text.strip()}
    return tuple(page for page in range(1, raw.pages + 1) if page not in read)


def _missing(before: Sequence[Block], after: Sequence[Block]) -> list[Line]:
    """Return the lines that are in neither the lines nor the tables of ``after``."""
    kept = Counter(_bare(block.text) for block in after if isinstance(block, Line))
    tables = "".join(
        _bare(cell.text)
        for block in after
        if isinstance(block, TableBlock)
        for row in block.rows
        for cell in row
    )
    missing: list[Line] = []
    for block in before:
        if not isinstance(block, Line) or not (bare := _bare(block.text)):
            continue
        if kept[bare]:
            kept[bare] -= 1
        elif bare not in tables:
            missing.append(block)
    return missing


def _bare(text: str) -> str:
    return re.sub(r"\s+", "", tidy_line(text))


def _shown(line: Line) -> str:
    text = " ".join(tidy_line(line.text).split())
    return text if len(text) <= _LONGEST else text[:_LONGEST] + "…"
