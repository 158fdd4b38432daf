"""Span recall@k: share of a question's evidence quotes that the first k passages cover.

Also called evidence recall. Averaged over the answerable questions.
"""

from __future__ import annotations

from collections.abc import Sequence

from eval.measured_corpus import FoldedPassage
from eval.relevance import Quote, covered


def span_recall(quotes: Sequence[Quote], passages: Sequence[FoldedPassage], k: int) -> float:
    """Return the share covered, 0 to 1.

    Raises:
        ValueError: there are no quotes, or ``k`` is below 1.
    """
    if not quotes or k < 1:
        raise ValueError("span recall needs a quote and a depth of at least 1")
    return sum(covered(passages[:k], quote) for quote in quotes) / len(quotes)
