"""Which fact sheet a question asks for: by what it counts, of what, and whose.

A question for hours may mean a course or its tasks; “各任务” says tasks, a bare course name says
the course.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from indexing.tokenize import normalise_query
from indexing.values import in_figures
from rag.ask.question import Question
from rag.ask.terms import Shares
from rag.ask.words import sheet_topics

#: Of what → what the first line says. The last are the rows of any sheet.
_OBJECTS = (
    (re.compile(r"任务"), re.compile(r"任务")),
    (re.compile(r"(?<!第几)章"), re.compile(r"各章")),
    (re.compile(r"环节|步骤|课中"), re.compile(r"环节")),
    (re.compile(r"门课|课程|几门|哪门|课有"), re.compile(r"各门课程|课程表")),
    (re.compile(r"理论|实践|实训|[总共]+.{0,6}(?:学时|课时)"), re.compile(r"^总学时|层级.*总学时")),
)
_ORDINAL = re.compile(r"第\d{1,3}(?:[章节课讲周项]|单元|模块|项目)$")
_ONE_KIND = re.compile(r"理论|实践")
_PART = 0.5
#: A sheet under so many headings is of one course or chapter, not of the whole document.
_DEEP = 3
#: What another table has and this one not: 高级比中级多出来的.
ADDED = re.compile(
    r"多出|新增|新加|增加了|比[^,。多]{2,12}多(?![^,。]{0,3}(?:多少|几)个?(?:学时|课时|节))"
)
#: What is no choice: 必修, 除去可选的.
NOT_OPTIONAL = re.compile(
    r"必修|必选|必学|(?:没|不|非|未)[^,。]{0,3}(?:可选|选学|选修)|除[了去开]?[^,。]{0,4}(?:可选|选修)"
)
#: What a sheet tells beside the hours of its rows, and is not meant unless it is asked for.
_ASIDE = re.compile(r"可选|分组|权重|任务数|由谁完成")
#: Words that want one sheet over all courses rather than that of one.
_EVERY = re.compile(r"所有|全部|全都|整[个套本]")
_OF_LEVEL = re.compile(r"层级.*课程表")
_BASE, _OBJECT, _WHOSE, _NAMED, _COUNTED, _LISTED = 0.3, 0.2, 0.3, 0.4, 0.2, 0.1
_ENDS = 2
_COUNT = re.compile(r"(?<![\d.])(\d{1,3})(?:门|个|项|章|节|步)")


def asked_of_sheet(question: Question, name: str) -> str:
    """Return the words of a folded question that ask for what a sheet of this name tells."""
    title = re.sub(r"\s", "", normalise_query(name))
    asked = (a.search(question.folded) for a, told in sheet_topics() if told.search(title))
    return " ".join(_ends(found[0]) for found in asked if found)


def _ends(words: str) -> str:
    """Leave out what stands between 理论 and 学时: it is asked of them."""
    return words if len(words) <= 2 * _ENDS else f"{words[:_ENDS]} {words[-_ENDS:]}"


def sheet_fit(question: Question, text: str, path: Sequence[str]) -> float:
    """Return how far a fact sheet is what a question asks for: 0 not at all, above 0.9 exactly.

    Args:
        question: the question.
        text: the sheet: a first line that names it, then a line a row.
        path: the headings above it.
    """
    lines = normalise_query(text).split("\n")
    title = re.sub(r"\s", "", lines[0])
    topics = [told for asked, told in sheet_topics() if asked.search(question.folded)]
    if topics and not any(told.search(title) for told in topics):
        return 0.0
    fit = _BASE
    words = re.sub("|".join(map(re.escape, question.routing)) or "$^", "", question.folded)
    objects = [told for asked, told in _OBJECTS if asked.search(words)]
    if objects:
        fit += _OBJECT if objects[0].search(title) else -_OBJECT
    names = [m.name for m in question.mentions if m.start >= 0]
    if any(m.start >= 0 and m.covers(path) for m in question.mentions):
        fit += _NAMED  # it stands under what is named
    if ADDED.search(question.folded) and not _OF_LEVEL.search(title):
        return 0.0  # only the tables of levels contain one another
    if NOT_OPTIONAL.search(question.folded) and "可选" in title:
        return 0.0
    cores = (re.sub(r"\s|[:(].*", "", line) for line in lines[1:-1])
    listed = sum(len(core) > 1 and core in question.content for core in cores)
    whole = not names and title.startswith("各")
    if any(map(title.startswith, names)) or title[:2] in question.folded or whole:
        fit += _WHOSE
    elif not names and len(path) >= _DEEP and not listed:
        fit -= _WHOSE
    if (aside := _ASIDE.search(title)) and not any(told.search(aside[0]) for told in topics):
        return 0.0  # it tells something of its own that is not asked
    if _EVERY.search(question.folded) and title.startswith("所有"):
        fit += _NAMED
    if objects and not objects[0].search(title) and re.search("任务", question.content):
        return max(fit, 0.0)  # the row of a course tells nothing of its tasks
    fit += _NAMED * max((names_row(name, line) for name in names for line in lines[1:]), default=0)
    fit += _LISTED * min(listed, 3) * (listed > 1)
    if len(lines) - 2 in counts_in(question.folded):
        fit += _COUNTED
    if (
        _ONE_KIND.search(title)
        and not title.startswith("总")
        and not _ONE_KIND.search(question.folded)
    ):
        fit -= _OBJECT  # hours of theory alone are not the hours
    return max(fit, 0.0)


def sheet_share(question: Question, shares: Shares, text: str, path: Sequence[str]) -> float:
    """Return how far a fact sheet tells what is asked of what it is asked of, 0 to 1.

    Args:
        question: the question.
        shares: of its terms.
        text: the sheet.
        path: the headings above it.
    """
    fit = sheet_fit(question, text, path)
    if not fit:
        return 0.0
    asked = asked_of_sheet(question, text.partition("\n")[0])
    return fit * shares.has(shares.terms_of(" ".join((asked, *path, text))))


def names_row(name: str, line: str) -> float:
    """Return 1 where a line of a sheet is of ``name``, less where it is of a part of it.

    Args:
        name: folded.
        line: folded: ``名：…`` or ``名·部分：…``.
    """
    bare, name = in_figures(re.sub(r"\s", "", line)), in_figures(name)
    if bare.startswith((f"{name}:", f"{name}(")) or (_ORDINAL.match(name) and name in bare):
        return 1.0
    return _PART if bare.startswith(f"{name}·") else 0.0


def counts_in(folded: str) -> set[int]:
    """Return how many things of a kind a folded question speaks of: 3 in 三个任务."""
    return {int(found) for found in _COUNT.findall(in_figures(folded))}
