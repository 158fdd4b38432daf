"""Which span of a passage is quoted for a piece of evidence: more than it, or less."""

from __future__ import annotations

import re

from rag.ask.question import Question, Wanted
from rag.read.pieces import Evidence
from rag.text.coverage import numbers
from rag.text.sentences import sentences

#: Characters of the name of a row, and of a row told whole.
_NAME, _ROW = 20, 240
#: Brackets are kept whole, and so is 1,360.
_CLAUSE = re.compile(r"(?:（[^（）]*）|\([^()]*\)|(?<=\d),(?=\d{3}(?!\d))|[^，,；;])*[，,；;]?")
#: A line that is a heading rather than a sentence.
_LINE = re.compile(r"[^，。；！？、,;!?\t]{2,20}")


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


def end_of_body(question: Question, item: Evidence) -> int:
    """Return where to stop quoting a sentence: after the next one if it is but a line above it.

    Documents print small headings that are no section of their own (``增值性考核（10%）``); who
    asks about one wants what stands under it.
    """
    sentence, text = item.sentence, item.passage.text
    line = _LINE.fullmatch(sentence.text)
    opens = text[sentence.start - 1 : sentence.start] in ("", "\n")
    if (
        question.wanted is not Wanted.TEXT
        or not (line and opens)
        or text[sentence.end :][:1] != "\n"
    ):
        return sentence.end
    under = next((s for s in sentences(text) if s.start > sentence.start), None)
    return under.end if under and under.text.endswith("。") else sentence.end


def clause_with(item: Evidence, wanted: set[str]) -> tuple[int, int]:
    """Return the span in the passage of the first clause that has all of some numbers."""
    for match in _CLAUSE.finditer(item.sentence.text):
        text = match.group().rstrip("，,；; ")
        if wanted <= numbers(text):
            start = item.sentence.start + match.start()
            return start, start + len(text)
    return item.sentence.start, item.sentence.end
