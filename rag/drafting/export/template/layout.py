"""Where things stand in a school's form: the cells of a table with their places, blank or not."""

from __future__ import annotations

import re
from dataclasses import dataclass

from indexing.readers.word.paragraphs import children, number_of, paragraph_text, w
from rag.drafting.export.blocks import TEXT_WIDTH
from rag.drafting.export.word import Element

_BLANK = re.compile(r"[\s_＿]*")
#: What a form prints where something is to be written.
_HINT = re.compile(
    r"[（(【\[〔]?\s*(?:请|点击|单击|此处|在此|在这里)[^）)】\]〕\n]{0,40}[）)】\]〕]?\s*[。.]?"
)
#: Narrower than this no table of five columns can be read.
_NARROWEST = 5000
_PICTURES = tuple(map(w, ("drawing", "pict", "object", "tbl")))


@dataclass(frozen=True, slots=True)
class Spot:
    """A cell: the row it begins in, its columns ``start:end`` and the row behind its last."""

    cell: Element
    row: int
    start: int
    end: int
    below: int


class Layout:
    """The cells of a table by their places; a merged cell is one cell."""

    def __init__(self, table: Element) -> None:
        self.rows = [child for child in children(table) if child.tag == w("tr")]
        self._at: dict[tuple[int, int], Spot] = {}
        self.spots: list[list[Spot]] = []
        for index, row in enumerate(self.rows):
            self.spots.append(self._row(index, row))

    def _row(self, index: int, row: Element) -> list[Spot]:
        column = number_of(row, "trPr/gridBefore", 0)
        out: list[Spot] = []
        for cell in (child for child in children(row) if child.tag == w("tc")):
            end = column + max(number_of(cell, "tcPr/gridSpan", 1), 1)
            merge = cell.find(f"{w('tcPr')}/{w('vMerge')}")
            above = self._at.get((index - 1, column))
            goes_on = merge is not None and merge.get(w("val"), "continue") == "continue"
            if goes_on and above is not None:
                spot = Spot(above.cell, above.row, above.start, above.end, index + 1)
                for at in range(above.row, index):
                    self._put(at, spot)
                    self.spots[at] = [spot if s.cell is spot.cell else s for s in self.spots[at]]
            else:
                spot = Spot(cell, index, column, end, index + 1)
            self._put(index, spot)
            out.append(spot)
            column = end
        return out

    def _put(self, row: int, spot: Spot) -> None:
        self._at |= dict.fromkeys(((row, column) for column in range(spot.start, spot.end)), spot)

    def right_of(self, spot: Spot, row: int) -> Spot | None:
        """Return the cell to the right in a row."""
        return self._at.get((row, spot.end))

    def below(self, spot: Spot) -> Spot | None:
        """Return the cell under a cell, if it begins at the same column."""
        found = self._at.get((spot.below, spot.start))
        return found if found is not None and found.start == spot.start else None


def room_between_margins(body: Element) -> int:
    """Return the width of the text on the last pages of a document, in twips."""
    setup = body.find(w("sectPr"))
    size = None if setup is None else setup.find(w("pgSz"))
    margins = None if setup is None else setup.find(w("pgMar"))
    if size is None or margins is None:
        return TEXT_WIDTH
    try:
        whole = int(size.get(w("w")) or 0)
        sides = sum(int(margins.get(w(side)) or 0) for side in ("left", "right"))
    except ValueError:
        return TEXT_WIDTH
    return max(whole - sides, _NARROWEST)


def paragraphs_of(parent: Element) -> list[Element]:
    """Return the paragraphs right inside a cell or the body."""
    return [child for child in children(parent) if child.tag == w("p")]


def text_of(parent: Element) -> str:
    """Return the text of a cell, a paragraph a line."""
    return "\n".join(paragraph_text(paragraph) for paragraph in paragraphs_of(parent))


def is_blank_text(text: str) -> bool:
    """Whether a text only keeps room for another: spaces, underscores, a hint."""
    return bool(_BLANK.fullmatch(text) or _HINT.fullmatch(text.strip()))


def is_blank(parent: Element) -> bool:
    """Whether a cell or a paragraph keeps room for text and holds nothing else."""
    text = paragraph_text(parent) if parent.tag == w("p") else text_of(parent)
    return is_blank_text(text) and next(parent.iter(*_PICTURES), None) is None
