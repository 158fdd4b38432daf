"""Quantities a question asks for, and how a sentence writes a value of one.

几度 wants ℃, 多重 wants 克, 几份 wants a number of 份: what has no such value does not answer.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

_NUMERAL = r"(?:\d|[一二两三四五六七八九十百半])"


@dataclass(frozen=True, slots=True)
class Quantity:
    """A quantity; ``asked`` finds it in a question, ``written`` a value of it in a document.

    Attributes:
        asked: over folded questions.
        written: over folded text of documents.
        strict: whether nothing but such a value answers.
    """

    asked: re.Pattern[str]
    written: re.Pattern[str]
    strict: bool


@cache
def asked_quantities(question: str) -> tuple[Quantity, ...]:
    """Return the quantities a folded question asks for; none where it asks for no number."""
    return tuple(quantity for quantity in _quantities() if quantity.asked.search(question))


@cache
def _quantities() -> tuple[Quantity, ...]:
    return tuple(_read())


def _read() -> Iterator[Quantity]:
    text = files("rag.ask").joinpath("quantities.toml").read_text(encoding="utf-8")
    table = tomllib.loads(text)
    for entry in table["quantity"]:
        strict = entry.get("strict", False)
        yield Quantity(re.compile(entry["asked"]), re.compile(entry["written"]), strict)
    counters = table["counters"]
    own = [*table["units"]["names"], *counters["strict"], *counters["others"]]
    for word in own:
        # 几个小时 asks for hours, 部 of 几部分 is no counter.
        longer = "".join(sorted({w[len(word)] for w in own if w.startswith(word) and w != word}))
        rest = rf"(?!小时|月|学期|班|字|学时|课时|人|学生|徒|娃|{'|'.join(longer) or '$^'})"
        each = "" if word == "个" else "个?"  # 分成几个组
        yield Quantity(
            re.compile(rf"(?<![第哪])(?:几|多少)\s*{each}{word}{rest}"),
            re.compile(rf"{_NUMERAL}\s*{each}{word}"),
            word not in counters["others"],
        )
