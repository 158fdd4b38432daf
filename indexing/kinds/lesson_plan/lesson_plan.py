"""A lesson plan with all its fields, and the task of the lesson (课堂任务)."""

from __future__ import annotations

import re
from dataclasses import dataclass

from indexing.kinds.lesson_plan.lesson_steps import Step, lesson_steps
from indexing.kinds.shared.figures import Weight, weights
from indexing.kinds.shared.outline import Outline
from indexing.kinds.shared.values import Field, Part, Value
from indexing.kinds.shared.vocabulary import alias, label, vocabulary
from indexing.records import Section, Unit, UnitKind

_COLON = re.compile(r"^([^：:]{2,10})[：:]\s*")
_NUMBER = re.compile(r"\d{1,3}")
_TITLE = re.compile(r"《[^《》\n]{2,50}》")
_WORDS = re.compile(r"(?P<count>\d{2,5})\s*字(?!节)(?:左右|以上|以内|以下)?")
_LABELLED = re.compile(r"^\s*[【\[]?([^：:】\]\s]{2,6})[】\]]?\s*(?:[：:]\s*|$)")


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


@dataclass(frozen=True, slots=True)
class ClassroomTask:
    """What learners are asked to make in the lesson.

    Attributes:
        situation: the case they work on.
        requirements: what they have to do.
        goals: by what the result is judged (设计目标).
        deliverables: titles in 《》.
        words: lengths asked for (``number`` characters).
    """

    situation: tuple[Value, ...]
    requirements: tuple[Value, ...]
    goals: tuple[Value, ...]
    deliverables: tuple[Value, ...]
    words: tuple[Value, ...]


def classroom_task(outline: Outline, section: Section) -> ClassroomTask:
    """Return the task under ``section``."""
    words: dict[str, list[str]] = vocabulary()["classroom_task"]
    runs: dict[str, list[Value]] = {key: [] for key in ("situation", "requirements", "goals")}
    key = ""
    for unit in outline.units(section.id, deep=True):
        value, opened = _opened(outline, unit, words)
        key = opened or key
        if value is None or (opened or key) == "words":
            continue
        # Without labels: the case is told in paragraphs, the requirements are numbered.
        if not opened and key in ("", "situation") and unit.kind is UnitKind.ITEM:
            key = "requirements"
        runs[key or "situation"].append(value)
    return ClassroomTask(
        tuple(runs["situation"]),
        tuple(runs["requirements"]),
        tuple(runs["goals"]),
        titles(outline, section.start, section.end),
        tuple(
            outline.value(*found.span(), int(found["count"]))
            for found in outline.finditer(_WORDS, section.start, section.end)
        ),
    )


def titles(outline: Outline, start: int, end: int) -> tuple[Value, ...]:
    """Return every title in 《》 in a span."""
    return tuple(outline.value(*found.span()) for found in outline.finditer(_TITLE, start, end))


def _opened(outline: Outline, unit: Unit, words: dict[str, list[str]]) -> tuple[Value | None, str]:
    """Return a unit without the label it may open with, and the part that label opens."""
    match = _LABELLED.match(outline.text(unit))
    name = label(match[1]) if match else ""
    key = next((key for key, names in words.items() if name and name in names), "")
    if match is None or not key:
        return outline.unit_value(unit), ""
    start = unit.start + match.end()
    return (outline.value(start, unit.end) if start < unit.end else None), key
