"""How deep each heading stands: schemes of numbers nest as this document nests them.

A heading goes on with the open heading that its number follows (``三、`` after ``二、``, however
many chapters stood between). One that begins anew at 1 goes where its scheme stood before, else
below the last heading that usually ranks above it. A chapter stays inside ``七、教学内容`` where
``八、`` comes later, and ``一、`` inside a chapter although an outer ``一、`` is open.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

#: So many numbers may be missing in a sequence.
_GAP = 2
#: Headings looked at for the next number of a run.
_AHEAD = 400
_LIKE = 0.02
_ROOT = ""
#: A heading without a number stands above numbered ones only in a type so much larger.
_LARGER = 0.08


@dataclass(frozen=True, slots=True)
class Place:
    """A heading: its scheme, its number (0 for none), its usual rank and the size of its type."""

    key: str
    value: int
    rank: float
    look: float


class Nesting:
    """Gives every heading its level."""

    def __init__(self, places: Sequence[Place]) -> None:
        self._places = places
        self._open: list[Place] = []
        self._parents: dict[str, set[str]] = defaultdict(set)

    def levels(self) -> list[int]:
        """Return the level of each heading, 1 for the highest; no level is left out."""
        return [self._enter(at) for at in range(len(self._places))]

    def _enter(self, at: int) -> int:
        place = self._places[at]
        depth = self._goes_on(place)
        if depth is None:
            depth = self._as_before(place)
        if depth is None:
            depth = self._anew(at, place)
        del self._open[depth:]
        self._parents[place.key].add(self._open[-1].key if self._open else _ROOT)
        self._open.append(place)
        return len(self._open)

    def _goes_on(self, place: Place) -> int | None:
        """Return the depth of the open heading that this one follows."""
        for depth in range(len(self._open) - 1, -1, -1):
            other = self._open[depth]
            if other.rank < 0 <= place.rank:
                return None  # nothing is above a heading that the format marks but others of them
            if other.key != place.key:
                continue
            if not place.value or place.rank < 0 or 0 < place.value - other.value <= 1 + _GAP:
                return depth
        return None

    def _as_before(self, place: Place) -> int | None:
        """Return the depth below the open heading of the scheme that it stood below before."""
        if place.rank < 0:
            return None
        for depth in range(len(self._open) - 1, -1, -1):
            if self._open[depth].key in self._parents[place.key]:
                return depth + 1
        return None

    def _anew(self, at: int, place: Place) -> int:
        """Return the depth below the last open heading that ranks above this one."""
        depth = len(self._open)
        while depth and not self._is_above(self._open[depth - 1], place, at):
            depth -= 1
        return depth

    def _is_above(self, other: Place, place: Place, at: int) -> bool:
        if other.rank < 0 and place.rank >= 0:
            return True
        if other.value == 0 and other.rank > 0 and place.value:
            return other.look > place.look + _LARGER
        if place.value == 0 and place.rank > 0 and abs(other.look - place.look) > _LIKE:
            return other.look > place.look or (other.value > 0 and self._holds(other, place, at))
        if place.value == 0 and place.rank > 0 and other.value:
            return self._holds(other, place, at)
        return other.rank < place.rank or self._resumes(other, at)

    def _holds(self, other: Place, place: Place, at: int) -> bool:
        """Whether a numbered heading holds one without a number.

        Behind the last unit one that stood outside of the units before does so again.
        """
        return _ROOT not in self._parents[place.key] or self._resumes(other, at)

    def _resumes(self, other: Place, at: int) -> bool:
        """Whether the run of an open heading goes on behind this one, before it begins anew."""
        if not other.value or other.key == self._places[at].key:
            return False
        own = self._places[at].key
        for later in self._places[at + 1 : at + 1 + _AHEAD]:
            if later.key == other.key:
                return 0 < later.value - other.value <= 1
            if later.key != own and later.rank < min(other.rank, self._places[at].rank):
                return False
        return False
