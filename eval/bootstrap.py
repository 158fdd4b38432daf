"""Bootstrap intervals: how far a figure could be off with other questions of the same sort.

The percentile method of Efron (1979): questions are drawn with replacement, and the middle 95 % of
the statistic over the draws is the interval. Seeded, so that a report is the same every time.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
#: From draws of shape ``(draws, n)`` to one value a draw, shape ``(draws,)``.
Statistic = Callable[[Floats], Floats]

_DRAWS, _SEED = 2000, 20240901


def mean(draws: Floats) -> Floats:
    """Return the mean of each draw."""
    return np.asarray(draws.mean(axis=-1))


def percentile(share: float) -> Statistic:
    """Return the statistic that is the percentile ``share`` (0 to 100) of each draw."""
    return lambda draws: np.asarray(np.percentile(draws, share, axis=-1))


def interval(
    values: Sequence[float], statistic: Statistic = mean, level: float = 0.95
) -> tuple[float, float]:
    """Return the lower and the upper end; both are NaN where there are no values."""
    if not values:
        return float("nan"), float("nan")
    sample = np.asarray(values, dtype=np.float64)
    picks = np.random.default_rng(_SEED).integers(0, len(sample), size=(_DRAWS, len(sample)))
    tail = (1 - level) / 2
    low, high = np.quantile(statistic(sample[picks]), [tail, 1 - tail])
    return float(low), float(high)
