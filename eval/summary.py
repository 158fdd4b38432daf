"""Figures over all questions and over each kind, with their intervals."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from eval.bootstrap import Statistic, interval, mean, percentile
from eval.scoring import Scored

#: Figures that are not means: name, metric they are taken from, statistic.
_SPREADS: tuple[tuple[str, str, Statistic], ...] = (
    ("answer_chars_median", "answer_chars", percentile(50)),
    ("answer_chars_p90", "answer_chars", percentile(90)),
)
#: Figures shown and gated for each kind.
KIND_FIGURES = ("passed", "full.recall@5")


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure over ``n`` questions with its 95 % interval; all NaN where ``n`` is 0."""

    value: float
    low: float
    high: float
    n: int


@dataclass(frozen=True, slots=True)
class Summary:
    """Figures by metric; by kind and metric; and times in milliseconds."""

    overall: Mapping[str, Figure]
    kinds: Mapping[str, Mapping[str, Figure]]
    timings_ms: Mapping[str, Mapping[str, float]] = field(default_factory=dict)


def summarise(scored: Sequence[Scored]) -> Summary:
    """Return the figures; a metric that applies to no question is NaN, not left out."""
    names = {name for row in scored for name in row.scores} - {"answer_chars"}
    overall = {name: figure_of(_values(scored, name)) for name in sorted(names)}
    for name, metric, statistic in _SPREADS:
        overall[name] = figure_of(_values(scored, metric), statistic)
    kinds = {}
    for kind in dict.fromkeys(row.question.kind for row in scored):
        rows = [row for row in scored if row.question.kind == kind]
        figures = {name: figure_of(_values(rows, name)) for name in KIND_FIGURES}
        kinds[kind] = {name: figure for name, figure in figures.items() if figure.n}
    timings = {
        stage: _spread([row.outcome.timings_ms.get(stage, 0.0) for row in scored])
        for stage in ("retrieve", "read", "answer")
    }
    return Summary(overall, kinds, timings)


def figure_json(figure: Figure) -> dict[str, Any]:
    """Return a figure as JSON; NaN, which JSON lacks, becomes ``None``."""
    parts = {"value": figure.value, "low": figure.low, "high": figure.high}
    return {**{k: None if v != v else round(v, 6) for k, v in parts.items()}, "n": figure.n}


def _values(rows: Iterable[Scored], name: str) -> list[float]:
    found = (row.scores.get(name) for row in rows)
    return [value for value in found if value is not None]


def figure_of(values: Sequence[float], statistic: Statistic = mean) -> Figure:
    """Return the figure of values; NaN without any."""
    if not values:
        return Figure(float("nan"), float("nan"), float("nan"), 0)
    value = float(statistic(np.asarray([values], dtype=np.float64))[0])
    return Figure(value, *interval(values, statistic), len(values))


def _spread(values: Sequence[float]) -> dict[str, float]:
    return {
        name: float(np.percentile(values, share)) if values else float("nan")
        for name, share in (("median", 50), ("p95", 95), ("max", 100))
    }
