"""A lesson plan with all its fields."""

from __future__ import annotations

import re
from dataclasses import dataclass

from indexing.extract.classroom_task import ClassroomTask, classroom_task, titles
from indexing.extract.figures import Weight, weights
from indexing.extract.lesson_steps import Step, lesson_steps
from indexing.extract.outline import Outline
from indexing.extract.values import Part, Value
from indexing.records import Section
from indexing.structure.vocabulary import alias, label

_COLON = re.compile(r"^([^：:]{2,10})[：:]\s*")
_NUMBER = re.compile(r"\d{1,3}")


@dataclass(frozen=True, slots=True)
class Field:
    """A short field at the top; ``name`` is that of the vocabulary, ``value.number`` its figure."""

    name: str
    value: Value


@dataclass(frozen=True, slots=True)
class LessonPlan:
    """A lesson plan; what it leaves out is empty or ``None``.

    Attributes:
        basics: unit, class, form, task, place, lessons …
        learners: the aspects of 学情分析.
        goals: goals by kind (知识目标 …).
        ideology: fields of 课程思政.
        key_points: 重点.
        difficult_points: 难点.
        task: the task of the lesson.
        resources: resources by place (线下, 线上).
        methods: teaching methods.
        assessment: how the lesson is assessed.
        weights: the percentages named there.
        steps: the teaching process.
        reflection: parts of 教学反思.
        titles: every title in 《》 anywhere in the plan, in reading order.
    """

    basics: tuple[Field, ...]
    learners: tuple[Part, ...]
    goals: tuple[Part, ...]
    ideology: tuple[Part, ...]
    key_points: tuple[Value, ...]
    difficult_points: tuple[Value, ...]
    task: ClassroomTask | None
    resources: tuple[Part, ...]
    methods: tuple[Value, ...]
    assessment: tuple[Value, ...]
    weights: tuple[Weight, ...]
    steps: tuple[Step, ...]
    reflection: tuple[Part, ...]
    titles: tuple[Value, ...]

    def basic(self, name: str) -> Value | None:
        """Return a short field by its name in the vocabulary (``课时数``)."""
        return next((field.value for field in self.basics if field.name == name), None)


def lesson_plan(outline: Outline) -> LessonPlan:
    """Return the plan that a document is."""
    fields: dict[str, Section] = {}
    for section in outline.document.sections[1:]:
        name = alias("lesson_plan", "fields", section.heading)
        if name:
            fields.setdefault(name, section)

    def parts(name: str) -> tuple[Part, ...]:
        return _parts(outline, fields[name]) if name in fields else ()

    def text(name: str) -> tuple[Value, ...]:
        section = fields.get(name)
        return outline.values(outline.units(section.id, deep=True)) if section else ()

    points = parts("教学重点及难点")
    exam = fields.get("考核评价")
    task = fields.get("课堂任务")
    return LessonPlan(
        basics=_basics(outline, min((s.start for s in fields.values()), default=None)),
        learners=parts("学情分析"),
        goals=parts("教学目标"),
        ideology=parts("课程思政"),
        key_points=_under(points, "重点"),
        difficult_points=_under(points, "难点"),
        task=classroom_task(outline, task) if task else None,
        resources=parts("教学资源"),
        methods=text("教学方法"),
        assessment=text("考核评价"),
        weights=weights(outline, exam.start, exam.end) if exam else (),
        steps=lesson_steps(outline),
        reflection=parts("教学反思"),
        titles=titles(outline, 0, len(outline.document.canonical)),
    )


def _basics(outline: Outline, before: int | None) -> tuple[Field, ...]:
    """Return the short fields: rows of label and value, or lines with a colon, at the top."""
    out: list[Field] = []
    end = len(outline.document.canonical) if before is None else before
    for unit in outline.document.units:
        if unit.start >= end:
            break
        text = outline.text(unit)
        at = text.find("\t")
        colon = _COLON.match(text)
        name, start = (text[:at], at + 1) if at >= 0 else ("", 0)
        if at < 0 and colon:
            name, start = colon[1], colon.end()
        known = alias("lesson_plan", "basics", name) if name else None
        if known and start < len(text):
            number = outline.search(_NUMBER, unit.start + start, unit.end)
            count = int(number[0]) if number and known == "课时数" else None
            out.append(Field(known, outline.value(unit.start + start, unit.end, count)))
    return tuple(out)


def _parts(outline: Outline, section: Section) -> tuple[Part, ...]:
    """Return the labelled parts of a field; text before the first label is a part without one."""
    own = outline.values(outline.units(section.id))
    parts = [Part("", None, own)] if own else []
    parts += [outline.part(child) for child in outline.children(section.id)]
    return tuple(parts)


def _under(parts: tuple[Part, ...], word: str) -> tuple[Value, ...]:
    return tuple(v for part in parts if label(part.name).endswith(word) for v in part.text)
