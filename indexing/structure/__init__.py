"""From the blocks of a file to a document: furniture out, kind decided, structure parsed."""

from __future__ import annotations

from indexing.furniture import clean
from indexing.readers.blocks import Block, Line, RawDocument
from indexing.records import Document, DocumentKind
from indexing.structure import generic, lesson_plan, standard, syllabus
from indexing.structure.cells import whole_cells
from indexing.structure.kinds import detect
from indexing.structure.titles import best_title
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
    kind = detect(blocks, raw.title)
    if raw.wrapped:
        blocks = whole_cells(blocks)
    wrapped = raw.wrapped and _is_wrapped(blocks)
    builder, title = _PARSERS[kind](blocks, wrapped=wrapped)
    if kind is DocumentKind.GENERIC or not (title or kind is DocumentKind.STANDARD):
        title = best_title(title, raw.title, blocks)
    pages = max((b.page or 0 for b in blocks), default=0)
    return builder.finish(
        path=path, title=title or raw.title, kind=kind, sha256=sha256, pages=pages
    )


def _is_wrapped(blocks: list[Block]) -> bool:
    """Whether lines break at a margin; a text of one line a paragraph has far wider lines."""
    widths = sorted(width(b.text) for b in blocks if isinstance(b, Line) and b.text.strip())
    if not widths:
        return False
    return widths[int(len(widths) * 0.95)] <= _WIDEST_COLUMN
