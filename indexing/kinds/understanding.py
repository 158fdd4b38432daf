"""From the blocks of a file to a document: furniture out, kind decided, structure parsed.

The kind is told by the title and by the fields that stand alone, counted together. No single layout
decides: in either script, in lines or in cells, a field counts once.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from indexing.corrections import Correction
from indexing.kinds import correcting
from indexing.kinds.generic.generic_parser import parse as parse_generic
from indexing.kinds.lesson_plan.plan_parser import parse as parse_lesson_plan
from indexing.kinds.lesson_plan.run_together import split_plans
from indexing.kinds.outline import best_title, mark_of, with_headings, without_contents
from indexing.kinds.shared.doubtful import marked
from indexing.kinds.shared.furniture import clean
from indexing.kinds.shared.left_out import left_out, unread_pages
from indexing.kinds.shared.tables import whole_cells
from indexing.kinds.shared.titles import early_lines, kind_named
from indexing.kinds.shared.vocabulary import label, vocabulary
from indexing.kinds.standard.standard_parser import parse as parse_standard
from indexing.kinds.syllabus.syllabus_parser import COLLAPSED, split_collapsed
from indexing.kinds.syllabus.syllabus_parser import parse as parse_syllabus
from indexing.readers.blocks import Block, Line, RawDocument, TableBlock
from indexing.records import Document, DocumentKind
from indexing.wrapping import width

_PARSERS = {
    DocumentKind.STANDARD: parse_standard,
    DocumentKind.LESSON_PLAN: parse_lesson_plan,
    DocumentKind.SYLLABUS: parse_syllabus,
    DocumentKind.GENERIC: parse_generic,
}
_WIDEST_COLUMN = 80
_LONGEST_LABEL = 40
#: What a title is worth, in fields; so many more are needed against a title of no known kind.
_TITLE = 3
#: Fields that must stand below a title: a title alone is no document.
_FEWEST = 2
_DECIMAL = re.compile(r"^\d{1,2}(?:\.\d{1,2})*\.?\s+")


def understand(
    raw: RawDocument, path: str, sha256: str, correction: Correction | None = None
) -> Document:
    """Return the document as understood; any text gives a document, however odd.

    Args:
        raw: what a reader returned.
        path: path inside the corpus folder, with forward slashes.
        sha256: hash of the file's bytes.
        correction: what a person put right in how it was read.
    """
    read = _read(raw, path, sha256)
    if correction is None:
        return read
    kind = correcting.kind_of(correction, read)
    document = read if kind is read.kind else _read(raw, path, sha256, kind)
    return correcting.corrected(document, correction, read)


def _read(raw: RawDocument, path: str, sha256: str, known: DocumentKind | None = None) -> Document:
    """Return the document as the program understands it, of a kind that is ``known`` or seen."""
    cleaned = split_plans(clean(raw))
    blocks, named = without_contents(cleaned)
    omitted = left_out(raw, cleaned, blocks)
    kind = known or kind_of(blocks, raw.title)
    if raw.wrapped:
        blocks = whole_cells(blocks)
    wrapped = raw.wrapped and _is_wrapped(blocks)
    headed = blocks
    flattened = kind is DocumentKind.LESSON_PLAN and wrapped and _is_flattened(blocks)
    if not (kind is DocumentKind.STANDARD or flattened or _is_run_together(blocks)):
        headed = with_headings(
            blocks, wrapped=wrapped, named=named, fields=kind is DocumentKind.GENERIC
        )
    builder, title = _PARSERS[kind](headed, wrapped=wrapped)
    file = re.sub(r"\.[^.]*$", "", path.rsplit("/", 1)[-1])
    if kind is not DocumentKind.STANDARD and not title:
        title = best_title(blocks, raw.title, file, _front(blocks, headed))
    if kind is DocumentKind.GENERIC and not known:
        kind = _kind_by_title(title or file)
    pages = max((b.page or 0 for b in blocks), default=0)
    title = title or raw.title
    document = builder.finish(path=path, title=title, kind=kind, sha256=sha256, pages=pages)
    guessed = _guessed(document, blocks, headed)
    pages_unread = unread_pages(raw)
    document = replace(document, guessed=guessed, left_out=omitted, unread_pages=pages_unread)
    return marked(document, raw.doubtful)


def _guessed(
    document: Document, blocks: Sequence[Block], headed: Sequence[Block]
) -> tuple[int, ...]:
    """Return the sections whose heading only looks like one: no mark of the format, no number."""
    texts = {
        _bare(found.text)
        for block, found in zip(blocks, headed, strict=True)
        if isinstance(block, Line)
        and isinstance(found, Line)
        and found.heading
        and not block.heading
        and mark_of(found.text) is None
    }
    return tuple(s.id for s in document.sections[1:] if _bare(s.heading) in texts)


def _bare(text: str) -> str:
    return re.sub(r"\s+", "", text)


def _front(blocks: list[Block], headed: list[Block]) -> int:
    """Return how many blocks stand before the first heading that the format does not mark.

    One in the very first line is no end of the title: ``幻灯片 1`` stands above it.
    """
    pairs = enumerate(zip(blocks, headed, strict=True))
    return next(
        (
            at
            for at, (block, found) in pairs
            if isinstance(block, Line)
            and isinstance(found, Line)
            and at
            and found.heading
            and not block.heading
        ),
        len(blocks),
    )


def _is_flattened(blocks: list[Block]) -> bool:
    """Whether lines are cells, which begin with a tab."""
    return any(isinstance(block, Line) and block.text.startswith("\t") for block in blocks)


def _is_run_together(blocks: list[Block]) -> bool:
    """Whether a whole text was scraped into one line."""
    return any(isinstance(block, Line) and len(block.text) > COLLAPSED for block in blocks)


def _is_wrapped(blocks: list[Block]) -> bool:
    """Whether lines break at a margin; a text of one line a paragraph has far wider lines."""
    widths = sorted(width(b.text) for b in blocks if isinstance(b, Line) and b.text.strip())
    if not widths:
        return False
    return widths[int(len(widths) * 0.95)] <= _WIDEST_COLUMN


def _kind_by_title(title: str) -> DocumentKind:
    """Return the kind that a title names, of a document whose layout is that of no known kind."""
    named = kind_named([title])
    return DocumentKind(named) if named else DocumentKind.GENERIC


def kind_of(blocks: Sequence[Block], stated: str = "") -> DocumentKind:
    """Return the kind with the most signs; generic where none has enough.

    Args:
        blocks: the blocks of the document.
        stated: the title in the file's own metadata.
    """
    alone = _alone(blocks)
    headings = [b.text for b in blocks if isinstance(b, Line) and b.heading == 1][:1]
    named = kind_named([*headings, *early_lines(blocks), stated])
    found: dict[DocumentKind, int] = {}
    for name, rule in vocabulary()["kinds"].items():
        fields = sum(mark in alone for mark in rule.get("marks", ()))
        more = 0
        if name == named:
            typical = sum(mark in alone for mark in rule.get("typical", ()))
            more = _TITLE + typical if fields + typical >= _FEWEST else 0
        needed = rule.get("needed", 0) + _TITLE * (named == DocumentKind.GENERIC)
        if rule.get("marks") and fields + more >= needed:
            found[DocumentKind(name)] = fields + more
    return max(found, key=lambda kind: found[kind]) if found else DocumentKind.GENERIC


def _alone(blocks: Iterable[Block]) -> set[str]:
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
            if len(head) <= _LONGEST_LABEL:
                marks |= {label(head), label(_DECIMAL.sub("", head.strip()))}
    return marks
