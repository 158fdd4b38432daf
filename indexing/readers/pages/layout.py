"""From texts placed on a page to its blocks: columns one after the other, tables, lines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from indexing.readers.blocks import Block, TableBlock
from indexing.readers.pages.aligned import Span, aligned_tables
from indexing.readers.pages.columns import is_inside, parts_of
from indexing.readers.pages.texts import Box, Text, line_of, rows_of


@dataclass(frozen=True, slots=True)
class PlacedTable:
    """A ruled table, the box around it, and those of its cells."""

    block: TableBlock
    box: Box
    cells: tuple[Box, ...] = ()


@dataclass(frozen=True, slots=True)
class Laid:
    """The blocks of a page in reading order; the columns of a table without rules at its end.

    ``doubtful`` are the texts that may not be what is printed.
    """

    blocks: list[Block]
    columns: tuple[Span, ...] = ()
    doubtful: tuple[str, ...] = ()


def laid_out(
    texts: Sequence[Text],
    tables: Sequence[PlacedTable],
    number: int,
    carried: tuple[Span, ...] = (),
) -> Laid:
    """Return what stands on a page.

    Args:
        texts: the texts outside of ruled tables.
        tables: the ruled tables.
        number: 1-based number of the page.
        carried: columns of a table without rules that the page before ended with.
    """
    blocks: list[Block] = []
    columns: tuple[Span, ...] = ()
    for part in parts_of(texts, [table.box for table in tables]):
        placed: list[tuple[float, Block]] = [
            (table.box[1], table.block) for table in tables if is_inside(table.box, part)
        ]
        rows = rows_of(text for text in texts if is_inside(text.box, part))
        found = aligned_tables(rows, number, carried)
        taken = {text for table in found for text in table.texts}
        placed += [(table.box[1], table.block) for table in found]
        placed += [
            (min(text.box[1] for text in row), line_of(row, number))
            for row in rows
            if id(row[0]) not in taken
        ]
        placed.sort(key=lambda item: item[0])
        blocks += [block for _, block in placed]
        columns = found[-1].columns if found else ()
        carried = ()
    return Laid(blocks, columns, tuple(text.text for text in texts if not text.sure))
