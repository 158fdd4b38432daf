"""Answers worked out over the rows of a table: filter, count, sum, extreme, which is more.

Nothing here knows what tables are about. A value is meant where a cell that rows share stands in
the question, a measure where the name or unit of a column of numbers does. Where that is not
plain (blank cells, units mixed, a printed total that disagrees) nothing is worked out.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from indexing.tokenize import normalise_query
from indexing.values import in_figures
from rag.answer.citations import CitationBook
from rag.answer.figures import COUNT, EACH, LEAST, MOST, TOTAL, WHICH
from rag.answer.quoting import COUNTER, UNIT, names_cited, row_told
from rag.ask.question import Question
from rag.read.tables import TableRow

_NUMBER = re.compile(r"(\d+(?:\.\d+)?)\s*([^\d\s.,~～\-—/]{0,3})")
_TOTALS = re.compile(r"合计|小计|总计|共计|总和|总学时|总课时")
_NOT = re.compile(r"(?:不|非|没|未|除)[^,，。]{0,3}$")
_MORE = re.compile(
    r"(?:谁|哪)[^,，。]*[多少长短高低大小]|差多少|相差|差几|比[^,，。]*[多少长短高低大小]"
)
#: What is asked for in a unit: 多几分, 一共几周.
_ASKED_UNIT = re.compile(r"(?:多少|几)个?([^\W\d])")
_NUMBERED = re.compile(r"^第\d+[章节课项]")
_IN_BRACKETS = re.compile(r"\(([^()]*)\)")
#: Rows from which on a table is one, letters of a value, characters of rows that are told whole.
_ROWS, _VALUE, _LONGEST = 3, 2, 420


def worked_out(question: Question, table: Sequence[TableRow], book: CitationBook) -> list[str]:
    """Return the lines that tell what a question asks to be worked out over the rows of a table.

    Every figure cites the rows it was worked out from. Empty where nothing is asked that can be
    worked out with certainty.

    Args:
        question: the question.
        table: all rows of one table.
        book: where citations are entered.
    """
    work = _Table.of(table)
    if question.claim or work is None:
        return []
    asked = _folded(question.folded)
    chosen = work.filtered(asked)
    if chosen is None:
        return []
    rows, filtered = chosen or work.rows, bool(chosen)
    named = [row for row in work.rows if len(work.name(row)) > 1 and work.name(row) in asked]
    named = [r for r in named if not any(work.name(r) in work.name(o) for o in named if o != r)]
    measure = work.measure(asked)
    bare = asked.replace(_bare(work.columns[measure]), ",") if measure is not None else asked
    ends = [end for pattern, end in ((MOST, max), (LEAST, min)) if pattern.search(bare)]
    if len(named) == 2 and _MORE.search(asked) and not ends:
        measure = work.only_measure(asked) if measure is None else measure
        return [] if measure is None else _compared(work, named, measure, book)
    if named or not work.all_meant(question, rows):
        return []
    if ends:
        if measure is None or not WHICH.search(asked) or len(ends) > 1:
            return []
        best = ends[0](work.number(row, measure) for row in rows)
        return [
            f"{work.label(row)}：{work.told(row, measure)}{_mark(row, book)}"
            for row in rows
            if work.number(row, measure) == best
        ]
    if measure is not None and (TOTAL.search(bare) or (filtered and "多少" in bare)):
        return _summed(work, rows, measure, book, whole=not filtered)
    counted = bool(COUNT.search(asked)) or work.counts(asked)
    if filtered and (counted or EACH.search(asked)):
        return list(_listed(work, rows, book, counted=counted))
    return []


@dataclass(frozen=True, slots=True)
class _Table:
    """A table to work with: its rows without totals, the totals, and the column of names."""

    columns: tuple[str, ...]
    rows: tuple[TableRow, ...]
    totals: tuple[TableRow, ...]
    names: int

    @classmethod
    def of(cls, table: Sequence[TableRow]) -> _Table | None:
        """Return it; ``None`` where no column tells the rows apart."""
        totals = tuple(row for row in table if any(_is_total(c.text) for c in row.cells))
        rows = tuple(row for row in table if row not in totals)
        if len(rows) < _ROWS:
            return None
        columns = tuple(cell.column for cell in rows[0].cells)
        for number, column in enumerate(columns):
            told = [row.cells[number].text for row in rows]
            words = not any(_NUMBER.fullmatch(text) for text in told)
            if words and all(told) and len(set(told)) == len(told) and not COUNTER.match(column):
                return cls(columns, rows, totals, number)
        return None

    def filtered(self, asked: str) -> tuple[TableRow, ...] | None:
        """Return the rows with the values a question names, none where it names none.

        ``None`` where it is not plain which are meant.
        """
        meant: dict[str, list[int]] = {}
        for number in range(len(self.columns)):
            values = [_folded(row.cells[number].text) for row in self.rows]
            counts = Counter(values)
            few = 2 * len(counts) <= len(values)
            shared = [value for value, count in counts.items() if few or count > 1]
            for value in shared if number != self.names else ():
                if _is_value(value) and any(said in asked for said in _said(value, shared)):
                    meant.setdefault(value, []).append(number)
        for value in list(meant):
            if any(value != other and value in other for other in meant) or any(
                value in _bare(column) and _bare(column) in asked for column in self.columns
            ):
                del meant[value]
        if any(
            len(columns) > 1 or _NOT.search(asked.partition(value)[0])
            for value, columns in meant.items()
        ):
            return None
        wanted = self._numbers(asked)
        for value, (number,) in meant.items():
            wanted.setdefault(number, set()).add(value)
        if any(not row.cells[number].text for row in self.rows for number in wanted):
            return None
        return tuple(
            row
            for row in self.rows
            if wanted and all(_folded(row.cells[n].text) in v for n, v in wanted.items())
        )

    def all_meant(self, question: Question, rows: Sequence[TableRow]) -> bool:
        """Whether each word of a question that some row has is in all of ``rows``.

        Else it may limit what is asked for in a way that is not understood. What a column or the
        place of the table is called limits nothing.
        """
        place = rows[0].passage
        called = _folded("".join((*self.columns, place.title, *place.heading_path)))
        words = {_folded(w) for w in question.terms if len(w) >= _VALUE} - {""}
        words = {w for w in words if w not in called and not _NUMBER.fullmatch(w)}
        told = {row: _folded("\t".join(cell.text for cell in row.cells)) for row in self.rows}
        return not any(
            any(word in text for text in told.values())
            and not all(word in told[row] for row in rows)
            for word in words
        )

    def _numbers(self, asked: str) -> dict[int, set[str]]:
        """Return the numbers that a question says of a column: 实作是3节, 第5学期."""
        wanted: dict[int, set[str]] = {}
        for number, column in enumerate(self.columns):
            told = {_folded(row.cells[number].text) for row in self.rows}
            name = re.escape(_bare(column))
            said = re.search(rf"{name}(?:都?[是为])(\d+(?:\.\d+)?)", asked)
            if not said and column.endswith("学期"):
                said = re.search(r"第(\d+)学期", asked)
            if said and said[1] in told:
                wanted[number] = {said[1]}
        return wanted

    def counts(self, asked: str) -> bool:
        """Whether a question asks how many there are of what a column names: 有几周."""
        units = _ASKED_UNIT.findall(asked)
        return any(_bare(column).startswith(unit) for column in self.columns for unit in units)

    def only_measure(self, asked: str) -> int | None:
        """Return the only column of numbers, where a question asks for no unit of another."""
        measures = self._measures()
        if len(measures) != 1 or _ASKED_UNIT.search(asked):
            return None
        return measures[0]

    def _measures(self) -> list[int]:
        """Return the columns of numbers of one unit; what numbers the rows measures nothing."""
        out: list[int] = []
        for number, column in enumerate(self.columns):
            found = [_NUMBER.fullmatch(_folded(row.cells[number].text)) for row in self.rows]
            values = [Decimal(match[1]) for match in found if match]
            units = {match[2] for match in found if match}
            # A number merged over rows would be added once for each of them.
            printed = all(row.cells[number].printed for row in self.rows)
            places = column.endswith("学期") or all(b - a == 1 for a, b in pairwise(values))
            if all(found) and len(units) == 1 and printed and not places:
                out.append(number)
        return [n for n in out if not COUNTER.match(self.columns[n])]

    def measure(self, asked: str) -> int | None:
        """Return the column of numbers of one unit that a question asks for, where it is plain."""
        shares: dict[int, int] = {}
        pieces: dict[int, str] = {}
        for number in self._measures():
            name, unit = _bare(self.columns[number]), self._unit(number)
            asks = any(u in (unit, name[:1]) for u in _ASKED_UNIT.findall(asked)) or (
                unit and re.search(rf"(?:多少|几)个?{re.escape(unit)}", asked)
            )
            pieces[number] = _shared(name, asked)
            shares[number] = max(len(pieces[number]), _VALUE if asks else 0)
        best = max(shares.values(), default=0)
        if best < _VALUE:
            return None
        first = [number for number, share in shares.items() if share == best]
        exact = [n for n in first if len(_bare(self.columns[n])) == best]
        # 总学时 and 其中实践 both have a part of 实践学时: which is meant is not plain.
        alike = len({pieces[n] for n in first}) == 1
        whole = [n for n in first if alike and _bare(self.columns[n]).startswith("总")]
        for some in (first, exact, whole):
            if len(some) == 1:
                return some[0]
        return None

    def name(self, row: TableRow) -> str:
        """Return the folded name of a row."""
        return _NUMBERED.sub("", _bare(row.cells[self.names].text))

    def label(self, row: TableRow) -> str:
        """Return the name of a row as it is printed."""
        return row.cells[self.names].text

    def number(self, row: TableRow, column: int) -> Decimal:
        """Return a number of a row in a column that :meth:`measure` chose."""
        match = _NUMBER.fullmatch(_folded(row.cells[column].text))
        assert match, "a measure has a number in each row"
        return Decimal(match[1])

    def told(self, row: TableRow, column: int) -> str:
        """Return a number with its column or unit."""
        return f"{self.columns[column]} {row.cells[column].text}"

    def with_unit(self, value: Decimal, column: int) -> str:
        """Return a number that was worked out with its unit, where one is known."""
        return f"{value} {self._unit(column)}".rstrip()

    def _unit(self, column: int) -> str:
        match = _NUMBER.fullmatch(_folded(self.rows[0].cells[column].text))
        name = _folded(self.columns[column])
        bracket, named = _IN_BRACKETS.search(name), UNIT.search(name)
        return (match and match[2]) or (bracket[1] if bracket else named[1] if named else "")


def _compared(
    work: _Table, rows: Sequence[TableRow], measure: int, book: CitationBook
) -> list[str]:
    more, less = sorted(rows, key=lambda row: -work.number(row, measure))
    high, low = work.number(more, measure), work.number(less, measure)
    both = [f"{work.label(r)}：{work.told(r, measure)}{_mark(r, book)}" for r in (more, less)]
    marks = _mark(more, book) + _mark(less, book)
    if high == low:
        return [*both, f"两者一样，都是 {work.with_unit(high, measure)}{marks}"]
    apart = work.with_unit(high - low, measure)
    return [*both, f"{work.label(more)}比{work.label(less)}多，相差 {high}-{low}={apart}{marks}"]


def _summed(
    work: _Table, rows: Sequence[TableRow], measure: int, book: CitationBook, *, whole: bool
) -> list[str]:
    """Return the sum with its parts and the printed total, with which it must agree."""
    values = [work.number(row, measure) for row in rows]
    total, printed = sum(values, Decimal(0)), ""
    for row in work.totals if whole else ():
        match = _NUMBER.fullmatch(_folded(row.cells[measure].text))
        if match and Decimal(match[1]) == total:
            printed = _mark(row, book)
    if whole and work.totals and not printed:
        return []
    parts = "+".join(map(str, values))
    sums = f"{parts}={work.with_unit(total, measure)}"
    return [f"共 {len(rows)} 项，{sums}{printed}{''.join(_mark(row, book) for row in rows)}"]


def _listed(
    work: _Table, rows: Sequence[TableRow], book: CitationBook, *, counted: bool
) -> Iterator[str]:
    told = [row_told(_cells(row)) for row in rows]
    if counted or sum(map(len, told)) > _LONGEST:
        yield from (f"{work.label(row)}{_mark(row, book)}" for row in rows)
    else:
        for line, row in zip(told, rows, strict=True):
            yield f"{line}{_marks(work, row, line, book)}"
    if counted:
        yield f"共 {len(rows)} 项{''.join(_mark(row, book) for row in rows)}"


def _cells(row: TableRow) -> list[tuple[str, str]]:
    return [(cell.column, cell.text) for cell in row.cells]


def _marks(work: _Table, row: TableRow, told: str, book: CitationBook) -> str:
    """Return the marks of a row that is told whole: its own, of the names, of merged cells."""
    citation = book.cite(row.passage, row.start, row.end)
    marks = [f"[{citation.n}]", names_cited(row.passage, _cells(row), told, citation, book)]
    before = work.rows[: work.rows.index(row)]
    for number, cell in enumerate(row.cells):
        above = (r for r in reversed(before) if r.cells[number].printed)
        if cell.text and not cell.printed and (first := next(above, None)):
            marks.append(_mark(first, book))
    return "".join(dict.fromkeys(marks))


def _mark(row: TableRow, book: CitationBook) -> str:
    return f"[{book.cite(row.passage, row.start, row.end).n}]"


def _folded(text: str) -> str:
    return in_figures(re.sub(r"\s", "", normalise_query(text))).replace("课时", "学时")


def _bare(text: str) -> str:
    """Return a folded name without what stands in brackets."""
    return _IN_BRACKETS.sub("", _folded(text))


def _said(value: str, others: Sequence[str]) -> set[str]:
    """Return how a value of a column is said: whole, and without what stands in brackets.

    What all its values begin with may be left out: 核心课 for 专业核心课.
    """
    bare = [_bare(other) for other in others]
    begin = 0
    while len(bare) > 1 and len({other[: begin + 1] for other in bare}) == 1 and bare[0][begin:]:
        begin += 1
    short = _bare(value)[begin:]
    return {value, _bare(value), *([short] if len(short) > _VALUE else [])}


def _is_value(value: str) -> bool:
    return len(value) >= _VALUE and not _NUMBER.fullmatch(value)


def _is_total(text: str) -> bool:
    return bool(_TOTALS.fullmatch(re.sub(r"\s", "", normalise_query(text))))


def _shared(name: str, asked: str) -> str:
    """Return the longest piece of a name that stands in a question."""
    pieces = (name[a:b] for a in range(len(name)) for b in range(a + 1, len(name) + 1))
    return max((piece for piece in pieces if piece in asked), key=len, default="")
