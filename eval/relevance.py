"""Relevance by quotes: which chunks hold a question's evidence, whatever the chunker did.

A passage holds a quote when its text contains it after NFKC, conversion to Simplified characters
and removal of white space and page furniture. A fact sheet also holds a quote that contains one of
the places it was read from, or is contained in one near its end, where its figure stands. A quote
split over several passages is covered when together they have nearly all of its character 6-grams.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from eval.errors import EvalError
from eval.folding import squash_quote
from eval.gold_file import Gold, GoldQuestion, refuse
from eval.measured_corpus import FoldedPassage, MeasuredCorpus

_GRAM, _ENOUGH, _SHORTEST_SPLIT, _SHORTEST_SOURCE = 6, 0.85, 12, 6
#: A source may be a whole row; a sheet tells what stands in so many characters by the figure.
_BY_FIGURE = 120


@dataclass(frozen=True, slots=True)
class Quote:
    """An evidence quote: path of its document, squashed text, and the text as written."""

    document: str
    text: str
    shown: str


def quotes_of(question: GoldQuestion, corpus: MeasuredCorpus) -> tuple[Quote, ...]:
    """Return the evidence of a question.

    Raises:
        EvalError: a document's name fits none or several.
    """
    return tuple(
        Quote(corpus.path_of(e.doc), squash_quote(e.quote), e.quote) for e in question.evidence
    )


def check_evidence(gold: Gold, corpus: MeasuredCorpus) -> None:
    """Refuse a gold file with a quote that does not stand in its document.

    Raises:
        EvalError: the message names each line.
    """
    problems = []
    for question in gold.questions:
        for evidence in question.evidence:
            place = f"{gold.path.name} 第 {question.line} 行（{question.id}）"
            try:
                text = corpus.squashed[corpus.path_of(evidence.doc)]
            except EvalError as error:
                problems.append(f"{place}：{error.message}{error.hint}")
                continue
            if squash_quote(evidence.quote) not in text:
                problems.append(f"{place}：{evidence.doc} 里没有这段引文：{evidence.quote}")
    refuse(problems, gold.path)


def holds(passage: FoldedPassage, quote: Quote) -> bool:
    """Whether one passage holds the whole quote."""
    if passage.document == quote.document and quote.text in passage.text:
        return True
    return any(
        document == quote.document
        and len(source) >= _SHORTEST_SOURCE
        and (source in quote.text or quote.text in source[-_BY_FIGURE:])
        for document, source in passage.sources
    )


def covered(passages: Sequence[FoldedPassage], quote: Quote) -> bool:
    """Whether the passages hold the quote, one of them or several together."""
    if any(holds(passage, quote) for passage in passages):
        return True
    if len(quote.text) < _SHORTEST_SPLIT:
        return False
    joined = "".join(p.text for p in passages if p.document == quote.document)
    starts = range(len(quote.text) - _GRAM + 1)
    found = sum(quote.text[i : i + _GRAM] in joined for i in starts)
    return found / len(starts) >= _ENOUGH


def relevant_chunks(
    quotes: Sequence[Quote], passages: Mapping[str, FoldedPassage]
) -> frozenset[str]:
    """Return the ids of all chunks of the index that hold one of the quotes."""
    return frozenset(i for i, p in passages.items() if any(holds(p, quote) for quote in quotes))


def retrieved(ids: Iterable[str], passages: Mapping[str, FoldedPassage]) -> list[FoldedPassage]:
    """Return the retrieved chunks in order; an unknown id holds nothing but keeps its rank."""
    nothing = FoldedPassage("", "")
    return [passages.get(identifier, nothing) for identifier in ids]
