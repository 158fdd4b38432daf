"""Results of formulas that no program has computed yet.

A program that writes a workbook without computing it leaves formulas without results, where
Excel or WPS would show them. Sums and the like are computed here; any other formula shows nothing.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator
from statistics import fmean

#: The value at a cell of a sheet, by the sheet's name (``""``: the same) and the cell's reference.
Lookup = Callable[[str, str], object]
_TOKEN = re.compile(
    r"\s*(?:(?P<number>\d+\.?\d*(?:[eE][+-]?\d+)?)"
    r"|(?P<ref>(?:(?:'[^']+'|[\w\u3400-\u9fff]+)!)?\$?[A-Z]{1,3}\$?\d{1,7}"
    r"(?::\$?[A-Z]{1,3}\$?\d{1,7})?)(?![\w(])|(?P<name>[A-Z]+)(?=\()|(?P<sign>[-+*/^%(),]))"
)
_FUNCTIONS: dict[str, Callable[[list[float]], float]] = {
    "SUM": math.fsum,
    "AVERAGE": fmean,
    "MAX": max,
    "MIN": min,
    "COUNT": lambda numbers: float(len(numbers)),
    "PRODUCT": math.prod,
}
_DEEPEST = 50
#: No range of a school's sheet is larger.
_MOST_CELLS = 100_000


class _Unknown(Exception):  # noqa: N818 - no error: the formula is none of ours
    pass


def result_of(formula: str, lookup: Lookup) -> float | None:
    """Return the result of a formula such as ``=SUM(C3:C6)``, ``None`` where it is not known.

    Args:
        formula: as the file has it.
        lookup: gives numbers, texts and ``None``; a text with ``=`` in front is a formula.
    """
    try:
        return _Reader(formula, lookup, 0).whole()
    except (_Unknown, ArithmeticError, ValueError, RecursionError):
        return None


class _Reader:
    """Reads one formula from left to right."""

    def __init__(self, formula: str, lookup: Lookup, depth: int) -> None:
        if depth > _DEEPEST:  # a circle
            raise _Unknown
        self._lookup = lookup
        self._depth = depth
        self._tokens: list[tuple[str, str]] = []
        text, at = formula.removeprefix("="), 0
        while at < len(text.rstrip()):
            found = _TOKEN.match(text, at)
            if found is None:
                raise _Unknown
            kind = str(found.lastgroup)
            self._tokens.append((kind, found[kind]))
            at = found.end()

    def whole(self) -> float:
        value = self._sum()
        if self._tokens:
            raise _Unknown
        return value

    def _sum(self) -> float:
        value = self._product()
        while self._next() in ("+", "-"):
            value += self._product() if self._take()[1] == "+" else -self._product()
        return value

    def _product(self) -> float:
        value = self._power()
        while self._next() in ("*", "/"):
            if self._take()[1] == "*":
                value *= self._power()
            else:
                value /= self._power()
        return value

    def _power(self) -> float:
        value = self._single()
        while self._next() in ("^", "%"):
            value = value ** self._single() if self._take()[1] == "^" else value / 100
        return value

    def _single(self) -> float:
        kind, text = self._take()
        if kind == "number":
            return float(text)
        if kind == "ref":
            values = list(self._cells(text))
            if len(values) != 1:
                raise _Unknown
            return self._as_number(values[0])
        if kind == "name":
            return self._call(text)
        if text in "+-":
            return self._single() if text == "+" else -self._single()
        if text == "(":
            value = self._sum()
            self._expect(")")
            return value
        raise _Unknown

    def _call(self, name: str) -> float:
        self._expect("(")
        numbers: list[float] = []
        while True:
            if self._tokens and self._tokens[0][0] == "ref" and self._next(1) in (",", ")"):
                values = (self._value(value) for value in self._cells(self._take()[1]))
                numbers += [v for v in values if isinstance(v, int | float)]
            else:
                numbers.append(self._sum())
            if self._take()[1] == ")":
                break
        if name == "ROUND" and len(numbers) == 2:
            return round(numbers[0] + math.copysign(1e-9, numbers[0]), int(numbers[1]))
        if name not in _FUNCTIONS:
            raise _Unknown
        return _FUNCTIONS[name](numbers)

    def _cells(self, ref: str) -> Iterator[object]:
        sheet, _, cells = ref.rpartition("!")
        first, _, last = cells.replace("$", "").partition(":")
        if not last:
            yield self._lookup(sheet.strip("'"), first)
            return
        (left, top), (right, bottom) = _place(first), _place(last)
        if (right - left + 1) * (bottom - top + 1) > _MOST_CELLS:
            raise _Unknown
        for row in range(top, bottom + 1):
            for column in range(left, right + 1):
                yield self._lookup(sheet.strip("'"), f"{_letters(column)}{row}")

    def _value(self, value: object) -> object:
        if isinstance(value, str) and value.startswith("="):
            return _Reader(value, self._lookup, self._depth + 1).whole()
        return value

    def _as_number(self, value: object) -> float:
        value = self._value(value)
        if value is None:
            return 0.0
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise _Unknown
        return float(value)

    def _next(self, at: int = 0) -> str:
        return self._tokens[at][1] if len(self._tokens) > at else ""

    def _take(self) -> tuple[str, str]:
        if not self._tokens:
            raise _Unknown
        return self._tokens.pop(0)

    def _expect(self, sign: str) -> None:
        if self._take()[1] != sign:
            raise _Unknown


def _place(ref: str) -> tuple[int, int]:
    letters = ref.rstrip("0123456789")
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter) - ord("A") + 1
    return column, int(ref[len(letters) :])


def _letters(column: int) -> str:
    text = ""
    while column:
        column, rest = divmod(column - 1, 26)
        text = chr(ord("A") + rest) + text
    return text
