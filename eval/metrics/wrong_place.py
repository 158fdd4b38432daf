"""Wrong place: whether a main line of an answer comes from elsewhere than what was asked about.

A place is a document and a heading path. Two places are one when they lie in the same document and
share at least half of the headings of the shallower one: two fields of one course, a table and the
paragraph under the same heading. Another document, another course, chapter or lesson is another
place; see :func:`rag.answer.picking.same_place`. Lines that begin with ``另见：`` say so
themselves; they do not count.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence

from eval.measured_corpus import FoldedPassage, MeasuredCorpus
from eval.metrics.lead import answer_proper
from eval.relevance import Quote, holds
from rag.answer.citations import marks
from rag.answer.picking import Place, same_place
from rag.types import Citation


def wrong_place(
    answer: str, citations: Sequence[Citation], places: Collection[Place], *, refused: bool
) -> float | None:
    """Return 1 when the answer proper cites a place that holds no evidence, else 0.

    Args:
        answer: what the teacher reads, with its marks.
        citations: the answer's citations.
        places: of the evidence, see :func:`places_of`; ``None`` is returned without any.
        refused: whether the answer is a refusal, which stands nowhere: ``None``.
    """
    cited = set(marks(answer_proper(answer)))
    lines = [citation for citation in citations if citation.n in cited]
    if refused or not places or not lines:
        return None
    return float(not all(any(same_place(own, p) for own in _of(c) for p in places) for c in lines))


def places_of(quotes: Sequence[Quote], corpus: MeasuredCorpus) -> frozenset[Place]:
    """Return the places of a question's evidence.

    A quote that no single passage holds says its document only, which every place in it is part of.
    """
    return frozenset(place for quote in quotes for place in _places(quote, corpus))


def _places(quote: Quote, corpus: MeasuredCorpus) -> Iterator[Place]:
    passages: Mapping[str, FoldedPassage] = corpus.folded
    found = [
        corpus.passages[identifier].heading_path
        for identifier, passage in passages.items()
        if passage.document == quote.document and not passage.sources and holds(passage, quote)
    ]
    for path in found or [()]:
        yield quote.document, path


def _of(citation: Citation) -> Iterator[Place]:
    """Return where a citation stands; a copy of its document is as good as the document."""
    for document in (citation.document, *citation.also_in):
        yield document, citation.heading_path
