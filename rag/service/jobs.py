"""What is being done with documents: the jobs, how far they are, and what was read for them."""

from __future__ import annotations

import threading
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Event
from typing import Literal

from indexing.corrections import Correction, Corrections
from indexing.errors import DocumentError
from indexing.limited import LimitedReader
from indexing.manifest import CorpusFile
from indexing.records import Document
from rag.service.bin import Binned
from rag.service.entries import Status, Step
from rag.store.records import User


@dataclass(frozen=True, slots=True)
class Job:
    """What is to be done with the file at ``path``.

    ``user`` asked for it and was allowed to; ``staged`` is the received file of an ``add``, and
    ``binned`` what a ``restore`` brings back. With a ``move`` the file was at ``before``.
    """

    what: Literal["add", "remove", "refresh", "restore", "move"]
    path: str
    title: str
    user: User
    staged: Path | None = None
    binned: Binned | None = None
    before: str | None = None


class Board:
    """What is being done with which document, and which ones are leaving; kept in memory only.

    Written by the indexer, read by everybody. Safe to share by threads.
    """

    def __init__(self) -> None:
        """Begin with nothing being done."""
        self._lock = threading.Lock()
        self._steps: dict[str, Step] = {}
        self._leaving: set[str] = set()
        self._catching_up = ""

    def steps(self) -> dict[str, Step]:
        """Return what is being done now, by path."""
        with self._lock:
            return dict(self._steps)

    def leaving(self) -> frozenset[str]:
        """Return the paths of documents that are being removed."""
        with self._lock:
            return frozenset(self._leaving)

    def catching_up(self) -> str:
        """Return how far the update at the start is, in Chinese; empty when it is over."""
        return self._catching_up

    def tell_catching_up(self, line: str) -> None:
        """Note how far the update at the start is; empty when it is over."""
        self._catching_up = line

    def queue(self, path: str, *, leaves: bool) -> None:
        """Note that a document waits; one that ``leaves`` answers nobody from now on."""
        with self._lock:
            self._steps[path] = Step(Status.QUEUED)
            (self._leaving.add if leaves else self._leaving.discard)(path)

    def move(self, path: str, status: Status) -> None:
        """Note what is being done with a document."""
        with self._lock:
            self._steps[path] = Step(status)

    def tell(self, detail: str, status: Status = Status.INDEXING) -> None:
        """Note how far the update is, for all documents in it, or those of another status."""
        with self._lock:
            for path, step in self._steps.items():
                if step.status is status:
                    self._steps[path] = replace(step, detail=detail)

    def done(self, path: str, *, gone: bool) -> None:
        """Note that nothing is being done any more; ``gone`` where the index has it no longer."""
        with self._lock:
            self._steps.pop(path, None)
            if gone:
                self._leaving.discard(path)


class Readings:
    """What came of reading the files of the jobs in hand, so that none is read twice.

    The index is updated right after a file was tried out; without this its limits of time would
    count twice, and a file could be readable the first time and not the second. Used by one thread.

    Args:
        reader: reads files within limits.
        corrections: what was put right in how documents were read.
        stop: gives up when set.
    """

    def __init__(self, reader: LimitedReader, corrections: Corrections, stop: Event) -> None:
        self._reader = reader
        self._corrections = corrections
        self._stop = stop
        self._found: dict[str, Document | DocumentError] = {}
        self._read_with: dict[str, Correction | None] = {}

    def try_out(self, file: Path, path: str) -> DocumentError | None:
        """Read the file that is or will be at a path of the corpus; return why it cannot be.

        Raises:
            BeikeError: the corrections cannot be read.
        """
        correction = self._read_with[path] = self._corrections.of(path)
        try:
            self._found[path] = self._reader.document(file, path, self._stop, correction=correction)
        except DocumentError as error:
            self._found[path] = error
            return error
        return None

    def document(self, corpus: Path, file: CorpusFile) -> Document:
        """Return what a file of the corpus is read as; an :data:`indexing.reading.Reader`.

        Raises:
            DocumentError: it cannot be read, or not within the limits.
        """
        found = self._found.get(file.path)
        if found is not None and self._read_with[file.path] == file.correction:
            if isinstance(found, DocumentError):
                raise found
            if found.sha256 == file.sha256:
                return found
        return self._reader.file(corpus, file, self._stop)

    def of(self, path: str) -> Document | None:
        """Return what was read for a path, ``None`` where nothing was."""
        found = self._found.get(path)
        return found if isinstance(found, Document) else None

    def clear(self) -> None:
        """Forget everything, and end the process that reads: it may be long until the next job."""
        self._found.clear()
        self._reader.close()
