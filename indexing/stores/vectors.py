"""Vectors behind LlamaIndex's interface of vector stores, as service and evaluation search them.

:class:`FaissStore` is that interface over :class:`indexing.stores.faiss.FaissIndex`; it is written
because the published FAISS stores cannot delete by document, cannot filter, and return distances
as similarities. :class:`StoreSearch` searches any store of that interface.

Importing LlamaIndex's core takes a second of work and 70 MB, whichever part is asked for: a command
that answers one question searches FAISS without this module.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from llama_index.core.bridge.pydantic import PrivateAttr
from llama_index.core.schema import BaseNode
from llama_index.core.vector_stores.types import (
    BasePydanticVectorStore,
    FilterCondition,
    FilterOperator,
    MetadataFilter,
    MetadataFilters,
    VectorStoreQuery,
    VectorStoreQueryMode,
    VectorStoreQueryResult,
)

from indexing.stores.faiss import FaissIndex

#: Metadata keys that name the document of a node, as LlamaIndex and Beike write them.
DOCUMENT_KEYS = frozenset({"document_id", "doc_id", "ref_doc_id"})


class FaissStore(BasePydanticVectorStore):
    """Vectors of nodes; the nodes' text stays in the document store.

    A node without a source document counts as a document of its own.
    """

    stores_text: bool = False
    _vectors: FaissIndex = PrivateAttr()

    def __init__(self, vectors: FaissIndex) -> None:
        """Wrap ``vectors``, which stays shared with the caller."""
        super().__init__(stores_text=False)
        self._vectors = vectors

    @classmethod
    def class_name(cls) -> str:
        """Return the name LlamaIndex serialises the store under."""
        return "BeikeFaissStore"

    @classmethod
    def from_dir(cls, folder: Path) -> FaissStore:
        """Read a stored index; errors as in :meth:`FaissIndex.from_dir`."""
        return cls(FaissIndex.from_dir(folder))

    @property
    def client(self) -> FaissIndex:
        """The index underneath."""
        return self._vectors

    def add(self, nodes: Sequence[BaseNode], **kwargs: Any) -> list[str]:  # noqa: ANN401
        """Add the nodes' embeddings, scaled to length 1, and return the nodes' ids.

        Raises:
            ValueError: a node has no embedding or one of another dimension, or is already there.
        """
        if not nodes:
            return []
        ids = [node.node_id for node in nodes]
        documents = [node.ref_doc_id or node.node_id for node in nodes]
        rows = [_unit(node.get_embedding()) for node in nodes]
        if any(row.shape != (self._vectors.dimension,) for row in rows):
            raise ValueError(f"an embedding is not of dimension {self._vectors.dimension}")
        self._vectors.add_vectors(ids, documents, np.stack(rows))
        return ids

    def delete(self, ref_doc_id: str, **delete_kwargs: Any) -> None:  # noqa: ANN401
        """Remove every node of the document; an unknown document is no error."""
        self._vectors.delete_document(ref_doc_id)

    def delete_nodes(
        self,
        node_ids: list[str] | None = None,
        filters: MetadataFilters | None = None,
        **delete_kwargs: Any,  # noqa: ANN401
    ) -> None:
        """Remove the nodes that are named and pass the filter; with neither, none.

        Raises:
            ValueError: the filter is not on the document's id, see :meth:`query`.
        """
        self._vectors.delete_vectors(self._allowed(None, node_ids, filters) or ())

    def clear(self) -> None:
        """Remove every node."""
        for document in self._vectors.documents():
            self._vectors.delete_document(document)

    def query(self, query: VectorStoreQuery, **kwargs: Any) -> VectorStoreQueryResult:  # noqa: ANN401
        """Return the ids and inner products of the nearest nodes, best first.

        ``doc_ids``, ``node_ids`` and ``filters`` all have to be passed. A filter is supported on
        :data:`DOCUMENT_KEYS` with ``==`` and ``in``, joined by ``and`` and ``or``.

        Raises:
            ValueError: no embedding, another mode than the default, or an unsupported filter.
        """
        if query.mode != VectorStoreQueryMode.DEFAULT:
            raise ValueError(f"query mode {query.mode} is not supported")
        if query.query_embedding is None:
            raise ValueError("the query has no embedding")
        allowed = self._allowed(query.doc_ids, query.node_ids, query.filters)
        vector = _unit(query.query_embedding)
        hits = self._vectors.search(vector, query.similarity_top_k, allowed)
        return VectorStoreQueryResult(
            ids=[id_ for id_, _ in hits], similarities=[score for _, score in hits]
        )

    def persist(self, persist_path: str, fs: Any = None) -> None:  # noqa: ANN401 - fsspec
        """Write the index into the local folder ``persist_path``.

        Raises:
            ValueError: another file system than the local one is asked for.
        """
        if fs is not None:
            raise ValueError("only local folders are supported")
        self._vectors.persist(Path(persist_path))

    def _allowed(
        self,
        documents: Sequence[str] | None,
        nodes: Sequence[str] | None,
        filters: MetadataFilters | None,
    ) -> set[str] | None:
        """Return the ids that pass every condition given, ``None`` where there is none."""
        conditions = []
        if documents is not None:
            conditions.append(self._ids_of(documents))
        if nodes is not None:
            conditions.append(set(nodes))
        if filters is not None and filters.filters:
            conditions.append(self._filtered(filters))
        return set.intersection(*conditions) if conditions else None

    def _filtered(self, filters: MetadataFilters | MetadataFilter) -> set[str]:
        if isinstance(filters, MetadataFilters):
            parts = [self._filtered(part) for part in filters.filters]
            if filters.condition == FilterCondition.AND:
                return set.intersection(*parts)
            if filters.condition == FilterCondition.OR:
                return set.union(*parts)
            raise ValueError(f"filter condition {filters.condition} is not supported")
        supported = filters.operator in (FilterOperator.EQ, FilterOperator.IN)
        if filters.key not in DOCUMENT_KEYS or not supported:
            raise ValueError(
                f"filter {filters.key} {filters.operator.value} is not supported: "
                f"only == and in on {', '.join(sorted(DOCUMENT_KEYS))}"
            )
        value = filters.value
        wanted = value if isinstance(value, list) else [value]
        return self._ids_of([str(document) for document in wanted])

    def _ids_of(self, documents: Sequence[str]) -> set[str]:
        return {id_ for document in documents for id_ in self._vectors.ids_of(document)}


class StoreSearch:
    """Searches a LlamaIndex vector store of inner products; see :meth:`Index.vector_search`."""

    def __init__(self, store: BasePydanticVectorStore) -> None:
        """Search ``store``."""
        self.store = store

    def nearest(
        self, vector: npt.NDArray[np.float32], k: int, documents: Iterable[str] | None = None
    ) -> list[tuple[str, float]]:
        """Return the ids and inner products of the ``k`` nearest nodes, best first."""
        found = self.store.query(
            VectorStoreQuery(
                query_embedding=vector.tolist(),
                similarity_top_k=k,
                doc_ids=None if documents is None else list(documents),
            )
        )
        return list(zip(found.ids or [], found.similarities or [], strict=True))


def llama_vectors(folder: Path) -> StoreSearch:
    """Open the vectors in ``folder`` as a LlamaIndex vector store; errors as in ``from_dir``."""
    return StoreSearch(FaissStore.from_dir(folder))


def _unit(vector: Sequence[float]) -> npt.NDArray[np.float32]:
    """Return ``vector`` scaled to length 1; a zero vector stays as it is and is refused later."""
    row = np.asarray(vector, dtype=np.float32)
    length = float(np.linalg.norm(row))
    return row / np.float32(length) if length else row
