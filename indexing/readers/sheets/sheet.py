"""From the cells of a sheet to blocks: its name a heading, then captions, tables, forms and notes.

A sheet has no markup for any of these, only cells. Blank rows divide it into regions. In a region,
a row of a single text above the rest is a caption and one below a note; a region whose cells pair
labels with values is a form, each pair a line ``label：value``; any other is a table whose first
row, or rows where wide cells stand above their columns, is the header.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from indexing.readers.blocks import Block, Line, TableBlock, TableCell
from indexing.readers.bounds import Bounds

Place = tuple[int, int]
_MERGED = TableCell("", merged=True)
#: What a program calls a sheet that nobody named.
_UNNAMED = re.compile(r"(?:sheet|工作表|表)\s*\d*|", re.IGNORECASE)
_NUMBER = re.compile(r"[-+]?[\d,.]+\s*%?")
_COLON = ("：", ":")
#: A longer text is no label and no name of a column.
_LONGEST_LABEL = 20
_LONGEST_CAPTION = 40
_MOST_HEADER_ROWS = 3


@dataclass(slots=True)
class Sheet:
    """A sheet as a program shows it; places are 0-based (row, column).

    Attributes:
        name: what its tab says; ``""`` for a file that is a single table.
        cells: the texts of the cells that have any.
        strong: places of cells in bold type.
        merges: merged ranges as first row, first column, last row, last column; the text is at the
            first place.
    """

    name: str
    cells: dict[Place, str] = field(default_factory=dict)
    strong: set[Place] = field(default_factory=set)
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)


def blocks_of(sheets: Sequence[Sheet], bounds: Bounds) -> Iterator[Block]:
    """Yield the blocks of a workbook.

    Args:
        sheets: its sheets in order; those without text give nothing.
        bounds: what the file may hold.

    Raises:
        DocumentError: a table holds more cells than a file may.
    """
    filled = [sheet for sheet in sheets if sheet.cells]
    texts = [[b for region in _regions(sheet) for b in region.blocks(bounds)] for sheet in filled]
    captions = [_caption(blocks) for blocks in texts]
    # The only caption of a workbook, on its first sheet, is the title of the others as well.
    level = 1
    if len(filled) > 1 and captions[0] and not any(captions[1:]):
        yield Line(captions[0], heading=1)
        texts[0].pop(0)
        captions[0] = ""
        level = 2
    for sheet, blocks, caption in zip(filled, texts, captions, strict=True):
        if not _UNNAMED.fullmatch(sheet.name.strip()):
            yield Line(sheet.name.strip(), heading=level)
        elif caption:
            yield Line(caption, heading=level)
            blocks.pop(0)
        elif len(filled) > 1:
            yield Line(sheet.name, heading=level)
        yield from blocks


def _caption(blocks: Sequence[Block]) -> str:
    """Return the line above the first table of a sheet, ``""`` where there is none."""
    if len(blocks) < 2 or not isinstance(blocks[0], Line):
        return ""
    text = blocks[0].text
    return "" if len(text) > _LONGEST_CAPTION or text.endswith("。") or "：" in text else text


def _regions(sheet: Sheet) -> Iterator[_Region]:
    """Yield the parts of a sheet between blank rows; a merged range keeps its rows together."""
    used = {row for row, _ in sheet.cells}
    for top, left, bottom, _ in sheet.merges:
        if (top, left) in sheet.cells:
            used |= set(range(top, bottom + 1))
    runs: list[list[int]] = []
    for row in sorted(used):
        if runs and row == runs[-1][-1] + 1:
            runs[-1].append(row)
        else:
            runs.append([row])
    before: _Region | None = None
    for rows in runs:
        region = _Region(sheet, rows)
        if before is not None and region.goes_on(before):
            before.take(region)
            continue
        if before is not None:
            yield before
        before = region
    if before is not None:
        yield before


class _Region:
    """Rows of a sheet that stand together."""

    def __init__(self, sheet: Sheet, rows: Sequence[int]) -> None:
        self._sheet = sheet
        self._rows = list(rows)
        inside = set(rows)
        #: Merged ranges by every place in them.
        self._origin: dict[Place, tuple[int, int, int, int]] = {}
        texts = {place for place in sheet.cells if place[0] in inside}
        for merge in sheet.merges:
            top, left, bottom, right = merge
            if (top, left) in texts:
                places = ((r, c) for r in range(top, bottom + 1) for c in range(left, right + 1))
                self._origin |= dict.fromkeys(places, merge)
        self._columns = sorted({column for _, column in texts})

    def goes_on(self, before: _Region) -> bool:
        """Whether this is the rest of a table that a blank row divides: data under its columns."""
        first = self._filled(self._rows[0])
        data = any(_NUMBER.fullmatch(text) for text in first)
        same = set(self._columns) <= set(before._columns)
        return same and data and len(first) > 1 and len(before._table_rows()) > 1

    def take(self, other: _Region) -> None:
        """Add the rows of a region that goes on from this one."""
        self._rows += other._rows
        self._origin |= other._origin

    def blocks(self, bounds: Bounds) -> Iterator[Block]:
        """Yield captions, the table or form, and notes."""
        table = self._table_rows()
        above = [row for row in self._rows if not table or row < table[0]]
        below = [row for row in self._rows if table and row > table[-1]]
        for row in above:
            yield Line("　".join(self._filled(row)))
        if table and (pairs := self._pairs(table)):
            for label, value in pairs:
                yield Line(f"{label.rstrip('：: ')}：{value}" if label else value)
        elif table:
            bounds.cells(len(table) * len(self._columns))
            yield TableBlock(tuple(self._laid_out(table)))
        for row in below:
            yield Line("　".join(self._filled(row)))

    def _table_rows(self) -> list[int]:
        """Return the rows between what stands alone above and below."""
        rows = list(self._rows)
        while rows and (len(self._filled(rows[0])) == 1 or self._introduces(rows)):
            rows.pop(0)
        while rows and len(self._filled(rows[-1])) == 1 and not self._is_cell(rows[-1], rows):
            rows.pop()
        return rows

    def _introduces(self, rows: Sequence[int]) -> bool:
        """Whether the first row tells facts (``班级：…　教师：…``) about the wider table below."""
        first = self._filled(rows[0])
        told = any(colon in text.rstrip("：:") for text in first for colon in _COLON)
        widest = max((len(self._filled(row)) for row in rows[1:4]), default=0)
        return told and len(first) * 2 <= max(widest, len(self._columns) - 1)

    def _is_cell(self, row: int, rows: Sequence[int]) -> bool:
        """Whether the only text of a last row stands in a column of its own, not across the table.

        A note begins at the left and is wide, or tells something.
        """
        column, text = next((c, self._text(row, c)) for c in self._columns if self._text(row, c))
        merge = self._origin.get((row, column))
        wide = merge is not None and merge[3] > merge[1]
        short = len(text) <= _LONGEST_LABEL and not text.endswith("。") and "：" not in text
        return len(rows) > 2 and not wide and short

    # Forms

    def _pairs(self, rows: Sequence[int]) -> list[tuple[str, str]]:
        """Return label and value of every pair where the region is a form, else nothing."""
        cells = [[(c, self._text(row, c)) for c in self._columns] for row in rows]
        texts = [[(c, text) for c, text in row if text] for row in cells]
        if not texts or max(map(len, texts)) > 6 or not self._is_form(rows, texts):
            return []
        pairs: list[tuple[str, str]] = []
        for row in texts:
            at = 0
            while at < len(row):
                label = row[at][1]
                value = row[at + 1][1] if at + 1 < len(row) else ""
                pairs.append((label, value) if value else ("", label))
                at += 2
        return pairs

    def _is_form(self, rows: Sequence[int], texts: Sequence[Sequence[tuple[int, str]]]) -> bool:
        """Whether labels and values take turns in every row.

        Labels end in a colon, or are bold as no value is, or stand beside values of several sorts;
        under the name of a column the values are of one sort.
        """
        labels = [row[at] for row in texts for at in range(0, len(row) - 1, 2)]
        values = [row[at] for row in texts for at in range(1, len(row), 2)]
        if not labels or any(len(row) % 2 and len(row) > 1 for row in texts):
            return False
        words = [text for _, text in labels]
        if len(set(words)) < len(words) or any(_NUMBER.fullmatch(word) for word in words):
            return False
        if any(len(word) > _LONGEST_LABEL for word in words):
            return False
        if all(word.endswith(_COLON) for word in words):
            return True
        flat = [(row, c) for row in rows for c in self._columns if self._text(row, c)]
        bold = [place in self._sheet.strong for place in flat]
        starts = {
            (row, c)
            for row, cells in zip(rows, texts, strict=True)
            for c, _ in cells[: len(cells) - 1 : 2]
        }
        if any(bold) and not all(bold):
            return all(
                (place in starts) == strong for place, strong in zip(flat, bold, strict=True)
            )
        if len(labels) < 3:
            return False
        sorts = [_sort(text) for _, text in values]
        if len(max(texts, key=len)) == 2:
            # Names of two columns head values of one sort; a form's first pair is like the others.
            return len(set(sorts)) > 1 and not (
                sorts[0] == "text" and len(set(sorts[1:])) == 1 and sorts[1] != "text"
            )
        firsts = {c for c, _ in labels}
        beside = {c for c, _ in values}
        return not firsts & beside and any(
            len({_sort(text) for c, text in values if c == column}) > 1 for column in beside
        )

    # Tables

    def _laid_out(self, rows: Sequence[int]) -> Iterator[tuple[TableCell, ...]]:
        """Yield the rows of a table, as long as its columns.

        Below the header a cell merged over several rows holds for each of them, so that every row
        tells all there is to it. In the header, and side by side, the places covered are marked.
        """
        header = self._header_rows(rows)
        for at, row in enumerate(rows):
            yield tuple(self._cell(row, column, header=at < header) for column in self._columns)

    def _cell(self, row: int, column: int, *, header: bool) -> TableCell:
        merge = self._origin.get((row, column))
        if merge is None:
            text = self._sheet.cells.get((row, column), "")
            return _MERGED if header and not text and self._hangs(row, column) else TableCell(text)
        top, left, _, _ = merge
        first = column == left
        if (row == top and first) or (first and not header):
            return TableCell(self._sheet.cells[top, left])
        return _MERGED

    def _hangs(self, row: int, column: int) -> bool:
        """Whether a blank place of a header's second row belongs to the name above it."""
        above = row - 1
        return above in self._rows and bool(self._text(above, column))

    def _header_rows(self, rows: Sequence[int]) -> int:
        """Return how many rows the header takes: as far down as what begins in the first row."""
        first = rows[0]
        depth = 1
        wide: list[int] = []
        for column in self._columns:
            merge = self._origin.get((first, column))
            if merge is None:
                continue
            depth = max(depth, merge[2] - first + 1)
            if merge[3] > merge[1]:
                wide.append(column)
        if depth == 1 and wide and len(rows) > 2:
            # Names under the wide cells, nothing under the others.
            under = {c for c in self._columns if self._text(rows[1], c)}
            if under and under <= set(wide):
                depth = 2
        return min(depth, _MOST_HEADER_ROWS, len(rows))

    def _text(self, row: int, column: int) -> str:
        """Return the text that stands at a place itself."""
        return self._sheet.cells.get((row, column), "")

    def _filled(self, row: int) -> list[str]:
        return [text for column in self._columns if (text := self._text(row, column))]


def _sort(text: str) -> str:
    """Return what a value is, as far as its characters tell."""
    return "number" if _NUMBER.fullmatch(text) else "date" if text[:1].isdigit() else "text"
