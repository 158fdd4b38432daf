"""The parts of a mark: their weights make 100 %."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations

from indexing.consistency.finding import Finding, at
from indexing.extract import Outline, Records
from indexing.extract.assessment import part_kind
from indexing.extract.values import Value

_WHOLE = 100
#: More parts than this are shares of several marks, and too many to try all subsets of.
_MOST_PARTS = 8


def marks(outline: Outline, records: Records) -> Iterator[Finding]:
    """Yield assessments of courses and of a lesson plan whose weights do not make 100 %."""
    for course in records.courses:
        parts = course.assessment.parts if course.assessment else ()
        named = [(part.name, part.weight) for part in parts if part.weight]
        if len(named) == len(parts):
            yield from _sum(outline, f"“{course.name.text}”的考核", named)
    if records.lesson_plan is not None:
        weights = [(weight.name, weight.value) for weight in records.lesson_plan.weights]
        yield from _sum(outline, "考核评价", weights)


def _sum(outline: Outline, what: str, named: Sequence[tuple[str, Value]]) -> Iterator[Finding]:
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
