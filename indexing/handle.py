"""Following an index through its generations, for a process that runs on."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from indexing.generations import current_generation
from indexing.index import Index, OpenVectors, faiss_vectors, open_index
from indexing.lexical import Bm25


class IndexHandle:
    """An index that follows new generations, for a process that runs on.

    A request uses one generation from beginning to end::

        with handle.use() as index:
            index.lexical_search("…", 10)

    Args:
        index: folder of the index; it need not exist yet.
        ranking: parameters of the score in searches by words.
        open_vectors: opens what searches the vectors.
    """

    def __init__(
        self,
        index: Path,
        *,
        ranking: Bm25 | None = None,
        open_vectors: OpenVectors = faiss_vectors,
    ) -> None:
        """Remember the folder; nothing is opened yet."""
        self.path = index
        self._ranking = ranking
        self._open_vectors = open_vectors
        self._lock = threading.Lock()
        self._current: Index | None = None
        self._users: dict[Index, int] = {}

    @contextmanager
    def use(self) -> Iterator[Index]:
        """Give out the generation in force now, open until the block ends.

        Raises:
            IndexMissingError: nothing was published yet.
            IndexDamagedError: the generation in force is damaged.
        """
        with self._lock:
            index = self._newest()
            self._users[index] = self._users.get(index, 0) + 1
        try:
            yield index
        finally:
            with self._lock:
                self._users[index] -= 1
                self._close_unused()

    def close(self) -> None:
        """Close the generation in force once its last request is done."""
        with self._lock:
            self._current = None
            self._close_unused()

    def _newest(self) -> Index:
        """Return the open generation, or open the one that replaced it (one small file read)."""
        folder = current_generation(self.path)
        if self._current is None or self._current.folder != folder:
            replaced = self._current
            self._current = open_index(
                self.path, ranking=self._ranking, open_vectors=self._open_vectors
            )
            if replaced is not None:
                self._users.setdefault(replaced, 0)
        return self._current

    def _close_unused(self) -> None:
        for index, users in list(self._users.items()):
            if users == 0 and index is not self._current:
                del self._users[index]
                index.close()
