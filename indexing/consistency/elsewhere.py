"""The plan but for what teacher and students do in one step: what the step is compared with."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

from indexing.consistency.wording import Activity, characters, pairs, runs
from indexing.extract import Outline
from indexing.extract.lesson_steps import Step
from indexing.searchtext import fold


class Elsewhere:
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
        found = all_of(parts)
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


def all_of(parts: Sequence[Activity]) -> frozenset[str]:
    """Return the pairs of some activities."""
    return frozenset().union(*(pairs(part.text) for part in parts))
