"""Vectors by chunk id, searched exactly with FAISS.

Here live the vectors and their ids; text is kept elsewhere.
LlamaIndex's view of this index is :mod:`indexing.stores.vectors`, apart because importing that
library takes longer than searching.

FAISS itself accepts an id twice, pads results with -1, breaks ties at random and answers a wrong
dimension with an empty message; all of that is dealt with here.
"""

from __future__ import annotations

import json
import os
import zlib
from collections.abc import Collection, Iterable, Sequence
from pathlib import Path
from typing import Any

import faiss
import numpy as np
import numpy.typing as npt

from indexing.errors import IndexDamagedError, IndexMissingError

Array = npt.NDArray[np.float32]
_VECTORS, _IDS = "vectors.faiss", "vectors.json"
_FORMAT = 1
_NOISE = 2e-6  # FAISS's float32 inner products of equal vectors can differ by less than this
_UNIT = 1e-3  # how far from 1 the length of a vector may be


class FaissIndex:
    """Exact inner-product search over vectors of length 1."""

    def __init__(self, dimension: int) -> None:
        """Start empty, for vectors of ``dimension`` numbers."""
        self.dimension = dimension
        self._index: Any = faiss.IndexIDMap2(faiss.IndexFlatIP(dimension))
        self._ids = IdMap()

    def __len__(self) -> int:
        return len(self._ids)

    def __contains__(self, id_: object) -> bool:
        return id_ in self._ids

    def documents(self) -> tuple[str, ...]:
        """Return the documents that have vectors, in the order they were added."""
        return self._ids.documents()

    def ids_of(self, document_id: str) -> tuple[str, ...]:
        """Return the ids of a document in the order they were added; none for an unknown one."""
        return self._ids.of(document_id)

    def add_vectors(self, ids: Sequence[str], document_ids: Sequence[str], vectors: Array) -> None:
        """Add one vector an id; all of them or, on an error, none.

        Args:
            ids: new ids, each once.
            document_ids: the document of each id.
            vectors: shape ``(len(ids), dimension)``, each of length 1.

        Raises:
            ValueError: lengths, dimension or vector length do not fit, or an id is already there.
        """
        vectors = self._checked(vectors, len(ids))
        if len(document_ids) != len(ids):
            raise ValueError(f"{len(ids)} ids but {len(document_ids)} document ids")
        if len(set(ids)) != len(ids):
            raise ValueError("an id is given twice")
        if present := self._ids.known(ids):
            raise ValueError(f"already in the index: {', '.join(present[:3])}")
        numbers = [self._ids.add(*pair) for pair in zip(ids, document_ids, strict=True)]
        self._index.add_with_ids(vectors, np.array(numbers, dtype=np.int64))

    def delete_document(self, document_id: str) -> int:
        """Remove every vector of the document and return how many there were."""
        return self.delete_vectors(self._ids.of(document_id))

    def delete_vectors(self, ids: Collection[str]) -> int:
        """Remove the vectors of ``ids``, passing over unknown ids; return how many went."""
        known = self._ids.known(ids)
        if known:
            self._index.remove_ids(self._ids.numbers(known))
        for id_ in known:
            self._ids.remove(id_)
        return len(known)

    def vectors(self, ids: Sequence[str]) -> Array:
        """Return the vectors of ``ids``, shape ``(len(ids), dimension)``.

        Raises:
            KeyError: an id is not in the index.
        """
        found = np.empty((len(ids), self.dimension), np.float32)
        for row, number in zip(found, self._ids.numbers(ids).tolist(), strict=True):
            self._index.reconstruct(number, row)
        return found

    def search(
        self, vector: Array, k: int, allowed: Collection[str] | None = None
    ) -> list[tuple[str, float]]:
        """Return the ``k`` nearest ids with their inner products, best first.

        Args:
            vector: shape ``(dimension,)``, of length 1.
            k: how many; fewer come back where there are fewer.
            allowed: only these ids may be returned (unknown ones are passed over); all by default.

        Returns:
            Pairs by falling inner product; equal ones by id.

        Raises:
            ValueError: the vector does not fit, or ``k`` is negative.
        """
        query = self._checked(np.atleast_2d(vector), 1)
        if k < 0:
            raise ValueError(f"k is {k}")
        parameters, reachable = None, len(self)
        if allowed is not None:
            numbers = self._ids.numbers(self._ids.known(allowed))
            parameters, reachable = faiss.SearchParameters(), len(numbers)
            # The parameters only point to the selector: the name keeps it alive.
            parameters.sel = selector = faiss.IDSelectorBatch(numbers)  # noqa: F841
        wanted = fetch = min(k, reachable)
        if wanted == 0:
            return []
        while True:
            # Which of several equal ids FAISS finds is chance: take all who share the last place.
            fetch = min(2 * fetch, reachable)
            scores, found = self._index.search(query, fetch, params=parameters)
            if fetch == reachable or scores[0, -1] < scores[0, wanted - 1] - _NOISE:
                break
        names = [self._ids.name(number) for number in found[0].tolist()]
        # Row by row in float64, so that equal vectors have exactly equal scores.
        exact = (self.vectors(names).astype(np.float64) * query[0]).sum(axis=1).tolist()
        hits = sorted(zip(names, exact, strict=True), key=lambda hit: (-hit[1], hit[0]))
        return hits[:wanted]

    def nearest(
        self, vector: Array, k: int, documents: Iterable[str] | None = None
    ) -> list[tuple[str, float]]:
        """Return :meth:`search` in the vectors of ``documents``, in all by default."""
        if documents is None:
            return self.search(vector, k)
        return self.search(vector, k, [id_ for name in documents for id_ in self._ids.of(name)])

    def persist(self, folder: Path) -> None:
        """Write the index into ``folder``, each of its two files complete or not at all.

        A crash between the two is found by :meth:`from_dir`; publishing a folder as a whole is
        the caller's business.
        """
        folder.mkdir(parents=True, exist_ok=True)
        # FAISS opens files by a byte path, which fails for Chinese folder names on Windows.
        data = faiss.serialize_index(self._index).tobytes()
        content = {
            "format": _FORMAT,
            "dimension": self.dimension,
            "crc32": zlib.crc32(data),
            **self._ids.to_json(),
        }
        _write(folder / _VECTORS, data)
        _write(folder / _IDS, json.dumps(content, ensure_ascii=False).encode())

    @classmethod
    def from_dir(cls, folder: Path) -> FaissIndex:
        """Read what :meth:`persist` wrote.

        Raises:
            IndexMissingError: there is no stored index in ``folder``.
            IndexDamagedError: a file is damaged, or the two do not belong together.
        """
        try:
            content = json.loads((folder / _IDS).read_bytes())
            data = (folder / _VECTORS).read_bytes()
            if content["format"] != _FORMAT or content["crc32"] != zlib.crc32(data):
                raise ValueError("another format, or the files do not belong together")
            index = cls(content["dimension"])
            index._ids = IdMap.from_json(content)
            index._index = faiss.deserialize_index(np.frombuffer(data, np.uint8))
        except FileNotFoundError as error:
            raise IndexMissingError(
                f"{folder} 中没有向量索引。", "请运行 beike index 建立索引。"
            ) from error
        except (ValueError, KeyError, TypeError, AttributeError, RuntimeError) as error:
            raise IndexDamagedError(
                f"{folder} 中的向量索引已损坏。", "请运行 beike index --full 重新建立索引。"
            ) from error
        return index

    def _checked(self, vectors: Array, count: int) -> Array:
        """Return ``vectors`` as FAISS wants them."""
        if vectors.shape != (count, self.dimension):
            expected = (count, self.dimension)
            raise ValueError(f"vectors of shape {vectors.shape}, expected {expected}")
        vectors = np.ascontiguousarray(vectors, dtype=np.float32)
        # "not all near" also catches values that are not numbers
        if not (np.abs(np.linalg.norm(vectors, axis=1) - 1) < _UNIT).all():
            raise ValueError("a vector is not of length 1")
        return vectors


def _write(path: Path, data: bytes) -> None:
    """Write ``path`` so that it holds all of ``data`` or what it held before."""
    partial = path.with_name(f".{path.name}.partial")
    with partial.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    partial.replace(path)


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
