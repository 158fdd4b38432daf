"""The teaching process of a lesson plan: phases, and steps with their four activity columns.

What the columns are and where a phase begins is told by
:mod:`indexing.kinds.lesson_plan.process_words`; cells of a flattened table are put together in
:mod:`indexing.kinds.lesson_plan.flattened`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from indexing.kinds.lesson_plan.flattened import FlatSteps
from indexing.kinds.lesson_plan.process_words import (
    ROLES,
    begins_with,
    header_role,
    phase_in,
    phase_of,
    phases,
)
from indexing.kinds.shared.builder import Builder, Piece
from indexing.records import PROCESS_COLUMNS

_MINUTES = re.compile(r"(\d{1,3})\s*(?:分钟|min|′|')")


def step_name(text: str) -> str:
    """Return a step's name on one line: ``任务探究⏎一⏎15分钟`` is ``任务探究一（15分钟）``."""
    joined = re.sub(r"\s+", "", text)
    minutes = _MINUTES.search(joined)
    if not minutes:
        return joined
    rest = (joined[: minutes.start()] + joined[minutes.end() :]).strip("（）()")
    return f"{rest}（{minutes[1]}分钟）"


class Process:
    """Adds phases and steps to a builder, below the section at ``level`` that it stands in."""

    def __init__(self, builder: Builder, level: int = 1) -> None:
        self._builder = builder
        self._level = level
        self._roles: list[str] = []
        self._headers: list[list[str]] = []
        builder.table("教学实施过程", PROCESS_COLUMNS, None)
        self._named = False
        self._phase = ""
        self._on_its_own = False
        self._flat = FlatSteps()

    @property
    def width(self) -> int:
        """Number of columns its last header has, 0 where there was none."""
        return len(self._roles)

    def phase(self, text: str, page: int | None) -> None:
        """Take the name of a phase from a line or row of its own."""
        self._take_flat()
        self._builder.heading(text, self._level + 1, page)
        self._phase, self._on_its_own, self._named = phase_of(text, row=True), True, False

    def header(self, texts: list[str], page: int | None) -> None:
        """Take a header row of a real table; a second row refines the first."""
        roles = [header_role(text) or "" for text in texts]
        if not self._roles or len(self._roles) != len(roles):
            self._roles = roles
        else:
            self._roles = [
                b if b and (a in ("", "group")) else a
                for a, b in zip(self._roles, roles, strict=True)
            ]
        if texts not in self._headers:  # after a page break it is printed again
            self._headers.append(texts)
            self._builder.row([Piece(text) for text in texts if text], page)

    def row(self, texts: list[str], page: int | None) -> None:
        """Take a row of a real table: a phase or a step."""
        filled = [text for text in texts if text]
        if len(filled) == 1 and phase_of(filled[0], row=True):
            self.phase(filled[0], page)
            return
        if not filled:
            return
        own = self._without_phase(texts, page)
        pieces: list[Piece] = []
        for text, role in zip(texts, self._roles or [""] * len(texts), strict=False):
            beside = role == "time" and len(pieces) == 1 and pieces[0].column == 0
            column = 0 if beside else ROLES.index(role) if role in ROLES else -1
            if text:
                pieces.append(Piece(text, column))
        self._add(self._name_of(own), pieces, page)

    def _without_phase(self, texts: list[str], page: int | None) -> list[str]:
        """Open the phase a row names in the cell of its step or in a column that is none of ours.

        Returns the texts without it, to name the step by.
        """
        own = list(texts)
        for at, text in enumerate(texts):
            role = self._roles[at] if at < len(self._roles) else ""
            if not text or role not in ("", "step"):
                continue
            phase, rest = phase_in(text)
            if phase:
                self._enter(phase, page)
                timed = not rest or not _MINUTES.sub("", rest).strip(" （）()\n")
                own[at] = text if role == "step" and timed else rest
            elif role == "step" and not self._on_its_own:
                # 课前预习 in a row of the phase that has a row of its own is only a name.
                self._enter(begins_with(text), page)
        return own

    def _enter(self, phase: str, page: int | None) -> None:
        """Open a phase without printing it; none is gone back to where one has its own row."""
        order = phases()
        back = self._on_its_own and phase and order.index(phase) < order.index(self._phase)
        if phase and phase != self._phase and not back:
            self._builder.label(phase, self._level + 1, page)
            self._phase, self._named = phase, False

    def _name_of(self, texts: list[str]) -> str:
        """Return what names the step of a row, with its time; empty where a merged cell goes on."""
        cells = dict(zip(self._roles, texts, strict=False))
        name = cells.get("step", "")
        if not name and not self._named:
            name = next((text for text in texts if text), "").split("\n")[0]
        time = cells.get("time", "")
        minutes = f"{time}分钟" if time.isdigit() else time
        return f"{name}\n{minutes}" if name else ""

    def flat_cell(self, text: str, page: int | None, *, after_blank: bool = False) -> None:
        """Take a cell of a flattened table; ``after_blank`` says that a blank line is before it."""
        if phase_of(text):
            self.phase(text, page)
            return
        self._flat.take(text, page, after_blank=after_blank)
        self._add_flat()

    @property
    def in_header(self) -> bool:
        """Whether the last cell of a flattened table was one of the header."""
        return self._flat.in_header

    def finish(self) -> None:
        """Add what is still open."""
        self._take_flat()

    def _take_flat(self) -> None:
        self._flat.close()
        self._add_flat()

    def _add_flat(self) -> None:
        for row in self._flat.ready():
            if row.header:
                self._builder.row(row.pieces, row.page)
                continue
            phase, rest = phase_in(row.name)
            if not phase and not self._on_its_own:
                phase = begins_with(row.name)
            self._enter(phase, row.page)
            self._add(rest or row.name, row.pieces, row.page)

    def _add(self, name: str, pieces: Sequence[Piece], page: int | None) -> None:
        if name:  # else: the row goes on with the step above
            self._builder.label(step_name(name), self._level + 2, page)
            self._named = True
        self._builder.row(pieces, page, step=True)
