"""Which lines of a course standard are headings, and how deep they stand.

Numbering restarts inside a course, so a heading's depth comes from where it stands: ``一、`` is a
step of the learning content only inside 学习内容, and a chapter elsewhere.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from indexing.kinds.shared.vocabulary import alias, label, vocabulary
from indexing.kinds.standard.work_analysis import AnalysisColumns, before_colon
from indexing.numerals import Numbered, numbered
from indexing.readers.blocks import Block, Line
from indexing.wrapping import ends_sentence, is_short

CONTENT, TASKS, ANALYSIS = "学习内容", "参考性学习任务", "工作内容分析"
_MAX_HEADING = 45


@dataclass(slots=True)
class State:
    """Where the parser stands."""

    chapter: int = 0
    part: int = 0
    course: str = ""
    topic: str = ""
    split: bool = False
    chapter_name: str = ""
    part_name: str = ""
    analysis: AnalysisColumns = field(default_factory=AnalysisColumns)
    body: list[Block] = field(default_factory=list)


def level_of(line: Line, state: State, column: float, following: str) -> int:
    """Return the heading level of a line, 0 for body text."""
    text = line.text.strip()
    number = numbered(text)
    name = label(text)
    if state.course:
        inner = _level_in_course(line, number, name, state, column, following)
        if inner:
            return inner
    if number is None or len(text) > _MAX_HEADING:
        return 1 if line.heading == 1 and not state.chapter else 0
    if number.form == "han" and not (state.course and state.topic == CONTENT):
        known = name in vocabulary()["standard"]["outer"]
        expected = number.value == state.chapter + 1 and not ends_sentence(text)
        return 1 if known or (expected and (line.heading or is_short(text, column))) else 0
    if number.form == "paren_han" and _is_course(name, state):
        return 2
    if state.course or not state.chapter:
        return 0
    if number.form == "paren_han" and number.value == state.part + 1 and not ends_sentence(text):
        return 2
    if number.form == "digit" and not ends_sentence(text):
        short = is_short(text, column) and len(text) <= 20
        return 3 if line.heading or (short and number.rest[-1:] not in "、,") else 0
    return 0


def _level_in_course(
    line: Line, number: Numbered | None, name: str, state: State, column: float, following: str
) -> int:
    text = line.text.strip()
    if alias("standard", "fields", text) and (number is None or line.heading):
        return 3
    if state.topic == ANALYSIS and alias("standard", "analysis", before_colon(text)):
        return 4
    if state.topic == CONTENT and number is not None and len(text) <= 2 * _MAX_HEADING:
        known = _after_content(following)
        if number.form == "paren_han" and not _is_course(name, state):
            return 4
        if number.form == "han":
            return 5 if state.split else 4
        if number.form == "digit" and known:
            return 5
    if state.topic in ("教学实施建议", "教学考核要求"):
        case = vocabulary()["standard"]["case"]
        if name.startswith(case):
            return 4
        if (
            number is not None
            and number.form == "digit"
            and (line.heading or is_short(text, column))
            and not ends_sentence(text)
        ):
            return 4
        if re.fullmatch(r"【[^】]{2,8}】", text):
            return 5
    return 0


def enter(text: str, level: int, state: State) -> None:
    """Update the state for a heading just met."""
    number, name = numbered(text), label(text)
    if level == 1:
        state.chapter = number.value if number else state.chapter
        state.part, state.course, state.topic = 0, "", ""
        state.chapter_name, state.part_name = name, ""
    elif level == 2:
        state.part = number.value if number else 0
        is_course = _is_course(name, state)
        state.course, state.topic = (name if is_course else ""), ""
        state.part_name = name
    elif level == 3 and state.course:
        state.topic = alias("standard", "fields", text) or name
        state.split = False
        state.analysis = AnalysisColumns()
    elif level == 4 and state.topic == CONTENT:
        state.split = bool(number and number.form == "paren_han")


def _is_course(name: str, state: State) -> bool:
    """Whether a heading opens a course: it ends so, and stands in the chapter of courses."""
    suffix = vocabulary()["standard"]["course_suffix"]
    return name.endswith(suffix) and len(name) > len(suffix) and bool(state.chapter)


def _after_content(text: str) -> bool:
    """Whether the next line is the label that follows a step of the learning content."""
    return label(before_colon(text)) in ("实践知识", "理论知识")
