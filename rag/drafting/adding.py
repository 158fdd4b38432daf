"""A passage that a teacher found by a search, as evidence for a section."""

from __future__ import annotations

from indexing.index import Index
from indexing.records import ChunkKind
from rag.drafting.pieces import ADDED
from rag.drafting.plan import EvidenceItem
from rag.types import Citation


def evidence_from_chunk(index: Index, section: str, chunk_id: str) -> EvidenceItem:
    """Return a chunk as evidence added by the teacher.

    Raises:
        KeyError: the index has no such chunk.
        ValueError: the chunk is a fact sheet, which stands nowhere in a document.
    """
    chunk = index.chunk(chunk_id)
    if chunk is None:
        raise KeyError(chunk_id)
    if chunk.kind is ChunkKind.FACT_SHEET:
        raise ValueError("a fact sheet is no passage of a document")
    info = next(info for info in index.documents() if info.id == chunk.document_id)
    citation = Citation(
        n=0,
        chunk_id=chunk.id,
        document=info.path,
        title=info.title,
        heading_path=chunk.heading_path,
        page=chunk.page,
        quote=chunk.text,
        start=chunk.start,
        end=chunk.end,
    )
    return EvidenceItem(section, ADDED, citation, used=True, added=True)
