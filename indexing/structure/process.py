"""The teaching process of a lesson plan: phases, and steps with their four activity columns."""

from __future__ import annotations

import re
from functools import cache

from indexing.searchtext import fold
from indexing.structure.builder import Builder, Piece
from indexing.structure.vocabulary import label, vocabulary

#: Columns of the record of a process.
COLUMNS = ("教学环节", "教学内容", "教师活动", "学生活动", "设计意图")
_ROLES = ("step", "content", "teacher", "student", "design")
_MINUTES = re.compile(r"(\d{1,3})\s*(?:分钟|min|′|')")
_STEP_LEVEL = 3


@cache
def _role_words() -> dict[str, str]:
    process = vocabulary()["lesson_plan"]["process"]
    return {label(w): role for role in (*_ROLES, "group", "time") for w in process[role]}


def column_role(text: str) -> str | None:
    """Return the role of a column header, or ``None``."""
    return _role_words().get(label(text))


def is_header_row(texts: list[str]) -> bool:
    """Whether a row of cells is (part of) the header of a process table.

    One column that is none of ours (备注) does not hide the others.
    """
    filled = [text for text in texts if text]
    named = sum(column_role(text) is not None for text in filled)
    return named == len(filled) >= 2 or (named >= 3 and named == len(filled) - 1)


def step_name(text: str) -> str:
    """Return a step's name on one line: ``任务探究⏎一⏎15分钟`` is ``任务探究一（15分钟）``."""
    joined = re.sub(r"\s+", "", text)
    minutes = _MINUTES.search(joined)
    if not minutes:
        return joined
    rest = (joined[: minutes.start()] + joined[minutes.end() :]).strip("（）()")
    return f"{rest}（{minutes[1]}分钟）"


class Process:
    """Adds phases and steps to a builder."""

    def __init__(self, builder: Builder) -> None:
        self._builder = builder
        self._phases: list[str] = vocabulary()["lesson_plan"]["process"]["phases"]
        self._roles: list[str] = []
        self._header: list[Piece] = []
        self._headers: list[list[str]] = []
        builder.table("教学实施过程", COLUMNS, None)
        self._named = False
        self._step: list[str] = []
        self._page: int | None = None

    def header(self, texts: list[str], page: int | None) -> None:
        """Take a header row of a real table; a second row refines the first."""
        roles = [column_role(text) or "" for text in texts]
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
        if len(filled) == 1 and label(filled[0]) in self._phases:
            self._builder.heading(filled[0], 2, page)
            self._named = False
            return
        if not filled:
            return
        pieces: list[Piece] = []
        for text, role in zip(texts, self._roles or [""] * len(texts), strict=False):
            beside = role == "time" and len(pieces) == 1 and pieces[0].column == 0
            column = 0 if beside else _ROLES.index(role) if role in _ROLES else -1
            if text:
                pieces.append(Piece(text, column))
        self._add(self._name_of(texts), pieces, page)

    def _name_of(self, texts: list[str]) -> str:
        """Return what names the step of a row, with its time; empty where a merged cell goes on."""
        cells = dict(zip(self._roles, texts, strict=False))
        name = cells.get("step", "")
        if not name and not self._named:
            name = next(text for text in texts if text).split("\n")[0]
        time = cells.get("time", "")
        minutes = f"{time}分钟" if time.isdigit() else time
        return f"{name}\n{minutes}" if name else ""

    def flat_cell(self, text: str, page: int | None) -> None:
        """Take a cell of a flattened table."""
        if label(text) in self._phases:
            self._close_step()
            self._close_header(page)
            self._builder.heading(text, 2, page)
            self._named = False
        elif column_role(text):
            self._header.append(Piece(text))
        elif text:
            self._close_header(page)
            if self._step and self._complete(text):
                self._close_step()
            if not self._step:
                self._page = page
            self._step.append(text)

    def finish(self) -> None:
        """Add what is still open."""
        self._close_header(self._page)
        self._close_step()

    def _complete(self, following: str) -> bool:
        """Whether the open step has all its cells, or the next cell opens another step."""
        opens = _names_step(following)
        return len(self._step) >= len(_ROLES) or (opens and len(self._step) > 1)

    def _close_header(self, page: int | None) -> None:
        if self._header:
            self._builder.row(self._header, page)
            self._header = []

    def _close_step(self) -> None:
        cells, self._step = self._step, []
        if not cells:
            return
        # With a cell missing, which of the middle columns it left empty is a guess.
        whole = len(cells) >= len(_ROLES)
        pieces = [
            Piece(text, column, certain=whole or column in (0, len(_ROLES) - 1))
            for column, text in zip(_columns(cells), cells, strict=True)
        ]
        self._add(cells[0], pieces, self._page)

    def _add(self, name: str, pieces: list[Piece], page: int | None) -> None:
        if name:  # else: the row goes on with the step above
            self._builder.label(step_name(name), _STEP_LEVEL, page)
            self._named = True
        self._builder.row(pieces, page, step=True)


def _names_step(text: str) -> bool:
    """Whether a cell is the name of a step with its minutes, and not an activity that has some."""
    short = len(re.sub(r"\s", "", text)) <= 20
    return short and bool(_MINUTES.search(text)) and not re.search(r"[【。；;，]", text)


def _columns(cells: list[str]) -> list[int]:
    """Return the column of each cell; with a cell missing, the last is known by its label."""
    if len(cells) >= len(_ROLES):
        return [min(i, len(_ROLES) - 1) for i in range(len(cells))]
    columns = list(range(len(cells)))
    if fold(cells[-1]).lstrip().startswith(("【设计意图", "【思政融入")):
        columns[-1] = len(_ROLES) - 1
    return columns
