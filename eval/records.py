"""What a run leaves of each question: the answer and what each lane retrieved, before scoring.

These records are written as they come, so that a run that broke off goes on where it stopped.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from eval.measured_corpus import MeasuredCorpus
from rag.types import Answer, Citation, record_json

#: Ways of ranking that every run reports, from the plainest to the product's own.
LANES = {"dense": "向量", "lexical": "词语", "fused": "融合", "full": "全部"}


@dataclass(frozen=True, slots=True)
class Outcome:
    """One question as it went.

    Attributes:
        id: of the gold question.
        refused: from the answer's ``status``.
        answer: what the teacher reads.
        citations: of the answer.
        lanes: ids of the retrieved chunks by lane, best first.
        timings_ms: ``retrieve``, ``read`` and ``answer``.
        notes: remarks of the answer.
    """

    id: str
    refused: bool
    answer: str
    citations: tuple[Citation, ...]
    lanes: Mapping[str, tuple[str, ...]]
    timings_ms: Mapping[str, float]
    notes: tuple[str, ...] = ()


def outcome_of(
    identifier: str,
    answer: Answer,
    lanes: Mapping[str, tuple[str, ...]],
    corpus: MeasuredCorpus,
) -> Outcome:
    """Return the record of an answer; its passages are the lane ``full``."""
    return Outcome(
        id=identifier,
        refused=answer.status == "refused",
        answer=answer.text,
        citations=answer.citations,
        lanes={**lanes, "full": tuple(corpus.known(p) for p in answer.passages)},
        timings_ms=dict(answer.timings_ms),
        notes=answer.notes,
    )


def outcome_json(outcome: Outcome) -> dict[str, Any]:
    """Return an outcome as one JSON object."""
    return {
        "id": outcome.id,
        "status": "refused" if outcome.refused else "answered",
        "answer": outcome.answer,
        "citations": record_json(outcome.citations),
        "lanes": {lane: list(ids) for lane, ids in outcome.lanes.items()},
        "timings_ms": dict(outcome.timings_ms),
        "notes": list(outcome.notes),
    }


def outcome_from_json(row: Mapping[str, Any]) -> Outcome:
    """Return the outcome of a JSON object.

    Raises:
        KeyError: a field is missing.
        TypeError: a citation has other fields.
    """
    return Outcome(
        id=row["id"],
        refused=row["status"] == "refused",
        answer=row["answer"],
        citations=tuple(Citation(**citation) for citation in row["citations"]),
        lanes={lane: tuple(ids) for lane, ids in row["lanes"].items()},
        timings_ms=dict(row["timings_ms"]),
        notes=tuple(row["notes"]),
    )
