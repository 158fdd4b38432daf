"""Any other document: headings as its outline has them, articles, everything else body.

Which articles a rule has is told in :mod:`indexing.kinds.shared.articles`.
"""

from __future__ import annotations

from indexing.kinds.shared.articles import Articles
from indexing.kinds.shared.body import add_body
from indexing.kinds.shared.builder import Builder
from indexing.readers.blocks import Block, Line
from indexing.wrapping import local_widths


def parse(blocks: list[Block], *, wrapped: bool) -> tuple[Builder, str]:
    """Return a filled builder and no title: such a document says in no place of its own what it is.

    An article is a section of its own, named by its number.

    Args:
        blocks: the blocks; what is a heading has its level.
        wrapped: whether lines may break inside a sentence.
    """
    builder = Builder()
    lines = [b if isinstance(b, Line) else Line("") for b in blocks]
    columns = local_widths(lines) if wrapped else [float("inf")] * len(lines)
    articles = Articles(lines)
    body: list[Block] = []
    above = 0
    for block, line, column in zip(blocks, lines, columns, strict=True):
        opened = articles.opened_by(line)
        level = 0 if opened else line.heading
        if not opened and not level:
            body.append(block)
            continue
        add_body(builder, body, wrapped=wrapped)
        body = []
        if level:
            above = level
            builder.heading(line.text, level, line.page)
        elif opened and opened.is_heading(line, column):
            builder.heading(line.text, above + 1, line.page)
        elif opened:
            builder.label(opened.name, above + 1, line.page)
            body = [line]
    add_body(builder, body, wrapped=wrapped)
    return builder, ""
