"""Tables without rules: texts in columns that keep their place over several rows.

Programmes set in a word processor with tabs, and sheets printed by Excel, have no lines to go by.
A column is a strip of the page between two gutters that hardly any row crosses; its texts begin,
end or stand in the middle at one place.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from indexing.readers.blocks import TableBlock, TableCell
from indexing.readers.pages.texts import Box, Text, around, joined, usual_height

Span = tuple[float, float]
Row = list[Text]
#: The rows of texts that are one row of the table.
Line = list[Row]
Cells = tuple[TableCell, ...]

#: In sizes of type: a gap that divides cells for sure, the narrowest gutter, how far from each
#: other texts of a column may begin, the space between rows that ends a table.
_GAP, _GUTTER, _NARROW, _EDGE, _APART = 1.0, 0.45, 0.1, 0.6, 4.5
_APART_AT_TOP = 1.5
#: Fewest rows; of a table of two columns, whose rows could be anything, more.
_ROWS, _ROWS_OF_TWO = 3, 4
#: Rows that may lie across a gutter, and their share; of rows with two cells; of aligned texts.
_ACROSS, _CROSSING, _FILLED, _ALIGNED = 2, 0.1, 0.6, 0.7
#: Lines of one cell stand closer than those of two rows, and fill their column.
_CLOSE, _FULL = 1.3, 1.3
_INSIDE = 0.8
#: A line of a first cell is no wider than this share of the widest row.
_SHORT = 0.6
#: Most rows of texts in a header of two levels.
_HEADER = 3
_LEADER = re.compile(r"[.．·…。_]{3,}|^[.．·…]+$")
#: Choices of a question stand side by side as well.
_OF_CHOICES = 4
_CHOICE = re.compile(r"^[A-Ha-h][.．、:：)）]")
_NUMBER = re.compile(r"[\d.,%—–/-]+")


@dataclass(frozen=True, slots=True)
class AlignedTable:
    """A table, the rows of texts it was made of, and where its columns are."""

    block: TableBlock
    box: Box
    texts: frozenset[int]
    columns: tuple[Span, ...]


def aligned_tables(
    rows: Sequence[Row], number: int, carried: Sequence[Span] = ()
) -> list[AlignedTable]:
    """Return the tables among the rows of a part of a page.

    Args:
        rows: texts side by side, from the top.
        number: 1-based number of the page.
        carried: the columns of the table that the page before ended with; where the first one here
            fits into them it is the rest of that table, however few rows are left.
    """
    if not rows:
        return []
    size = usual_height(text for row in rows for text in row)
    found: list[AlignedTable] = []
    for run in _runs(rows, size, carried):
        columns = _columns(run, size)
        if not found and len(carried) >= len(columns) and _fits(run, carried, size):
            found.append(_table(run, carried, number, size))
            continue
        while len(run) > 1 and not (_is_divided(run[0], size) or _has_levels(run, columns, size)):
            run = run[1:]  # what stands alone above a table is its title
            columns = _columns(run, size)
        if _is_table(run, columns, size):
            found.append(_table(run, columns, number, size))
    return found


def _runs(rows: Sequence[Row], size: float, carried: Sequence[Span]) -> Iterable[list[Row]]:
    """Yield rows below each other that gaps divide, with the lines of single cells among them.

    The page may begin with such lines, of the last row on the page before.
    """
    run: list[Row] = []
    divided = [_is_divided(row, size) for row in rows]
    widest = max(_width(row) for row in rows)
    for at, row in enumerate(rows):
        opened = any(divided[:at])
        apart = _APART if opened else _APART_AT_TOP  # further up is the running head
        near = bool(run) and around(row)[1] - around(run[-1])[3] <= apart * size
        beside = _belongs(rows, divided, at, size) or (bool(carried) and not opened)
        lefts = [above[0].box[0] for above in run] + [span[0] for span in carried[:1]]
        indented = bool(lefts) and row[0].box[0] - min(lefts) > size
        short = (indented or _width(row) < _SHORT * widest) and beside
        if run and not (near and (divided[at] or short)):
            yield run
            run = []
        if divided[at] or short:
            run.append(row)
    if run:
        yield run


def _belongs(rows: Sequence[Row], divided: Sequence[bool], at: int, size: float) -> bool:
    """Whether a row is close to one that gaps divide, as the further lines of a cell are."""
    for step in (-1, 1):
        place = at + step
        while 0 <= place < len(rows):
            upper, lower = sorted((place, place - step))
            gap = around(rows[lower])[1] - around(rows[upper])[3]
            if gap > size:
                break
            if divided[place]:
                return True
            place += step
    return False


def _width(row: Row) -> float:
    return row[-1].box[2] - row[0].box[0]


def _is_divided(row: Row, size: float) -> bool:
    return any(b.box[0] - a.box[2] >= _GAP * size for a, b in pairwise(row))


def _columns(rows: Sequence[Row], size: float) -> tuple[Span, ...]:
    """Return where the columns are, some rows that lie across their gutters left aside."""
    kept = list(rows)
    found = _with_narrow(kept, size)
    for _ in range(max(_ACROSS, int(len(rows) * _CROSSING))):
        most = len(_strips(kept, size, _NARROW))
        trials = [[*kept[:at], *kept[at + 1 :]] for at in range(len(kept))]
        trials = [trial for trial in trials if len(_strips(trial, size, _NARROW)) > most]
        tried = [(_with_narrow(trial, size), trial) for trial in trials]
        better, without = max(tried, key=lambda pair: len(pair[0]), default=(found, kept))
        if len(kept) <= _ROWS or len(better) <= len(found):
            break
        found, kept = better, without
    return _with_heads(kept, found)


def _with_heads(rows: Sequence[Row], columns: tuple[Span, ...]) -> tuple[Span, ...]:
    """Return the columns, a strip that only the header fills put to the figures it stands over.

    A name in the middle of its column and figures at the right edge share no place. The common
    name of two columns stands over neither.
    """
    filled: list[set[int]] = [set() for _ in columns]
    for at, row in enumerate(rows):
        for column in _filled(row, columns):
            filled[column].add(at)
    out: list[tuple[Span, set[int]]] = []
    for span, places in zip(columns, filled, strict=True):
        if out and out[-1][1].isdisjoint(places) and _is_head(out[-1][1], places):
            (start, _), above = out.pop()
            out.append(((start, span[1]), above | places))
        else:
            out.append((span, places))
    return tuple(span for span, _ in out)


def _is_head(one: set[int], other: set[int]) -> bool:
    """Whether one of two strips is filled in the rows of a header only, the other below it."""
    first, second = sorted((one, other), key=len)
    return max(first) < min(_HEADER, *second)


def _strips(rows: Sequence[Row], size: float, least: float = _GUTTER) -> tuple[Span, ...]:
    """Return the strips of the page that texts stand in; narrow gaps divide none."""
    spans: list[Span] = []
    for start, _, end, _ in sorted(text.box for row in rows for text in row):
        if spans and start - spans[-1][1] < least * size:
            spans[-1] = (spans[-1][0], max(spans[-1][1], end))
        else:
            spans.append((start, end))
    return tuple(spans)


def _with_narrow(rows: Sequence[Row], size: float) -> tuple[Span, ...]:
    """Return the strips that texts stand in, divided also where the cells of a sheet all but touch.

    A number at the right edge of its cell stands close to the text at the left edge of the next.
    """
    out: list[Span] = []
    for start, end in _strips(rows, size):
        inside = [[t for t in row if start <= t.box[0] and t.box[2] <= end] for row in rows]
        spans = list(_strips(inside, size, _NARROW))
        while spans:
            span = spans.pop(0)
            while spans and not _touch(inside, span, spans[0], size):
                span = (span[0], spans.pop(0)[1])
            out.append(span)
    return tuple(out)


def _touch(rows: Sequence[Row], left: Span, right: Span, size: float) -> bool:
    """Whether two strips are cells that touch: texts that end and begin at one line."""
    pairs = []
    for row in rows:
        sides = [[t for t in row if _shared(t, *span) > 0] for span in (left, right)]
        if all(sides):
            pairs.append((sides[0][-1], sides[1][0]))
    if not pairs:
        fills = [
            {at for at, row in enumerate(rows) if any(_shared(t, *span) > 0 for t in row)}
            for span in (left, right)
        ]
        return _is_head(*fills)
    if len(pairs) < _ROWS or any(len({pair[at].text for pair in pairs}) < 2 for at in (0, 1)):
        return False
    ends = [[pair[0].box[2] for pair in pairs], [pair[1].box[0] for pair in pairs]]
    return all(
        _alike(places, _NARROW * size) >= len(pairs) - max(1, len(pairs) // 5) for places in ends
    )


def _alike(places: Sequence[float], near: float) -> int:
    """Return how many places are at most so far from one of them."""
    return max(sum(abs(one - other) <= near for one in places) for other in places)


def _reach(text: Text, columns: Sequence[Span]) -> range:
    """Return the columns that a text touches; between two it belongs to the nearer one."""
    touched = [at for at, (start, end) in enumerate(columns) if _shared(text, start, end) > 0]
    if not touched:
        middle = _middle(text)
        touched = [min(range(len(columns)), key=lambda at: abs(sum(columns[at]) / 2 - middle))]
    return range(touched[0], touched[-1] + 1)


def _shared(text: Text, start: float, end: float) -> float:
    return min(text.box[2], end) - max(text.box[0], start)


def _fits(rows: Sequence[Row], columns: Sequence[Span], size: float) -> bool:
    """Whether every text of the rows lies in one of the columns, and more than one is filled."""
    texts = [text for row in rows for text in row]
    slack = _EDGE * size
    inside = all(
        any(start - slack <= t.box[0] and t.box[2] <= end + slack for start, end in columns)
        for t in texts
    )
    return inside and len({_reach(text, columns)[0] for text in texts}) > 1


def _is_table(rows: Sequence[Row], columns: Sequence[Span], size: float) -> bool:
    """Whether rows are those of a table: enough of them, filled and aligned."""
    if len(columns) < 2 or len(rows) < (_ROWS if len(columns) > 2 else _ROWS_OF_TWO):
        return False
    lines = _whole(rows, columns, size)
    filled = sum(len(set().union(*(_filled(row, columns) for row in line))) > 1 for line in lines)
    if filled < max(_FILLED * len(lines), _ROWS - 1):
        return False
    if sum(any(_LEADER.search(t.text) for t in row) for row in rows) * 2 >= len(rows):
        return False
    if sum(bool(_CHOICE.match(row[0].text)) for row in rows) * _OF_CHOICES >= len(rows):
        return False
    whole = [row for row in rows if all(len(_reach(text, columns)) == 1 for text in row)]
    return all(_is_aligned(at, whole, columns, size) for at in range(len(columns)))


def _is_aligned(at: int, rows: Sequence[Row], columns: Sequence[Span], size: float) -> bool:
    """Whether most texts of a column begin, end or have their middle at one place."""
    cells = [[text for text in row if _reach(text, columns)[0] == at] for row in rows]
    boxes = [around(cell) for cell in cells if cell]
    for places in (
        [box[0] for box in boxes],
        [box[2] for box in boxes],
        [(box[0] + box[2]) / 2 for box in boxes],
    ):
        if _alike(places, _EDGE * size) >= _ALIGNED * len(places):
            return True
    return False


# From rows to cells


def _table(rows: Sequence[Row], columns: Sequence[Span], number: int, size: float) -> AlignedTable:
    lines = _whole(rows, columns, size)
    header, count = _header(lines, columns)
    cells = (*header, *(_cells(line, columns) for line in lines[count:]))
    texts = frozenset(id(text) for row in rows for text in row)
    box = around(text for row in rows for text in row)
    return AlignedTable(TableBlock(cells, number), box, texts, tuple(columns))


def _whole(rows: Sequence[Row], columns: Sequence[Span], size: float) -> list[Line]:
    """Return the rows of the table, each the lines it is printed on."""
    gaps = [around(b)[1] - around(a)[3] for a, b in pairwise(rows)]
    blocks = _blocks(rows, gaps, columns, size)
    if blocks is not None:
        return blocks
    close = max(min(gaps, default=0.0) * _CLOSE, 0.0) + 1.0
    out: list[Line] = []
    for at, row in enumerate(rows):
        if out and gaps[at - 1] <= min(close, _INSIDE * size) and _goes_on(out[-1], row, columns):
            out[-1].append(row)
        else:
            out.append([row])
    return out


def _blocks(
    rows: Sequence[Row], gaps: Sequence[float], columns: Sequence[Span], size: float
) -> list[Line] | None:
    """Return the lines in groups that space divides, where each group is one row of the table.

    The name of a row may stand at the middle of its lines: each group has one first cell at most.
    """
    least = min(gaps, default=0.0)
    out: list[Line] = [[rows[0]]]
    for gap, row in zip(gaps, rows[1:], strict=True):
        if gap <= least + 0.25 * size and gap <= _INSIDE * size:
            out[-1].append(row)
        else:
            out.append([row])
    named = [sum(0 in _filled(row, columns) for row in line) for line in out]
    grouped = any(len(line) > 1 for line in out) and len(out) > 1
    return out if grouped and all(count <= 1 for count in named) else None


def _filled(row: Row, columns: Sequence[Span]) -> set[int]:
    return {at for text in row for at in _reach(text, columns)}


def _goes_on(line: Line, row: Row, columns: Sequence[Span]) -> bool:
    """Whether a row is the next line of the cells above it, which are full."""
    filled = _filled(row, columns)
    if len(filled) * 2 > len(columns) or (0 in filled and len(columns) == 2):
        return False
    for at in filled:
        above = [t for t in line[-1] if at in _reach(t, columns)]
        margin = _FULL * max((t.height for t in above), default=0.0)
        if not above or columns[at][1] - above[-1].box[2] > margin:
            return False
    return True


def _cells(line: Line, columns: Sequence[Span]) -> Cells:
    """Return the cells of one row; a text over several columns is one merged cell."""
    parts: list[list[str]] = [[] for _ in columns]
    covered: set[int] = set()
    for row in line:
        said: dict[int, Row] = {}
        for text in row:
            reach = _reach(text, columns)
            said.setdefault(reach[0], []).append(text)
            covered |= set(reach[1:])
        for at, words in said.items():
            parts[at].append(joined(words))
    return tuple(
        TableCell("\n".join(part), merged=not part and at in covered)
        for at, part in enumerate(parts)
    )


def _has_levels(rows: Sequence[Row], columns: Sequence[Span], size: float) -> bool:
    """Whether the rows begin with a header of two levels."""
    return bool(columns) and bool(_header(_whole(rows, columns, size), columns)[0])


def _header(lines: Sequence[Line], columns: Sequence[Span]) -> tuple[list[Cells], int]:
    """Return the two rows of a header whose first names columns together, and its lines.

    What stands above columns that the last row names one by one is the name of them all; what
    stands beside, in any of the rows, names one column.
    """
    for count in (1, 2, 3):
        rows = [row for line in lines[:count] for row in line]
        if 1 < len(rows) <= _HEADER and len(lines) > count:
            found = _two_levels(rows, columns)
            if found:
                return found, count
    return [], 0


def _two_levels(rows: Sequence[Row], columns: Sequence[Span]) -> list[Cells]:
    if any(_NUMBER.fullmatch(text.text) for row in rows for text in row):
        return []
    below = _filled(rows[-1], columns)
    names: dict[int, str] = {}
    shared: list[Text] = []
    for text in (text for row in rows[:-1] for text in row):
        reach = _reach(text, columns)
        if below.isdisjoint(reach):
            names[reach[0]] = names.get(reach[0], "") + text.text
        else:
            shared.append(text)
    groups: dict[int, list[int]] = {}
    for run in _neighbours(sorted(below)):
        own = [
            at for at, text in enumerate(shared) if not set(run).isdisjoint(_reach(text, columns))
        ]
        for column in run if own else ():
            place = sum(columns[column]) / 2
            nearest = min(own, key=lambda at: abs(_middle(shared[at]) - place))
            groups.setdefault(nearest, []).append(column)
    if not names or not any(len(group) > 1 for group in groups.values()):
        return []
    top = {at: TableCell(name) for at, name in names.items()}
    for at, group in groups.items():
        top |= {column: TableCell("", merged=True) for column in group[1:]}
        top[group[0]] = TableCell(shared[at].text)
    own_names = _cells([rows[-1]], columns)
    hanging = TableCell("", merged=True, hanging=True)
    return [
        tuple(top.get(at, TableCell("")) for at in range(len(columns))),
        tuple(own_names[at] if at in below else hanging for at in range(len(columns))),
    ]


def _middle(text: Text) -> float:
    return (text.box[0] + text.box[2]) / 2


def _neighbours(columns: Sequence[int]) -> list[list[int]]:
    """Return runs of columns side by side."""
    runs: list[list[int]] = []
    for column in columns:
        if runs and runs[-1][-1] == column - 1:
            runs[-1].append(column)
        else:
            runs.append([column])
    return runs
