"""Headings that a question names, and how far a place is one of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from indexing.tokenize import normalise_query

_IMPLIED = 0.5
#: Headings that a question implies come the likeliest first; each later one counts less.
_LATER = 0.4


@dataclass(frozen=True, slots=True)
class Mention:
    """A heading named in a question.

    Attributes:
        name: the name as found.
        headings: folded headings that have this name.
        count: number of sections with it; fewer is more telling.
        start: where the question names it; -1 where it only follows from what is asked.
    """

    name: str
    headings: frozenset[str]
    count: int
    start: int

    def covers(self, path: Sequence[str]) -> bool:
        """Whether a heading path runs through one of these headings."""
        return any(normalise_query(heading) in self.headings for heading in path)


def heading_matches(path: Sequence[str], mentions: Sequence[Mention], text: str = "") -> float:
    """Return how much of what a question names stands in a heading path, from 0 to 1.

    A heading that is rare in the index weighs more than one that every course has. Of several
    headings that the question only implies, one is enough.

    Args:
        path: the headings.
        mentions: what the question names.
        text: folded words below the headings that may name it as well.
    """
    folded = {normalise_query(heading) for heading in path}
    named = [mention for mention in mentions if mention.start >= 0]
    implied = [mention for mention in mentions if mention.start < 0]
    total = sum(_weight(mention) for mention in named) + (_IMPLIED if implied else 0.0)
    if not total:
        return 0.0
    met = sum(_weight(m) for m in named if m.headings & folded or m.name in text)
    ranks = (at for at, mention in enumerate(implied) if mention.headings & folded)
    met += _IMPLIED * max(1 - _LATER * next(ranks, len(implied) + 9), 0.0)
    return met / total


def _weight(mention: Mention) -> float:
    return 1.0 / (1.0 + 0.1 * (mention.count - 1))
