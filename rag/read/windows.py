"""What the reader's network is given: a question beside a passage, in tokens.

A window is ``<s> question </s> head </s> units … </s>``. A passage too long for one window goes
into several, unit by unit; a unit is parted only where it alone is too long for one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

#: Tokens of a window, of its question and of its head. Of a longer head both ends are kept: the
#: title and the nearest heading.
LONGEST, _QUESTION, _HEAD, _TITLE = 288, 64, 64, 24


class Tokens(Protocol):
    """A text in tokens."""

    @property
    def ids(self) -> list[int]:
        """Their ids."""


class Tokenizer(Protocol):
    """What is needed of a ``tokenizers.Tokenizer``."""

    def encode(self, sequence: str, *, add_special_tokens: bool) -> Tokens:
        """Return a text in tokens."""

    def token_to_id(self, token: str) -> int | None:
        """Return the id of a token."""


@dataclass(frozen=True, slots=True)
class Window:
    """A question beside some units of a passage.

    Attributes:
        ids: the tokens.
        first: number of the first unit in the passage.
        places: where each unit begins and ends in ``ids``.
    """

    ids: tuple[int, ...]
    first: int
    places: tuple[tuple[int, int], ...]


class Windows:
    """Makes windows. Safe to share by threads.

    Args:
        tokenizer: of the network.
    """

    def __init__(self, tokenizer: Tokenizer) -> None:
        self._tokenizer = tokenizer
        begin, end = tokenizer.token_to_id("<s>"), tokenizer.token_to_id("</s>")
        if begin is None or end is None:
            raise ValueError("the tokenizer has no <s> and </s>")
        self._begin, self._end = begin, end

    def of(self, question: str, head: str, units: Sequence[str]) -> list[Window]:
        """Return the windows of a passage, at least one.

        Args:
            question: folded.
            head: see :func:`rag.read.units.head_of`.
            units: their views.
        """
        above = self._ids(head)
        if len(above) > _HEAD:
            above = above[:_TITLE] + above[_TITLE - _HEAD :]
        opening = [self._begin, *self._ids(question)[:_QUESTION], self._end, *above, self._end]
        room = LONGEST - len(opening) - 1
        out: list[Window] = []
        ids, places, first = list(opening), list[tuple[int, int]](), 0
        for number, unit in enumerate(units):
            own = self._ids(unit)
            for start in range(0, max(len(own), 1), room):
                piece = own[start : start + room]
                if places and len(ids) + len(piece) >= LONGEST:
                    out.append(Window((*ids, self._end), first, tuple(places)))
                    ids, places, first = list(opening), [], number
                places.append((len(ids), len(ids) + len(piece)))
                ids += piece
        return [*out, Window((*ids, self._end), first, tuple(places))]

    def _ids(self, text: str) -> list[int]:
        return self._tokenizer.encode(text, add_special_tokens=False).ids
