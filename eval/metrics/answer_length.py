"""Answer length: characters a teacher reads, without white space and citation marks.

Of the answer proper (:mod:`eval.metrics.lead`): what stands beside it is not counted. A right
answer that pastes a page is not a good one. Reported as median and ninetieth percentile of
the answered questions.
"""

from __future__ import annotations

from rag.answer.citations import without_marks


def answer_length(answer: str, *, refused: bool) -> float | None:
    """Return the number of characters; ``None`` for a refusal."""
    return None if refused else float(len("".join(without_marks(answer).split())))
