"""Where a document contradicts itself, slips of the pen, and what a lesson plan leaves out.

Each rule is a function of the outline and the records that yields findings; of a document of
another kind it finds nothing. A rule keeps silent where a reading is uncertain: a false alarm
costs more trust than a missed slip. Nothing here compares two documents, and nothing is mended.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from indexing.consistency.abilities import tasks_and_courses
from indexing.consistency.classes import classes
from indexing.consistency.columns import columns
from indexing.consistency.copied import copied
from indexing.consistency.course_hours import course_hours
from indexing.consistency.finding import Finding, Place, Severity
from indexing.consistency.foreign import foreign
from indexing.consistency.glosses import glosses
from indexing.consistency.goals import goals
from indexing.consistency.heads import heads
from indexing.consistency.listed import listed
from indexing.consistency.marks import marks
from indexing.consistency.missing_fields import blanks, missing_fields
from indexing.consistency.presentations import presentations
from indexing.consistency.repeated import doubled, repeated
from indexing.consistency.resources import resources
from indexing.consistency.rubrics import rubrics
from indexing.consistency.step_names import step_names
from indexing.consistency.syllabus_sums import syllabus_sums
from indexing.consistency.timing import lesson_minutes, untimed
from indexing.consistency.titles import titles
from indexing.consistency.unsourced import unsourced
from indexing.extract import Outline, Records
from indexing.records import Document
from indexing.structure.vocabulary import vocabulary

__all__ = ["Finding", "Place", "Severity", "check", "rule_name"]

_RULES: tuple[Callable[[Outline, Records], Iterator[Finding]], ...] = (
    course_hours,
    syllabus_sums,
    marks,
    rubrics,
    tasks_and_courses,
    listed,
    glosses,
    untimed,
    presentations,
    repeated,
    doubled,
    copied,
    titles,
    foreign,
    classes,
    goals,
    resources,
    columns,
    step_names,
    heads,
    missing_fields,
    blanks,
    unsourced,
)


def check(
    document: Document, records: Records, *, minutes_per_lesson: int | None = None
) -> tuple[Finding, ...]:
    """Return the findings in a document, in the order of their first places.

    Args:
        document: the document as understood.
        records: its records, from :func:`indexing.extract.records_of`.
        minutes_per_lesson: minutes of a lesson at this school; ``None`` where 45 and 40 will do.
    """
    outline = Outline(document)
    found = [finding for rule in _RULES for finding in rule(outline, records)]
    found += lesson_minutes(outline, records, minutes_per_lesson)
    # Two figures of one short line have one place.
    whole = [replace(one, places=tuple(dict.fromkeys(one.places))) for one in found]
    return tuple(sorted(whole, key=lambda finding: finding.places[0].start))


def rule_name(rule: str) -> str:
    """Return what a rule is called in Chinese."""
    names: dict[str, str] = vocabulary()["consistency"]["rules"]
    return names[rule]
