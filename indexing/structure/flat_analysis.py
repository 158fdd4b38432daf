"""The work analysis of a course (工作内容分析), flattened: three columns, one by one, page by page.

The left column holds 工作对象, the right one 工作要求, the middle one the three others. After a
page break the rest of each column follows without its label; it is put under the label it belongs
to: numbering and full stops show where one column ends. Nothing is moved.
"""

from __future__ import annotations

from collections.abc import Sequence

from indexing.readers.blocks import Line
from indexing.structure.body import add_body
from indexing.structure.builder import Builder
from indexing.structure.vocabulary import alias
from indexing.wrapping import MARKER

_LEFT, _RIGHT = "工作对象", "工作要求"
_NUMBERED = "工具、设备、材料与资料"
_LEVEL = 4


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
