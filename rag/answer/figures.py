"""Answers from a fact sheet: the rows asked for, and their sum where it is asked or none is."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from indexing.tokenize import normalise_query
from rag.answer.citations import CitationBook
from rag.answer.rows import Row, printed_total, rows_of, wanted_rows
from rag.ask.question import Question
from rag.retrieve.sheets import ADDED, counts_in
from rag.types import Passage

_TOTAL = re.compile(
    r"一共|总共|共计|合计|加起来|加[到在]?一?[起块]|加[一在]*起|合[一在]*起|合起来|加上|总和|总计|共多少|总学时|总课时|总时间|多长时间"
)
_EACH = re.compile(r"哪些|哪几|分别|列|各多少|各几|各是|哪个|哪门|哪一")
_COUNT = re.compile(r"(?:几|多少)(?:个(?!学时|课时|小时|月|学期)|门|项)|几章|几步")
_WHOLE = re.compile(r"各|每|所有|全部|怎么分|怎么安排|如何分|安排|分配|多少$|几学时$|有几")
_APART = re.compile(r"差多少|相差|差几|差了|比.*[多少][^,。]{0,3}(?:多少|几)|[多少](?:几|多少)")


def figures(
    question: Question, sheet: Passage, book: CitationBook, others: Sequence[Passage] = ()
) -> Iterator[str]:
    """Yield the lines of the answer, each row with a citation of the place it was read from.

    A total over all rows is one line with its parts; rows that were singled out are listed first.
    Rows whose figures are not single numbers are listed and never added up.

    Args:
        question: the question.
        sheet: the fact sheet it is about.
        book: where citations are entered.
        others: other sheets of the same document.
    """
    if ADDED.search(question.folded):
        sheet, *others = _first_named(question, [sheet, *others])
    every = rows_of(sheet)
    rows = wanted_rows(question, every, [rows_of(other) for other in others])
    asked = question.folded
    total = bool(_TOTAL.search(asked) or _COUNT.search(asked))
    whole = len(rows) == len(every)
    values = [row.value for row in rows if row.value is not None]
    summed = len(values) == len(rows)
    if len(rows) == 1 or not (total and whole and summed) or _EACH.search(asked):
        for row in rows:
            citation = book.cite_source(sheet, row.source)
            yield f"{row.name}：{row.told}[{citation.n}]"
    if _APART.search(asked) and summed and len({row.value for row in rows}) == 2:
        yield _difference(rows, sheet, book)
        return
    # Who asks for the hours of a course and gets those of its tasks wants the whole as well.
    if len(rows) > 1 and summed and (total or rows is every):
        yield _sum(rows, sheet, book, whole=whole)
    elif len(rows) > 1 and not whole and _COUNT.search(asked):
        yield f"共 {len(rows)} 项{_marks(rows, sheet, book)}"


def singles_out(question: Question, sheet: Passage) -> bool:
    """Whether a question means rows of a sheet, or all of them together; else it asks of another.

    “拼多多占几学时” names nothing that a table of courses has, and wants none of its sums.
    """
    every = rows_of(sheet)
    asked = question.folded
    together = any(p.search(asked) for p in (_TOTAL, _COUNT, _EACH, _WHOLE))
    return together or len(every) in counts_in(asked) or wanted_rows(question, every) is not every


def _first_named(question: Question, sheets: Sequence[Passage]) -> list[Passage]:
    """Return sheets in the order the question names them: 高级 first in 高级比中级多出来的."""

    def place(sheet: Passage) -> int:
        at = question.folded.find(normalise_query(sheet.text[:2]))
        return at if at >= 0 else len(question.folded)

    return sorted(sheets, key=place)


def _sum(rows: list[Row], sheet: Passage, book: CitationBook, *, whole: bool) -> str:
    """Return the sum with its parts; the total the document prints is cited with them."""
    values = [row.value or 0 for row in rows]
    printed = printed_total(sheet) if whole else None
    mark = f"[{book.cite_source(sheet, printed).n}]" if printed else ""
    parts = "+".join(map(str, values))
    told = f"共 {len(rows)} 项，{parts}={sum(values)} {rows[0].unit}"
    return f"{told}{_marks(rows, sheet, book)}{mark}"


def _difference(rows: list[Row], sheet: Passage, book: CitationBook) -> str:
    two = list({row.value: row for row in reversed(rows)}.values())[::-1]
    more, less = sorted(two, key=lambda row: -(row.value or 0))
    apart = (more.value or 0) - (less.value or 0)
    told = f"相差 {more.value}-{less.value}={apart} {more.unit}"
    return f"{told}{_marks(two, sheet, book)}"


def _marks(rows: Sequence[Row], sheet: Passage, book: CitationBook) -> str:
    return "".join(f"[{book.cite_source(sheet, row.source).n}]" for row in rows)
