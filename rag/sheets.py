"""Which fact sheet a question asks for: by what it counts, of what, and whose.

A question for hours may mean a course or its tasks; “各任务” says tasks, a bare course name says
the course.
"""

from __future__ import annotations

import re

from indexing.tokenize import normalise_query
from rag.question import Question

#: What a question counts → what the first line of a sheet then says.
_TOPICS = (
    (re.compile(r"可选|选学|选修"), re.compile(r"可选|学时")),
    (re.compile(r"学时|课时"), re.compile(r"学时")),
    (re.compile(r"分钟|多长时间|多久"), re.compile(r"时间")),
    (re.compile(r"[一每]组|分组|几人|几个人"), re.compile(r"分组")),
    (re.compile(r"权重|比重|各占|占百分|占多少|占几"), re.compile(r"权重")),
)
#: Of what → what the first line says. The last are the rows of any sheet.
_OBJECTS = (
    (re.compile(r"任务"), re.compile(r"任务")),
    (re.compile(r"章"), re.compile(r"各章")),
    (re.compile(r"环节|步骤|课中"), re.compile(r"环节")),
    (re.compile(r"门课|课程|几门|哪门|课有"), re.compile(r"课程的|课程表")),
)
_BASE, _OBJECT, _WHOSE, _NAMED = 0.3, 0.2, 0.3, 0.4


def sheet_fit(question: Question, text: str) -> float:
    """Return how far a fact sheet is what a question asks for: 0 not at all, above 0.9 exactly.

    Args:
        question: the question.
        text: the sheet: a first line that names it, then a line a row.
    """
    lines = normalise_query(text).split("\n")
    title = re.sub(r"\s", "", lines[0])
    topics = [told for asked, told in _TOPICS if asked.search(question.folded)]
    if topics and not any(told.search(title) for told in topics):
        return 0.0
    fit = _BASE
    objects = [told for asked, told in _OBJECTS if asked.search(question.folded)]
    if objects and objects[0].search(title):
        fit += _OBJECT
    names = [m.name for m in question.mentions if m.start >= 0]
    if any(title.startswith(name) for name in names):
        fit += _WHOSE
    if any(names_row(name, line) for name in names for line in lines[1:]):
        fit += _NAMED
    return fit


def names_row(name: str, line: str) -> bool:
    """Whether a line of a sheet is of ``name``: ``名：…`` or ``名·部分：…``; both folded."""
    bare = re.sub(r"\s", "", line)
    return bare.startswith((f"{name}:", f"{name}·", f"{name}("))
