"""Who asks “which chapter” wants its heading: the passage that opens the section joins the ranking.

A sentence found deep in a chapter proves what the chapter says; where the chapter begins, with its
name and hours, proves which it is.
"""

from __future__ import annotations

from collections.abc import Sequence

from indexing.index import Index
from rag.ask.catalogue import Catalogue
from rag.ask.places import asked_place
from rag.ask.question import Question
from rag.retrieve.hits import Found


def with_parents(
    index: Index, catalogue: Catalogue, question: Question, found: Sequence[Found]
) -> list[Found]:
    """Return the ranking with the opening of the section asked for behind its first passage."""
    if not found or not (heading := asked_place(question, found[0].chunk.heading_path)):
        return list(found)
    best = found[0].chunk
    path = best.heading_path[: best.heading_path.index(heading) + 1]
    start = catalogue.sections.get((best.document_id, path))
    opening = index.chunk_at(best.document_id, start + 1) if start is not None else None
    if opening is None or opening == best.id:
        return list(found)
    known = next((item for item in found if item.chunk.id == opening), None)
    chunk = known.chunk if known else index.chunk(opening)
    if chunk is None:
        return list(found)
    rest = [item for item in found[1:] if item.chunk.id != opening]
    return [found[0], Found(chunk, found[0].score), *rest]
