"""``python -m eval.calibrate``: how well the rule of support agrees with labels made by hand.

Prints precision, recall, accuracy, F1 and Cohen's κ (Cohen 1960) of
:func:`rag.answer.citations.supported` at several τ over ``eval/gold/support_pairs.jsonl``; the one
in use is marked with a star. Below them the stricter check of what a model writes.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from unittest.mock import patch

from eval.errors import EvalError
from rag.answer import citations
from rag.answer.model.faults import fault_of

_PAIRS = Path(__file__).parent / "gold" / "support_pairs.jsonl"
_STEPS = tuple(step / 20 for step in range(4, 19))


@dataclass(frozen=True, slots=True)
class Pair:
    """A sentence and a quote, and whether a person says that the quote supports it."""

    sentence: str
    quote: str
    label: bool


@dataclass(frozen=True, slots=True)
class Agreement:
    """How a rule agrees with the labels; a share without cases is 0."""

    precision: float
    recall: float
    accuracy: float
    f1: float
    kappa: float


def load_pairs(path: Path = _PAIRS) -> list[Pair]:
    """Read labelled pairs.

    Raises:
        EvalError: the file is missing or a line is not in order.
    """
    try:
        rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
        return [Pair(row["sentence"], row["quote"], row["supported"]) for row in rows]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise EvalError(f"标注文件 {path} 读不了：{error}。", "从版本库取回。") from None


def agreement(labels: Sequence[bool], said: Sequence[bool]) -> Agreement:
    """Compare two sequences of the same length.

    Raises:
        ValueError: they are empty or of different lengths.
    """
    if not labels or len(labels) != len(said):
        raise ValueError("agreement needs as many answers as labels, and at least one")
    both = sum(a and b for a, b in zip(labels, said, strict=True))
    equal = sum(a == b for a, b in zip(labels, said, strict=True))
    n, positive, claimed = len(labels), sum(labels), sum(said)
    precision = both / claimed if claimed else 0.0
    recall = both / positive if positive else 0.0
    f1 = 2 * both / (claimed + positive) if claimed + positive else 0.0
    chance = (positive * claimed + (n - positive) * (n - claimed)) / n**2
    accuracy = equal / n
    kappa = (accuracy - chance) / (1 - chance) if chance < 1 else 0.0
    return Agreement(precision, recall, accuracy, f1, kappa)


def said_at(pairs: Sequence[Pair], threshold: float) -> list[bool]:
    """Return what the rule says of each pair with another τ than the one in use."""
    # The rule has its τ in one constant on purpose; only a calibration looks at others.
    with patch.object(citations, "SUPPORT", threshold):
        return [citations.supported(pair.sentence, pair.quote) for pair in pairs]


def main() -> None:
    """Print the table."""
    pairs = load_pairs()
    labels = [pair.label for pair in pairs]
    print(f"{len(pairs)} pairs, {sum(labels)} supported")
    print("  tau  precision recall accuracy  F1    kappa")
    for threshold in _STEPS:
        a = agreement(labels, said_at(pairs, threshold))
        star = "*" if threshold == citations.SUPPORT else " "
        print(
            f"{star} {threshold:.2f}   {a.precision:.3f}   {a.recall:.3f}   {a.accuracy:.3f}  "
            f"{a.f1:.3f}  {a.kappa:.3f}"
        )
    a = agreement(labels, [fault_of(pair.sentence, pair.quote) is None for pair in pairs])
    print("sentences of a model, checked by rag.answer.model.faults:")
    print(
        f"         {a.precision:.3f}   {a.recall:.3f}   {a.accuracy:.3f}  {a.f1:.3f}  {a.kappa:.3f}"
    )


if __name__ == "__main__":
    main()
