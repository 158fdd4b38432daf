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
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import pairwise

from indexing.kinds.generic.articles import Articles
from indexing.kinds.outline.contents import entry
from indexing.kinds.outline.nesting import Nesting, Place
from indexing.kinds.outline.numbering import Mark, mark_of
from indexing.kinds.shared.titles import kind_named
from indexing.kinds.shared.vocabulary import label, vocabulary
from indexing.numerals import article, numbered, value_of
from indexing.readers.blocks import Block, Line, TableBlock
from indexing.searchtext import fold
from indexing.wrapping import MARKER, ends_sentence, is_short, local_widths, width

_LONGEST, _LONGEST_COUNTED, _LONGEST_PLAIN = 40, 60, 24
#: Characters of text below a line without a number that make it a heading.
_FEWEST_BELOW = 25
_FEWEST_PLAIN, _FEWEST_ALIKE = 2, 3
#: A shorter text below the name of a field is its value.
_VALUE = 12
#: Fewest numbers of a run, and how many of one whose form is firm may be missing.
_RUN, _MISSING = 2, 1
#: A collection may begin with its fifth lesson, but a room is no lesson 304.
_LATE = 20
#: Lines at least between two headings, unless one of them is long.
_LINES_BETWEEN = 2
_MARKED_RANK, _COUNTED_RANK, _PLAIN_RANK = -10.0, 0.5, 20.0
#: A type so much larger than that of the text sets a line apart; a look above all others.
_LARGER, _TOP = 1.08, 9.0
_RULES = "=*#~★☆◆■—_-"
_DECORATED = re.compile(rf"^([{_RULES}])\1{{2,}}\s*[^\s{_RULES}].{{1,40}}?\s*\1{{3,}}$")
#: Blocks at least between two lines that open parts.
_FEWEST_BETWEEN = 4
_NUMERAL = re.compile(r"[一二三四五六七八九十百]{1,4}|\d{1,3}")
_BRACKETS = re.compile(r"\([^()]*\)")
#: Words beside a number that make a line a row.
_WORDS = 3
_NUMBER = re.compile(r"[\d.,%—–-]+")
_HAN = re.compile(r"[\u3400-\u9fff]")
_NOT_COUNTED = re.compile(r"#(?:页|年|月|日)|[表图]#")
#: Characters at least of a name before its number.
_NAMED = 2
_FIELD = re.compile(r"[:：]\s*\S")
#: Full-width characters that a wrapped line may lack: no line begins with a stop.
_RAGGED = 2.5
_PAUSES = re.compile(r"[，,；;]")
_STOPS = re.compile(r"[。！？；;!?]")
#: Text set in columns: gaps between them, tabs inside a line.
_COLUMNS = re.compile(r"\S(?:\s{2,}|\t)\S.*\S(?:\s{2,}|\t)\S|\S\t\S")
_NO_PLAIN = re.compile(
    r"^(?:[附续]?[图表]\s*[\d一二三四五六七八九十]|[（(\[【《*×※注]|[-•·●■▪◆➢])|[，,、：:\d%]$|[|｜→>]"
)


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
    page = _Page.of(blocks, wrapped=wrapped, named=named, fields=fields)
    candidates = page.candidates()
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


@dataclass(slots=True)
class _Page:
    """The lines of a document with what is needed to judge each."""

    blocks: Sequence[Block]
    lines: list[Line]
    columns: list[float]
    marks: list[Mark | None]
    body: float
    named: frozenset[str]
    wrapped: bool
    spaced: bool
    items: frozenset[int]
    fields: bool

    @staticmethod
    def of(blocks: Sequence[Block], *, wrapped: bool, named: frozenset[str], fields: bool) -> _Page:
        lines = [b if isinstance(b, Line) else Line("") for b in blocks]
        columns = local_widths(lines) if wrapped else [float("inf")] * len(lines)
        marks = [mark_of(line.text) if line.text.strip() else None for line in lines]
        sizes: Counter[float] = Counter()
        for line in lines:
            sizes[line.size] += len(line.text.strip())
        body = sizes.most_common(1)[0][0] if sizes else 0.0
        blank = sum(isinstance(b, Line) and not b.text.strip() for b in blocks)
        spaced = wrapped and blank * 4 >= len(lines) - blank > 0
        items = _items_of_articles(lines)
        return _Page(blocks, lines, columns, marks, body, named, wrapped, spaced, items, fields)

    def candidates(self) -> list[_Candidate]:
        """Return the headings in reading order."""
        marked = [at for at, line in enumerate(self.lines) if line.heading and line.text.strip()]
        only_title = len(marked) == 1 and self.marks[marked[0]] is None
        strict = bool(marked) and not only_title
        taken = {m.scheme for at in marked if (m := self.marks[at])} if strict else set()
        found = {at: self._marked(at) for at in marked}
        if not strict:
            found |= self._counted(found)
        numbered = [
            at
            for at, mark in enumerate(self.marks)
            if mark
            and at not in found
            and at not in self.items
            and mark.scheme not in taken
            and self._has_shape(at, mark)
        ]
        for at in self._by_runs(numbered, strict=strict):
            mark = self.marks[at]
            assert mark is not None
            found[at] = _Candidate(at, mark.scheme, mark.value, mark.rank, self._look(at))
        plain = [at for at in range(len(self.lines)) if at not in found and self._is_plain(at)]
        if strict and not self._look_tells(plain):
            plain = self._alike(plain, found)
        if plain:
            below = {at: self._below(at, found) for at in plain}
            # In the lines of the title only what looks like headings further down is one.
            cover = self._cover(found)
            looks = {self._look(at) for at in plain if at >= cover}
            plain = [
                at
                for at in plain
                if below[at]
                or self._is_field(at)
                or entry(self.lines[at].text) in self.named
                or (self._stands_out(at) and (at >= cover or self._look(at) in looks))
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
            if self._below(at, dict.fromkeys(closed, found[marked[0]])) and at - 1 >= 0:
                groups[bisect_left(marked, at)].append(at)
        return [at for group in groups.values() if len(group) >= _FEWEST_ALIKE for at in group]

    def _cover(self, found: dict[int, _Candidate]) -> int:
        """Return where the lines of the title end: at the first heading, sentence or table."""
        for at, block in enumerate(self.blocks):
            text = "" if isinstance(block, TableBlock) else block.text.strip()
            if isinstance(block, TableBlock) or at in found or ends_sentence(text):
                return at
        return 0

    def _marked(self, at: int) -> _Candidate:
        level = self.lines[at].heading
        mark = self.marks[at]
        key = f"marked{level}"
        return _Candidate(at, key, mark.value if mark else 0, _MARKED_RANK + level, self._look(at))

    def _counted(self, found: dict[int, _Candidate]) -> dict[int, _Candidate]:
        """Return lines that are alike but for a number that counts on: ``教案（第5次课）``.

        They open the parts of a collection: lessons, slides, sheets. So does ``=== 甲册 ===``.
        """
        out: dict[int, _Candidate] = {}
        alike: dict[str, list[tuple[int, int]]] = defaultdict(list)
        for at, line in enumerate(self.lines):
            text = folded(line.text)
            if at not in found and _DECORATED.match(line.text.strip()):
                out[at] = _Candidate(at, "decorated", 0, _COUNTED_RANK, _TOP)
                continue
            if (
                at in found
                or self.marks[at]
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
        look = self._look(at)
        return _Candidate(at, f"plain{look:.1f}", 0, _PLAIN_RANK, look)

    def _look(self, at: int) -> float:
        line = self.lines[at]
        ratio = line.size / self.body if line.size and self.body else 1.0
        return round(ratio, 2) + (0.05 if line.bold else 0.0)

    def _stands_out(self, at: int) -> bool:
        """Whether the type is larger than that of the text, or bold."""
        line = self.lines[at]
        return line.bold or (bool(self.body) and line.size >= self.body * _LARGER)

    def _look_tells(self, plain: Sequence[int]) -> bool:
        return any(self._stands_out(at) or entry(self.lines[at].text) in self.named for at in plain)

    def _has_shape(self, at: int, mark: Mark) -> bool:
        """Whether a numbered line is short, and no sentence, item of a list or row of a table."""
        text = self.lines[at].text.strip()
        if entry(text) in self.named:
            return True
        bare = text.rstrip("：:")
        counted = mark.own or mark.scheme.startswith(("第", "附"))
        longest = _LONGEST_COUNTED if counted else _LONGEST
        if len(text) > longest or ends_sentence(bare) or bare[-1:] in "，,、" or article(text):
            return False
        if _is_row(mark.rest) or (mark.scheme == "附" and not self._attached(text, mark)):
            return False
        if _STOPS.search(bare) or _COLUMNS.search(text) or self.lines[at].text.startswith("\t"):
            return False
        if not mark.rest.strip(":") and not counted:
            return False
        if mark.rank > 6 and _FIELD.search(bare):
            return False
        column = self.columns[at]
        if counted or column == float("inf") or is_short(text, column):
            return True
        # A line that does not reach the margin and has no stop in it is not wrapped.
        return mark.firm and width(text) <= column - _RAGGED and not _PAUSES.search(text)

    def _attached(self, text: str, mark: Mark) -> bool:
        """Whether an annex has a name or number of its own and is no running head."""
        alike = sum(line.text.strip() == text for line in self.lines)
        return alike == 1 and bool(mark.rest or re.search(r"[\d一二三四五六七八九十]", text))

    def _by_runs(self, numbered: list[int], *, strict: bool) -> list[int]:
        """Return the numbered lines that are headings by their form or by the run they are in."""
        runs: list[list[int]] = []
        open_runs: dict[str, list[int]] = {}
        for at in numbered:
            mark = self.marks[at]
            assert mark is not None
            run = open_runs.get(mark.scheme)
            last = self.marks[run[-1]] if run else None
            missing = _MISSING if mark.firm else 0
            if run is None or last is None or not 0 < mark.value - last.value <= 1 + missing:
                run = open_runs[mark.scheme] = []
                runs.append(run)
            run.append(at)
        places = set(numbered)
        shares: dict[str, list[bool]] = defaultdict(list)
        for run in runs:
            mark = self.marks[run[0]]
            assert mark is not None
            shares[mark.scheme].append(len(run) >= _RUN and mark.value <= 1)
        kept: list[int] = []
        for run in runs:
            mark = self.marks[run[0]]
            assert mark is not None
            apart = sum(self._has_text_below(at, places) for at in run)
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
        mark = self.marks[run[0]]
        assert mark is not None
        value = mark.value
        long = 0
        for at in range(run[0] + 1, len(self.marks)):
            other = self.marks[at]
            if other is None or other.scheme != mark.scheme:
                continue
            if not value < other.value <= value + 2:
                break
            value = other.value
            long += at not in numbered
        return not long or (mark.own and long * 3 <= len(run))

    def _has_text_below(self, at: int, places: set[int]) -> bool:
        """Whether something stands between a numbered line and the next of its rank."""
        lines = 0
        own = self.marks[at]
        for below in range(at + 1, len(self.blocks)):
            block = self.blocks[below]
            if isinstance(block, TableBlock):
                return True
            text = block.text.strip()
            if not text:
                continue
            mark = self.marks[below]
            if below in places and mark and own and mark.rank <= own.rank:
                return False
            lines += 1
            if lines >= _LINES_BETWEEN or len(text) >= _FEWEST_BELOW:
                return True
        return bool(lines)

    def _is_plain(self, at: int) -> bool:
        """Whether a line without a number is short and ends no sentence."""
        line = self.lines[at]
        text = line.text.strip()
        if not 1 < len(text) <= _LONGEST_PLAIN or self.marks[at] or line.text.startswith("\t"):
            return False
        odd = ends_sentence(text) or MARKER.match(text) or _NO_PLAIN.search(text)
        return not (odd or _FIELD.search(text) or _STOPS.search(text) or _COLUMNS.search(text))

    def _is_field(self, at: int) -> bool:
        """Whether a line is the name of a usual field, and what follows is more than a value."""
        if not self.fields or not _is_known(self.lines[at].text):
            return False
        below = next(
            (b for b in self.blocks[at + 1 :] if not isinstance(b, Line) or b.text.strip()), None
        )
        text = below.text.strip() if isinstance(below, Line) else ""
        return isinstance(below, TableBlock) or len(text) >= _VALUE or ends_sentence(text)

    def _below(self, at: int, found: dict[int, _Candidate]) -> bool:
        """Whether a line without a number stands apart and has text of its own below it."""
        above = at - 1
        if above < 0:
            return False  # the first line is the title
        if self.wrapped:
            if not self.spaced or self.lines[above].text.strip() or self._is_table(above):
                return False
        else:
            text = self.lines[above].text.strip()
            closed = self._is_table(above) or above in found or not text or ends_sentence(text)
            if not closed:
                return False
        if at + 1 >= len(self.blocks) or at + 1 in found:
            return False
        below = self.blocks[at + 1]
        if isinstance(below, TableBlock):
            return False  # that is its caption
        text = below.text.strip()
        return len(text) >= _FEWEST_BELOW and width(text) > 2 * width(self.lines[at].text.strip())

    def _is_table(self, at: int) -> bool:
        return isinstance(self.blocks[at], TableBlock)


def _is_row(text: str) -> bool:
    """Whether a text is a row of a table set with single spaces: words and numbers in turn."""
    parts = _BRACKETS.sub("", text).split()
    numbers = sum(bool(_NUMBER.fullmatch(part)) for part in parts)
    words = sum(bool(_HAN.search(part)) for part in parts)
    return numbers > 1 or (numbers == 1 and words >= _WORDS)


def _items_of_articles(lines: Sequence[Line]) -> frozenset[int]:
    """Return the places of numbered lines that are items of an article (``第七条``)."""
    articles = Articles(lines)
    found: set[int] = set()
    for at, line in enumerate(lines):
        if articles.opened_by(line):
            continue
        if articles.has_item(line):
            found.add(at)
        elif line.heading or numbered(line.text):
            articles.leave()
    return frozenset(found)


@cache
def _known() -> frozenset[str]:
    kinds = vocabulary()["kinds"].values()
    return frozenset(
        label(w) for kind in kinds for k in ("marks", "typical") for w in kind.get(k, ())
    )


def _is_known(text: str) -> bool:
    """Whether a line is nothing but the name of a usual field, and no sort of document."""
    return label(text) in _known() and not kind_named([text])


def shift_of(blocks: Sequence[Block]) -> int:
    """Return 1 where the one heading of the first level is a title over all others, else 0."""
    heads = [block for block in blocks if isinstance(block, Line) and block.heading]
    alone = sum(head.heading == 1 for head in heads) == 1 and len(heads) > 1
    return int(alone and heads[0].heading == 1 and mark_of(heads[0].text) is None)


def folded(text: str) -> str:
    """Return a text to compare: folded, without spaces."""
    return re.sub(r"\s", "", fold(text))
