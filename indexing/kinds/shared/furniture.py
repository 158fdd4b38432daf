"""Page furniture and web boilerplate: what is printed around a text but is not of it.

Takes the blocks of a reader and returns those that belong to the document, with printed page
numbers. Nothing is joined or interpreted here.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace

from indexing.kinds.shared.page_numbers import edges_of, number_on, offset_of
from indexing.kinds.shared.text_tables import with_tables
from indexing.kinds.shared.vocabulary import vocabulary
from indexing.readers.blocks import Block, Line, RawDocument, TableBlock
from indexing.searchtext import fold

_PRINTED_NUMBER = re.compile(r"^[·.]\s*(\d{1,4})\s*[·.]$")
_PAGE_START = re.compile(r"^ \S")
_MIN_PAGE_STARTS = 5
_MIN_PAGE_LINES = 6
#: A longer text is a paragraph in the style of a heading; as one it would be on every chunk.
_HEADING = 500
_HAN = "\u3400-\u9fff"
#: Radicals that stand for whole characters but that no normal form makes one of.
_RADICALS = dict(
    zip(
        map(ord, "⺠⻅⻆⻉⻋⻓⻔⻙⻚⻛⻜⻝⻢⻥⻦⻨⻩⻬⻮⻰⺁⺆⺈⺊⺌⺎⺐⺟⺭⻣"),
        "民见角贝车长门韦页风飞食马鱼鸟麦黄齐齿龙厂冂刀卜小兀尢母示骨",
        strict=True,
    )
)
#: A text copied from a PDF may hold radicals and compatibility forms: one for one what is meant.
_ORDINARY = {
    code: normal
    for code in (*range(0x2E80, 0x2FD6), *range(0xF900, 0xFAFF))
    if len(normal := unicodedata.normalize("NFKC", chr(code))) == 1 and normal != chr(code)
} | _RADICALS
#: A short heading set wide: ``目　录``, ``说  明``.
_WIDE = re.compile(rf"^[{_HAN}](?:(?:[\u2000-\u200a\u3000]+|\s{{2,}})[{_HAN}]){{1,3}}$")


def clean(raw: RawDocument) -> list[Block]:
    """Return the blocks of the document itself.

    A line's ``page`` is the file's own, which :mod:`indexing.kinds.shared.page_numbers` turns into
    what is printed; of flattened text, which has none, the printed one.
    """
    blocks = _without_boilerplate(list(raw.blocks))
    if raw.wrapped and not any(isinstance(b, TableBlock) or b.page for b in blocks):
        blocks = _number_text_pages([b for b in blocks if isinstance(b, Line)])
    elif raw.wrapped and raw.pages:  # slides have pages too, but no running lines
        blocks = _without_running_lines(blocks)
    if raw.wrapped:
        blocks = with_tables(blocks)
    return [_tidy(block) for block in blocks if not _is_furniture(block)]


def _without_boilerplate(blocks: list[Block]) -> list[Block]:
    """Cut what a document site prints before and after the text."""
    rules = vocabulary()["boilerplate"]
    folded = [_folded(block) for block in blocks]
    first = next((i + 1 for i, text in enumerate(folded) if text in rules["opens"]), 0)
    closing = [i for i, text in enumerate(folded) if i > first and text in rules["closes"]]
    # One such word alone may be a heading of the text itself: a site leaves more than one trace.
    from_site = first > 0 or len(closing) > 1
    last = closing[0] if closing and from_site else len(blocks)
    drop = [re.compile(pattern) for pattern in rules["drop"]]
    return [
        block
        for block, text in zip(blocks[first:last], folded[first:last], strict=True)
        if not any(pattern.match(text) for pattern in drop)
    ]


def _number_text_pages(lines: list[Line]) -> list[Block]:
    """Find page starts in flattened text and give every line its printed page.

    A converter leaves two traces: a single leading space on the first line of a page, or the
    printed number on a line of its own (``·8·``). Printed numbers calibrate the count.
    """
    starts = [i for i, line in enumerate(lines) if _PAGE_START.match(line.text)]
    marks = {
        i: int(m[1]) for i, line in enumerate(lines) if (m := _PRINTED_NUMBER.match(line.text))
    }
    if len(starts) < _MIN_PAGE_STARTS or len(starts) * _MIN_PAGE_LINES > _filled(lines):
        starts = []
    if not starts and not marks:
        return list(lines)
    opening = set(starts)
    pages: list[int] = []
    count = 0
    offsets: Counter[int] = Counter()
    for i in range(len(lines)):
        if i in marks or i in opening:
            count += 1
        if i in marks:
            offsets[count - marks[i]] += 1
        pages.append(count)
    offset = offsets.most_common(1)[0][0] if offsets else 0
    return [
        replace(line, page=page - offset if page > offset else None)
        for i, (line, page) in enumerate(zip(lines, pages, strict=True))
        if i not in marks
    ]


def _filled(lines: Sequence[Line]) -> int:
    return sum(bool(line.text.strip()) for line in lines)


def _without_running_lines(blocks: list[Block]) -> list[Block]:
    """Take out headers, footers and page numbers that repeat at the edges of PDF pages."""
    edges = edges_of(blocks)
    shapes: Counter[str] = Counter()
    for ids in edges.values():
        shapes.update({_shape(blocks[i]) for i in ids if isinstance(blocks[i], Line)})
    often = max(3, len(edges) // 2)
    offset = offset_of(blocks, edges)
    out: list[Block] = []
    for i, block in enumerate(blocks):
        page = block.page
        if page is not None and isinstance(block, Line) and i in edges[page]:
            own = offset is not None and number_on(block) == page + offset
            if own or shapes[_shape(block)] >= often:
                continue
        out.append(block)
    return out


def _shape(block: Block) -> str:
    """Return a running line with its digits made equal; a table has no shape."""
    return re.sub(r"\d+", "0", _folded(block)) if isinstance(block, Line) else ""


def _folded(block: Block) -> str:
    return re.sub(r"\s+", " ", fold(block.text)).strip() if isinstance(block, Line) else ""


def _is_furniture(block: Block) -> bool:
    if isinstance(block, TableBlock):
        return False
    rules = vocabulary()["furniture"]
    text = fold(block.text).strip()
    return text in rules["lines"] or any(re.match(p, text) for p in rules["patterns"])


def _tidy(block: Block) -> Block:
    """Drop marks left by a converter and close letter-spaced runs."""
    if isinstance(block, TableBlock):
        rows = tuple(
            tuple(replace(cell, text=_lines(cell.text.split("\n"))) for cell in row)
            for row in block.rows
        )
        return replace(block, rows=rows)
    text = tidy_line(block.text)
    return replace(block, text=text, heading=block.heading if len(text) <= _HEADING else 0)


def _lines(lines: Iterable[str]) -> str:
    return "\n".join(tidied for line in lines if (tidied := tidy_line(line).strip()))


def tidy_line(text: str) -> str:
    """Return a line without the marks of a converter, in ordinary characters."""
    text = text.translate(_ORDINARY)
    for pattern in vocabulary()["furniture"]["inline"]:
        text = re.sub(pattern, "", text)
    if _WIDE.match(text.strip()):
        text = re.sub(rf"(?<=[{_HAN}])\s+(?=[{_HAN}])", "", text)
    tabs = len(text) - len(text.lstrip("\t"))
    body = re.sub(r"[^\S\t]+", " ", text[tabs:].replace("\u200b", "").replace("\ufeff", ""))
    return text[:tabs] + _close_spaced(body)


def _close_spaced(text: str) -> str:
    """Close runs set with a space after every character (``要 点 提 炼 法``)."""
    tokens = text.split(" ")
    single = sum(bool(re.fullmatch(f"[{_HAN}][，、；：（）]?[{_HAN}]?", token)) for token in tokens)
    if single < 3 or single < 0.5 * len(tokens):
        return text
    return re.sub(rf"(?<=[{_HAN}，、；：（）]) (?=[{_HAN}，、；：（）])", "", text)
