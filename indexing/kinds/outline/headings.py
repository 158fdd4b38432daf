"""Which lines of a document are headings, and how deep each stands.

What a heading looks like is learnt in each document. A line the format marks is one. A numbered
line is one where it is short and no sentence, and, for the forms that also number items, where
its run shows it: the numbers follow one another and something stands between them. A line without
a number is one where its look or its place sets it apart. Depth is a matter of nesting
(:mod:`indexing.kinds.outline.nesting`).
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from indexing.kinds.outline.contents import entry
from indexing.kinds.outline.lines import Lines
from indexing.kinds.outline.nesting import Nesting, Place
from indexing.kinds.outline.numbering import mark_of
from indexing.numerals import value_of
from indexing.readers.blocks import Block, Line
from indexing.searchtext import fold

_LONGEST_PLAIN = 24
_FEWEST_PLAIN, _FEWEST_ALIKE = 2, 3
#: Fewest numbers of a run, and how many of one whose form is firm may be missing.
_RUN, _MISSING = 2, 1
#: A collection may begin with its fifth lesson, but a room is no lesson 304.
_LATE = 20
#: Ranks of headings that are marked, that open a part of a collection, that have no number.
_MARKED_RANK, _COUNTED_RANK, _PLAIN_RANK = -10.0, 0.5, 20.0
#: A look above all others.
_TOP = 9.0
_RULES = "=*#~★☆◆■—_-"
_DECORATED = re.compile(rf"^([{_RULES}])\1{{2,}}\s*[^\s{_RULES}].{{1,40}}?\s*\1{{3,}}$")
#: Blocks at least between two lines that open parts.
_FEWEST_BETWEEN = 4
_NUMERAL = re.compile(r"[一二三四五六七八九十百]{1,4}|\d{1,3}")
_HAN = re.compile(r"[\u3400-\u9fff]")
_NOT_COUNTED = re.compile(r"#(?:页|年|月|日)|[表图]#")
#: Characters at least of a name before its number.
_NAMED = 2
_STOPS = re.compile(r"[。！？；;!?]")


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A line that may be a heading; ``look`` is the size of its type, bold counted with it."""

    at: int
    key: str
    value: int
    rank: float
    look: float


def with_headings(
    blocks: Sequence[Block],
    *,
    wrapped: bool,
    named: frozenset[str] = frozenset(),
    fields: bool = False,
) -> list[Block]:
    """Return the blocks with ``heading`` set on every line that is one, 1 being the highest.

    Args:
        blocks: lines and tables in reading order.
        wrapped: whether lines may break inside a sentence.
        named: entries of the table of contents, as :func:`~indexing.kinds.outline.contents.entry`
            gives them.
        fields: whether the name of a usual field on a line of its own is a heading; where the
            parser of a kind knows better it is not.
    """
    page = Lines.of(blocks, wrapped=wrapped, named=named, fields=fields)
    candidates = _Headings(page).candidates()
    nesting = Nesting([Place(c.key, c.value, c.rank, c.look) for c in candidates])
    levels = dict(zip((c.at for c in candidates), nesting.levels(), strict=True))
    return [
        _with_level(block, levels.get(at, 0)) if isinstance(block, Line) else block
        for at, block in enumerate(blocks)
    ]


def _with_level(line: Line, level: int) -> Line:
    """Return a line as a heading, without the rules around it, or as none."""
    decorated = level and _DECORATED.match(line.text.strip())
    text = line.text.strip().strip(_RULES).strip() if decorated else line.text
    return replace(line, text=text, heading=level)


class _Headings:
    """Decides which lines of a document are its headings."""

    def __init__(self, page: Lines) -> None:
        self._page = page

    def candidates(self) -> list[_Candidate]:
        """Return the headings in reading order."""
        marked = [
            at for at, line in enumerate(self._page.lines) if line.heading and line.text.strip()
        ]
        only_title = len(marked) == 1 and self._page.marks[marked[0]] is None
        strict = bool(marked) and not only_title
        taken = {m.scheme for at in marked if (m := self._page.marks[at])} if strict else set()
        found = {at: self._marked(at) for at in marked}
        if not strict:
            found |= self._counted(found)
        numbered = [
            at
            for at, mark in enumerate(self._page.marks)
            if mark
            and at not in found
            and at not in self._page.items
            and mark.scheme not in taken
            and self._page.has_shape(at, mark)
        ]
        for at in self._by_runs(numbered, strict=strict):
            mark = self._page.marks[at]
            assert mark is not None
            found[at] = _Candidate(at, mark.scheme, mark.value, mark.rank, self._page.look(at))
        plain = [
            at for at in range(len(self._page.lines)) if at not in found and self._page.is_plain(at)
        ]
        if strict and not self._look_tells(plain):
            plain = self._alike(plain, found)
        if plain:
            below = {at: self._page.heads_text(at, found) for at in plain}
            # In the lines of the title only what looks like headings further down is one.
            cover = self._page.cover_end(found)
            looks = {self._page.look(at) for at in plain if at >= cover}
            plain = [
                at
                for at in plain
                if below[at]
                or self._page.is_field(at)
                or entry(self._page.lines[at].text) in self._page.named
                or (self._page.stands_out(at) and (at >= cover or self._page.look(at) in looks))
            ]
            if len(plain) >= _FEWEST_PLAIN or found:
                found |= {at: self._plain(at) for at in plain}
        return [found[at] for at in sorted(found)]

    def _alike(self, plain: list[int], found: dict[int, _Candidate]) -> list[int]:
        """Return the lines with text below of which several stand under one marked heading."""
        groups: dict[int, list[int]] = defaultdict(list)
        marked = sorted(found)
        closed = {*found, *plain}
        for at in plain:
            if self._page.heads_text(at, closed) and at - 1 >= 0:
                groups[bisect_left(marked, at)].append(at)
        return [at for group in groups.values() if len(group) >= _FEWEST_ALIKE for at in group]

    def _marked(self, at: int) -> _Candidate:
        level = self._page.lines[at].heading
        mark = self._page.marks[at]
        key = f"marked{level}"
        return _Candidate(
            at, key, mark.value if mark else 0, _MARKED_RANK + level, self._page.look(at)
        )

    def _counted(self, found: dict[int, _Candidate]) -> dict[int, _Candidate]:
        """Return lines that are alike but for a number that counts on: ``教案（第5次课）``.

        They open the parts of a collection: lessons, slides, sheets. So does ``=== 甲册 ===``.
        """
        out: dict[int, _Candidate] = {}
        alike: dict[str, list[tuple[int, int]]] = defaultdict(list)
        for at, line in enumerate(self._page.lines):
            text = folded(line.text)
            if at not in found and _DECORATED.match(line.text.strip()):
                out[at] = _Candidate(at, "decorated", 0, _COUNTED_RANK, _TOP)
                continue
            if (
                at in found
                or self._page.marks[at]
                or not 3 <= len(text) <= _LONGEST_PLAIN
                or _STOPS.search(text)
            ):
                continue
            numerals = list(_NUMERAL.finditer(text))
            if len(numerals) == 1 and len(_HAN.findall(text[: numerals[0].start()])) >= _NAMED:
                masked = _NUMERAL.sub("#", text)
                if not _NOT_COUNTED.search(masked):
                    alike[masked].append((at, value_of(numerals[0][0])))
        for masked, places in alike.items():
            steps = [
                after[1] - before[1] == 1 and after[0] - before[0] >= _FEWEST_BETWEEN
                for before, after in pairwise(places)
            ]
            if steps and all(steps):
                out |= {at: _Candidate(at, masked, v, _COUNTED_RANK, _TOP) for at, v in places}
        return out

    def _plain(self, at: int) -> _Candidate:
        look = self._page.look(at)
        return _Candidate(at, f"plain{look:.1f}", 0, _PLAIN_RANK, look)

    def _look_tells(self, plain: Sequence[int]) -> bool:
        return any(
            self._page.stands_out(at) or entry(self._page.lines[at].text) in self._page.named
            for at in plain
        )

    def _by_runs(self, numbered: list[int], *, strict: bool) -> list[int]:
        """Return the numbered lines that are headings by their form or by the run they are in."""
        runs: list[list[int]] = []
        open_runs: dict[str, list[int]] = {}
        for at in numbered:
            mark = self._page.marks[at]
            assert mark is not None
            run = open_runs.get(mark.scheme)
            last = self._page.marks[run[-1]] if run else None
            missing = _MISSING if mark.firm else 0
            if run is None or last is None or not 0 < mark.value - last.value <= 1 + missing:
                run = open_runs[mark.scheme] = []
                runs.append(run)
            run.append(at)
        places = set(numbered)
        shares: dict[str, list[bool]] = defaultdict(list)
        for run in runs:
            mark = self._page.marks[run[0]]
            assert mark is not None
            shares[mark.scheme].append(len(run) >= _RUN and mark.value <= 1)
        kept: list[int] = []
        for run in runs:
            mark = self._page.marks[run[0]]
            assert mark is not None
            apart = sum(self._page.has_text_below(at, places) for at in run)
            if mark.firm:
                if apart or not strict:
                    kept += run
                continue
            if strict and mark.rank > 6:
                continue
            begins = mark.value <= (_LATE if mark.own and len(run) > _RUN else 1)
            lone = mark.own and any(shares[mark.scheme])
            if (
                (len(run) >= _RUN or lone)
                and begins
                and apart * 2 > len(run)
                and self._even(run, places)
            ):
                kept += run
        return kept

    def _even(self, run: Sequence[int], numbered: set[int]) -> bool:
        """Whether all lines of the run are short: of the items of a list some are sentences."""
        mark = self._page.marks[run[0]]
        assert mark is not None
        value = mark.value
        long = 0
        for at in range(run[0] + 1, len(self._page.marks)):
            other = self._page.marks[at]
            if other is None or other.scheme != mark.scheme:
                continue
            if not value < other.value <= value + 2:
                break
            value = other.value
            long += at not in numbered
        return not long or (mark.own and long * 3 <= len(run))


def shift_of(blocks: Sequence[Block]) -> int:
    """Return 1 where the one heading of the first level is a title over all others, else 0."""
    heads = [block for block in blocks if isinstance(block, Line) and block.heading]
    alone = sum(head.heading == 1 for head in heads) == 1 and len(heads) > 1
    return int(alone and heads[0].heading == 1 and mark_of(heads[0].text) is None)


def folded(text: str) -> str:
    """Return a text to compare: folded, without spaces."""
    return re.sub(r"\s", "", fold(text))
