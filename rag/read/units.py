"""The units of a passage that an answer is made of: sentences, list items, table rows.

A unit has its place in the passage, and the words by which the reader reads it: those of the
search text (Simplified, NFKC), and for a row each cell behind the name of its column. A bare
``2`` under ``学分`` means nothing; ``学分=2`` does.
"""

from __future__ import annotations

from dataclasses import dataclass

from indexing.records import Chunk, ChunkKind
from indexing.searchtext import fold
from rag.ask.chatter import for_readers
from rag.text.sentences import Sentence, by_column, table_header


@dataclass(frozen=True, slots=True)
class Unit:
    """A sentence, item or row of a passage.

    Attributes:
        start: offset in the passage's text.
        end: offset after it.
        view: what the reader reads.
        cells: of a row, each with the name of its column; else empty.
        header: whether it names the columns of the rows below it.
    """

    start: int
    end: int
    view: str
    cells: tuple[tuple[str, str], ...] = ()
    header: bool = False


def units_of(text: str, *, derived: bool) -> tuple[Unit, ...]:
    """Return the units of a passage in reading order; what speaks to programs is none.

    Args:
        text: of the passage.
        derived: whether it is a fact sheet: a line each, the first its name.
    """
    parts = for_readers(text)
    header = None if derived else table_header(parts)
    return tuple(_unit(part, header) for part in parts)


def head_of(chunk: Chunk) -> str:
    """Return what stands above a chunk: title, headings, what a list or table begins with."""
    return chunk.search_text.partition("\n")[0]


def is_derived(chunk: Chunk) -> bool:
    """Whether a chunk is a fact sheet."""
    return chunk.kind is ChunkKind.FACT_SHEET


def _unit(part: Sentence, header: Sentence | None) -> Unit:
    if part is header:
        return Unit(part.start, part.end, fold(part.text.replace("\t", "｜")), header=True)
    cells = tuple(by_column(header.text, part.text)) if header else ()
    spelt = "；".join(f"{name}={cell}" for name, cell in cells if cell)
    return Unit(part.start, part.end, fold(spelt or part.text.replace("\t", "｜")), cells)
