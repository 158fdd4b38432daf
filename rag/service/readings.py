"""What came of reading the files of the jobs in hand, so that none is read twice.

The index is updated right after a file was tried out; without this its limits of time would count
twice, and a file could be readable the first time and not the second.
"""

from __future__ import annotations

from pathlib import Path
from threading import Event

from indexing.errors import DocumentError
from indexing.limited import LimitedReader
from indexing.manifest import CorpusFile
from indexing.records import Document


class Readings:
    """See the module. Used by one thread.

    Args:
        reader: reads files within limits.
        stop: gives up when set.
    """

    def __init__(self, reader: LimitedReader, stop: Event) -> None:
        self._reader = reader
        self._stop = stop
        self._found: dict[str, Document | DocumentError] = {}

    def try_out(self, file: Path, path: str) -> DocumentError | None:
        """Read the file that is or will be at a path of the corpus; return why it cannot be."""
        try:
            self._found[path] = self._reader.document(file, path, self._stop)
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
        if isinstance(found, DocumentError):
            raise found
        if found is not None and found.sha256 == file.sha256:
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
