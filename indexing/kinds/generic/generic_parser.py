"""Any other document: headings by their marks or by their numbers, articles, everything else body.

Which articles a rule has is told in :mod:`indexing.kinds.generic.articles`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from indexing.kinds.generic.articles import Articles
from indexing.kinds.shared.body import add_body
from indexing.kinds.shared.builder import Builder
from indexing.numerals import numbered
from indexing.readers.blocks import Block, Line
from indexing.wrapping import ends_sentence, is_short, local_widths

_MAX_HEADING = 40
_ORDER = ("chapter", "section", "han", "paren_han", "decimal")
_ATTACHED = re.compile(
    r"^附(?:[件表录]\s*[\d一二三四五六七八九十]{0,3}|(?=\s*[:：]))\s*[:：]?\s*[^。，；]{0,30}$"
)


def parse(blocks: list[Block], *, wrapped: bool) -> tuple[Builder, str]:
    """Return a filled builder and the title: the first heading of the highest rank, if any.

    Where the format marks headings these alone count; otherwise, and where it marks nothing but
    the title, numbered short lines do, and a form's depth is the order in which the forms are
    nested in this document. An article is a section of its own, named by its number.
    """
    builder = Builder()
    lines = [b if isinstance(b, Line) else Line("") for b in blocks]
    columns = local_widths(lines) if wrapped else [float("inf")] * len(lines)
    headings = _Headings.of(lines)
    articles = Articles(lines)
    body: list[Block] = []
    title = ""
    above = 0
    for block, line, column in zip(blocks, lines, columns, strict=True):
        opened = articles.opened_by(line)
        level = 0 if opened else headings.level(line, column)
        if level and articles.has_item(line):
            level = 0
        if not opened and not level:
            body.append(block)
            continue
        add_body(builder, body, wrapped=wrapped)
        body = []
        if level:
            articles.leave()
            above = level
            builder.heading(line.text, level, line.page)
            title = title or (line.text.strip() if line.heading == 1 else "")
        elif opened and opened.is_heading(line, column):
            builder.heading(line.text, above + 1, line.page)
        elif opened:
            builder.label(opened.name, above + 1, line.page)
            body = [line]
    add_body(builder, body, wrapped=wrapped)
    return builder, title or _first_line(lines)


@dataclass(frozen=True, slots=True)
class _Headings:
    """How this document shows its headings.

    Attributes:
        marked: whether the format marks them.
        base: level of the title, where that is all it marks.
        forms: the forms of number there are, in the order of their depth.
    """

    marked: bool
    base: int
    forms: tuple[str, ...]

    @staticmethod
    def of(lines: Sequence[Line]) -> _Headings:
        """Return how the headings among ``lines`` are shown."""
        marks = [line for line in lines if line.heading]
        only_title = len(marks) == 1 and numbered(marks[0].text) is None
        present = {n.form for line in lines if (n := numbered(line.text)) is not None}
        forms = tuple(form for form in _ORDER if form in present)
        return _Headings(
            bool(marks) and not (only_title and forms), marks[0].heading if marks else 0, forms
        )

    def level(self, line: Line, column: float) -> int:
        """Return the level of a line, 0 where it is no heading; ``column`` is the text's width."""
        if self.marked or line.heading:
            return line.heading
        text = line.text.strip()
        if _ATTACHED.match(text):
            return self.base + 1
        number = numbered(text)
        if number is None or number.form not in self.forms or len(text) > _MAX_HEADING:
            return 0
        if ends_sentence(text) or not number.rest or number.rest[-1] in "，,、":
            return 0
        short = column == float("inf") or is_short(text, column)
        if not short and number.form != "chapter":
            return 0
        return self.base + self.forms.index(number.form) + number.depth


def _first_line(lines: Sequence[Line]) -> str:
    """Return the first line when it is short enough to be a title."""
    first = next((line.text.strip() for line in lines if line.text.strip()), "")
    return first if len(first) <= _MAX_HEADING and not ends_sentence(first) else ""
