"""Citation validity: share of the marks and citations that can be relied on; must be 100 %.

A mark ``[n]`` is valid when there is one citation of that number. A citation is valid when its
quote is not blank and stands at its very offsets in the document it names. An answer without any
mark or citation scores 0: a refusal alone may do without.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from rag.answer.citations import marks
from rag.types import Citation


def citation_validity(
    answer: str, citations: Sequence[Citation], canonical: Mapping[str, str], *, refused: bool
) -> float | None:
    """Return the share, 0 to 1; ``None`` for a refusal without marks or citations.

    Args:
        answer: the text with its marks.
        citations: the answer's citations.
        canonical: the text of each document by path.
        refused: whether the answer is a refusal.
    """
    counts = Counter(citation.n for citation in citations)
    checks = [counts[n] == 1 for n in marks(answer)]
    checks += [is_verbatim(citation, canonical) for citation in citations]
    if not checks:
        return None if refused else 0.0
    return sum(checks) / len(checks)


def is_verbatim(citation: Citation, canonical: Mapping[str, str]) -> bool:
    """Whether the quote stands at ``start:end`` of the document's text."""
    text = canonical.get(citation.document, "")
    return bool(citation.quote.strip()) and text[citation.start : citation.end] == citation.quote
