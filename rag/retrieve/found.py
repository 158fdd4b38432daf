"""A chunk that was found, with its score."""

from __future__ import annotations

from dataclasses import dataclass

from indexing.records import Chunk


@dataclass(frozen=True, slots=True)
class Found:
    """A retrieved chunk; scores are comparable within one question only."""

    chunk: Chunk
    score: float
