"""From the blocks of a file to a document: furniture out, kind decided, structure parsed."""

from __future__ import annotations

from indexing.furniture import clean
from indexing.readers.blocks import Block, Line, RawDocument, TableBlock
from indexing.records import Document, DocumentKind
from indexing.structure import generic, lesson_plan, standard, syllabus
from indexing.structure.cells import whole_cells
from indexing.structure.collapsed import COLLAPSED, split_collapsed
from indexing.structure.numerals import numbered
from indexing.structure.vocabulary import label, vocabulary
from indexing.wrapping import width

_PARSERS = {
    DocumentKind.STANDARD: standard.parse,
    DocumentKind.LESSON_PLAN: lesson_plan.parse,
    DocumentKind.SYLLABUS: syllabus.parse,
    DocumentKind.GENERIC: generic.parse,
}
_WIDEST_COLUMN = 80


def understand(raw: RawDocument, path: str, sha256: str) -> Document:
    """Return the document as understood; any text gives a document, however odd.

    Args:
        raw: what a reader returned.
        path: path inside the corpus folder, with forward slashes.
        sha256: hash of the file's bytes.
    """
    blocks = clean(raw)
    kind = detect(blocks)
    if raw.wrapped:
        blocks = whole_cells(blocks)
    wrapped = raw.wrapped and _is_wrapped(blocks)
    builder, title = _PARSERS[kind](blocks, wrapped=wrapped)
    if kind is DocumentKind.GENERIC and raw.title and numbered(title):
        title = raw.title  # “1 概述” is a chapter, not what the document is called
    pages = max((b.page or 0 for b in blocks), default=0)
    return builder.finish(
        path=path, title=title or raw.title, kind=kind, sha256=sha256, pages=pages
    )


def detect(blocks: list[Block]) -> DocumentKind:
    """Return the kind whose marks stand alone most often; generic if none has enough."""
    found: dict[DocumentKind, int] = {}
    alone = _labels(blocks)
    for name, rule in vocabulary()["kinds"].items():
        count = sum(mark in alone for mark in rule["marks"])
        if count >= rule["needed"]:
            found[DocumentKind(name)] = count
    return max(found, key=lambda kind: found[kind]) if found else DocumentKind.GENERIC


def _labels(blocks: list[Block]) -> set[str]:
    """Return what stands alone on a line or in a cell, or before a colon, folded."""
    texts: list[str] = []
    for block in blocks:
        if isinstance(block, TableBlock):
            texts += [cell.text for row in block.rows for cell in row]
        elif len(block.text) > COLLAPSED:
            texts += split_collapsed(block.text)
        else:
            texts.append(block.text)
    marks = set()
    for text in texts:
        for line in text.split("\n"):
            head = line.replace("：", ":").split(":", 1)[0]
            if len(head) <= 40:
                marks.add(label(head))
    return marks


def _is_wrapped(blocks: list[Block]) -> bool:
    """Whether lines break at a margin; a text of one line a paragraph has far wider lines."""
    widths = sorted(width(b.text) for b in blocks if isinstance(b, Line) and b.text.strip())
    if not widths:
        return False
    return widths[int(len(widths) * 0.95)] <= _WIDEST_COLUMN
