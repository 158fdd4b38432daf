"""Quotes what was picked: verbatim, on one line, each quote with its citation."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice

from rag.citations import CitationBook, supported
from rag.evidence import Scorer
from rag.generation.sections import end_of_body
from rag.generation.tightening import tight, whole_row
from rag.pieces import Evidence
from rag.places import asked_place
from rag.question import Question
from rag.sentences import Sentence, without_marker
from rag.types import Citation, Passage

#: Stands before what may answer instead.
BESIDE = "另见："
#: At most so many sentences beside an answer, none where it has so many characters by itself.
_MOST_BESIDE = 2
_SHORT = 100
_UNIT = re.compile(r"(周|学时|课时|学分|人|天|次|台|套)数?")
_FIGURE = re.compile(r"\d+(?:\.\d+)?(?:[～~\-—、]\d+)*")
#: A column that only counts the rows.
_COUNTER = re.compile(r"序号|编号|No", re.IGNORECASE)


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
        whole = (start, end) == (item.sentence.start, item.sentence.end)
        if whole and (row := _row(item.cells)):
            yield f"{place}{row}[{citation.n}]{_names_cited(item, row, citation, book)}"
        else:
            yield f"{place}{readable(item.passage.text[start:end])}[{citation.n}]"


def _row(cells: Sequence[tuple[str, str]]) -> str:
    """Return a row as it reads with the names of its columns; empty for no row.

    ``门店跟岗：周数 4，学期 4，地点 合作门店`` says what ``门店跟岗｜4｜4｜合作门店`` does not.
    """
    named = [(name, readable(cell)) for name, cell in cells if cell and not _COUNTER.match(name)]
    if not named:
        return ""
    (_, head), *rest = named
    return f"{head}：" + "，".join(_cell(name, cell) for name, cell in rest)


def _names_cited(item: Evidence, row: str, citation: Citation, book: CitationBook) -> str:
    """Return the mark of the columns' names where a row says little beside them."""
    if item.header is None or supported(row, citation.quote):
        return ""
    return f"[{book.cite(item.passage, item.header.start, item.header.end).n}]"


def _cell(name: str, cell: str) -> str:
    """Return a cell with its column: 学分 3 is 3 学分, 开课学期 4 is 第 4 学期."""
    if _FIGURE.fullmatch(cell):
        if unit := _UNIT.fullmatch(name):
            return f"{cell} {unit[1]}"
        if name.endswith("学期"):
            return f"第 {cell} 学期"
    return f"{name} {cell}"


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
