"""The work analysis of a course (工作内容分析), as a real table or flattened to lines.

Flattened, its three columns follow one by one, page by page: the left one holds 工作对象, the right
one 工作要求, the middle one the three others. After a page break the rest of each column follows
without its label; it is put under the label it belongs to: numbering and full stops show where one
column ends. Nothing is moved. A converter breaks the labels of the narrow columns over two lines.
A real table that a page break cut comes as two.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from indexing.kinds.shared.body import add_body
from indexing.kinds.shared.builder import Builder
from indexing.kinds.shared.vocabulary import alias
from indexing.readers.blocks import Block, Line
from indexing.wrapping import MARKER

_LONGEST_LABEL = 20
_LEFT, _RIGHT = "工作对象", "工作要求"
_NUMBERED = "工具、设备、材料与资料"
_LEVEL = 4


def before_colon(text: str) -> str:
    """Return what stands before the first colon: the label, where the line opens with one."""
    return re.split("[：:]", text, maxsplit=1)[0]


def whole_labels(blocks: list[Block]) -> list[Block]:
    """Join a label that goes on on the next line (``工具、设备、材料`` ``与资料：``)."""
    out: list[Block] = []
    at = -1  # where in ``out`` the last line with text stands; -1 where a table came after it
    for block in blocks:
        if isinstance(block, Line) and at >= 0 and re.search("[：:]", block.text):
            first = out[at]
            if isinstance(first, Line) and not re.search("[：:]", first.text):
                joined = first.text.strip() + block.text.strip()
                if len(before_colon(joined)) <= _LONGEST_LABEL and _is_label(joined):
                    out[at] = replace(first, text=joined)
                    continue
        out.append(block)
        if not isinstance(block, Line):
            at = -1
        elif block.text.strip():
            at = len(out) - 1
    return out


def _is_label(text: str) -> bool:
    return alias("standard", "analysis", before_colon(text)) is not None


class AnalysisColumns:
    """What is remembered of the columns of one analysis."""

    def __init__(self) -> None:
        self._printed: dict[str, str] = {}
        self._last: dict[str, str] = {}
        self._page: int | None = None
        self._right_page: int | None = None
        self._name = ""
        self._middle = ""

    def open(self, heading: str, page: int | None) -> None:
        """Take a label; ``heading`` is as printed."""
        self._name = _name(heading)
        self._page = page
        self._printed[self._name] = heading
        if self._name == _RIGHT:
            self._right_page = page
        elif self._name != _LEFT:
            self._middle = self._name

    def add(self, builder: Builder, lines: Sequence[Line]) -> None:
        """Add the lines that follow the label last taken."""
        lines = [line for line in lines if line.text.strip()]
        if self._name == _RIGHT:
            own = [line for line in lines if line.page == self._page]
            self._body(builder, _RIGHT, own)
            self._next_page(builder, lines[len(own) :])
        elif self._after_break() and self._name != _NUMBERED:
            at = _second_column(lines)
            self._body(builder, self._name, lines[:at])
            self._continue(builder, _RIGHT, lines[at:])
        else:
            self._body(builder, self._name, lines)

    def _after_break(self) -> bool:
        """Whether the label stands on a later page than the right column began on."""
        begun = self._right_page
        return begun is not None and self._page is not None and self._page > begun

    def _next_page(self, builder: Builder, lines: list[Line]) -> None:
        """Add what stands on the next page before its first label: left column, then middle."""
        at = 0
        if not self._last.get(_LEFT, "。").endswith("。"):
            stops = (i + 1 for i, line in enumerate(lines) if _column_ends(lines, i))
            at = next(stops, len(lines))
        self._continue(builder, _LEFT, lines[:at])
        self._continue(builder, self._middle or _RIGHT, lines[at:])

    def _continue(self, builder: Builder, name: str, lines: list[Line]) -> None:
        if lines:
            builder.label(self._printed.get(name, name), _LEVEL, lines[0].page)
            self._body(builder, name, lines)

    def _body(self, builder: Builder, name: str, lines: Sequence[Line]) -> None:
        if lines:
            self._last[name] = lines[-1].text.strip()
            add_body(builder, list(lines), wrapped=True)


def _column_ends(lines: Sequence[Line], at: int) -> bool:
    """Whether the numbered column ends after line ``at``: a full stop, and no number after it."""
    following = lines[at + 1].text.strip() if at + 1 < len(lines) else ""
    return lines[at].text.rstrip().endswith("。") and not MARKER.match(following)


def _second_column(lines: Sequence[Line]) -> int:
    """Return where the right column goes on behind a paragraph of the middle one.

    Its next item opens with a number; the lines before that, back to the full stop that ends the
    paragraph, are the rest of the item the page break cut.
    """
    first = next((i for i, line in enumerate(lines) if MARKER.match(line.text.strip())), len(lines))
    if first == len(lines):
        return first
    stops = [i + 1 for i in range(first) if lines[i].text.rstrip().endswith("。")]
    return stops[-1] if stops else len(lines)


def _name(heading: str) -> str:
    return alias("standard", "analysis", heading) or heading


def add_analysis(builder: Builder, blocks: Sequence[Block], *, wrapped: bool) -> None:
    """Add a work analysis whose columns are those of a table.

    A label opens the field of its column; cells below it, in this row or the next, in this table
    or the one after a page break, go on with that field.
    """
    open_fields: dict[int, str] = {}
    for block in blocks:
        if isinstance(block, Line):
            add_body(builder, [block], wrapped=wrapped)
            continue
        for row in block.rows:
            for column, cell in enumerate(row):
                if cell.text.strip():
                    _add_cell(builder, cell.text, column, open_fields, block.page)


def _add_cell(
    builder: Builder, text: str, column: int, open_fields: dict[int, str], page: int | None
) -> None:
    inside = False
    for line in text.split("\n"):
        head, rest = _split_label(line)
        if head:
            builder.heading(head, _LEVEL, page)
            open_fields[column], inside = head, True
        elif not inside and column in open_fields:
            builder.label(open_fields[column], _LEVEL, page)
            inside = True
        if rest.strip():
            add_body(builder, [Line(rest, page)], wrapped=False)


def _split_label(line: str) -> tuple[str, str]:
    """Cut a label of the analysis from what follows it on the line."""
    if alias("standard", "analysis", before_colon(line)) is None:
        return "", line
    match = re.match(r"^([^：:]*[：:]?)\s*(.*)$", line, re.DOTALL)
    return (match[1], match[2]) if match else (line, "")
