"""Two runs over the same questions, question by question: what was gained and what was lost."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from eval.bootstrap import interval

#: Yes-or-no outcomes that are compared: name of the score, its name for readers.
PAIRED = {"passed": "答对", "full.recall@5": "前五条找全依据"}

ScoresById = Mapping[str, Mapping[str, float | None]]


@dataclass(frozen=True, slots=True)
class Paired:
    """Questions whose outcome differs, in the order of the first run's questions."""

    name: str
    gained: tuple[str, ...]
    lost: tuple[str, ...]

    @property
    def net(self) -> int:
        """Questions gained less questions lost."""
        return len(self.gained) - len(self.lost)


def paired(before: ScoresById, after: ScoresById, name: str) -> Paired:
    """Compare whether the score ``name`` is 1, over the questions that both runs have it for."""
    both = [
        i
        for i, scores in before.items()
        if scores.get(name) is not None and after.get(i, {}).get(name) is not None
    ]
    was = {i: before[i][name] == 1.0 for i in both}
    now = {i: after[i][name] == 1.0 for i in both}
    return Paired(
        name,
        gained=tuple(i for i in both if now[i] and not was[i]),
        lost=tuple(i for i in both if was[i] and not now[i]),
    )


def difference(before: ScoresById, after: ScoresById, name: str) -> tuple[float, float, float, int]:
    """Return the mean difference ``after - before`` of a score, its interval, and ``n``."""
    deltas: Sequence[float] = [
        b - a
        for i, scores in before.items()
        if (a := scores.get(name)) is not None and (b := after.get(i, {}).get(name)) is not None
    ]
    if not deltas:
        return float("nan"), float("nan"), float("nan"), 0
    return sum(deltas) / len(deltas), *interval(deltas), len(deltas)
