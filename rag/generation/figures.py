"""Answers from a fact sheet: the rows asked for, and their sum where it is asked or none is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from indexing.tokenize import normalise_query
from rag.citations import CitationBook
from rag.question import Question
from rag.types import Passage, SourceQuote

_LINE = re.compile(r"^(.+)：(\d+) (\S*)$")
_TOTAL = re.compile(r"一共|总共|共计|合计|加起来|总和|总计|共多少|总学时|总课时|总时间|多长时间")
_OPTIONAL = re.compile(r"可选|选学|选修")
#: Openings that many rows share tell none of them apart.
_COMMON = {"网店", "平台", "任务", "客户", "第一", "第二"}
_COUNT = re.compile(r"几门|几个|几项|多少门|多少个|多少项|几章|几节|几步")


@dataclass(frozen=True, slots=True)
class _Row:
    name: str
    value: int
    unit: str
    source: SourceQuote


def figures(question: Question, passage: Passage, book: CitationBook) -> Iterator[str]:
    """Yield the lines of the answer, each row with a citation of the place it was read from.

    A total over all rows is one line with its parts; rows that were singled out are listed first.
    """
    every = _rows(passage)
    rows = _wanted(question, every)
    asked = question.folded
    total = bool(_TOTAL.search(asked) or _COUNT.search(asked))
    whole = len(rows) == len(every)
    if len(rows) == 1 or not (total and whole):
        for row in rows:
            citation = book.cite_source(passage, row.source)
            yield f"{row.name}：{row.value} {row.unit}[{citation.n}]"
    # Who asks for the hours of a course and gets those of its tasks wants the whole as well.
    if len(rows) > 1 and (total or rows is every):
        marks = "".join(f"[{book.cite_source(passage, row.source).n}]" for row in rows)
        parts = "+".join(str(row.value) for row in rows)
        yield f"共 {len(rows)} 项，{parts}={sum(r.value for r in rows)} {rows[0].unit}{marks}"


def _rows(passage: Passage) -> list[_Row]:
    lines = [match for line in passage.text.split("\n") if (match := _LINE.match(line))]
    return [
        _Row(match[1], int(match[2]), match[3], source)
        for match, source in zip(lines, passage.sources, strict=False)
    ]


def _wanted(question: Question, rows: list[_Row]) -> list[_Row]:
    """Return the rows the question names, by name, by value or by being optional; else ``rows``."""
    asked = re.sub(r"\s", "", question.folded)
    named = [row for row in rows if _core(row.name) in asked or _named_short(row.name, asked)]
    if named:
        return [row for row in named if not _inside_other(row, named, asked)]
    if _OPTIONAL.search(asked):
        optional = [row for row in rows if _OPTIONAL.search(row.name)]
        if optional:
            return optional
    values = {int(v) for v in re.findall(r"(\d+)(?:个)?(?:学时|课时|分钟)", asked)}
    values |= {int(v) for v in re.findall(r"(?:学时|课时)\D{0,4}?(\d+)", asked)}
    equal = [row for row in rows if row.value in values]
    return equal or rows


def _core(name: str) -> str:
    """Return a folded name without what stands in brackets."""
    return re.sub(r"\([^()]*\)", "", re.sub(r"\s", "", normalise_query(name)))


def _named_short(name: str, asked: str) -> bool:
    """Whether the question names a row by its ends: 售前 … 服务 for 售前客户服务."""
    core = _core(name)
    latin = re.search(r"[a-z]{2,}", core)
    if latin:
        return latin[0] in asked
    return len(core) >= 4 and core[:2] in asked and core[:2] not in _COMMON


def _inside_other(row: _Row, rows: list[_Row], asked: str) -> bool:
    """Whether a row is named only as part of a longer name that is named too."""
    core = _core(row.name)
    longer = [_core(o.name) for o in rows if core in _core(o.name) and o.name != row.name]
    rest = asked
    for name in longer:
        rest = rest.replace(name, "")
    return bool(longer) and core not in rest
