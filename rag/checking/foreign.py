"""Activities of a step that belong to another lesson.

What teacher and students do in a step is about what the plan says elsewhere: its goals, its task,
the contents of its steps. A subject that runs through several activities of one step and occurs
nowhere else is new to the plan. New subjects alone are no error: they are reported where they are
several, or where the text shows a seam: a label used twice in a cell, or a line break before one
of its parts only. Activities that share next to nothing with the rest of the plan are reported
whole.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import combinations, pairwise

from indexing.kinds import Outline, Records
from indexing.kinds.lesson_plan.lesson_steps import Step
from indexing.searchtext import fold
from rag.checking.finding import Finding, Severity, place
from rag.checking.wording import Activity, activities, characters, pairs, runs

#: Without a seam, so many new subjects, or one so long, in activities that say little else.
_SUBJECTS = 2
_LONG_SUBJECT = 4
_KNOWN = 0.4
#: Activities of so many pairs, of which less than this part is known, are about something else:
#: those of both columns, or of one. Of plans of one piece every step has at least an eighth.
_BOTH = (16, 0.15)
_ONE = (12, 0.07)
#: But not a step told in other words, of which the plan has so many of the characters ...
_OTHER_WORDS = 0.68
#: ... unless next to nothing of both columns is known.
_NOTHING = 0.05


def foreign(outline: Outline, records: Records) -> Iterator[Finding]:
    """Yield steps with activities about what no other place of the plan speaks of."""
    for step in records.lesson_plan.steps if records.lesson_plan else ():
        columns = (activities(outline, step.teacher), activities(outline, step.student))
        elsewhere = _Elsewhere(outline, step)
        finding = _subjects(outline, step, columns, elsewhere)
        finding = finding or _whole(outline, step, columns, elsewhere)
        if finding is not None:
            yield finding


def _subjects(
    outline: Outline, step: Step, columns: tuple[list[Activity], ...], elsewhere: _Elsewhere
) -> Finding | None:
    """Return the activities that share a subject new to the plan, if that is sure enough."""
    parts = [part for column in columns for part in column]
    subjects: dict[str, None] = {}
    odd: set[int] = set()
    for (i, one), (j, other) in combinations(enumerate(parts), 2):
        new = elsewhere.new_subjects(one.text, other.text)
        if new:
            subjects |= dict.fromkeys(new)
            odd |= {i, j}
    strange = [parts[i] for i in sorted(odd)]
    seam = any(_seam(outline, column, strange) for column in columns)
    many = len(subjects) >= _SUBJECTS or any(len(one) >= _LONG_SUBJECT for one in subjects)
    if not subjects or not (seam or (many and elsewhere.share(strange) < _KNOWN)):
        return None
    severity = Severity.ERROR if seam else Severity.ADVICE
    return _finding(outline, step, strange, tuple(subjects), severity)


def _whole(
    outline: Outline, step: Step, columns: tuple[list[Activity], ...], elsewhere: _Elsewhere
) -> Finding | None:
    """Return the activities of both columns, or of one, that are about something else."""
    both = [part for column in columns for part in column]
    for parts, (fewest, most) in ((both, _BOTH), *((column, _ONE) for column in columns)):
        known = elsewhere.share(parts)
        if len(_pairs_of(parts)) < fewest or known >= most:
            continue
        nothing = parts is both and known < _NOTHING
        if nothing or elsewhere.share_of_characters(parts) < _OTHER_WORDS:
            return _finding(outline, step, parts, (), Severity.ADVICE)
    return None


def _finding(
    outline: Outline,
    step: Step,
    parts: list[Activity],
    subjects: tuple[str, ...],
    severity: Severity,
) -> Finding:
    about = f"讲的是{'、'.join(f'“{subject}”' for subject in subjects)}，" if subjects else ""
    return Finding(
        "foreign_text",
        f"“{step.label}”有 {len(parts)} 处活动{about}与本课的目标、任务和其他环节都对不上，"
        "可能是从别的教案带来的。",
        tuple(place(outline, part.start, part.end) for part in parts),
        f"删去这 {len(parts)} 处，或改写成“{step.label}”教学内容里的活动。",
        severity,
    )


def _seam(outline: Outline, column: list[Activity], strange: list[Activity]) -> bool:
    """Whether a strange part of a column shows that it was put in later."""
    inside = [part for part in column if part in strange]
    labels = [part.label for part in column]
    if any(part.label and labels.count(part.label) > 1 for part in inside):
        return True
    text = outline.document.canonical
    broken = ["\n" in text[one.end : other.start] for one, other in pairwise(column)]
    if len(broken) < 2 or sum(broken) != 1:
        return False
    # One break among parts that otherwise follow on one line.
    at = broken.index(True)
    return column[at] in inside or column[at + 1] in inside


class _Elsewhere:
    """The text of a plan without the activities of ``step``."""

    def __init__(self, outline: Outline, step: Step) -> None:
        text = outline.document.canonical
        cells = [cell for cell in (step.teacher, step.student) if cell is not None]
        spans = sorted(s for cell in cells for s in ((cell.start, cell.end), *cell.rest))
        starts = [0, *(end for _, end in spans)]
        ends = [*(start for start, _ in spans), len(text)]
        self._text = "\n".join(text[a:b] for a, b in zip(starts, ends, strict=True))

    @cached_property
    def pairs(self) -> frozenset[str]:
        """The pairs of characters that the plan has elsewhere."""
        return pairs(self._text)

    @cached_property
    def characters(self) -> frozenset[str]:
        """The characters that the plan has elsewhere."""
        return frozenset(fold(self._text))

    def share(self, parts: Sequence[Activity]) -> float:
        """Return the part of the pairs of some activities that the plan has elsewhere."""
        found = _pairs_of(parts)
        return len(found & self.pairs) / len(found) if found else 1.0

    def share_of_characters(self, parts: Sequence[Activity]) -> float:
        """Return the part of the characters of some activities that the plan has elsewhere."""
        found: frozenset[str] = frozenset().union(*(characters(part.text) for part in parts))
        return len(found & self.characters) / len(found) if found else 1.0

    def new_subjects(self, one: str, other: str) -> list[str]:
        """Return the longest stretches two texts share, of which no pair occurs elsewhere."""
        shared = pairs(one) & pairs(other)
        out: list[str] = []
        for run in runs(one):
            stretch = ""
            for at in range(len(run)):
                pair = run[at : at + 2]
                if pair in shared:
                    stretch = stretch + pair[1] if stretch else pair
                    continue
                if stretch and not pairs(stretch) & self.pairs:
                    out.append(stretch)
                stretch = ""
        return out


def _pairs_of(parts: Sequence[Activity]) -> frozenset[str]:
    """Return the pairs of some activities."""
    return frozenset().union(*(pairs(part.text) for part in parts))
