"""Quotes what was picked: verbatim, on one line, each quote with its citation."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice

from rag.citations import CitationBook
from rag.evidence import Scorer
from rag.generation.sections import end_of_body
from rag.generation.tightening import tight, whole_row
from rag.places import asked_place
from rag.question import Question
from rag.sentences import Sentence, without_marker
from rag.types import Passage
from rag.weighing import Evidence

#: Stands before what may answer instead.
BESIDE = "另见："
#: At most so many sentences beside an answer, none where it has so many characters by itself.
_MOST_BESIDE = 2
_SHORT = 100


def quoted(
    question: Question, items: Sequence[Evidence], scorer: Scorer, book: CitationBook
) -> Iterator[str]:
    """Yield a line for each piece of evidence; none for what is told with the line above it.

    A bare cell is quoted with its row, a small heading with the sentence under it.
    """
    under: set[tuple[str, int]] = set()
    for item in items:
        start, end = whole_row(item) or tight(question, item, scorer)
        if (item.passage.chunk_id, end) in under:
            continue  # told with the line above it
        if end == item.sentence.end:
            end = end_of_body(question, item)
            under.add((item.passage.chunk_id, end))
        citation = book.cite(item.passage, start, end)
        place = asked_place(question, item.passage.heading_path)
        place = f"{place}：" if place else ""
        yield f"{place}{readable(item.passage.text[start:end])}[{citation.n}]"


def beside(
    question: Question,
    rivals: Sequence[Evidence],
    scorer: Scorer,
    book: CitationBook,
    length: int,
) -> Iterator[str]:
    """Yield the lines of what may answer instead, where an answer of ``length`` leaves room."""
    fresh = (r for r in rivals if not book.has(r.passage, r.sentence.start, r.sentence.end))
    for item in islice(fresh, _MOST_BESIDE):
        if length >= _SHORT:
            return
        for line in quoted(question, [item], scorer, book):
            length += len(line)
            yield f"{BESIDE}{line}"


def numbered(passage: Passage, run: Sequence[Sentence], book: CitationBook) -> Iterator[str]:
    """Yield the items of a list as ``1.``, ``2.`` …, without the marks they had."""
    for number, entry in enumerate(run, start=1):
        citation = book.cite(passage, entry.start, entry.end)
        yield f"{number}. {without_marker(readable(entry.text))}[{citation.n}]"


def readable(text: str) -> str:
    """Return a verbatim piece on one line, cells parted by a bar."""
    return re.sub(r"\s*\n\s*", " ", re.sub(r"\s*\t\s*", "｜", text.strip()))
