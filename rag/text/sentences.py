"""Sentences, list items, table cells and lines of a passage, with their places.

Which lines tell nothing by themselves (headings, the names of columns) is told here as well.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rag.types import Passage

#: A remark in brackets behind a full stop is of the sentence before: 测评的步骤。（教学难点）。
_END = re.compile(
    r"[。！？!?；;][”’」』）)】》]*(?:[（(][^（）()\n\t，。；：、]{2,8}[）)][。；;]?)?|\n|\t"
)
_ITEM = re.compile(
    r"^(?:\d{1,2}[.．、)）](?!\d)|[（(]\d{1,2}[）)]|[①-⑳]|[・•●▪]|[-*]\s|【[^】]{2,10}】)\s*"
)
_SHORT_CELL = 30
_SENTENCE = re.compile(r"[。；;！？]")
_FRAGMENT = re.compile(r"[^\n\t：:。；;，,、]{1,6}")
_REST_OF_NAME = re.compile(rf"(?:{_FRAGMENT.pattern}\n){{0,3}}{_FRAGMENT.pattern}\t")
#: A title may stand with so many more characters, such as the kind of document.
_TITLE_TAIL = 4
#: So many cells, each so short, are the names of columns.
_COLUMNS, _COLUMN = 3, 24
#: The names of two columns are no longer than this.
_PAIR = 6


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence or item of a passage.

    Attributes:
        text: without surrounding white space.
        start: offset in the passage.
        end: offset after the text.
        item: whether it opens with a list marker.
    """

    text: str
    start: int
    end: int
    item: bool


def sentences(text: str) -> list[Sentence]:
    """Return the sentences of ``text`` in order; each is a slice of it.

    Semicolons part list items and long enumerations, so they end a sentence here; so do line ends
    and the tabs between the cells of a table, unless all cells of a row are short. Nothing but
    white space is lost between the sentences.
    """
    out: list[Sentence] = []
    start = 0
    for match in _END.finditer(text):
        if match[0] == "\n" and _is_broken_name(text, start, match.start()):
            continue
        if match[0] == "\t" and _is_short_row(text, match.start()):
            continue
        _add(out, text, start, match.end())
        start = match.end()
    _add(out, text, start, len(text))
    return out


def _is_short_row(text: str, at: int) -> bool:
    """Whether the tab at ``at`` parts cells of a row that says something only as a whole."""
    line = text[text.rfind("\n", 0, at) + 1 :].split("\n", 1)[0]
    return all(
        len(cell) <= _SHORT_CELL and not is_item(cell) and not _SENTENCE.search(cell)
        for cell in line.split("\t")
    )


def _is_broken_name(text: str, start: int, at: int) -> bool:
    """Whether the line break at ``at`` breaks a name in a row's first cell.

    ``任务探究⏎一⏎15分钟⇥…``: short lines, the last of them closed by the tab of the next cell.
    """
    if text[start - 1 : start] == "\t" or not _FRAGMENT.fullmatch(text[start:at].split("\n")[-1]):
        return False
    return bool(_REST_OF_NAME.match(text, at + 1)) and not is_item(text[start:at])


def is_item(text: str) -> bool:
    """Whether a line opens with a list marker."""
    return bool(_ITEM.match(text.strip()))


def without_marker(text: str) -> str:
    """Return an item without its marker and closing punctuation."""
    return _ITEM.sub("", text.strip()).strip("；;。，, ")


def _add(out: list[Sentence], text: str, start: int, end: int) -> None:
    piece = text[start:end]
    stripped = piece.strip()
    if stripped:
        left = start + len(piece) - len(piece.lstrip())
        out.append(Sentence(stripped, left, left + len(stripped), is_item(stripped)))


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


def is_heading(sentence: Sentence, passage: Passage) -> bool:
    """Whether a sentence is nothing but headings above it, or the title and little more."""
    bare = re.sub(r"\s+", "", sentence.text)
    title = re.sub(r"\s+", "", passage.title)
    if bare.startswith(title) and len(bare) <= len(title) + _TITLE_TAIL:
        return True
    for heading in passage.heading_path:
        bare = bare.removeprefix(re.sub(r"\s+", "", heading))
    return not bare
