"""Weighted fusion of ranked lists.

Scores of each list are scaled to 0–1 within the list before they are weighted: reciprocal-rank
fusion throws away how far ahead the best one is, and with one weak list did worse here than the
better list alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

Ranking = Sequence[tuple[str, float]]


def scale(ranking: Ranking, floor: float | None = None) -> dict[str, float]:
    """Return scores scaled so that the best is 1 and ``floor`` (default: the worst) is 0.

    Equal scores above the floor all become 1; what is not above a given floor becomes 0. An id
    seen twice keeps its better score.
    """
    if not ranking:
        return {}
    values = [score for _, score in ranking]
    low = min(values) if floor is None else floor
    high = max(values)
    scaled: dict[str, float] = {}
    for identifier, score in ranking:
        if floor is not None and score <= floor:
            value = 0.0
        else:
            value = 1.0 if high <= low else (score - low) / (high - low)
        scaled[identifier] = max(value, scaled.get(identifier, 0.0))
    return scaled


def fuse(
    lists: Mapping[str, Mapping[str, float]], weights: Mapping[str, float]
) -> list[tuple[str, float]]:
    """Add up weighted scores; an id missing from a list gets 0 there.

    Args:
        lists: for each lane its scaled scores by id.
        weights: weight of each lane; a lane without a weight counts nothing.

    Returns:
        ``(id, score)``, best first, ties by id, ids of zero score left out.
    """
    total: dict[str, float] = {}
    for name, scores in lists.items():
        weight = weights.get(name, 0.0)
        if weight > 0:
            for identifier, score in scores.items():
                total[identifier] = total.get(identifier, 0.0) + weight * score
    ranked = [(identifier, score) for identifier, score in total.items() if score > 0]
    return sorted(ranked, key=lambda pair: (-pair[1], pair[0]))
