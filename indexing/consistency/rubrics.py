"""Tables of what is marked: the weights make 100 %, and the total printed is their sum."""

from __future__ import annotations

import re
from collections.abc import Iterator

from indexing.consistency.finding import Finding, Place, Severity, place
from indexing.extract import Outline, Records
from indexing.records import Cell, Table
from indexing.searchtext import fold
from indexing.structure.vocabulary import label, vocabulary

_NUMBER = re.compile(r"^(?P<number>\d{1,3})\s*(?:%|分)?$")
_WHOLE = 100


def rubrics(outline: Outline, records: Records) -> Iterator[Finding]:
    """Yield tables whose weights or points do not add up."""
    words: dict[str, list[str]] = vocabulary()["consistency"]
    weights, scores = ({label(w) for w in words[k]} for k in ("weight_columns", "score_columns"))
    for table in outline.document.tables:
        for number, column in enumerate(table.columns):
            name = label(column)
            if name in weights | scores:
                yield from _sum(outline, table, number, must_be_whole=name in weights)


def _sum(outline: Outline, table: Table, column: int, *, must_be_whole: bool) -> Iterator[Finding]:
    parts: list[tuple[int, Cell]] = []
    total: tuple[int, Cell] | None = None
    for row in table.rows:
        cell = row[column]
        if not cell.text.strip():  # a merged cell goes on
            continue
        found = _NUMBER.match(fold(cell.text).strip())
        if found is None or not cell.certain:
            return
        if _is_total(row):
            total = (int(found["number"]), cell)
        else:
            parts.append((int(found["number"]), cell))
    added = sum(number for number, _ in parts)
    name = table.columns[column]
    places = tuple(_place(outline, cell) for _, cell in parts)
    if len(parts) < 2:
        return
    if total is not None and total[0] != added:
        yield Finding(
            "rubric_total",
            f"评价表的“{name}”合计印的是 {total[0]}，各行相加为 {added}。",
            (_place(outline, total[1]), *places),
            f"调整各行，使合计为 {total[0]}；或把合计改为 {added}。",
        )
    elif added != _WHOLE and (must_be_whole or total is None):
        yield Finding(
            "rubric_weights",
            f"评价表的“{name}”各行相加为 {added}，不是 {_WHOLE}。",
            places,
            f"调整各行，使“{name}”合计为 {_WHOLE}。",
            Severity.ERROR if must_be_whole else Severity.ADVICE,
        )


def _is_total(row: tuple[Cell, ...]) -> bool:
    words: list[str] = vocabulary()["consistency"]["totals"]
    return any(label(cell.text) in words for cell in row)


def _place(outline: Outline, cell: Cell) -> Place:
    return place(outline, cell.start, cell.end)
