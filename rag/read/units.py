"""What the reader reads: the units of a passage, in windows of tokens beside the question.

A unit is a sentence, a list item or a table row. It has its place in the passage, and the words
by which it is read: those of the search text (Simplified, NFKC), and for a row each cell behind
the name of its column. A bare ``2`` under ``学分`` means nothing; ``学分=2`` does.

A window is ``<s> question </s> head </s> units … </s>``. A passage too long for one window goes
into several, unit by unit; a unit is parted only where it alone is too long for one.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from indexing.records import Chunk, ChunkKind, Row, RowCell, names_in
from indexing.searchtext import fold
from rag.ask.chatter import for_readers
from rag.text.sentences import Sentence, by_column, table_header

#: Tokens of a window, of its question and of its head. Of a longer head both ends are kept: the
#: title and the nearest heading.
LONGEST, _QUESTION, _HEAD, _TITLE = 288, 64, 64, 24


@dataclass(frozen=True, slots=True)
class Unit:
    """A sentence, item or row of a passage.

    Attributes:
        start: offset in the passage's text.
        end: offset after it.
        view: what the reader reads.
        cells: of a row, each with the name of its column; else empty.
        header: whether it names the columns of the rows below it.
        group: of a row, the cells before its own first one that it shares with rows above.
    """

    start: int
    end: int
    view: str
    cells: tuple[tuple[str, str], ...] = ()
    header: bool = False
    group: tuple[tuple[str, str], ...] = ()


def units_of(text: str, *, derived: bool, rows: Sequence[Row] = ()) -> tuple[Unit, ...]:
    """Return the units of a passage in reading order; what speaks to programs is none.

    Args:
        text: of the passage.
        derived: whether it is a fact sheet: a line each, the first its name.
        rows: the rows of tables in it, as its document has them.
    """
    parts = for_readers(text)
    known = {(row.start, row.end): row.cells for row in rows}
    names = {name for row in rows for cell in row.cells for name in names_in(cell.column)}
    header = None if derived or rows else table_header(parts)
    return tuple(
        _row_unit(part, cells)
        if (cells := known.get((part.start, part.end)))
        else _unit(part, header, names)
        for part in parts
    )


def units_in(chunk: Chunk) -> tuple[Unit, ...]:
    """Return the units of a chunk, see :func:`units_of`."""
    return units_of(chunk.text, derived=is_derived(chunk), rows=chunk.rows)


def head_of(chunk: Chunk) -> str:
    """Return what stands above a chunk: title, headings, what a list or table begins with."""
    return chunk.search_text.partition("\n")[0]


def is_derived(chunk: Chunk) -> bool:
    """Whether a chunk is a fact sheet."""
    return chunk.kind is ChunkKind.FACT_SHEET


def _row_unit(part: Sentence, cells: Sequence[RowCell]) -> Unit:
    spelt = "；".join(f"{cell.column}={cell.text}" for cell in cells if cell.text)
    told = tuple((cell.column, cell.text if cell.printed else "") for cell in cells)
    merged = tuple(itertools.takewhile(lambda cell: not cell.printed, cells))
    group = tuple((cell.column, cell.text) for cell in merged if cell.text)
    return Unit(part.start, part.end, fold(spelt), told, group=group)


def _unit(part: Sentence, header: Sentence | None, names: set[str]) -> Unit:
    if part is header or ("\t" in part.text and names.issuperset(part.text.split("\t"))):
        return Unit(part.start, part.end, fold(part.text.replace("\t", "｜")), header=True)
    cells = tuple(by_column(header.text, part.text)) if header else ()
    spelt = "；".join(f"{name}={cell}" for name, cell in cells if cell)
    return Unit(part.start, part.end, fold(spelt or part.text.replace("\t", "｜")), cells)


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
            head: see :func:`head_of`.
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
