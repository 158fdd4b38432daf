"""Chunks along the structure of a document.

Units (paragraphs, items, rows) of one section are packed into chunks up to a size measured in the
embedder's own tokens. A chunk is one unbroken span of the canonical text; headings stay with the
text they head, a list with its lead-in line, a table's first rows with its header, and a lesson
step is never packed with another.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from indexing.fact_sheets import fact_sheets
from indexing.records import (
    Chunk,
    ChunkKind,
    Document,
    Row,
    RowCell,
    Source,
    Table,
    Unit,
    UnitKind,
    chunk_id,
)
from indexing.searchtext import fold
from indexing.splitting import CountTokens, pieces

_LEAD = 60
#: Names of columns that make a table, and rows below which they may be labels and values.
_COLUMNS, _ROWS = 3, 2
_KINDS = {
    UnitKind.PARAGRAPH: ChunkKind.PARAGRAPH,
    UnitKind.HEADING: ChunkKind.PARAGRAPH,
    UnitKind.ITEM: ChunkKind.LIST,
    UnitKind.ROW: ChunkKind.TABLE_ROW,
    UnitKind.STEP: ChunkKind.STEP,
}


@dataclass(frozen=True, slots=True)
class _Span:
    """A run of units that becomes a chunk; ``lead`` is text searched with it but not shown."""

    start: int
    end: int
    section: int
    page: int | None
    kind: ChunkKind
    lead: str = ""


def chunk_document(document: Document, count_tokens: CountTokens, limit: int) -> list[Chunk]:
    """Return the chunks of a document in reading order.

    Args:
        document: the document as understood.
        count_tokens: number of tokens of a text for the embedder.
        limit: most tokens of a chunk's text; a single row or step may take half as many again
            before it is split, since its parts lose their meaning apart.

    Returns:
        Chunks that cover every unit, each with ``canonical[start:end] == text``, and after them
        the fact sheets, whose text is derived.
    """
    spans = [
        part
        for span in _pack(document, count_tokens, limit)
        for part in _split(document.canonical, span, count_tokens, limit)
    ]
    rows = [(row, header) for table, header in _tables(document) for row in _rows(table)]
    rows.sort(key=lambda pair: pair[0].start)
    chunks = [_chunk(document, span, rows) for span in spans]
    ids = [None, *(chunk.id for chunk in chunks), None]
    linked = [replace(chunk, previous=ids[i], next=ids[i + 2]) for i, chunk in enumerate(chunks)]
    return [*linked, *fact_sheets(document)]


def search_text(title: str, heading_path: Sequence[str], text: str, lead: str = "") -> str:
    """Return what is embedded and indexed: title, heading path, lead-in, text; folded."""
    head = " ".join(part for part in (title, *heading_path, lead) if part)
    return fold(f"{head}\n{text}")


def _pack(document: Document, count_tokens: CountTokens, limit: int) -> Iterator[_Span]:
    """Pack neighbouring units of one section; headings without text go to what follows."""
    canonical = document.canonical
    columns = _columns(document)
    pending: list[Unit] = []
    body: list[Unit] = []  # what of them is no heading
    lead = ""
    for unit in document.units:
        if pending and not body and _leaves(document, pending[-1], unit):
            yield _span(pending, "")
            pending = []
        if body:
            size = count_tokens(canonical[pending[0].start : unit.end])
            if _breaks(document, body, unit, size, limit):
                keep = _held_back(canonical, pending, unit)
                yield _span(pending[: len(pending) - keep], lead)
                same = body[-1].section == unit.section
                lead = _lead_of(canonical, body, lead) if same and _is_part(unit) else ""
                lead = columns.get(unit.start, lead) if same else lead
                pending = pending[len(pending) - keep :]
                body = [u for u in pending if u.kind is not UnitKind.HEADING]
        pending.append(unit)
        if unit.kind is not UnitKind.HEADING:
            body.append(unit)
    if pending:
        yield _span(pending, lead)


def _columns(document: Document) -> dict[int, str]:
    """Return by where it starts, for every row of a table, what the table and its columns are."""
    return {
        min(cell.start for cell in row if cell.text): " ".join(
            part for part in (table.name, *table.columns) if part
        )
        for table in document.tables
        for row in table.rows
        if any(cell.text for cell in row)
    }


def _breaks(document: Document, body: list[Unit], unit: Unit, size: int, limit: int) -> bool:
    """Whether a chunk must end before ``unit``."""
    if _opens_section(document, body, unit):
        return size > limit
    if unit.section != body[-1].section or unit.kind is UnitKind.HEADING:
        return True
    if UnitKind.STEP in (unit.kind, body[-1].kind):
        return True
    return size > limit


def _opens_section(document: Document, body: list[Unit], unit: Unit) -> bool:
    """Whether ``body`` only leads to ``unit``: a table's header or a line that ends in a colon."""
    last = body[-1]
    path = document.sections[last.section].path
    deeper = document.sections[unit.section].path
    if not path or len(deeper) <= len(path) or deeper[: len(path)] != path:
        return False
    text = document.canonical[body[0].start : last.end]
    leads = text.endswith(("：", ":")) or all(u.kind is UnitKind.ROW for u in body)
    return leads and len(text) <= _LEAD


def _leaves(document: Document, heading: Unit, unit: Unit) -> bool:
    """Whether ``unit`` stands above a heading that has no text of its own."""
    return document.sections[unit.section].level < document.sections[heading.section].level


def _held_back(canonical: str, pending: list[Unit], unit: Unit) -> int:
    """Return how many last units go on with ``unit``: a lead-in line and what it introduces."""
    last = pending[-1]
    introduces = canonical[last.start : last.end].rstrip().endswith(("：", ":"))
    if len(pending) > 1 and introduces and unit.section == last.section and _is_part(unit):
        return 1
    return 0


def _is_part(unit: Unit) -> bool:
    return unit.kind in (UnitKind.ITEM, UnitKind.ROW)


def _lead_of(canonical: str, body: list[Unit], lead: str) -> str:
    """Return the line that introduces a list or table whose rest goes to the next chunk."""
    first = body[0]
    text = canonical[first.start : first.end]
    if first.kind is UnitKind.PARAGRAPH and text.rstrip().endswith(("：", ":")):
        return text[-_LEAD:]
    if first.kind is UnitKind.ROW and len(text) <= _LEAD:
        return text.replace("\t", " ")
    return lead


def _span(units: list[Unit], lead: str) -> _Span:
    body = [u for u in units if u.kind is not UnitKind.HEADING] or units
    kinds = [_KINDS[u.kind] for u in body if u.section == body[-1].section]
    # Equal counts: a list or table with the line that leads to it.
    kind = max(set(kinds), key=lambda k: (kinds.count(k), k is not ChunkKind.PARAGRAPH, k))
    page = body[0].page
    return _Span(units[0].start, units[-1].end, body[-1].section, page, kind, lead)


def _split(canonical: str, span: _Span, count_tokens: CountTokens, limit: int) -> Iterator[_Span]:
    """Split a span that is too long at sentence ends, then at commas, never inside a word."""
    whole = span.kind in (ChunkKind.TABLE_ROW, ChunkKind.STEP)
    most = limit * 3 // 2 if whole else limit
    text = canonical[span.start : span.end]
    if count_tokens(text) <= most:
        yield span
        return
    start = span.start
    for piece in pieces(text, count_tokens, limit):
        end = start + len(piece)
        left = start + len(piece) - len(piece.lstrip())
        right = start + len(piece.rstrip())
        if right > left:
            yield replace(span, start=left, end=right)
        start = end


def _tables(document: Document) -> Iterator[tuple[Table, Source | None]]:
    """Yield the tables that have names of columns, each with the lines that name them."""
    for table in filter(_has_columns, document.tables):
        first = min((c.start for row in table.rows for c in row if c.start < c.end), default=0)
        names = table.names()
        lines: list[Unit] = []
        for unit in document.units:
            if unit.kind is not UnitKind.ROW or unit.end > first:
                continue
            if names.issuperset(document.canonical[unit.start : unit.end].split("\t")):
                lines = [*lines, unit] if lines and lines[-1].end + 1 == unit.start else [unit]
        if not lines:
            yield table, None
            continue
        start, end = lines[0].start, lines[-1].end
        yield table, Source(document.canonical[start:end], start, end, lines[0].page)


def _rows(table: Table) -> Iterator[Row]:
    """Yield the rows of a table, with offsets in the document."""
    for row, printed in zip(table.rows, table.as_printed().rows, strict=True):
        own = [cell for cell in printed if cell.start < cell.end]
        if own:
            yield Row(
                min(cell.start for cell in own),
                max(cell.end for cell in own),
                tuple(
                    RowCell(name, cell.text, cell in own or not cell.text)
                    for name, cell in zip(table.columns, row, strict=True)
                ),
            )


def _has_columns(table: Table) -> bool:
    """Whether a table's columns are named: a sheet of labels and values has values among them."""
    values = len(table.rows) < _ROWS and any(c.isdigit() for name in table.columns for c in name)
    return len(table.columns) >= _COLUMNS and all(table.columns) and not values


def _chunk(document: Document, span: _Span, rows: Sequence[tuple[Row, Source | None]]) -> Chunk:
    path = document.sections[span.section].path
    text = document.canonical[span.start : span.end]
    leaf = document.leaf_at(span.start)
    own = [(row, header) for row, header in rows if span.start <= row.start and row.end <= span.end]
    header = own[0][1] if own else None
    return Chunk(
        id=chunk_id(document.id, span.start, span.end),
        document_id=document.id,
        kind=span.kind,
        text=text,
        search_text=search_text(document.title, path, text, span.lead),
        heading_path=path,
        page=span.page,
        start=span.start,
        end=span.end,
        section=span.section,
        rows=tuple(
            replace(row, start=row.start - span.start, end=row.end - span.start) for row, _ in own
        ),
        header=header if header and header.start < span.start else None,
        page_label=leaf.label if leaf and leaf.label != str(span.page) else "",
        file_page=leaf.page if leaf else None,
    )
