"""Shortens a long sentence to the clauses that answer a question for a number."""

from __future__ import annotations

import re

from rag.citations import numbers
from rag.evidence import Scorer
from rag.pieces import Evidence
from rag.question import Question, Wanted

_LONG = 60
#: Characters of the name of a row, and of a row told whole.
_NAME, _ROW = 20, 240
#: Brackets are kept whole, and so is 1,360.
_CLAUSE = re.compile(r"(?:（[^（）]*）|\([^()]*\)|(?<=\d),(?=\d{3}(?!\d))|[^，,；;])*[，,；;]?")
_NUMBER = re.compile(r"\d|百分之")


def whole_row(item: Evidence) -> tuple[int, int] | None:
    """Return the span of the table row whose first, short cell was found; ``None`` for any other.

    The name of a row says nothing without the row.
    """
    text, sentence = item.passage.text, item.sentence
    start = text.rfind("\n", 0, sentence.start) + 1
    end = text.find("\n", sentence.end)
    end = len(text) if end < 0 else end
    first = start == sentence.start and text[sentence.end : sentence.end + 1] == "\t"
    first = first and not numbers(sentence.text)
    return (start, end) if first and len(sentence.text) <= _NAME and end - start <= _ROW else None


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
