"""Markdown: headings, paragraphs, list items and pipe tables, with inline markup taken off.

Also YAML front matter, of which only the title is used, and HTML blocks, which go to the HTML
reader.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from indexing.limits import USUAL, Limits
from indexing.readers.blocks import Block, Line, RawDocument, TableBlock, TableCell
from indexing.readers.bounds import Bounds
from indexing.readers.encoding import decode
from indexing.readers.flow import reflow
from indexing.wrapping import MARKER, ends_sentence, unwrap, width

if TYPE_CHECKING:
    from markdown_it.token import Token

_FRONT_MATTER = re.compile(r"---[ \t]*\n(.*?)\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
_TITLE = re.compile(r"""^title:[ \t]*["']?(.*?)["']?[ \t]*$""", re.MULTILINE)
# CommonMark does not close ** between Chinese punctuation and a letter (**要求：**完成);
# what is left of such pairs is still markup to the person who wrote it.
_OPENER = re.compile(r"(?:\*\*|__)(?=\S)")
_CLOSER = {"**": re.compile(r"(?<=\S)\*\*"), "__": re.compile(r"(?<=\S)__")}
#: What an escaped character is while marks are taken off; it is none itself.
_KEPT = str.maketrans("*_", "\ufdd0\ufdd1")
_GIVEN_BACK = str.maketrans("\ufdd0\ufdd1", "*_")
#: Where a text is broken at a margin some line reaches this width, in full-width characters.
_MARGIN = 30.0
_SEVERAL = 2
#: Between lines of at least this width one so much shorter was not broken at a margin.
_WIDE, _SHORT = 15.0, 0.6
_BREAK_TAG = re.compile(r"<br\s*/?>", re.IGNORECASE)


def read(data: bytes, name: str, limits: Limits = USUAL) -> RawDocument:
    """Read a Markdown file.

    Args:
        data: the whole file.
        name: the file's name, for messages.
        limits: how much it may hold.

    Raises:
        DocumentError: the encoding cannot be told, the file is not text, or it holds too much.
    """
    from markdown_it import MarkdownIt

    text = decode(data, name).replace("\r\n", "\n").replace("\r", "\n")
    title = ""
    if front := _FRONT_MATTER.match(text):
        found = _TITLE.search(front[1])
        title = found[1] if found else ""
        text = text[front.end() :]
    parser = MarkdownIt("commonmark").enable(["table", "strikethrough"])
    tokens = parser.disable("text_join").parse(text)  # which forgets what was escaped
    bounds = Bounds(name, limits)
    return RawDocument(bounds.blocks(_blocks(tokens, bounds)), title=title)


def _blocks(tokens: list[Token], bounds: Bounds) -> Iterator[Block]:
    """Turn the flat token stream into blocks."""
    from indexing.readers.html import fragment

    rows: list[list[str]] = []
    marker, heading, in_table = "", 0, False
    for token in tokens:
        match token.type:
            case "heading_open":
                heading = int(token.tag[1])
            case "heading_close":
                heading = 0
            case "list_item_open":
                # For an ordered list the token carries the number as written.
                marker = f"{token.info}{token.markup} " if token.info else "- "
            case "list_item_close":
                marker = ""
            case "table_open":
                rows, in_table = [], True
            case "tr_open":
                rows.append([])
            case "table_close":
                in_table = False
                yield TableBlock(tuple(tuple(map(TableCell, row)) for row in rows))
            case "inline":
                lines = _lines(token)
                if in_table:
                    rows[-1].append("\n".join(lines))
                elif lines:
                    lines[0] = marker + lines[0]
                    marker = ""
                    yield from (Line(line, heading=heading) for line in lines)
            case "fence" | "code_block":
                yield from (Line(line) for line in token.content.splitlines() if line.strip())
            case "html_block":
                yield from fragment(token.content, bounds)
            case _:
                pass


def _lines(inline: Token) -> list[str]:
    """Return the text of a paragraph, one item for each line that a hard break ends."""
    parts: list[str] = []
    for token in inline.children or []:
        match token.type:
            case "text":
                parts.append(token.content)
            case "text_special" | "code_inline":
                parts.append(token.content.translate(_KEPT))
            case "softbreak":
                parts.append("\n")
            case "hardbreak":
                parts.append("\v")
            case "html_inline" if _BREAK_TAG.fullmatch(token.content):
                parts.append("\v")
            case "image":
                parts.append(token.content)  # the alternative text
            case _:
                pass
    text = "\n".join(map(_without_marks, "".join(parts).split("\n"))).translate(_GIVEN_BACK)
    return [line for part in text.split("\v") for line in _paragraphs(part)]


def _paragraphs(text: str) -> list[str]:
    """Return the paragraphs of a text with line breaks in it.

    By the rules a single line feed is nothing; but many write one paragraph a line and leave no
    blank one between. Then several lines open with a number or end a sentence, or one that is not
    the last is much shorter than the others.
    """
    lines = [Line(line) for line in text.split("\n") if line.strip()]
    opened = sum(bool(MARKER.match(line.text.strip())) for line in lines)
    ended = sum(ends_sentence(line.text) for line in lines[:-1])
    widths = [width(line.text) for line in lines]
    widest = max(widths, default=0.0)
    uneven = widest >= _WIDE and min(widths[:-1], default=widest) < _SHORT * widest
    if max(opened, ended) < _SEVERAL and not uneven:
        return [line for line in [reflow(text)] if line]
    if widest >= _MARGIN:
        lines = unwrap(lines)
    return [reflow(line.text) for line in lines]


def _without_marks(line: str) -> str:
    """Take the pairs of marks off one line; one left open is looked for once, not at each mark."""
    out: list[str] = []
    at = start = 0
    closers = dict(_CLOSER)
    while (opener := _OPENER.search(line, at)) and closers:
        mark = opener[0]
        closed = closers[mark].search(line, opener.end() + 1) if mark in closers else None
        if closed is None:
            closers.pop(mark, None)
            at = opener.start() + 1
            continue
        out += [line[start : opener.start()], line[opener.end() : closed.start()]]
        at = start = closed.end()
    return "".join([*out, line[start:]])
