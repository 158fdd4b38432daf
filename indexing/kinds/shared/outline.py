"""A document to walk through: sections by parent, text by section, patterns with their places."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from indexing.kinds.shared.values import Part, Value, joined
from indexing.kinds.shared.vocabulary import label
from indexing.numerals import numbered
from indexing.records import Cell, Document, Section, Unit, UnitKind
from indexing.searchtext import SearchText, to_search_text
from indexing.wrapping import MARKER, ends_sentence

_CIRCLED = re.compile(r"[①-⑳]")
#: The mark of a footnote stands behind a word; a circled number that opens an item does not.
_MARK = re.compile(r"\w([①-⑳])(?!\w)")
#: Folding would make a footnote mark a digit of the number before it.
_NO_DIGIT = "\ue000"
_GOES_ON = ("，", "、", ",")


class TextMatch:
    """One match; ``found[group]`` is folded text, ``found.span(group)`` where it is printed."""

    def __init__(self, match: re.Match[str], search: SearchText, base: int) -> None:
        self._match = match
        self._search = search
        self._base = base

    def __getitem__(self, group: int | str) -> str:
        """Return the folded text of a group, empty where it took no part."""
        return self._match[group] or ""

    def span(self, group: int | str = 0) -> tuple[int, int]:
        """Return the span of a group in ``Document.canonical``."""
        start, end = self._search.original(*self._match.span(group))
        return self._base + start, self._base + end


class Outline:
    """Gives access to one document."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self._starts = [unit.start for unit in document.units]
        self._children: dict[int, list[Section]] = defaultdict(list)
        for section in document.sections[1:]:
            self._children[section.parent or 0].append(section)
        self._headings = {u.start: u for u in document.units if u.kind is UnitKind.HEADING}
        self._notes = self._footnotes()
        self._own: dict[int, list[Unit]] = defaultdict(list)
        for unit in document.units:
            if unit.kind is not UnitKind.HEADING and unit not in self._notes.values():
                self._own[unit.section].append(unit)

    # Sections and units

    def children(self, section: int) -> list[Section]:
        """Return the sections right under ``section``."""
        return self._children[section]

    def units(self, section: int, *, deep: bool = False) -> list[Unit]:
        """Return the units of a section in reading order, without headings and footnotes.

        Args:
            section: id of the section.
            deep: also those of the sections below it.
        """
        own = list(self._own[section])
        if deep:
            for child in self._children[section]:
                own += self.units(child.id, deep=True)
            own.sort(key=lambda unit: unit.start)
        return own

    def text(self, unit: Unit) -> str:
        """Return the text of a unit."""
        return self.document.canonical[unit.start : unit.end]

    def note(self, mark: str, after: int) -> Value | None:
        """Return the footnote that ``mark`` refers to, first one behind offset ``after``."""
        places = sorted(at for sign, at in self._notes if sign == mark and at > after)
        return self.unit_value(self._notes[mark, places[0]]) if places else None

    def _footnotes(self) -> dict[tuple[str, int], Unit]:
        """Units that are the footnote of a mark printed before them, on this page or the last."""
        notes: dict[tuple[str, int], Unit] = {}
        marked: dict[str, int] = {}
        for unit in self.document.units:
            text = self.text(unit)
            opened = _CIRCLED.match(text)
            if opened and (unit.page or 0) - marked.get(opened[0], -2) <= 1:
                notes[opened[0], unit.start] = unit
            else:
                marked |= dict.fromkeys(_MARK.findall(text), unit.page or 0)
        return notes

    # Values

    def value(
        self, start: int, end: int, number: int | None = None, *, certain: bool = True
    ) -> Value:
        """Return the value printed at a span."""
        text = self.document.canonical[start:end]
        return Value(text, start, end, self.page_at(start), certain, number)

    def unit_value(self, unit: Unit) -> Value:
        """Return a whole unit as a value."""
        return Value(self.text(unit), unit.start, unit.end, unit.page)

    def values(self, units: Iterable[Unit]) -> tuple[Value, ...]:
        """Return one value a paragraph or item; lines that stop at a comma go on in the next."""
        out: list[Value] = []
        for unit in units:
            value = self.unit_value(unit)
            last = out[-1] if out else None
            goes_on = last is not None and last.text.endswith(_GOES_ON) and not last.rest
            if goes_on and unit.kind is UnitKind.PARAGRAPH and not MARKER.match(value.text):
                assert last is not None
                near = unit.start - last.end <= 1
                out[-1] = self.value(last.start, unit.end) if near else joined(last, value)
            else:
                out.append(value)
        return tuple(out)

    def continued(self, runs: Iterable[Sequence[Unit]]) -> tuple[Value, ...]:
        """Return the values of a text printed in several places, such as a column cut by a page.

        A sentence that the break cut in two becomes one value, which is not certain: that it
        goes on there was inferred.
        """
        out: list[Value] = []
        for run in runs:
            values = list(self.values(run))
            cut = bool(out and values) and not ends_sentence(out[-1].text)
            if cut and not MARKER.match(values[0].text):
                out[-1] = replace(joined(out[-1], values.pop(0)), certain=False)
            out += values
        return tuple(out)

    def cell(self, cell: Cell) -> Value | None:
        """Return a table cell as a value, ``None`` if empty; cut by another cell it has parts."""
        if not cell.text.strip():
            return None
        canonical = self.document.canonical
        if canonical[cell.start : cell.end] == cell.text:
            return self.value(cell.start, cell.end, certain=cell.certain)
        found: Value | None = None
        at = cell.start
        for line in cell.text.split("\n"):
            start = canonical.find(line, at, cell.end)
            if start < 0:
                return self.value(cell.start, cell.end, certain=False)
            at = start + len(line)
            if found is None:
                found = self.value(start, at, certain=cell.certain)
            elif not found.rest and canonical[found.end : start].strip(" ") == "\n":
                found = self.value(found.start, at, certain=cell.certain)
            else:
                found = joined(found, self.value(start, at))
        return found

    def heading(self, section: Section) -> Value | None:
        """Return the heading as printed, ``None`` where a table implies the section."""
        unit = self._headings.get(section.start)
        return self.unit_value(unit) if unit is not None else None

    def title(self, section: Section) -> Value:
        """Return the heading without its number."""
        unit = self._headings.get(section.start)
        end = unit.end if unit else section.start + len(section.heading)
        number = numbered(section.heading)
        if number is not None and number.rest:
            found = self.search(re.escape(number.rest[:4]), section.start, end)
            if found:
                return self.value(found.span()[0], end)
        return self.value(section.start, end)

    def part(self, section: Section, name: str = "") -> Part:
        """Return a section with all text under it."""
        text = self.values(self.units(section.id, deep=True))
        own = re.sub(r"^\d{1,2}(?=\D)", "", label(section.heading))
        return Part(name or own, self.heading(section), text)

    def page_at(self, offset: int) -> int | None:
        """Return the printed page of an offset: that on which its unit begins."""
        at = bisect_right(self._starts, offset) - 1
        return self.document.units[at].page if at >= 0 else None

    # Patterns

    def search(self, pattern: str | re.Pattern[str], start: int, end: int) -> TextMatch | None:
        """Return the first match of a pattern in the folded text of a span."""
        return next(self.finditer(pattern, start, end), None)

    def finditer(self, pattern: str | re.Pattern[str], start: int, end: int) -> Iterator[TextMatch]:
        """Yield the matches of a pattern in the folded text of a span."""
        text = _CIRCLED.sub(_NO_DIGIT, self.document.canonical[start:end])
        search = to_search_text(text)
        for match in re.finditer(pattern, search.text):
            yield TextMatch(match, search, start)
