"""Lines of a passage that tell nothing by themselves: headings and the headers of tables."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.text.sentences import Sentence
from rag.types import Passage

#: A title may stand with so many more characters, such as the kind of document.
_TITLE_TAIL = 4
#: So many cells, each so short, are the names of columns.
_COLUMNS, _COLUMN = 3, 24
#: The names of two columns are no longer than this.
_PAIR = 6


def table_header(parts: Sequence[Sentence]) -> Sentence | None:
    """Return the header of a table whose rows follow it: it names columns and tells nothing."""
    rows = [part for part in parts if "\t" in part.text]
    if not rows or any(character.isdigit() for character in rows[0].text):
        return None
    if len(rows) == 1:  # the rows below have long cells, each a sentence of its own
        cells = rows[0].text.split("\t")
        names = len(cells) >= _COLUMNS and all(len(cell) <= _COLUMN for cell in cells)
        return rows[0] if names and parts[-1] is not rows[0] else None
    cells = rows[0].text.split("\t")
    same = len(cells) == rows[1].text.count("\t") + 1
    pair = len(cells) == 2 and max(map(len, cells)) > _PAIR  # a label with its value
    return rows[0] if same and not pair else None


def by_column(header: str, row: str) -> list[tuple[str, str]]:
    """Return the cells of a row, each with the name of its column; none where they do not match."""
    names, cells = header.split("\t"), row.split("\t")
    if len(names) != len(cells) or len(cells) < _COLUMNS:
        return []
    return [(name.strip(), cell.strip()) for name, cell in zip(names, cells, strict=True)]


def in_columns(cells: Sequence[tuple[str, str]]) -> str:
    """Return a row to be matched: each cell between the name of its column, 周数2周数."""
    return " ".join(f"{name}{cell}{name}" for name, cell in cells)


def is_heading(sentence: Sentence, passage: Passage) -> bool:
    """Whether a sentence is nothing but headings above it, or the title and little more."""
    bare = re.sub(r"\s+", "", sentence.text)
    title = re.sub(r"\s+", "", passage.title)
    if bare.startswith(title) and len(bare) <= len(title) + _TITLE_TAIL:
        return True
    for heading in passage.heading_path:
        bare = bare.removeprefix(re.sub(r"\s+", "", heading))
    return not bare
