"""Answers from a fact sheet: the rows asked for, and their sum where it is asked or none is.

Rows are meant by name, by value, by place, by what they have beyond those of another sheet.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from indexing.tokenize import normalise_query
from indexing.values import in_figures, in_one_unit
from rag.answer.citations import CitationBook
from rag.ask.mentions import Mention
from rag.ask.question import Question
from rag.ask.spelling import told_apart
from rag.ask.words import spelt_out
from rag.types import Passage, SourceQuote

TOTAL = re.compile(
    r"一共|总共|共计|合计|加起来|加[到在]?一?[起块]|加[一在]*起|合[一在]*起|合起来|加上|总和|总计|共多少|总学时|总课时|总时间|多长时间"
)
EACH = re.compile(r"哪些|哪几|分别|列|各多少|各几|各是|哪个|哪门|哪一")
COUNT = re.compile(r"(?:几|多少)(?:个(?!学时|课时|小时|月|学期)|门|项)|几章|几步")
_WHOLE = re.compile(r"各|每|所有|全部|怎么分|怎么安排|如何分|安排|分配|多少$|几学时$|有几")
_APART = re.compile(r"差多少|相差|差几|差了|比.*[多少][^,。]{0,3}(?:多少|几)|[多少](?:几|多少)")
_LINE = re.compile(r"^(.+)：([^：]+)$")
#: A figure that can be added up; ``每组 4～6 人`` and ``70%`` are told as they are.
_SUMMED = re.compile(r"^(\d+) (\S*)$")
MOST = re.compile(r"最多|最长|最高|最大")
LEAST = re.compile(r"最少|最短|最低|最小")
WHICH = re.compile(r"哪|谁|什么")
_OPTIONAL = re.compile(r"可选|选学|选修|选做|不强制|自愿[上学选]")
_FIRST = re.compile(r"(?:前|头)(\d+)[个门章项节步]")
_LAST = re.compile(r"(?:最后|后)(\d+)[个门章项节步]")
_RANGE = re.compile(r"第?(\d+)[章节门项步]?[到至~\-—]第?(\d+)[章节门项步]")
#: What another table has and this one not: 高级比中级多出来的.
_ADDED = re.compile(
    r"多出|新增|新加|增加了|比[^,。多]{2,12}多(?![^,。]{0,3}(?:多少|几)个?(?:学时|课时|节))"
)
#: What is no choice: 必修, 除去可选的.
_NOT_OPTIONAL = re.compile(
    r"必修|必选|必学|(?:没|不|非|未)[^,。]{0,3}(?:可选|选学|选修)|除[了去开]?[^,。]{0,4}(?:可选|选修)"
)
_SHORTEST_PREFIX = 3
_IN_ALL = re.compile(r"总共|一共|共计|合计|总学时|总课时")
_ALL = re.compile(r"一共|一起|一样")
_CHAPTER = re.compile(r"第\d+[章节课讲周]")
#: 探究四 for 任务探究四.
_NUMBERED = re.compile(r"[^\W\d]{2}\d{1,2}$")


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
    if _ADDED.search(question.folded):
        sheet, *others = _first_named(question, [sheet, *others])
    every = rows_of(sheet)
    rows = wanted_rows(question, every, [rows_of(other) for other in others])
    asked = question.folded
    total = bool(TOTAL.search(asked) or COUNT.search(asked))
    whole = len(rows) == len(every)
    values = [row.value for row in rows if row.value is not None]
    summed = len(values) == len(rows)
    if len(rows) == 1 or not (total and whole and summed) or EACH.search(asked):
        yield from _listed(rows, sheet, book)
    if _APART.search(asked) and summed and len({row.value for row in rows}) == 2:
        yield _difference(rows, sheet, book)
        return
    # Who asks for the hours of a course and gets those of its tasks wants the whole as well.
    if len(rows) > 1 and summed and (total or rows is every):
        yield _sum(rows, sheet, book, whole=whole)
    elif len(rows) > 1 and not whole and COUNT.search(asked):
        yield f"共 {len(rows)} 项{_marks(rows, sheet, book)}"


def _listed(rows: Sequence[Row], sheet: Passage, book: CitationBook) -> Iterator[str]:
    """Yield the rows; what several of a course are parts of stands above them, once."""
    above = ""
    for row in rows:
        whole, dot, part = row.name.rpartition("·")
        if dot and whole != above:
            yield f"{whole}："
        above = whole
        citation = book.cite_source(sheet, row.source)
        yield f"{part}：{row.told}[{citation.n}]"


def operates(question: Question, sheet: Passage) -> bool:
    """Whether a question asks for what must be worked out over rows of a sheet.

    All rows, a sum, a count are; a difference, an extreme and a claim where it means some of the
    rows. What else a row says is read in the document. “拼多多占几学时呢” means no row, no sum.
    """
    asked = question.folded
    if any(pattern.search(asked) for pattern in (TOTAL, COUNT, EACH, _WHOLE)):
        return True
    every = rows_of(sheet)
    some = question.claim or any(p.search(asked) for p in (_APART, MOST, LEAST))
    return some and wanted_rows(question, every) is not every


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


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a sheet; ``value`` is ``None`` where its figure is no single number."""

    name: str
    told: str
    value: int | None
    unit: str
    source: SourceQuote


def rows_of(sheet: Passage) -> list[Row]:
    """Return the rows of a sheet: its lines between name and total, one source each.

    Where the sheet itself adds nothing up, its figures are told as they are.
    """
    out: list[Row] = []
    *lines, last = sheet.text.split("\n")[1:] or [""]
    for line, source in zip(lines, sheet.sources, strict=False):
        match = _LINE.match(line)
        if match:
            number = _SUMMED.match(match[2]) if "，" in last else None
            value, unit = (int(number[1]), number[2]) if number else (None, "")
            out.append(Row(match[1], match[2], value, unit, source))
    return out


def printed_total(sheet: Passage) -> SourceQuote | None:
    """Return where the document prints the total of a sheet, if it does."""
    lines = sheet.text.count("\n") - 1
    return sheet.sources[lines] if len(sheet.sources) > lines else None


def wanted_rows(question: Question, rows: list[Row], others: Sequence[list[Row]] = ()) -> list[Row]:
    """Return the rows a question means; all of them, the same list, where it singles none out.

    Args:
        question: the question.
        rows: the rows of the sheet.
        others: the rows of other sheets of the document, which may be what is compared with.
    """
    # 一共 behind 任务探究 would name 任务探究一.
    asked = in_one_unit(_ALL.sub(",", re.sub(r"\s", "", spelt_out(question.folded))))
    subjects = [_core(name) for name in question.subjects]
    for name in () if any(_core(row.name) in subjects for row in rows) else subjects:
        asked = asked.replace(name, ",")
    for choose in (_by_size, _by_part, _by_place, _by_name, _by_option, _by_prefix, _by_value):
        chosen = choose(question, asked, rows)
        if chosen:
            return chosen
    return _added(asked, rows, others) or rows


def _by_size(question: Question, asked: str, rows: list[Row]) -> list[Row]:
    ends = [best for wanted, best in ((MOST, max), (LEAST, min)) if wanted.search(asked)]
    named = _by_name(question, asked, rows) if ends else []
    if named and not WHICH.search(asked):
        return []  # 直播推广最少要多少学时 asks of that course, not which has the fewest
    rows = named if len(named) > 1 else rows
    present = [row.value for row in rows if row.value is not None]
    sizes = {best(present) for best in ends} if present else set()
    return [row for row in rows if row.value in sizes]


def _by_part(question: Question, asked: str, rows: list[Row]) -> list[Row]:
    return [row for row in rows if any(_is_part(row, m) for m in question.mentions)]


def _by_place(question: Question, asked: str, rows: list[Row]) -> list[Row]:
    """Return the first or last so many, or from one to another."""
    if found := _FIRST.search(asked):
        return rows[: int(found[1])]
    if found := _LAST.search(asked):
        return rows[-int(found[1]) :]
    if found := _RANGE.search(asked):
        return rows[int(found[1]) - 1 : int(found[2])]
    return []


def _by_name(question: Question, asked: str, rows: list[Row]) -> list[Row]:
    whole = [row for row in rows if _core(row.name) in asked]
    rest = asked
    for row in whole:
        rest = rest.replace(_core(row.name), ",")
    short = {found.name for found in told_apart(rest, [_core(row.name) for row in rows])}
    named = [
        row
        for row in rows
        if row in whole or _core(row.name) in short or _named_short(row.name, rest)
    ] or [row for row in rows if _core(row.name) in _mentioned(question)]
    if named and _IN_ALL.search(question.folded):
        named = [row for row in rows if row in named or row.name.startswith(("总学时", "总课时"))]
    return [row for row in named if not _inside_other(row, named, asked)]


def _by_option(question: Question, asked: str, rows: list[Row]) -> list[Row]:
    optional = [row for row in rows if _OPTIONAL.search(row.name)]
    if optional and _NOT_OPTIONAL.search(asked):
        return [row for row in rows if row not in optional]
    return optional if _OPTIONAL.search(asked) else []


def _by_prefix(question: Question, asked: str, rows: list[Row]) -> list[Row]:
    """Return the rows whose names begin with the same words of the question: 探究一, 探究二."""
    cores = [_core(row.name) for row in rows]
    for length in range(max(map(len, cores), default=0), _SHORTEST_PREFIX - 1, -1):
        prefixes = {core[:length] for core in cores if core[:length] in asked}
        for prefix in prefixes:
            chosen = [row for row, core in zip(rows, cores, strict=True) if core.startswith(prefix)]
            if 1 < len(chosen) < len(rows):
                return chosen
    return []


def _by_value(question: Question, asked: str, rows: list[Row]) -> list[Row]:
    values = {int(v) for v in re.findall(r"(\d+)(?:个)?(?:学时|课时|分钟)", asked)}
    values |= {int(v) for v in re.findall(r"(?:学时|课时)\D{0,4}?(\d+)", asked)}
    equal = [row for row in rows if row.value in values]
    ranges = set(re.findall(r"\d+[~～\-—]\d+", asked))
    told = [row for row in rows if ranges & set(re.findall(r"\d+[~～\-—]\d+", _core(row.told)))]
    return equal or told


def _added(asked: str, rows: list[Row], others: Sequence[list[Row]]) -> list[Row]:
    """Return what the rows have beyond the largest other sheet that they contain."""
    if not _ADDED.search(asked):
        return []
    names = {row.name for row in rows}
    smaller = [o for o in others if {row.name for row in o} < names]
    if not smaller:
        return []
    base = {row.name for row in max(smaller, key=len)}
    return [row for row in rows if row.name not in base]


def _is_part(row: Row, mention: Mention) -> bool:
    """Whether a row is a part of what the question names: ``课程·任务：…``."""
    return normalise_query(row.name).startswith(f"{mention.name}·")


def _core(name: str) -> str:
    """Return a folded name without what stands in brackets, its numbers in figures."""
    return in_figures(re.sub(r"\([^()]*\)", "", re.sub(r"\s", "", normalise_query(name))))


def _named_short(name: str, asked: str) -> bool:
    """Whether the question names a row by its Latin word, chapter or number."""
    core = _core(name)
    latin = re.search(r"[a-z]{2,}", core)
    if latin:
        return latin[0] in asked
    if _CHAPTER.match(core):  # or several: 第7周、第8周
        return any(place in asked for place in _CHAPTER.findall(core))
    numbered = _NUMBERED.search(core)
    return bool(numbered and numbered[0] in asked)


def _mentioned(question: Question) -> set[str]:
    """Return the names that a part of a question has from the question it is a part of."""
    return {_core(m.name) for m in question.mentions if m.name not in question.folded}


def _inside_other(row: Row, rows: list[Row], asked: str) -> bool:
    """Whether a row is named only as part of a longer name that is named too."""
    core = _core(row.name)
    longer = [_core(o.name) for o in rows if core in _core(o.name) and core != _core(o.name)]
    rest = asked
    for name in longer:
        rest = rest.replace(name, "")
    return bool(longer) and core not in rest
