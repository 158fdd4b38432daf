"""The lines of a document, and what each of them looks like: a heading, a sentence, a row.

Every judgment here is of one line and its neighbours; which of them are headings is decided over
the whole document in :mod:`indexing.kinds.outline.headings`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Container, Sequence
from dataclasses import dataclass
from functools import cache

from indexing.kinds.outline.contents import entry
from indexing.kinds.outline.numbering import Mark, mark_of
from indexing.kinds.shared.articles import Articles
from indexing.kinds.shared.titles import kind_named
from indexing.kinds.shared.vocabulary import label, vocabulary
from indexing.numerals import article, numbered
from indexing.readers.blocks import Block, Line, TableBlock
from indexing.wrapping import MARKER, ends_sentence, is_short, local_widths, width

_LONGEST, _LONGEST_COUNTED, _LONGEST_PLAIN = 40, 60, 24
#: Characters of text below a line without a number that make it a heading.
_FEWEST_BELOW = 25
#: A shorter text below the name of a field is its value.
_VALUE = 12
#: Lines at least between two headings, unless one of them is long.
_LINES_BETWEEN = 2
#: A type so much larger than that of the text sets a line apart.
_LARGER = 1.08
_BRACKETS = re.compile(r"\([^()]*\)")
#: Words beside a number that make a line a row.
_WORDS = 3
_NUMBER = re.compile(r"[\d.,%—–-]+")
_HAN = re.compile(r"[\u3400-\u9fff]")
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


@dataclass(slots=True)
class Lines:
    """The lines of a document with what is needed to judge each; tables are empty lines.

    Attributes:
        blocks: lines and tables.
        lines: the lines, at the places of their blocks.
        columns: width of the column each line stands in, infinite where lines are not wrapped.
        marks: the number each line opens with.
        body: size of the type most of the text is set in, 0 where it is not known.
        named: entries of the table of contents.
        wrapped: whether lines may break inside a sentence.
        spaced: whether blank lines divide paragraphs.
        items: places of the items of articles, which are no headings.
        fields: whether the name of a usual field on a line of its own is a heading.
        texts: how often each line comes.
    """

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
    texts: Counter[str]

    @staticmethod
    def of(blocks: Sequence[Block], *, wrapped: bool, named: frozenset[str], fields: bool) -> Lines:
        """Return the lines of a document; see the attributes."""
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
        texts = Counter(line.text.strip() for line in lines)
        return Lines(
            blocks, lines, columns, marks, body, named, wrapped, spaced, items, fields, texts
        )

    def look(self, at: int) -> float:
        """Return how much larger the type is than that of the text; bold counts a little."""
        line = self.lines[at]
        ratio = line.size / self.body if line.size and self.body else 1.0
        return round(ratio, 2) + (0.05 if line.bold else 0.0)

    def stands_out(self, at: int) -> bool:
        """Whether the type is larger than that of the text, or bold."""
        line = self.lines[at]
        return line.bold or (bool(self.body) and line.size >= self.body * _LARGER)

    def has_shape(self, at: int, mark: Mark) -> bool:
        """Whether a numbered line is short, and no sentence, item of a list or row of a table."""
        text = self.lines[at].text.strip()
        if entry(text) in self.named:
            return True
        bare = text.rstrip("：:")
        counted = mark.own or mark.scheme.startswith(("第", "附"))
        longest = _LONGEST_COUNTED if counted else _LONGEST
        if len(text) > longest or ends_sentence(bare) or bare[-1:] in "，,、" or article(text):
            return False
        if _is_row(mark.rest) or (mark.scheme == "附" and not self._is_annex(text, mark)):
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

    def _is_annex(self, text: str, mark: Mark) -> bool:
        """Whether an annex has a name or number of its own and is no running head."""
        return self.texts[text] == 1 and bool(
            mark.rest or re.search(r"[\d一二三四五六七八九十]", text)
        )

    def has_text_below(self, at: int, places: set[int]) -> bool:
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

    def is_plain(self, at: int) -> bool:
        """Whether a line without a number is short and ends no sentence."""
        line = self.lines[at]
        text = line.text.strip()
        if not 1 < len(text) <= _LONGEST_PLAIN or self.marks[at] or line.text.startswith("\t"):
            return False
        odd = ends_sentence(text) or MARKER.match(text) or _NO_PLAIN.search(text)
        return not (odd or _FIELD.search(text) or _STOPS.search(text) or _COLUMNS.search(text))

    def is_field(self, at: int) -> bool:
        """Whether a line is the name of a usual field, and what follows is more than a value."""
        if not self.fields or not _is_known(self.lines[at].text):
            return False
        below = next(
            (b for b in self.blocks[at + 1 :] if not isinstance(b, Line) or b.text.strip()), None
        )
        text = below.text.strip() if isinstance(below, Line) else ""
        return isinstance(below, TableBlock) or len(text) >= _VALUE or ends_sentence(text)

    def heads_text(self, at: int, found: Container[int]) -> bool:
        """Whether a line without a number stands apart and has text of its own below it."""
        above = at - 1
        if above < 0:
            return False  # the first line is the title
        if self.wrapped:
            if not self.spaced or self.lines[above].text.strip() or self.is_table(above):
                return False
        else:
            text = self.lines[above].text.strip()
            closed = self.is_table(above) or above in found or not text or ends_sentence(text)
            if not closed:
                return False
        if at + 1 >= len(self.blocks) or at + 1 in found:
            return False
        below = self.blocks[at + 1]
        if isinstance(below, TableBlock):
            return False  # that is its caption
        text = below.text.strip()
        return len(text) >= _FEWEST_BELOW and width(text) > 2 * width(self.lines[at].text.strip())

    def is_table(self, at: int) -> bool:
        """Whether a table stands at this place."""
        return isinstance(self.blocks[at], TableBlock)

    def cover_end(self, found: Container[int]) -> int:
        """Return where the lines of the title end: at the first heading, sentence or table."""
        for at, block in enumerate(self.blocks):
            text = "" if isinstance(block, TableBlock) else block.text.strip()
            if isinstance(block, TableBlock) or at in found or ends_sentence(text):
                return at
        return 0


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
