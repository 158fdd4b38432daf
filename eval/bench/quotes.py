"""Relevance by quotes, for choosing between engines: which passages hold a question's evidence.

The metrics the gate relies on are elsewhere in ``eval``; this is their short form over bare lists
of texts.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from indexing.searchtext import fold

_IGNORED = re.compile(r"[\s|｜\-—_*#>]+|续表")
_GRAM, _ENOUGH, _SHORT = 6, 0.85, 12


@dataclass(frozen=True, slots=True)
class Question:
    """A question that can be answered, with its evidence quotes, squashed."""

    text: str
    quotes: tuple[str, ...]


def squash(text: str) -> str:
    """Fold and remove what a flattened table or a line break may have put in or left out."""
    return _IGNORED.sub("", fold(text)).lower()


def load_questions(gold: Path) -> list[Question]:
    """Return the answerable questions of a gold file."""
    rows = [json.loads(line) for line in gold.read_text(encoding="utf-8").splitlines() if line]
    return [
        Question(row["question"], tuple(squash(e["quote"]) for e in row["evidence"]))
        for row in rows
        if row["answerable"]
    ]


def recall(quotes: Sequence[str], passages: Sequence[str]) -> float:
    """Return the share of the quotes that the squashed passages hold, one or several together."""
    return sum(_covered(quote, passages) for quote in quotes) / len(quotes)


def reciprocal_rank(quotes: Sequence[str], passages: Sequence[str]) -> float:
    """Return 1 / rank of the first passage that holds a whole quote, 0 where none does."""
    for rank, passage in enumerate(passages, start=1):
        if any(quote in passage for quote in quotes):
            return 1 / rank
    return 0.0


def _covered(quote: str, passages: Sequence[str]) -> bool:
    if any(quote in passage for passage in passages):
        return True
    if len(quote) < _SHORT:
        return False
    joined = "".join(passages)
    grams = [quote[i : i + _GRAM] for i in range(len(quote) - _GRAM + 1)]
    return sum(gram in joined for gram in grams) / len(grams) >= _ENOUGH
