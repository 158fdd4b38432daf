"""Rules for lesson plans and other documents: what contradicts itself, what is missing, slips.

Each rule is a function of the outline and the records that yields findings; of a document of
another kind it finds nothing. A rule keeps silent where a reading is uncertain: a false alarm
costs more trust than a missed slip. Nothing here compares two documents, and nothing is mended.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from indexing.kinds import Outline, Records, records_of
from indexing.records import Document
from rag.checking.any_text import doubled, glosses, listed
from rag.checking.classes import classes
from rag.checking.curriculum import course_hours, syllabus_sums, tasks_and_courses
from rag.checking.finding import Finding, Place, Severity
from rag.checking.foreign import foreign
from rag.checking.missing import blanks, empty_cells, missing_fields, unsourced
from rag.checking.names import heads, step_names, titles
from rag.checking.repeated import copied, repeated
from rag.checking.timing import lesson_minutes, presentations, untimed
from rag.checking.unserved import goals, resources
from rag.checking.weights import marks, rubrics
from rag.checking.wording import rule_words

__all__ = ["Finding", "Place", "Severity", "check", "rule_name"]

# The order of findings at one place.
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
    empty_cells,
    step_names,
    heads,
    missing_fields,
    blanks,
    unsourced,
)


def check(document: Document, *, minutes_per_lesson: int | None = None) -> tuple[Finding, ...]:
    """Return the findings in a document, in the order of their first places.

    Args:
        document: the document as understood.
        minutes_per_lesson: minutes of a lesson at this school; ``None`` where 45 and 40 will do.
    """
    outline, records = Outline(document), records_of(document)
    found = [finding for rule in _RULES for finding in rule(outline, records)]
    found += lesson_minutes(outline, records, minutes_per_lesson)
    # Two figures of one short line have one place.
    whole = [replace(one, places=tuple(dict.fromkeys(one.places))) for one in found]
    return tuple(sorted(whole, key=lambda finding: finding.places[0].start))


def rule_name(rule: str) -> str:
    """Return what a rule is called in Chinese."""
    names: dict[str, str] = rule_words()["rules"]
    return names[rule]
