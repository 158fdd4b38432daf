"""Shortens a long sentence to the clauses that answer a question for a number."""

from __future__ import annotations

import re

from rag.citations import numbers
from rag.generation.evidence import Evidence, Scorer
from rag.question import Question, Wanted

_LONG = 60
#: Brackets are kept whole, and so is 1,360.
_CLAUSE = re.compile(r"(?:（[^（）]*）|\([^()]*\)|(?<=\d),(?=\d{3}(?!\d))|[^，,；;])*[，,；;]?")
_NUMBER = re.compile(r"\d|百分之")


def tight(question: Question, item: Evidence, scorer: Scorer) -> tuple[int, int]:
    """Return the span of the passage to quote for a piece of evidence.

    A short sentence, or one that is no answer to a question for a number, is quoted whole. Else
    the shortest run of clauses that keeps all the question's terms the sentence has, and a number.
    """
    sentence = item.sentence
    asks_number = question.wanted is Wanted.NUMBER or _NUMBER.search(question.folded)
    if len(sentence.text) <= _LONG or not asks_number or not item.own:
        return sentence.start, sentence.end
    spans = [m.span() for m in _CLAUSE.finditer(sentence.text) if m.group().strip()]
    for length in range(1, len(spans)):
        for first in range(len(spans) - length + 1):
            start, end = spans[first][0], spans[first + length - 1][1]
            text = sentence.text[start:end]
            if _NUMBER.search(text) and scorer.terms_of(text) >= item.own:
                trimmed = text.rstrip("，,；; ")
                left = start + len(text) - len(text.lstrip())
                return sentence.start + left, sentence.start + start + len(trimmed)
    return sentence.start, sentence.end


def clause_with(item: Evidence, wanted: set[str]) -> tuple[int, int]:
    """Return the span in the passage of the first clause that has all of some numbers."""
    for match in _CLAUSE.finditer(item.sentence.text):
        text = match.group().rstrip("，,；; ")
        if wanted <= numbers(text):
            start = item.sentence.start + match.start()
            return start, start + len(text)
    return item.sentence.start, item.sentence.end
