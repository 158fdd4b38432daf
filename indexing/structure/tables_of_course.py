"""Real tables inside a course of a standard: the work analysis, and the learning tasks.

From Word or a PDF a table comes with its cells; one that a page break cut comes as two.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from indexing.readers.blocks import Block, Line, TableBlock
from indexing.structure.body import add_body, add_rows, add_table, continues
from indexing.structure.builder import Builder
from indexing.structure.flat_labels import before_colon
from indexing.structure.vocabulary import alias, label, vocabulary

_LEVEL = 4


def add_analysis(builder: Builder, blocks: Sequence[Block], *, wrapped: bool) -> None:
    """Add a work analysis whose columns are those of a table.

    A label opens the field of its column; cells below it, in this row or the next, in this table
    or the one after a page break, go on with that field.
    """
    open_fields: dict[int, str] = {}
    for block in blocks:
        if isinstance(block, Line):
            add_body(builder, [block], wrapped=wrapped)
            continue
        for row in block.rows:
            for column, cell in enumerate(row):
                if cell.text.strip():
                    _add_cell(builder, cell.text, column, open_fields, block.page)


def _add_cell(
    builder: Builder, text: str, column: int, open_fields: dict[int, str], page: int | None
) -> None:
    inside = False
    for line in text.split("\n"):
        head, rest = _split(line)
        if head:
            builder.heading(head, _LEVEL, page)
            open_fields[column], inside = head, True
        elif not inside and column in open_fields:
            builder.label(open_fields[column], _LEVEL, page)
            inside = True
        if rest.strip():
            add_body(builder, [Line(rest, page)], wrapped=False)


def _split(line: str) -> tuple[str, str]:
    """Cut a label of the analysis from what follows it on the line."""
    if alias("standard", "analysis", before_colon(line)) is None:
        return "", line
    match = re.match(r"^([^：:]*[：:]?)\s*(.*)$", line, re.DOTALL)
    return (match[1], match[2]) if match else (line, "")


def add_tasks(builder: Builder, blocks: Sequence[Block], name: str, *, wrapped: bool) -> None:
    """Add tables of learning tasks, each row a section of its own."""
    before: TableBlock | None = None
    columns: tuple[str, ...] = ()
    for block in blocks:
        if isinstance(block, Line):
            add_body(builder, [block], wrapped=wrapped)
            continue
        own = tuple(cell.text for cell in block.rows[0]) if block.rows else ()
        titles = _titles(own) or _titles(columns)
        if before is not None and continues(before, block):
            add_rows(builder, block, titles=titles, header=own == columns)
        else:
            columns = own
            add_table(builder, block, name, titles)
        before = block


def _titles(columns: tuple[str, ...]) -> tuple[int, int] | None:
    """Return the column of the tasks' names, if there is one, and the level of a task."""
    names: list[str] = vocabulary()["task"]["name"]
    found = [i for i, column in enumerate(map(label, columns)) if column in names]
    return (found[0], _LEVEL) if found else None
