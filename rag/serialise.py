"""Answers and passages as plain JSON, the shape other programs rely on.

The HTTP service and the batch command hand out exactly these objects. Nothing is decided here:
what an answer says and which passages it has is fixed before it arrives.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from rag.types import Answer, Citation, Passage, SourceView


def citation_json(citation: Citation) -> dict[str, Any]:
    """Return one citation; ``quote`` is verbatim, ``start`` and ``end`` count characters."""
    return {
        "n": citation.n,
        "document": citation.document,
        "title": citation.title,
        "heading_path": list(citation.heading_path),
        "page": citation.page,
        "quote": citation.quote,
        "start": citation.start,
        "end": citation.end,
        "chunk_id": citation.chunk_id,
    }


def passage_json(passage: Passage) -> dict[str, Any]:
    """Return one ranked passage; ``sources`` is empty unless ``derived`` is true."""
    return {
        "rank": passage.rank,
        "document": passage.document,
        "title": passage.title,
        "heading_path": list(passage.heading_path),
        "page": passage.page,
        "text": passage.text,
        "score": passage.score,
        "chunk_id": passage.chunk_id,
        "kind": passage.kind,
        "start": passage.start,
        "end": passage.end,
        "derived": passage.derived,
        "sources": [asdict(source) for source in passage.sources],
    }


def passages_json(passages: Iterable[Passage]) -> list[dict[str, Any]]:
    """Return the ranked passages in the order given."""
    return [passage_json(passage) for passage in passages]


def answer_json(answer: Answer, id: str | None = None) -> dict[str, Any]:
    """Return an answer as one JSON object.

    Args:
        answer: the answer or refusal.
        id: the caller's own name for the question; left out of the object when ``None``.

    Returns:
        ``id`` (if given), ``question``, ``status``, ``answer``, ``citations``, ``passages``,
        ``timings_ms``, ``notes`` and ``understood`` (empty where the question stands as typed);
        only types that ``json`` knows.
    """
    head = {} if id is None else {"id": id}
    return {
        **head,
        "question": answer.question,
        "status": answer.status,
        "answer": answer.text,
        "citations": [citation_json(citation) for citation in answer.citations],
        "passages": passages_json(answer.passages),
        "timings_ms": dict(answer.timings_ms),
        "notes": list(answer.notes),
        "understood": answer.understood,
    }


def source_json(view: SourceView) -> dict[str, Any]:
    """Return a passage in its surroundings; ``before + text + after`` is unbroken."""
    return {**asdict(view), "heading_path": list(view.heading_path)}
