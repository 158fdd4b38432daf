"""The parts of a mark, in a text or in a table: their weights make 100 %."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import combinations

from indexing.kinds import Outline, Records
from indexing.kinds.shared.values import Value
from indexing.kinds.shared.vocabulary import label
from indexing.kinds.standard.assessment import part_kind
from indexing.records import Cell, Table
from indexing.searchtext import fold
from rag.checking.finding import Finding, Place, Severity, at, place
from rag.checking.wording import rule_words

_WHOLE = 100
#: More parts than this are shares of several marks, and too many to try all subsets of.
_MOST_PARTS = 8
_NUMBER = re.compile(r"^(?P<number>\d{1,3})\s*(?:%|分)?$")


def marks(outline: Outline, records: Records) -> Iterator[Finding]:
    """Yield assessments of courses and of a lesson plan whose weights do not make 100 %."""
    for course in records.courses:
        parts = course.assessment.parts if course.assessment else ()
        named = [(part.name, part.weight) for part in parts if part.weight]
        if len(named) == len(parts):
            yield from _parts(outline, f"“{course.name.text}”的考核", named)
    if records.lesson_plan is not None:
        weights = [(weight.name, weight.value) for weight in records.lesson_plan.weights]
        yield from _parts(outline, "考核评价", weights)


def _parts(outline: Outline, what: str, named: Sequence[tuple[str, Value]]) -> Iterator[Finding]:
    numbers = [value.number or 0 for _, value in named]
    # Percentages of anything else (合格率) are no weights of a mark.
    if (
        not any(part_kind(name) != "other" for name, _ in named)
        or not 1 < len(named) <= _MOST_PARTS
    ):
        return
    if sum(numbers) == _WHOLE or (not _distinct(named) and _shares_of_shares(numbers)):
        return
    listed = "、".join(f"{name} {value.number}%" for name, value in named)
    yield Finding(
        "weights",
        f"{what}：各部分权重合计为 {sum(numbers)}%，不是 100%（{listed}）。",
        tuple(at(outline, value) for _, value in named),
        f"调整各部分权重，使合计为 100%（现在{_difference(sum(numbers))}）。",
    )


def _distinct(named: Sequence[tuple[str, Value]]) -> bool:
    """Whether every part is of a known kind and no two are of one: then all of them count."""
    kinds = [part_kind(name) for name, _ in named]
    return "other" not in kinds and len(set(kinds)) == len(kinds)


def _shares_of_shares(numbers: Sequence[int]) -> bool:
    """Whether some of the numbers make 100: the others may be shares of one of them."""
    sizes = range(2, len(numbers) + 1)
    return any(sum(some) == _WHOLE for size in sizes for some in combinations(numbers, size))


def _difference(total: int) -> str:
    return f"多出 {total - _WHOLE}%" if total > _WHOLE else f"还差 {_WHOLE - total}%"


def rubrics(outline: Outline, records: Records) -> Iterator[Finding]:
    """Yield tables whose weights or points do not add up."""
    words: dict[str, list[str]] = rule_words()
    weights, scores = ({label(w) for w in words[k]} for k in ("weight_columns", "score_columns"))
    for table in map(Table.as_printed, outline.document.tables):
        for number, column in enumerate(table.columns):
            name = label(column)
            if name in weights | scores:
                yield from _column(outline, table, number, must_be_whole=name in weights)


def _column(
    outline: Outline, table: Table, column: int, *, must_be_whole: bool
) -> Iterator[Finding]:
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
    words: list[str] = rule_words()["totals"]
    return any(label(cell.text) in words for cell in row)


def _place(outline: Outline, cell: Cell) -> Place:
    return place(outline, cell.start, cell.end)
