"""Refusals: recall (unanswerable questions refused) and false refusal (answerable ones refused).

Both come from the ``status`` field alone, never from the wording of the answer.
"""

from __future__ import annotations


def refusal_recall(*, answerable: bool, refused: bool) -> float | None:
    """Return 1 for an unanswerable question refused, else 0; ``None`` for an answerable one."""
    return None if answerable else float(refused)


def false_refusal(*, answerable: bool, refused: bool) -> float | None:
    """Return 1 for an answerable question refused, else 0; ``None`` for an unanswerable one."""
    return float(refused) if answerable else None
