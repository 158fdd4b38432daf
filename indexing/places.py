"""Which chunk shows a place of a document; worked out once for a document of a generation."""

from __future__ import annotations

import threading
from bisect import bisect_left
from collections.abc import Callable, Sequence

from indexing.records import Chunk, ChunkKind


class Places:
    """Finds the chunks taken from a document by their offsets. Safe to share by threads.

    Args:
        chunks_of: the chunks of a document in reading order, by its id.
    """

    def __init__(self, chunks_of: Callable[[str], Sequence[Chunk]]) -> None:
        self._chunks_of = chunks_of
        self._lock = threading.Lock()
        self._known: dict[str, tuple[list[int], list[tuple[int, str]]]] = {}

    def chunk_at(self, document_id: str, end: int) -> str | None:
        """Return the id of the chunk that holds what ends at an offset; ``None`` where none does.

        Fact sheets are made by the program and show no place.
        """
        starts, ends = self._of(document_id)
        found = bisect_left(starts, end) - 1
        return ends[found][1] if found >= 0 and ends[found][0] >= end else None

    def _of(self, document_id: str) -> tuple[list[int], list[tuple[int, str]]]:
        with self._lock:
            if document_id not in self._known:
                taken = [
                    chunk
                    for chunk in self._chunks_of(document_id)
                    if chunk.kind is not ChunkKind.FACT_SHEET
                ]
                taken.sort(key=lambda chunk: chunk.start)
                self._known[document_id] = (
                    [chunk.start for chunk in taken],
                    [(chunk.end, chunk.id) for chunk in taken],
                )
            return self._known[document_id]
