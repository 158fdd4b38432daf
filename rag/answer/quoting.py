"""Quotes what was picked: verbatim, on one line, each quote with its citation, nothing twice.

More than a unit is quoted where it tells nothing alone, and less where one clause is meant. Where
“哪一章”, “哪门课”, “哪个环节” is asked, a heading above the sentence that was found is the answer.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import zip_longest

from indexing.records import names_in
from indexing.tokenize import normalise_query
from rag.answer.citations import CitationBook, marks, supported, without_marks
from rag.ask.chatter import for_readers
from rag.ask.question import Question
from rag.read.reader import Evidence
from rag.text.coverage import numbers
from rag.text.sentences import is_item, sentences
from rag.types import Citation, Passage

#: Stands before what may answer instead.
BESIDE = "另见："
UNIT = re.compile(r"(周|学时|课时|学分|人|天|次|台|套)数?")
_FIGURE = re.compile(r"\d+(?:\.\d+)?(?:[～~\-—、]\d+)*")
#: A column that only counts the rows.
COUNTER = re.compile(r"序号|编号|No", re.IGNORECASE)
#: Characters of the name of a row, and of a row told whole.
_NAME, _ROW = 20, 240
#: Brackets are kept whole, and so is 1,360.
_CLAUSE = re.compile(r"(?:（[^（）]*）|\([^()]*\)|(?<=\d),(?=\d{3}(?!\d))|[^，,；;])*[，,；;]?")
#: A line that is a heading rather than a sentence.
_LINE = re.compile(r"[^，。；！？、,;!?\t]{2,20}")
#: Marks of which one opens a line that tells nothing without the line below.
_LEADS = ("：", ":")
#: Words that ask for a place, and headings of such a place.
_PLACES = (
    (re.compile(r"哪[一几个两]*章|第几章"), re.compile(r"^第\S+章")),
    (re.compile(r"哪[一几个]*(?:门课|课程|门)"), re.compile(r"课程标准$")),
    (
        re.compile(
            r"哪[一几个]*(?:环节|步骤|步|任务|阶段|部分|[条栏](?![\u4e00-\u9fff]{2}))|第几个|第几步|放在哪|安排在哪"
        ),
        re.compile(r"."),
    ),
)
#: Names of documents and numbers of lists before a line, and what closes it.
_BEFORE = re.compile(r"^(?:《[^》]*》[：:])?\s*(?:\d+\. )?")
_AFTER = "；;。，, "


def quoted(question: Question, items: Sequence[Evidence], book: CitationBook) -> Iterator[str]:
    """Yield the lines that tell evidence, passage by passage in reading order.

    What stands side by side is told on one line, each piece with its citation; an item that opens
    a line, and a row with the names of its columns, on a line of its own.
    """
    for passage in dict.fromkeys(item.passage for item in items):
        place = asked_place(question, passage.heading_path)
        line, end = "", -1
        cells_told: set[tuple[str, str]] = set()
        mine = sorted((e for e in items if e.passage is passage), key=lambda e: e.unit.start)
        for item in mine:
            if item.unit.end <= end:
                continue  # told with the one before it
            first, last = quoted_span(item)
            row = row_told(item.unit.cells) if last == item.unit.end else ""
            apart = passage.text[end:first] if end >= 0 else ""
            own = row or apart.strip() or ("\n" in apart and is_item(item.text))
            if line and own:
                yield line
                line = ""
            citation = book.cite(passage, first, last)
            told = row or readable(passage.text[first:last])
            shared = _shared(item, cells_told)
            cells_told.update(item.unit.group, item.unit.cells)
            told = "｜".join((*(readable(passage.text[a:b]) for a, b in shared), told))
            above = "".join(f"[{book.cite(passage, a, b).n}]" for a, b in shared)
            line += f"{'' if line or not place else f'{place}：'}{told}[{citation.n}]{above}"
            if row:
                yield f"{line}{names_cited(passage, item.unit.cells, row, citation, book)}"
                line = ""
            end = last
        if line:
            yield line


def row_told(cells: Sequence[tuple[str, str]]) -> str:
    """Return a row as it reads with the names of its columns; empty for no row.

    ``门店跟岗：周数 4，学期 4，地点 合作门店`` says what ``门店跟岗｜4｜4｜合作门店`` does not.
    """
    named = [(name, readable(cell)) for name, cell in cells if cell and not COUNTER.match(name)]
    if not named:
        return ""
    (_, head), *rest = named
    return f"{head}{'：' if rest else ''}{'，'.join(_cell(name, cell) for name, cell in rest)}"


def _shared(item: Evidence, told: set[tuple[str, str]]) -> list[tuple[int, int]]:
    """Return the spans of the cells above that a row shares and that no row before it told.

    直方图修改技术 stands under 第三章, which is printed once for six rows; a cell that another
    passage prints has no span in this one.
    """
    before = item.passage.text[: item.unit.start]
    spans: list[tuple[int, int]] = []
    for name, cell in item.unit.group:
        if (name, cell) not in told and not COUNTER.match(name):
            printed = re.finditer(rf"(?<![^\t\n]){re.escape(cell)}(?=[\t\n])", before)
            spans += [match.span() for match in printed][-1:]
    return spans


def names_cited(
    passage: Passage,
    cells: Sequence[tuple[str, str]],
    row: str,
    citation: Citation,
    book: CitationBook,
) -> str:
    """Return the mark of the columns' names where a row says little beside them.

    Args:
        passage: in which the row stands.
        cells: of the row, each with the name of its column.
        row: as it is told, see :func:`row_told`.
        citation: of the row.
        book: where citations are entered.
    """
    if supported(row, citation.quote):
        return ""
    names = {name for column, _ in cells for name in names_in(column)}
    lines = (s for s in sentences(passage.text) if "\t" in s.text)
    header = next((line for line in lines if names.issuperset(line.text.split("\t"))), None)
    if header:
        return f"[{book.cite(passage, header.start, header.end).n}]"
    above = passage.header
    return f"[{book.cite_source(passage, above).n}]" if above else ""


def _cell(name: str, cell: str) -> str:
    """Return a cell with its column: 学分 3 is 3 学分, 开课学期 4 is 第 4 学期."""
    if _FIGURE.fullmatch(cell):
        if unit := UNIT.fullmatch(name):
            return f"{cell} {unit[1]}"
        if name.endswith("学期"):
            return f"第 {cell} 学期"
    return f"{name} {cell}"


def readable(text: str) -> str:
    """Return a verbatim piece on one line, cells parted by a bar."""
    return re.sub(r"\s*\n\s*", " ", re.sub(r"\s*\t\s*", "｜", text.strip()))


def quoted_span(item: Evidence) -> tuple[int, int]:
    """Return the span of a passage that is quoted for a unit.

    The name of a row says nothing without the row, and a small heading (增值性考核（10%）) or a
    line that ends in a colon nothing without the sentence under it. An item above an item is no
    heading, and what speaks to programs is not told.
    """
    text, start, end = item.passage.text, item.unit.start, item.unit.end
    line = text.rfind("\n", 0, start) + 1
    until = text.find("\n", end)
    until = len(text) if until < 0 else until
    if line == start and text[end : end + 1] == "\t" and not numbers(item.text):
        return (start, until) if end - start <= _NAME and until - line <= _ROW else (start, end)
    opens = line == start and text[end : end + 1] == "\n"
    if opens and (_LINE.fullmatch(item.text) or item.text.endswith(_LEADS)):
        under = next((s for s in for_readers(text) if s.start >= end), None)
        if under and not text[end : under.start].strip() and "\t" not in under.text:
            return start, end if under.item and is_item(item.text) else under.end
    return start, end


def clause_with(item: Evidence, wanted: set[str]) -> tuple[int, int]:
    """Return the span in the passage of the first clause that has all of some numbers."""
    for match in _CLAUSE.finditer(item.text):
        text = match.group().rstrip("，,；; ")
        if wanted <= numbers(text):
            start = item.unit.start + match.start()
            return start, start + len(text)
    return item.unit.start, item.unit.end


def asked_place(question: Question, path: Sequence[str]) -> str:
    """Return the heading of a path that a question asks for, or ``""``.

    Args:
        question: the question.
        path: the headings above the sentence that was found.
    """
    for asked, heading in _PLACES:
        if asked.search(question.folded):
            bare = ((h, re.sub(r"\s", "", normalise_query(h))) for h in reversed(path))
            return next((h for h, folded in bare if heading.search(folded)), "")
    return ""


def said_once(blocks: Iterable[str]) -> str:
    """Return the lines of blocks, each told only where it is told first.

    What stands beside an answer gives way to the same told in it. A name of a document with
    nothing left under it is left out.

    Args:
        blocks: lines, or several parted by line breaks; a name ends in a colon and cites nothing.
    """
    lines = [line for block in blocks for line in block.split("\n")]
    answers = {_told(line) for line in lines if not line.startswith(BESIDE)}
    seen: set[tuple[str, tuple[int, ...]]] = set()
    kept: list[str] = []
    for line in lines:
        told = _told(line)
        repeated = told in seen or (line.startswith(BESIDE) and told in answers)
        if told[1] and repeated:
            continue
        seen.add(told)
        kept.append(line)
    below = zip_longest(kept, kept[1:], fillvalue="：")  # the end is like another name
    return "\n".join(line for line, next_ in below if not (_is_name(line) and _is_name(next_)))


def _told(line: str) -> tuple[str, tuple[int, ...]]:
    """Return the words of a line and what they cite."""
    words = _BEFORE.sub("", without_marks(line.removeprefix(BESIDE)))
    return words.strip(_AFTER), tuple(marks(line))


def _is_name(line: str) -> bool:
    return line.endswith("：") and not marks(line)
