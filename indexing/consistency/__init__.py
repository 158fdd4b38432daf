"""Where a document contradicts itself, and slips of the pen: advice for the teacher.

Each rule is a function of the outline and the records that yields findings. A rule keeps silent
where a reading is uncertain: a false alarm costs more trust than a missed slip. Nothing here
compares two documents, and nothing is mended.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from indexing.consistency.abilities import tasks_and_courses
from indexing.consistency.course_hours import course_hours
from indexing.consistency.finding import Finding, Place
from indexing.consistency.glosses import glosses
from indexing.consistency.listed import listed
from indexing.consistency.marks import marks
from indexing.consistency.repeated import doubled, repeated
from indexing.consistency.syllabus_sums import syllabus_sums
from indexing.consistency.timing import lesson_minutes, presentations
from indexing.consistency.titles import titles
from indexing.extract import Outline, Records
from indexing.records import Document

__all__ = ["Finding", "Place", "check"]

_RULES: tuple[Callable[[Outline, Records], Iterator[Finding]], ...] = (
    course_hours,
    syllabus_sums,
    marks,
    tasks_and_courses,
    listed,
    glosses,
    lesson_minutes,
    presentations,
    repeated,
    doubled,
    titles,
)


def check(document: Document, records: Records) -> tuple[Finding, ...]:
    """Return the findings in a document, in the order of their first places.

    Args:
        document: the document as understood.
        records: its records, from :func:`indexing.extract.records_of`.
    """
    outline = Outline(document)
    found = [
        # Two figures of one short line have one place.
        replace(finding, places=tuple(dict.fromkeys(finding.places)))
        for rule in _RULES
        for finding in rule(outline, records)
    ]
    return tuple(sorted(found, key=lambda finding: finding.places[0].start))
