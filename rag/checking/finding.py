"""What a check finds: a rule, a sentence for the teacher, the places it is about and a mend."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from indexing.kinds import Outline
from indexing.kinds.shared.values import Value

#: A quote shorter than this says nothing on its own (a bare ``2``) and is widened.
_SHORTEST_QUOTE = 6
#: A unit up to this long is quoted whole.
_SHORT_UNIT = 40


@dataclass(frozen=True, slots=True)
class Place:
    """A place in a document; ``quote`` is ``canonical[start:end]``.

    ``page`` is the printed page, ``None`` where there is none; ``path`` the headings around it.
    """

    quote: str
    page: int | None
    start: int
    end: int
    path: tuple[str, ...]


class Severity(StrEnum):
    """How sure a finding is: an error is wrong as it stands, advice is for the teacher to judge."""

    ERROR = "error"
    ADVICE = "advice"


@dataclass(frozen=True, slots=True)
class Finding:
    """A contradiction, a slip or something missing.

    Attributes:
        rule: name of the rule, stable, for programs.
        message: what is wrong, in Chinese.
        places: where, at least one.
        mend: what to do about it, in Chinese; concrete, never empty.
        severity: error or advice.
    """

    rule: str
    message: str
    places: tuple[Place, ...]
    mend: str
    severity: Severity = Severity.ERROR


def place(outline: Outline, start: int, end: int) -> Place:
    """Return a span as a place; a very short one with its line, or its whole unit if short."""
    text = outline.document.canonical
    if end - start < _SHORTEST_QUOTE:
        start, end = _widened(outline, start, end)
    # Sections come in reading order, so the last one around the place is the innermost.
    around = [s for s in outline.document.sections if s.start <= start and end <= s.end]
    path = around[-1].path if around else ()
    return Place(text[start:end], outline.page_at(start), start, end, path)


def at(outline: Outline, value: Value) -> Place:
    """Return the place of a value; of one printed in parts, that of its first part."""
    return place(outline, value.start, value.end)


def first_line(outline: Outline) -> Place:
    """Return the first line of a document: the place of what is found nowhere in it."""
    units = outline.document.units
    end = units[0].end if units else len(outline.document.canonical)
    line = outline.document.canonical[:end].split("\n", 1)[0]
    return place(outline, 0, len(line))


def _widened(outline: Outline, start: int, end: int) -> tuple[int, int]:
    units = outline.document.units
    unit = next((u for u in units if u.start <= start and end <= u.end), None)
    if unit is None:
        return start, end
    if unit.end - unit.start <= _SHORT_UNIT:
        return unit.start, unit.end
    before = outline.document.canonical[unit.start : start]
    return unit.start + max(before.rfind("\n"), before.rfind("\t")) + 1, end
