"""A fact sheet: lines of name and figure, each with the place the figure was read from.

A bare number means nothing when it is quoted, so a source runs from the name it belongs to, over
the cells between in a row of a table; where that is far, from the beginning of its sentence.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from indexing.kinds.shared.values import Value
from indexing.records import Chunk, ChunkKind, Document, Section, Source, chunk_id
from indexing.searchtext import fold

_SENTENCE_START = re.compile(r"[。！？!?\n\t]")
_SHORTEST_QUOTE = 6
_LONGEST_QUOTE = 120
#: A name stands at most so many characters before its figure: in the same row.
_LONGEST_ROW = 420
#: Shorter names also stand where they mean something else.
_SHORTEST_NAME = 3
#: A row may be printed on so many lines and one; a name further up is that of a table or section.
_ROW_BREAKS = 4
_BRACKET = re.compile(r"[（(][^（()）]*[)）]")


@dataclass(frozen=True, slots=True)
class Fact:
    """One line: ``name：value unit``, or ``name：told`` where the figure is no single number.

    ``start`` and ``end`` are where it was read.
    """

    name: str
    value: int | None
    unit: str
    start: int
    end: int
    told: str = ""

    @property
    def line(self) -> str:
        """The line as it stands in the sheet."""
        return f"{self.name}：{self.told or f'{self.value} {self.unit}'}"


@dataclass(frozen=True, slots=True)
class Sheet:
    """What becomes a fact sheet.

    Attributes:
        name: its first line.
        facts: its lines.
        counted: what the lines are, for the last line (``项``).
        remark: said behind the total.
        total: the total as the document prints it, if it does.
    """

    name: str
    facts: tuple[Fact, ...]
    counted: str = "项"
    remark: str = ""
    total: Fact | None = None


def fact(
    document: Document, name: str, value: Value, unit: str, title: Value | None = None
) -> Fact:
    """Return the fact that a value with a number is.

    Args:
        document: the document.
        name: what the line says the figure belongs to.
        value: the figure.
        unit: its unit.
        title: where the name is printed, if it is; the quote begins there if that is near.
    """
    start = value.start
    if title is not None and 0 <= value.start - title.start < _LONGEST_QUOTE:
        start = title.start
    return Fact(_bare(name), value.number, unit, start, value.end)


def chunk(document: Document, sheet: Sheet) -> Chunk:
    """Return a sheet as a chunk; its last line has the count, and the sum where there is one.

    A printed total that is that sum is one more source, the last.
    """
    facts = sheet.facts
    section = _around(document, facts)
    values = [fact.value for fact in facts if fact.value is not None]
    total = f"，{sum(values)} {facts[0].unit}" if len(values) == len(facts) else ""
    last = f"合计：{len(facts)} {sheet.counted}{total}{sheet.remark}"
    text = "\n".join([sheet.name, *(fact.line for fact in facts), last])
    printed = sheet.total is not None and total and sheet.total.value == sum(values)
    start = min(fact.start for fact in facts)
    end = max(fact.end for fact in facts)
    read = (*facts, sheet.total) if printed and sheet.total else facts
    return Chunk(
        id=chunk_id(document.id, start, end, sheet.name),
        document_id=document.id,
        kind=ChunkKind.FACT_SHEET,
        text=text,
        search_text=fold(" ".join((document.title, *section.path)) + "\n" + text),
        heading_path=section.path,
        page=section.page,
        start=start,
        end=end,
        section=section.id,
        sources=tuple(_source(document, fact) for fact in read),
    )


def _around(document: Document, facts: Sequence[Fact]) -> Section:
    """Return the innermost section that all facts stand in."""
    first, last = min(fact.start for fact in facts), max(fact.end for fact in facts)
    around = [s for s in document.sections if s.start <= first and last <= s.end]
    return max(around, key=lambda section: section.level)


def _bare(name: str) -> str:
    return re.sub(r"\s+", "", name)


def _source(document: Document, fact: Fact) -> Source:
    """Return the place of a fact, quoted from its name or else from the words before it."""
    text = document.canonical
    named = _name_before(text, fact)
    start = fact.start if named is None else named
    if named is None and len(_bare(text[fact.start : fact.end])) < _SHORTEST_QUOTE:
        first = max(0, fact.start - _LONGEST_QUOTE)
        closed = text[first : fact.start].rstrip().rstrip("。；;.")
        cut = [m.end() for m in _SENTENCE_START.finditer(closed)]
        start = first + (cut[-1] if cut else 0)
        start += len(text[start : fact.start]) - len(text[start : fact.start].lstrip())
    page = next((u.page for u in document.units if u.start <= fact.start < u.end), None)
    # A bracket that the value closes, as in （4学时）, is quoted whole.
    closing = text[fact.end : fact.end + 1]
    end = fact.end + (closing in (")", "）") and closing not in text[start : fact.end])
    return Source(text[start:end], start, end, page)


def _name_before(text: str, fact: Fact) -> int | None:
    """Return where the name of a fact is printed, with its figure or last before it, if it is."""
    part = fact.name.rpartition("·")[2]  # 课程·任务
    first = max(0, fact.start - _LONGEST_ROW)
    for name in dict.fromkeys((fact.name, part, _BRACKET.sub("", part))):
        printed = r"\s*".join(map(re.escape, _bare(name)))
        if re.search(printed, text[fact.start : fact.end]):
            return fact.start
        if len(_bare(name)) < _SHORTEST_NAME:
            continue
        found = list(re.finditer(printed, text[first : fact.start]))
        if found and text.count("\n", first + found[-1].end(), fact.start) <= _ROW_BREAKS:
            return first + found[-1].start()
    return None
