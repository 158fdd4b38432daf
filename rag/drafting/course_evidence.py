"""The passages of a course that hold for all its tasks: conduct, means, teaching, assessment."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from indexing.kinds.shared.values import Value
from indexing.kinds.standard.course import Course
from rag.drafting.located import Located
from rag.drafting.phrases import tidy
from rag.drafting.wording import pattern, words


@dataclass(frozen=True, slots=True)
class Offered:
    """A passage for one section or more; ``number`` is the percentage it gives, if any."""

    sections: tuple[str, ...]
    role: str
    text: Located
    number: int | None = None


def of_course(course: Course, canonical: str) -> Iterator[Offered]:
    """Yield the passages of a course, in the order in which they are shown.

    Args:
        course: the course.
        canonical: text of its document.
    """
    yield from _conduct(course, canonical)
    yield from _means(course, canonical)
    yield from _teaching(course, canonical)
    yield from _assessment(course, canonical)


def analysis(course: Course, canonical: str, name: str) -> list[Located]:
    """Return a field of the work analysis, passage by passage, without its subheadings."""
    values = [value for part in course.analysis if part.name == name for value in part.text]
    return [text for text in _located(values, canonical) if len(tidy(text.text)) > 3]


def _conduct(course: Course, canonical: str) -> Iterator[Offered]:
    for text in _located(course.content.general, canonical):
        for part in text.split("。；;\n"):
            yield Offered(("教学目标", "课程思政"), "素养要求", part)


def _means(course: Course, canonical: str) -> Iterator[Offered]:
    for text in analysis(course, canonical, "工具、设备、材料与资料"):
        yield Offered(("教学资源",), "工具设备", text)
    for text in analysis(course, canonical, "工作方法"):
        yield Offered(("教学方法",), "工作方法", text)


def _teaching(course: Course, canonical: str) -> Iterator[Offered]:
    teaching = course.teaching
    if teaching and teaching.organisation:
        for text in _located(teaching.organisation.text, canonical):
            for sentence in text.sentences():
                yield Offered(("教学方法",), "教学组织", sentence)
    if teaching and teaching.resources:
        for text in _located(teaching.resources.text, canonical):
            for sentence in text.sentences():
                if len(tidy(sentence.text)) > 7:  # shorter ones are subheadings
                    place = pattern("resources", "place").search(tidy(sentence.text))
                    role = "教学场地" if place else "设备与资料"
                    yield Offered(("教学资源",), role, sentence)


def _assessment(course: Course, canonical: str) -> Iterator[Offered]:
    exam = course.assessment
    if exam is None:
        return
    weights = [part.weight for part in exam.parts if part.weight]
    sentences = [s for text in _located(exam.rule, canonical) for s in text.sentences()]
    # The rule is the sentence that has the figures of several parts.
    rule = [s for s in sentences if sum(f"{w.number}" in s.text for w in weights) > 1][:1]
    roles: dict[str, str] = words("weights")
    for part in exam.parts:
        number = part.weight.number if part.weight else None
        heading = _located([part.heading], canonical) if part.heading else rule
        for text in heading:
            yield Offered(("考核评价",), roles.get(f"{part.kind}_role", "其他考核"), text, number)
        for text in _located(part.forms, canonical):
            yield Offered(("考核评价",), "考核形式", text)
    for text in rule:
        yield Offered(("考核评价",), "考核比例", text)


def _located(values: Iterable[Value], canonical: str) -> list[Located]:
    return [Located.of(value, canonical) for value in values]
