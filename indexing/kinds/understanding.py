"""From the blocks of a file to a document: furniture out, kind decided, structure parsed.

Which parser reads a document is told by its title and by the fields that stand alone, counted
together. No single layout decides: in either script, in lines or in cells, a field counts once.
What kind of document it is, which is more than its layout, is told by
:mod:`indexing.kinds.recognising`.
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
from indexing.kinds.properties import properties_of
from indexing.kinds.recognising import evidence, recognise
from indexing.kinds.shared.doubtful import marked
from indexing.kinds.shared.furniture import clean
from indexing.kinds.shared.left_out import left_out, unread_pages
from indexing.kinds.shared.page_numbers import labels_of, numbered
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
    layout = layout_of(blocks, raw.title) if known is None else _read_as(known)
    if raw.wrapped:
        blocks = whole_cells(blocks)
    wrapped = raw.wrapped and _is_wrapped(blocks)
    headed = blocks
    flattened = layout is DocumentKind.LESSON_PLAN and wrapped and _is_flattened(blocks)
    if not (layout is DocumentKind.STANDARD or flattened or _is_run_together(blocks)):
        headed = with_headings(
            blocks, wrapped=wrapped, named=named, fields=layout is DocumentKind.GENERIC
        )
    builder, title = _PARSERS[layout](headed, wrapped=wrapped)
    file = re.sub(r"\.[^.]*$", "", path.rsplit("/", 1)[-1])
    if layout is not DocumentKind.STANDARD and not title:
        title = best_title(blocks, raw.title, file, _front(blocks, headed))
    pages = raw.pages or max((b.page or 0 for b in blocks), default=0)
    title = title or raw.title
    titles = titles_of(blocks, title, raw.title, file)
    slides = raw.pages if raw.deck else 0
    kind, certainty = recognise(evidence(blocks, titles, alone(blocks), slides))
    if known is not None:
        kind, certainty = known, 1.0
    document = builder.finish(path=path, title=title, kind=kind, sha256=sha256, pages=pages)
    told = properties_of(document, raw.title, raw.author)
    document = replace(
        marked(document, raw.doubtful),
        kind_certainty=certainty,
        properties=told,
        layout=layout,
        guessed=_guessed(document, blocks, headed),
        left_out=omitted,
        unread_pages=tuple(sorted({*unread_pages(raw), *raw.unread})),
    )
    return numbered(document, labels_of(raw)) if raw.pages else document


def _read_as(kind: DocumentKind) -> DocumentKind:
    """Return the kind whose parser reads a kind."""
    layout = DocumentKind(vocabulary()["kinds"].get(kind, {}).get("reads_as", kind))
    return layout if layout in _PARSERS else DocumentKind.GENERIC


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


def layout_of(blocks: Sequence[Block], stated: str = "") -> DocumentKind:
    """Return the kind with a parser of its own that has the most signs; generic where none has.

    Args:
        blocks: the blocks of the document.
        stated: the title in the file's own metadata.
    """
    found_alone = alone(blocks)
    kinds = vocabulary()["kinds"]
    named = kind_named([*_heads(blocks), *early_lines(blocks), stated])
    named = kinds.get(named, {}).get("reads_as", named)
    against = bool(named) and not kinds[named].get("marks")
    found: dict[DocumentKind, int] = {}
    for name, rule in kinds.items():
        fields = sum(mark in found_alone for mark in rule.get("marks", ()))
        more = 0
        if name == named:
            typical = sum(mark in found_alone for mark in rule.get("typical", ()))
            more = _TITLE + typical if fields + typical >= _FEWEST else 0
        needed = rule.get("needed", 0) + _TITLE * against
        if rule.get("marks") and fields + more >= needed:
            found[DocumentKind(name)] = fields + more
    return max(found, key=lambda kind: found[kind]) if found else DocumentKind.GENERIC


def titles_of(blocks: Sequence[Block], title: str, stated: str, file: str) -> list[str]:
    """Return what a document may be called by, the likeliest first."""
    return [title, stated, *_heads(blocks), *early_lines(blocks), file]


def _heads(blocks: Sequence[Block]) -> list[str]:
    """Return the first of the highest headings, if the format marks any."""
    return [b.text for b in blocks if isinstance(b, Line) and b.heading == 1][:1]


def alone(blocks: Iterable[Block]) -> set[str]:
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
