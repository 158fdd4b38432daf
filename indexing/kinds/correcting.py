"""Applies what a person put right in how a document was read: title, kind, levels of headings.

It is applied to the document as understood, so that it holds for every kind and every format: the
section tree is laid anew over the same text; only a heading that ran together with its paragraph
is set apart by a line break. What does not fit the file any more is told and not applied.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from indexing.corrections import Correction, HeadingCorrection
from indexing.errors import DocumentError
from indexing.records import (
    Cell,
    Corrected,
    CorrectedHeading,
    Document,
    DocumentKind,
    Section,
    Source,
    Unit,
    UnitKind,
)

#: Deepest level of a heading.
DEEPEST = 9
_LINES = (UnitKind.HEADING, UnitKind.PARAGRAPH, UnitKind.ITEM)


@dataclass(frozen=True, slots=True)
class Spot:
    """A line that is a heading or could be one.

    Attributes:
        start: offset of the line.
        end: offset after it; that of ``start`` for a heading that names a row and is not printed.
        line: its text, white space made single.
        nth: which of the lines of this text it is, from 1.
        level: its level, 0 where it is no heading.
        section: id of the section it opens, ``None`` where it is no heading.
        page: printed page.
    """

    start: int
    end: int
    line: str
    nth: int
    level: int
    section: int | None
    page: int | None


def spots(document: Document) -> list[Spot]:
    """Return the headings, paragraphs and items of a document in reading order."""
    text = document.canonical
    found: list[tuple[int, int, str, int, int | None, int | None]] = []
    printed = {unit.start: unit.end for unit in document.units if unit.kind is UnitKind.HEADING}
    for section in document.sections[1:]:
        end = printed.get(section.start, section.start)
        own = _single(text[section.start : end]) == section.heading
        end = end if own else section.start
        found.append((section.start, end, section.heading, section.level, section.id, section.page))
    headings = {start for start, end, *_ in found if start < end}
    for unit in document.units:
        if unit.kind in _LINES and unit.start not in headings:
            line = _single(text[unit.start : unit.end])
            found.append((unit.start, unit.end, line, 0, None, unit.page))
    found.sort(key=lambda spot: spot[:2])
    counts: dict[str, int] = defaultdict(int)
    out = []
    for start, end, line, level, section_id, page in found:
        counts[line] += 1
        out.append(Spot(start, end, line, counts[line], level, section_id, page))
    return out


def correction_of(
    document: Document,
    title: str,
    kind: DocumentKind | None,
    headings: Iterable[tuple[str, int, int]],
) -> Correction:
    """Return what is put right where a document is to be read so; empty where it is already.

    Args:
        document: the document as it was read last, with or without a correction.
        title: its title; ``""`` for the one that is read.
        kind: its kind; ``None`` for the one that is read.
        headings: line, which of the lines of this text it is, and its level, 0 for no heading.

    Raises:
        DocumentError: the document has no such line, or several.
    """
    before = document.corrected or Corrected(document.title, document.kind)
    read = {(h.line, h.nth): h.level_read for h in before.headings}
    found = spots(document)
    levels = {(spot.line, spot.nth): spot.level for spot in found}
    kept = {}
    for text, nth, level in headings:
        line = _single(text)
        places = sum(spot.line == line for spot in found)
        if not places and len(inside := _inside(document, line)) > 1:
            raise DocumentError(
                f"“{line}”在正文里有 {len(inside)} 处，不知道要把哪一处标成标题。",
                "请多写几个字，写到只有一处。",
            )
        places = places or len(inside)
        if not 1 <= nth <= places:
            raise DocumentError(
                f"文件里没有这一行：“{line}”{f'（第 {nth} 处）' if nth != 1 else ''}。",
                "请照读到的全文写，一字不差。",
            )
        key = (line, nth)
        if level != read.get(key, levels.get(key, 0)):
            kept[key] = HeadingCorrection(line, nth, places, level)
    title = _single(title)
    return Correction(
        document.sha256,
        title if title != before.title_read else "",
        before.title_read,
        kind if kind is not before.kind_read else None,
        before.kind_read,
        tuple(kept.values()),
    )


def kind_of(correction: Correction, read: Document) -> DocumentKind:
    """Return the kind as which a document is to be read.

    Args:
        correction: what was put right.
        read: the document as it is read without.
    """
    holds = correction.sha256 == read.sha256 or correction.kind_read is read.kind
    return correction.kind if correction.kind and holds else read.kind


def corrected(document: Document, correction: Correction, read: Document) -> Document:
    """Return a document with what was put right in it.

    Args:
        document: the document, read as the kind that :func:`kind_of` says.
        correction: what was put right.
        read: the document as it is read without; the same where the kind was read right.
    """
    misfits: list[str] = []
    if correction.kind and kind_of(correction, read) is not correction.kind:
        misfits.append("种类：文件换过，程序读出的种类也变了，当时的更正没有照用。")
    title = document.title
    if correction.title:
        if correction.sha256 == read.sha256 or correction.title_read == read.title:
            title = correction.title
        else:
            misfits.append(f"题名：文件换过，程序读出的题名也变了，没有改成“{correction.title}”。")
    places: list[tuple[Spot, int]] = []
    found = spots(document)
    for wanted in correction.headings:
        fitting = _fitting(document, found, wanted, same=correction.sha256 == read.sha256)
        if isinstance(fitting, str):
            misfits.append(fitting)
        elif fitting.level != wanted.level:
            places.append((fitting, wanted.level))
    places.sort(key=lambda place: place[0].start)
    document, starts = _Headings(document, places).document()
    headings = tuple(
        CorrectedHeading(start, spot.line, spot.nth, spot.level, level)
        for start, (spot, level) in zip(starts, places, strict=True)
    )
    root = replace(document.sections[0], heading=title)
    return replace(
        document,
        title=title,
        sections=(root, *document.sections[1:]),
        corrected=Corrected(read.title, read.kind, headings, tuple(misfits)),
    )


def _fitting(
    document: Document, found: Sequence[Spot], wanted: HeadingCorrection, *, same: bool
) -> Spot | str:
    """Return the line that is meant, or in Chinese why it cannot be told."""
    whole = [spot for spot in found if spot.line == wanted.line]
    places = whole or _inside(document, wanted.line)
    if not places:
        return f"标题“{wanted.line}”：文件里已经没有这一行。"
    sure = (same and whole) or len(places) == wanted.count
    if len(places) < wanted.nth or not sure:
        return (
            f"标题“{wanted.line}”：更正时文件里有 {wanted.count} 处，现在有 {len(places)} 处，"
            "不知道是哪一处。"
        )
    return places[wanted.nth - 1]


def _inside(document: Document, line: str) -> list[Spot]:
    """Return the places where a line runs together with the text of its paragraph or item.

    Only where there is one of them can it be told which is meant.
    """
    found: list[Spot] = []
    for unit in document.units if line else ():
        if unit.kind in (UnitKind.PARAGRAPH, UnitKind.ITEM):
            at = document.canonical.find(line, unit.start, unit.end)
            while at >= 0:
                end = at + len(line)
                found.append(Spot(at, end, line, len(found) + 1, 0, None, unit.page))
                at = document.canonical.find(line, end, unit.end)
    return found


class _Headings:
    """Lays the section tree of a document anew.

    Args:
        document: the document.
        places: lines in reading order, each with the level it is to have.
    """

    def __init__(self, document: Document, places: Sequence[tuple[Spot, int]]) -> None:
        self._old = document
        self._places = places
        self._edits = self._cuts()
        self._ends = [end for _, end in self._edits]
        #: By the sections of before; 0 for one that is taken away.
        self._levels = {spot.section: level for spot, level in places if spot.section is not None}
        self._added = [(spot, level) for spot, level in places if spot.section is None and level]

    def document(self) -> tuple[Document, list[int]]:
        """Return the document, and where each of the lines stands in it."""
        if not self._places:
            return self._old, []
        text = self._text()
        sections, ids = self._sections(len(text))
        kept_at = [0]  # by old id: the new id of the last section of before that is still there
        for section in self._old.sections[1:]:
            kept_at.append(ids.get(section.id, kept_at[-1]))
        starts = [spot.start for spot, _ in self._added]
        added_at = [ids[-at - 1] for at in range(len(starts))]

        def around(old: int, place: int) -> int:
            at = bisect_right(starts, place) - 1
            return max(kept_at[old], added_at[at] if at >= 0 else 0)

        tables = tuple(
            replace(
                table,
                section=around(table.section, _first(table.rows)),
                rows=tuple(
                    tuple(replace(c, start=self._moved(c.start), end=self._moved(c.end)) for c in r)
                    for r in table.rows
                ),
            )
            for table in self._old.tables
        )
        changed = set(self._levels)
        document = replace(
            self._old,
            canonical=text,
            sections=tuple(sections),
            tables=tables,
            units=tuple(
                replace(unit, section=around(unit.section, start)) for start, unit in self._units()
            ),
            doubtful=tuple(self._source(text, source) for source in self._old.doubtful),
            guessed=tuple(ids[id] for id in self._old.guessed if id in ids and id not in changed),
        )
        return document, [self._moved(spot.start) for spot, _ in self._places]

    def _cuts(self) -> list[tuple[int, int]]:
        """Return the white space, often none, that gives way to a line break."""
        cuts: list[tuple[int, int]] = []
        text, units = self._old.canonical, self._old.units
        starts = [unit.start for unit in units]
        for spot, level in self._places:
            if spot.section is not None or not level:
                continue
            unit = units[bisect_right(starts, spot.start) - 1]
            for at in (spot.start, spot.end):
                start, end = at, at
                while start > unit.start and text[start - 1].isspace():
                    start -= 1
                while end < unit.end and text[end].isspace():
                    end += 1
                if unit.start < start and end < unit.end:
                    cuts.append((start, end))
        return sorted(set(cuts))

    def _text(self) -> str:
        text, at = [], 0
        for start, end in self._edits:
            text.append(self._old.canonical[at:start])
            at = end
        return "\n".join([*text, self._old.canonical[at:]])

    def _moved(self, offset: int) -> int:
        """Return where an offset of the text of before is now."""
        done = bisect_right(self._ends, offset)
        moved = offset + sum(1 - (end - start) for start, end in self._edits[:done])
        if done < len(self._edits) and offset > self._edits[done][0]:
            moved -= offset - self._edits[done][0]  # inside of what gave way
        return moved

    def _end(self, offset: int) -> int:
        """Return where the end of something is now: before the line break that follows it."""
        cut = bisect_left(self._ends, offset)
        if cut < len(self._edits) and self._edits[cut][0] <= offset <= self._edits[cut][1]:
            return self._moved(self._edits[cut][0] - 1) + 1
        return self._moved(offset)

    def _sections(self, length: int) -> tuple[list[Section], dict[int, int]]:
        """Return the sections, and their ids by the old id, or by -1, -2 … for the added ones."""
        heads = [
            ((section.start, 0, section.id), section.heading, level, section.page)
            for section in self._old.sections[1:]
            if (level := self._levels.get(section.id, section.level))
        ] + [
            ((spot.start, 1, -at - 1), spot.line, level, spot.page)
            for at, (spot, level) in enumerate(self._added)
        ]
        heads.sort(key=lambda head: head[0])
        root = replace(self._old.sections[0], end=length)
        out, ids, open_ = [root], {0: 0}, [root]
        for (start, _, old), heading, level, page in heads:
            at = self._moved(start)
            while len(open_) > 1 and open_[-1].level >= level:
                last = open_.pop()
                out[last.id] = replace(last, end=max(at - 1, last.start))
            above = open_[-1]
            path = (*above.path, heading)
            section = Section(len(out), above.id, heading, path, level, page, at, at)
            ids[old] = section.id
            out.append(section)
            open_.append(section)
        for last in open_[1:]:
            out[last.id] = replace(last, end=max(length, last.start))
        return out, ids

    def _units(self) -> list[tuple[int, Unit]]:
        """Return the units, each with its offset of before; their section is that of before."""
        gone = {
            self._old.sections[id].start for id, level in self._levels.items() if id and not level
        }
        opened = {spot.start for spot, _ in self._added}
        out: list[tuple[int, Unit]] = []
        for unit in self._old.units:
            low = bisect_left(self._edits, (unit.start, 0))
            high = bisect_left(self._edits, (unit.end, 0))
            cuts = self._edits[low:high]
            bounds = [unit.start, *(at for cut in cuts for at in cut), unit.end]
            for start, end in zip(bounds[::2], bounds[1::2], strict=True):
                kind = unit.kind
                if start in opened and kind in _LINES:
                    kind = UnitKind.HEADING
                elif start in gone and kind is UnitKind.HEADING:
                    kind = UnitKind.PARAGRAPH
                piece = replace(unit, kind=kind, start=self._moved(start), end=self._end(end))
                out.append((start, piece))
        return out

    def _source(self, text: str, source: Source) -> Source:
        start, end = self._moved(source.start), self._end(source.end)
        return replace(source, quote=text[start:end], start=start, end=end)


def _first(rows: Sequence[Sequence[Cell]]) -> int:
    """Return where the first cell with a place begins, -1 where none has one."""
    cells = (cell for row in rows for cell in row)
    return min((c.start for c in cells if c.start < c.end), default=-1)


def _single(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()
