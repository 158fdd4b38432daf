"""Courses and tasks that the indexed standards offer for a lesson plan."""

from __future__ import annotations

from dataclasses import dataclass

from indexing.index import Index
from indexing.kinds import records_of
from indexing.kinds.standard.course import Course
from indexing.kinds.standard.programme import Programme
from indexing.records import Document, DocumentKind
from rag.drafting.phrases import tidy, topic_of


@dataclass(frozen=True, slots=True)
class TaskOffer:
    """A reference task; ``hours`` is ``None`` where the standard names none."""

    name: str
    hours: int | None
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Offer:
    """A course of a standard.

    Attributes:
        document: path of the standard.
        title: title of the standard.
        course: name of the course.
        hours: its hours, if named.
        level: the level it is taught at, empty where the standard does not say.
        tasks: its reference tasks.
    """

    document: str
    title: str
    course: str
    hours: int | None
    level: str
    tasks: tuple[TaskOffer, ...]


@dataclass(frozen=True, slots=True)
class Standard:
    """A standard with its courses; read anew for every request, kept by nobody."""

    document: Document
    programme: Programme | None
    courses: tuple[Course, ...]


def standards(index: Index) -> tuple[Standard, ...]:
    """Return the standards of an index that have courses.

    Raises:
        IndexDamagedError: the index cannot be read.
    """
    out = []
    for info in index.documents():
        if info.kind != DocumentKind.STANDARD:
            continue
        document = index.document(info.id)
        if document is not None:
            records = records_of(document)
            if records.courses:
                out.append(Standard(document, records.programme, records.courses))
    return tuple(out)


def offers(index: Index) -> tuple[Offer, ...]:
    """Return every course of every indexed standard, in the order of the documents.

    Raises:
        IndexDamagedError: the index cannot be read.
    """
    return tuple(
        _offer(standard, course) for standard in standards(index) for course in standard.courses
    )


def _offer(standard: Standard, course: Course) -> Offer:
    name = tidy(course.name.text)
    return Offer(
        document=standard.document.path,
        title=standard.document.title,
        course=name,
        hours=course.hours.number if course.hours else None,
        level=level_of(standard, name),
        tasks=tuple(
            TaskOffer(topic_of(t.name.text), t.hours.number if t.hours else None, t.optional)
            for t in course.tasks
        ),
    )


def level_of(standard: Standard, course: str) -> str:
    """Return the first level whose table of courses has the course, empty where none has it.

    Levels come in order, and a higher one repeats the courses of those below it.
    """
    tables = standard.programme.tables if standard.programme else ()
    return next(
        (t.level for t in tables if t.level and any(tidy(r.name.text) == course for r in t.rows)),
        "",
    )
