"""Any other document: headings by their marks or by their numbers, everything else body."""

from __future__ import annotations

from indexing.readers.blocks import Block, Line, TableBlock
from indexing.structure.body import add_body
from indexing.structure.builder import Builder
from indexing.structure.numerals import numbered
from indexing.wrapping import ends_sentence, is_short, local_widths

_MAX_HEADING = 40
_ORDER = ("chapter", "section", "han", "paren_han", "decimal")


def parse(blocks: list[Block], *, wrapped: bool) -> tuple[Builder, str]:
    """Return a filled builder and the title: the first heading of the highest rank, if any.

    Where the format marks headings these alone count; otherwise numbered short lines do, and a
    form's depth is the order in which the forms are nested in this document.
    """
    builder = Builder()
    marked = any(isinstance(b, Line) and b.heading for b in blocks)
    lines = [b if isinstance(b, Line) else Line("") for b in blocks]
    columns = local_widths(lines) if wrapped else [float("inf")] * len(lines)
    forms = _forms(lines)
    body: list[Block] = []
    title = ""
    for block, column in zip(blocks, columns, strict=True):
        level = 0
        if isinstance(block, Line):
            level = block.heading if marked else _level(block.text, column, forms)
        if not level or isinstance(block, TableBlock):
            body.append(block)
            continue
        add_body(builder, body, wrapped=wrapped)
        body = []
        builder.heading(block.text, level, block.page)
        if marked and level == 1 and not title:
            title = block.text.strip()
    add_body(builder, body, wrapped=wrapped)
    return builder, title or _first_line(lines)


def _forms(lines: list[Line]) -> list[str]:
    present = {n.form for line in lines if (n := numbered(line.text)) is not None}
    return [form for form in _ORDER if form in present]


def _level(text: str, column: float, forms: list[str]) -> int:
    text = text.strip()
    number = numbered(text)
    if number is None or number.form not in forms or len(text) > _MAX_HEADING:
        return 0
    if ends_sentence(text) or not number.rest or number.rest[-1] in "，,、":
        return 0
    if column != float("inf") and not is_short(text, column) and number.form != "chapter":
        return 0
    return forms.index(number.form) + number.depth


def _first_line(lines: list[Line]) -> str:
    """Return the first line when it is short enough to be a title."""
    first = next((line.text.strip() for line in lines if line.text.strip()), "")
    return first if len(first) <= _MAX_HEADING and not ends_sentence(first) else ""
