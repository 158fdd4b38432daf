"""Quotes what was picked: verbatim, on one line, each quote with its citation."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from rag.answer.citations import CitationBook, supported
from rag.answer.picking import astray, filled
from rag.answer.spans import end_of_body, whole_row
from rag.ask.places import asked_place
from rag.ask.question import Question
from rag.read.pieces import Evidence
from rag.text.sentences import Sentence, without_marker
from rag.types import Citation, Passage

#: Stands before what may answer instead.
BESIDE = "另见："
#: Characters that stand beside an answer.
_BESIDE = 100
_UNIT = re.compile(r"(周|学时|课时|学分|人|天|次|台|套)数?")
_FIGURE = re.compile(r"\d+(?:\.\d+)?(?:[～~\-—、]\d+)*")
#: A column that only counts the rows.
_COUNTER = re.compile(r"序号|编号|No", re.IGNORECASE)


def quoted(question: Question, items: Sequence[Evidence], book: CitationBook) -> Iterator[str]:
    """Yield the lines that tell evidence, passage by passage in reading order.

    What stands side by side is told on one line, each piece with its citation. A bare cell is
    quoted with its row, a row with the names of its columns on a line of its own, a small heading
    with the sentence under it.
    """
    for passage in dict.fromkeys(item.passage for item in items):
        place = asked_place(question, passage.heading_path)
        line, end = "", -1
        mine = sorted((e for e in items if e.passage is passage), key=lambda e: e.sentence.start)
        for item in mine:
            if item.sentence.end <= end:
                continue  # told with the one before it
            first, last = whole_row(item) or (item.sentence.start, end_of_body(question, item))
            row = _row(item.cells) if last == item.sentence.end else ""
            beside = not row and end >= 0 and not passage.text[end:first].strip()
            if line and not beside:
                yield line
                line = ""
            citation = book.cite(passage, first, last)
            told = row or readable(passage.text[first:last])
            line += f"{'' if line or not place else f'{place}：'}{told}[{citation.n}]"
            if row:
                yield f"{line}{_names_cited(item, row, citation, book)}"
                line = ""
            end = last
        if line:
            yield line


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
    question: Question, told: Sequence[Evidence], ranked: Sequence[Evidence], book: CitationBook
) -> Iterator[str]:
    """Yield what the next best place says that the answer has not, as lines that stand beside it.

    Args:
        question: the question.
        told: the evidence of the answer.
        ranked: all evidence, best first.
        book: of the answer.
    """
    used = {item.passage.chunk_id for item in told}
    others = (item for item in ranked if item.passage.chunk_id not in used)
    best = next((item for item in others if not astray(question, item, told[0])), None)
    if best is None:
        return
    there = [item for item in ranked if item.passage is best.passage]
    for line in quoted(question, filled(question, [best], there, _BESIDE), book):
        yield f"{BESIDE}{line}"


def numbered(passage: Passage, run: Sequence[Sentence], book: CitationBook) -> Iterator[str]:
    """Yield the items of a list as ``1.``, ``2.`` …, without the marks they had."""
    for number, entry in enumerate(run, start=1):
        citation = book.cite(passage, entry.start, entry.end)
        yield f"{number}. {without_marker(readable(entry.text))}[{citation.n}]"


def readable(text: str) -> str:
    """Return a verbatim piece on one line, cells parted by a bar."""
    return re.sub(r"\s*\n\s*", " ", re.sub(r"\s*\t\s*", "｜", text.strip()))
