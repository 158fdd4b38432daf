"""A Word table that was flattened to text: its cells, and from them the steps of a process.

A tab opens a cell, other lines continue it. Where a row begins is lost: a row of the header is told
by the names of its columns, a step by the number of columns and by its minutes.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from indexing.kinds.lesson_plan.process_words import (
    ROLES,
    column_role,
    header_role,
    in_order,
    may_be_header,
)
from indexing.kinds.shared.builder import Piece
from indexing.readers.blocks import Line
from indexing.searchtext import fold

_MINUTES = re.compile(r"(\d{1,3})\s*(?:分钟|min|′|')")
_FEWEST = 2
#: One column of another name and the name of the first step; more short cells are a step's own.
_MOST_UNSURE = 2


@dataclass(frozen=True, slots=True)
class FlatCell:
    """A cell, or a paragraph between tables when ``tabbed`` is false.

    ``text`` may be empty: a lone tab is an empty or merged cell. ``after_blank`` says that a blank
    line stands before it: between rows, but sometimes inside one.
    """

    text: str
    page: int | None
    tabbed: bool
    after_blank: bool = False


def cells_of(lines: Sequence[Line]) -> list[FlatCell]:
    """Group physical lines into cells.

    A blank line closes a cell: text after it without a tab stands outside the table.
    """
    cells: list[FlatCell] = []
    open_cell = blank = False
    for line in lines:
        if line.text.startswith("\t"):
            cells.append(FlatCell(line.text.strip(), line.page, tabbed=True, after_blank=blank))
            open_cell, blank = True, False
        elif not line.text.strip():
            open_cell, blank = False, True
        elif open_cell:
            last = cells[-1]
            text = f"{last.text}\n{line.text.strip()}".strip("\n")
            cells[-1] = replace(last, text=text)
        else:
            cells.append(FlatCell(line.text.strip(), line.page, tabbed=False))
            open_cell = False
    return cells


@dataclass(frozen=True, slots=True)
class FlatRow:
    """A header (``name`` is empty) or a step, ready to be added."""

    name: str
    pieces: tuple[Piece, ...]
    page: int | None
    header: bool = False


class FlatSteps:
    """Gathers cells to rows; :meth:`ready` hands out those that are whole."""

    def __init__(self) -> None:
        self._order: tuple[str, ...] = ROLES
        self._header: list[str] = []
        self._unsure: list[str] = []
        self._step: list[str] = []
        self._page: int | None = None
        self._ready: list[FlatRow] = []

    @property
    def in_header(self) -> bool:
        """Whether the last cell was one of the header."""
        return bool(self._header)

    def ready(self) -> list[FlatRow]:
        """Return the rows that are whole and forget them."""
        rows, self._ready = self._ready, []
        return rows

    def take(self, text: str, page: int | None, *, after_blank: bool) -> None:
        """Take a cell; ``after_blank`` says that a blank line is before it."""
        if column_role(text) or (text and not self._step and header_role(text) is not None):
            if len(self._step) == 1 and may_be_header(self._step[0]) and not after_blank:
                self._unsure.append(self._step.pop())  # the first column has a name not known
            self._header += [*self._unsure, text]
            self._unsure = []
            return
        if not text:
            return
        if after_blank:
            self._header += self._unsure
            self._unsure = []
        elif self._may_go_on(text):
            self._unsure.append(text)  # another column, or the name of the first step
            return
        unsure, self._unsure = self._unsure, []
        if unsure and len(unsure) <= _MOST_UNSURE:
            named = 0 if _names_step(text) else 1
            self._header += unsure[: len(unsure) - named]
            unsure = unsure[len(unsure) - named :]
        for cell in (*unsure, text):
            self._cell(cell, page)

    def _may_go_on(self, text: str) -> bool:
        """Whether a cell of no known name may be one more of the header that is open.

        The usual last column closes it; then the step begins, however short its cells are.
        """
        roles = [header_role(cell) for cell in self._header]
        return (
            len(roles) >= _FEWEST
            and "design" not in roles
            and len(self._unsure) <= _MOST_UNSURE
            and not self._step
            and may_be_header(text)
        )

    def close(self) -> None:
        """Close the header or step that is open."""
        self._header += self._unsure
        self._unsure = []
        self._close_header(self._page)
        self._close_step()

    def _cell(self, text: str, page: int | None) -> None:
        self._close_header(page)
        if self._step and self._complete(text):
            self._close_step()
        if not self._step:
            self._page = page
        self._step.append(text)

    def _complete(self, following: str) -> bool:
        """Whether the open step has all its cells, or the next cell opens another step."""
        opens = _names_step(following)
        return len(self._step) >= len(self._order) or (opens and len(self._step) > 1)

    def _close_header(self, page: int | None) -> None:
        header, self._header = self._header, []
        if not header:
            return
        first, *others = in_order(header) or ("",)  # nothing but 师生活动
        order = (first or "step", *others)  # what names the steps is called many things
        known = [role for role in order if role in ROLES]
        if order[0] == "step" and len(set(known)) == len(known) > _FEWEST:
            self._order = order
        pieces = tuple(Piece(text) for text in header)
        self._ready.append(FlatRow("", pieces, page, header=True))

    def _close_step(self) -> None:
        cells, self._step = self._step, []
        if not cells:
            return
        # With a cell missing, which of the middle columns it left empty is a guess.
        whole = len(cells) >= len(self._order)
        roles = self._roles(cells)
        pieces = tuple(
            Piece(text, column, certain=whole or column in (0, len(ROLES) - 1))
            for column, text in zip(_places(roles), cells, strict=True)
        )
        timed = len(cells) > 1 and roles[1] == "time"
        name = f"{cells[0]}\n{cells[1]}" if timed else cells[0]
        self._ready.append(FlatRow(name, pieces, self._page))

    def _roles(self, cells: list[str]) -> list[str]:
        """Return the role of each cell; with a cell missing, the last is known by its label."""
        order = self._order
        roles = [order[min(i, len(order) - 1)] for i in range(len(cells))]
        missing = len(cells) < len(order)
        if missing and fold(cells[-1]).lstrip().startswith(("【设计意图", "【思政融入")):
            roles[-1] = "design"
        return roles


def _places(roles: list[str]) -> list[int]:
    """Return the column of the record for each role; the time stands with the name of the step."""
    return [
        ROLES.index(role) if role in ROLES else 0 if role == "time" and at == 1 else -1
        for at, role in enumerate(roles)
    ]


def _names_step(text: str) -> bool:
    """Whether a cell is the name of a step with its minutes, and not an activity that has some."""
    short = len(re.sub(r"\s", "", text)) <= 20
    return short and bool(_MINUTES.search(text)) and not re.search(r"[【。；;，]", text)
