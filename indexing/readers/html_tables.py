"""HTML tables: which are data, and their spans resolved to a full grid."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any

from indexing.readers.blocks import TableCell
from indexing.readers.bounds import Bounds
from indexing.readers.grid import Grid

_LETTER = re.compile(r"\w")
#: The HTML standard's own limit for ``colspan``.
_MAX_COLSPAN = 1000


def is_layout(table: Any) -> bool:  # noqa: ANN401 - lxml has no types
    """Tell a table that only arranges the page: one cell, or with tables or headings inside."""
    if table.get("role") == "presentation":
        return True
    cells = table.xpath("tr/* | thead/tr/* | tbody/tr/* | tfoot/tr/*")
    inside = ".//table | .//h1 | .//h2 | .//h3 | .//h4 | .//h5 | .//h6"
    return len(cells) <= 1 or any(cell.tag == "td" and cell.xpath(inside) for cell in cells)


def is_list(rows: Sequence[Sequence[TableCell]]) -> bool:
    """Whether no row of a table of several columns holds more than one text: items set apart.

    A sign without a letter or digit is the mark of an item.
    """
    return len(rows[0]) > 1 and all(
        sum(bool(_LETTER.search(cell.text)) for cell in row) <= 1 for row in rows
    )


def caption(table: Any) -> Any | None:  # noqa: ANN401
    """Return the table's caption element, ``None`` where it has none."""
    found = table.xpath("caption")
    return found[0] if found else None


def resolve(
    table: Any,  # noqa: ANN401
    text_of: Callable[[Any], str],
    bounds: Bounds,
) -> tuple[tuple[TableCell, ...], ...]:
    """Return the rows of a data table; ``()`` when no cell has text.

    Rows are taken in the order browsers show them: head, body, foot.

    Args:
        table: the ``<table>`` element.
        text_of: gives the text of a cell element.
        bounds: what the file may hold.

    Raises:
        DocumentError: the table holds more cells than a file may.
    """
    grid = Grid(bounds)
    first, has_text = 0, False
    for group in (table.xpath("thead/tr"), table.xpath("tr | tbody/tr"), table.xpath("tfoot/tr")):
        for offset, row in enumerate(group):
            column = 0
            for cell in row.xpath("td | th"):
                column = grid.next_free(first + offset, column)
                # A span never leaves its row group; 0 means "to its end".
                left = len(group) - offset
                rowspan = min(_span(cell, "rowspan") or left, left)
                colspan = min(max(_span(cell, "colspan"), 1), _MAX_COLSPAN)
                text = text_of(cell)
                has_text = has_text or bool(text)
                grid.put(first + offset, column, text, rowspan, colspan)
                column += colspan
        first += len(group)
    return grid.rows() if has_text else ()


def _span(cell: Any, attribute: str) -> int:  # noqa: ANN401
    match = re.match(r"\s*(\d{1,6})", cell.get(attribute) or "")
    return int(match[1]) if match else 1
