"""Citation recall and precision, after ALCE (Gao et al. 2023), with a rule in place of a judge.

Recall: share of an answer's statements that what they cite supports, all their quotes together.
Precision: share of the citations of statements that support their statement: alone, or as one of
several that do so only together. A quote supports a statement when it has at least τ of its
character bigrams, all its numbers, and a negation where it has one: that rule is
:func:`rag.answer.citations.supported`, and :mod:`eval.calibrate` compares it with labels made by
hand.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from eval.folding import squash
from eval.metrics.calculation import sum_supported, terms_of
from eval.metrics.statements import Statement, statements
from rag.answer.citations import supported
from rag.text.coverage import coverage, numbers
from rag.types import Citation


@dataclass(frozen=True, slots=True)
class Support:
    """Scores of one answer; ``precision`` is ``None`` where no statement cites anything."""

    recall: float
    precision: float | None
    unsupported: tuple[str, ...]


def citation_support(
    answer: str, citations: Sequence[Citation], *, refused: bool
) -> Support | None:
    """Return the scores; ``None`` for a refusal. An answer without a statement scores 0."""
    if refused:
        return None
    said = statements(answer, citations)
    good = [statement_supported(statement) for statement in said]
    pairs = [(s, c) for s in said for c in s.citations]
    return Support(
        recall=sum(good) / len(said) if said else 0.0,
        precision=sum(_helps(s, c) for s, c in pairs) / len(pairs) if pairs else None,
        unsupported=tuple(s.text for s, ok in zip(said, good, strict=True) if not ok),
    )


def statement_supported(statement: Statement) -> bool:
    """Whether the quotes a statement cites support it, together or one of them."""
    quotes = [citation.quote for citation in statement.citations]
    return any(_supports(quote, statement.text) for quote in [*quotes, "\n".join(quotes)]) or (
        sum_supported(statement.text, quotes)
    )


def _helps(statement: Statement, citation: Citation) -> bool:
    """Whether a citation supports its statement alone, or adds what the others lack."""
    if _supports(citation.quote, statement.text):
        return True
    if not statement_supported(statement):
        return False
    terms = terms_of(statement.text)
    if terms is not None:
        return bool(set(terms) & numbers(citation.quote))
    others = [c for c in statement.citations if c is not citation]
    if any(_supports(c.quote, statement.text) for c in others):
        return False
    together = "\n".join(c.quote for c in others)
    gain = coverage(statement.text, f"{together}\n{citation.quote}")
    return gain > coverage(statement.text, together)


def _supports(quote: str, text: str) -> bool:
    """Whether a quote supports a text; one of a single character has no bigrams to compare."""
    short = squash(text)
    return short in squash(quote) if len(short) < 2 else supported(text, quote)
