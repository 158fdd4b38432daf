"""Builds a document from the elements a parser recognises, in reading order.

A parser calls :meth:`Builder.heading`, :meth:`Builder.paragraph`, :meth:`Builder.item` and
:meth:`Builder.row`; the builder lays the canonical text, the spans, the section tree and the
tables. Nothing is moved: text appears in the order of the calls.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from indexing.numerals import article
from indexing.records import (
    Cell,
    Document,
    DocumentKind,
    Section,
    Table,
    Unit,
    UnitKind,
    document_id,
)
from indexing.searchtext import fold


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a row: text, the column it belongs to, and what stands before it.

    ``certain`` is false where the column was guessed.
    """

    text: str
    column: int = -1
    separator: str = "\t"
    certain: bool = True


@dataclass(slots=True)
class _TableDraft:
    name: str
    columns: tuple[str, ...]
    section: int
    page: int | None
    rows: list[tuple[Cell, ...]] = field(default_factory=list)


class Builder:
    """Collects elements; :meth:`finish` returns the document."""

    def __init__(self) -> None:
        self._text: list[str] = []
        self._length = 0
        self._sections = [Section(0, None, "", (), 0, None, 0, 0)]
        self._open = [0]
        self._units: list[Unit] = []
        self._tables: list[_TableDraft] = []

    def heading(self, text: str, level: int, page: int | None) -> None:
        """Open a section of ``level`` (1 is the top) whose heading is ``text``."""
        text = text.strip()
        if not text:
            return
        start = self._append(text, "\n")
        self._open_section(text, level, page, start)
        self._unit(UnitKind.HEADING, start, page)

    def label(self, text: str, level: int, page: int | None) -> None:
        """Open a section of ``level`` named ``text`` without printing anything.

        For a row that is a section of its own: its name stands in one of its cells.
        """
        self._open_section(text, level, page, None)

    def around(self) -> str:
        """Return the heading printed above what comes next, ``""`` where there is none.

        The number of an article is the name of a section but no heading.
        """
        names = (self._sections[at].heading for at in reversed(self._open))
        return next((name for name in names if name and not _is_number(name)), "")

    def paragraph(self, text: str, page: int | None) -> None:
        """Add a paragraph."""
        self._add(UnitKind.PARAGRAPH, text, page)

    def item(self, text: str, page: int | None) -> None:
        """Add a list item with its marker."""
        self._add(UnitKind.ITEM, text, page)

    def table(self, name: str, columns: Sequence[str], page: int | None) -> None:
        """Begin a table in the current section; rows that follow belong to it."""
        self._tables.append(_TableDraft(name, tuple(columns), self._open[-1], page))

    def row(
        self,
        pieces: Sequence[Piece],
        page: int | None,
        *,
        step: bool = False,
        hanging: frozenset[int] = frozenset(),
    ) -> None:
        """Add a row made of pieces in reading order; pieces of one column make one cell.

        Args:
            pieces: the pieces.
            page: page it is printed on.
            step: whether it is a step of a lesson.
            hanging: columns in which a cell of a row above goes on: it holds here as well.
        """
        pieces = [replace(p, text=p.text.strip()) for p in pieces if p.text.strip()]
        if not pieces:
            return
        spans: list[tuple[int, int, int]] = []
        start = -1
        for index, piece in enumerate(pieces):
            at = self._append(piece.text, piece.separator if index else "\n")
            start = at if index == 0 else start
            spans.append((piece.column, at, self._length))
        self._unit(UnitKind.STEP if step else UnitKind.ROW, start, page)
        if self._tables and any(column >= 0 for column, _, _ in spans):
            table = self._tables[-1]
            above = table.rows[-1] if table.rows else ()
            table.rows.append(
                tuple(
                    above[column]
                    if column in hanging and above
                    else self._cell(pieces, spans, column)
                    for column in range(len(table.columns))
                )
            )

    def finish(
        self, *, path: str, title: str, kind: DocumentKind, sha256: str, pages: int
    ) -> Document:
        """Return the document; ``title`` may be empty: then the file's name stands for it."""
        canonical = "".join(self._text)
        self._close(1)
        name = title.strip() or re.sub(r"\.[^.]*$", "", path.rsplit("/", 1)[-1])
        root = replace(self._sections[0], heading=name, end=len(canonical))
        return Document(
            id=document_id(path),
            path=path,
            title=name,
            kind=kind,
            sha256=sha256,
            script=_script(canonical),
            canonical=canonical,
            sections=(root, *self._sections[1:]),
            tables=tuple(
                Table(t.name, t.columns, tuple(t.rows), t.section, t.page)
                for t in self._tables
                if t.rows
            ),
            units=tuple(self._units),
            pages=pages,
        )

    @staticmethod
    def _cell(pieces: Sequence[Piece], spans: Sequence[tuple[int, int, int]], column: int) -> Cell:
        mine = [(p, s, e) for p, (c, s, e) in zip(pieces, spans, strict=True) if c == column]
        own = [(p.text, s, e) for p, s, e in mine]
        if not own:
            return Cell("", 0, 0)
        texts: list[str] = []
        for text, _, _ in own:
            if text not in texts:  # a name printed again after a page break is still one value
                texts.append(text)
        whole = len(texts) == 1
        sure = all(p.certain for p, _, _ in mine)
        return Cell("\n".join(texts), own[0][1], own[0][2] if whole else own[-1][2], certain=sure)

    def _add(self, kind: UnitKind, text: str, page: int | None) -> None:
        text = text.strip()
        if text:
            self._unit(kind, self._append(text, "\n"), page)

    def _append(self, text: str, separator: str) -> int:
        if self._length:
            self._text.append(separator)
            self._length += len(separator)
        start = self._length
        self._text.append(text)
        self._length += len(text)
        return start

    def _unit(self, kind: UnitKind, start: int, page: int | None) -> None:
        self._units.append(Unit(kind, start, self._length, self._open[-1], page))

    def _open_section(self, text: str, level: int, page: int | None, start: int | None) -> None:
        at = (self._length + 1 if self._length else 0) if start is None else start
        self._close(level, at)
        parent = self._sections[self._open[-1]]
        name = re.sub(r"\s+", " ", text).strip()
        section = Section(
            len(self._sections), parent.id, name, (*parent.path, name), level, page, at, at
        )
        self._sections.append(section)
        self._open.append(section.id)

    def _close(self, level: int, at: int | None = None) -> None:
        end = self._length if at is None else max(at - 1, 0)
        while len(self._open) > 1 and self._sections[self._open[-1]].level >= level:
            section = self._sections[self._open.pop()]
            self._sections[section.id] = replace(section, end=max(end, section.start))


def _is_number(heading: str) -> bool:
    found = article(heading)
    return found is not None and not found.rest


def _script(text: str) -> str:
    """Return ``hant`` when conversion to Simplified changes more than 3 % of the Han characters."""
    sample = "".join(c for c in text[:20000] if "\u3400" <= c <= "\u9fff")
    if not sample:
        return "hans"
    changed = sum(a != b for a, b in zip(sample, fold(sample), strict=False))
    return "hant" if changed > 0.03 * len(sample) else "hans"
