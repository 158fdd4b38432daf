"""Chunk ids as integers, and the document each belongs to.

FAISS knows its vectors by 64-bit integers. One is given to an id once and never again, not even
after a deletion, so that a vector can never be taken for another one's.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import numpy as np
import numpy.typing as npt


class IdMap:
    """Ids with their integers and documents; documents and ids keep the order of adding."""

    def __init__(self) -> None:
        """Start empty."""
        self._next = 0
        self._numbers: dict[str, int] = {}
        self._names: dict[int, str] = {}
        self._owner: dict[str, str] = {}
        self._documents: dict[str, dict[str, None]] = {}  # a dict as an ordered set

    def __len__(self) -> int:
        return len(self._numbers)

    def __contains__(self, id_: object) -> bool:
        return id_ in self._numbers

    def add(self, id_: str, document_id: str) -> int:
        """Give ``id_``, which must be new, the next integer and return it."""
        number = self._next
        self._next += 1
        self._register(number, id_, document_id)
        return number

    def remove(self, id_: str) -> None:
        """Forget ``id_``, and its document with its last id; an unknown id is a ``KeyError``."""
        del self._names[self._numbers.pop(id_)]
        document = self._owner.pop(id_)
        del self._documents[document][id_]
        if not self._documents[document]:
            del self._documents[document]

    def name(self, number: int) -> str:
        """Return the id behind ``number``."""
        return self._names[number]

    def numbers(self, ids: Collection[str]) -> npt.NDArray[np.int64]:
        """Return the integers of ``ids`` in order; an unknown id is a ``KeyError``."""
        return np.array([self._numbers[id_] for id_ in ids], dtype=np.int64)

    def known(self, ids: Collection[str]) -> list[str]:
        """Return those of ``ids`` that are here, each once."""
        return [id_ for id_ in dict.fromkeys(ids) if id_ in self._numbers]

    def of(self, document_id: str) -> tuple[str, ...]:
        """Return the ids of a document; none for an unknown one."""
        return tuple(self._documents.get(document_id, ()))

    def documents(self) -> tuple[str, ...]:
        """Return the documents that have ids."""
        return tuple(self._documents)

    def to_json(self) -> dict[str, Any]:
        """Return everything as plain JSON types."""
        documents = {
            document: {id_: self._numbers[id_] for id_ in ids}
            for document, ids in self._documents.items()
        }
        return {"next": self._next, "documents": documents}

    @classmethod
    def from_json(cls, content: dict[str, Any]) -> IdMap:
        """Return what :meth:`to_json` was called on.

        Raises:
            ValueError: an integer is used twice or will be given again.
            KeyError, TypeError, AttributeError: the content has another shape.
        """
        ids = cls()
        ids._next = int(content["next"])
        for document, numbers in content["documents"].items():
            for id_, number in numbers.items():
                if number in ids._names or id_ in ids._numbers or not 0 <= number < ids._next:
                    raise ValueError(f"impossible integer {number}")
                ids._register(number, id_, document)
        return ids

    def _register(self, number: int, id_: str, document: str) -> None:
        self._numbers[id_] = number
        self._names[number] = id_
        self._owner[id_] = document
        self._documents.setdefault(document, {})[id_] = None
