"""From a document to its records: what it says, typed, each value with its place and page.

Everything rests on the section tree, the units and the tables of the document, and on the words
of ``indexing/kinds/shared/vocabulary.toml``. Nothing here knows of questions, and nothing checks
whether a document agrees with itself.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, is_dataclass
from typing import Any

from indexing.kinds.lesson_plan.lesson_plan import LessonPlan, lesson_plan
from indexing.kinds.shared.outline import Outline
from indexing.kinds.shared.values import Value
from indexing.kinds.standard.course import Course, courses
from indexing.kinds.standard.programme import Programme, programme
from indexing.kinds.syllabus.syllabus import Syllabus, syllabus
from indexing.records import Document, DocumentKind


@dataclass(frozen=True, slots=True)
class Records:
    """The records of one document; those of other kinds of document are ``None`` or empty."""

    programme: Programme | None = None
    courses: tuple[Course, ...] = ()
    lesson_plan: LessonPlan | None = None
    syllabus: Syllabus | None = None


#: Kinds that have records also where no parser of theirs read the document: fields are enough.
_BY_FIELDS = {
    DocumentKind.LESSON_PLAN: DocumentKind.LESSON_PLAN,
    DocumentKind.SYLLABUS: DocumentKind.SYLLABUS,
    DocumentKind.SCHEDULE: DocumentKind.SYLLABUS,
}


def records_of(document: Document) -> Records:
    """Return the records of a document; of a generic one there are none.

    They rest on the layout: a standard of a form of its own has tables, which are read as such.
    """
    outline = Outline(document)
    layout = document.layout or document.kind
    if layout is DocumentKind.GENERIC or document.layout is None:
        layout = _BY_FIELDS.get(document.kind, layout)
    if layout is DocumentKind.STANDARD:
        return Records(programme=programme(outline), courses=courses(outline))
    if layout is DocumentKind.LESSON_PLAN:
        return Records(lesson_plan=lesson_plan(outline))
    if layout is DocumentKind.SYLLABUS:
        return Records(syllabus=syllabus(outline))
    return Records()


def to_json(record: object) -> Any:  # noqa: ANN401 - JSON values have no common type
    """Return a record as JSON values; of a value, ``number`` and ``rest`` only where it has them.

    What is absent is ``null`` or an empty list.
    """
    if isinstance(record, tuple | list):
        return [to_json(item) for item in record]
    if not is_dataclass(record):
        return record
    values = {field.name: to_json(getattr(record, field.name)) for field in fields(record)}
    if isinstance(record, Value):
        kept = ("number",) if record.number is None else ()
        dropped = {*kept, *(() if record.rest else ("rest",))}
        return {name: value for name, value in values.items() if name not in dropped}
    return values
