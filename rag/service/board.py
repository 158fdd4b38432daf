"""What is being done with which document, and which ones are leaving; kept in memory only."""

from __future__ import annotations

import threading
from dataclasses import replace

from rag.service.entries import Status, Step


class Board:
    """Written by the indexer, read by everybody. Safe to share by threads."""

    def __init__(self) -> None:
        """Begin with nothing being done."""
        self._lock = threading.Lock()
        self._steps: dict[str, Step] = {}
        self._leaving: set[str] = set()

    def steps(self) -> dict[str, Step]:
        """Return what is being done now, by path."""
        with self._lock:
            return dict(self._steps)

    def leaving(self) -> frozenset[str]:
        """Return the paths of documents that are being removed."""
        with self._lock:
            return frozenset(self._leaving)

    def queue(self, path: str, *, leaves: bool) -> None:
        """Note that a document waits; one that ``leaves`` answers nobody from now on."""
        with self._lock:
            self._steps[path] = Step(Status.QUEUED)
            (self._leaving.add if leaves else self._leaving.discard)(path)

    def move(self, path: str, status: Status) -> None:
        """Note what is being done with a document."""
        with self._lock:
            self._steps[path] = Step(status)

    def tell(self, detail: str) -> None:
        """Note how far the update is, for all documents in it."""
        with self._lock:
            for path, step in self._steps.items():
                if step.status is Status.INDEXING:
                    self._steps[path] = replace(step, detail=detail)

    def done(self, path: str, *, gone: bool) -> None:
        """Note that nothing is being done any more; ``gone`` where the index has it no longer."""
        with self._lock:
            self._steps.pop(path, None)
            if gone:
                self._leaving.discard(path)
