"""Answers from a fact sheet: the rows asked for, and their sum where it is asked or none is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from indexing.tokenize import normalise_query
from rag.catalogue import Mention
from rag.citations import CitationBook
from rag.question import Question
from rag.types import Passage, SourceQuote

_LINE = re.compile(r"^(.+)：([^：]+)$")
#: A figure that can be added up; ``每组 4～6 人`` and ``70%`` are told as they are.
_SUMMED = re.compile(r"^(\d+) (\S*)$")
_TOTAL = re.compile(r"一共|总共|共计|合计|加起来|总和|总计|共多少|总学时|总课时|总时间|多长时间")
_EACH = re.compile(r"哪些|哪几|分别|列|各多少|各几|各是")
_MOST = re.compile(r"最多|最长|最高|最大")
_LEAST = re.compile(r"最少|最短|最低|最小")
_OPTIONAL = re.compile(r"可选|选学|选修")
#: Openings that many rows share tell none of them apart.
_COMMON = {"网店", "平台", "任务", "客户", "第一", "第二"}
_COUNT = re.compile(r"几门|几个|几项|多少门|多少个|多少项|几章|几节|几步")


@dataclass(frozen=True, slots=True)
class _Row:
    name: str
    told: str
    value: int | None
    unit: str
    source: SourceQuote


def figures(question: Question, passage: Passage, book: CitationBook) -> Iterator[str]:
    """Yield the lines of the answer, each row with a citation of the place it was read from.

    A total over all rows is one line with its parts; rows that were singled out are listed first.
    Rows whose figures are not single numbers are listed and never added up.
    """
    every = _rows(passage)
    rows = _wanted(question, every)
    asked = question.folded
    total = bool(_TOTAL.search(asked) or _COUNT.search(asked))
    whole = len(rows) == len(every)
    values = [row.value for row in rows if row.value is not None]
    summed = len(values) == len(rows)
    if len(rows) == 1 or not (total and whole and summed) or _EACH.search(asked):
        for row in rows:
            citation = book.cite_source(passage, row.source)
            yield f"{row.name}：{row.told}[{citation.n}]"
    # Who asks for the hours of a course and gets those of its tasks wants the whole as well.
    if len(rows) > 1 and summed and (total or rows is every):
        marks = "".join(f"[{book.cite_source(passage, row.source).n}]" for row in rows)
        parts = "+".join(map(str, values))
        yield f"共 {len(rows)} 项，{parts}={sum(values)} {rows[0].unit}{marks}"


def _rows(passage: Passage) -> list[_Row]:
    """Return the rows of a sheet: its lines between name and total, one source each."""
    out: list[_Row] = []
    for line, source in zip(passage.text.split("\n")[1:], passage.sources, strict=False):
        match = _LINE.match(line)
        if match:
            number = _SUMMED.match(match[2])
            value, unit = (int(number[1]), number[2]) if number else (None, "")
            out.append(_Row(match[1], match[2], value, unit, source))
    return out


def _wanted(question: Question, rows: list[_Row]) -> list[_Row]:
    """Return the rows the question names, by name, by value or by being optional; else ``rows``."""
    asked = re.sub(r"\s", "", question.folded)
    for wanted, best in ((_MOST, max), (_LEAST, min)):
        present = [row.value for row in rows if row.value is not None]
        if wanted.search(asked) and present:
            return [row for row in rows if row.value == best(present)]
    parts = [row for row in rows if any(_is_part(row, m) for m in question.mentions)]
    if parts:
        return parts
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


def _is_part(row: _Row, mention: Mention) -> bool:
    """Whether a row is a part of what the question names: ``课程·任务：…``."""
    return mention.start >= 0 and normalise_query(row.name).startswith(f"{mention.name}·")


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
