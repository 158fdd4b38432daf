"""Beike as a LlamaIndex retriever: what ``POST /v1/search`` and the evaluation call.

A program with a query engine of its own can take it as it is; what such an engine writes from the
nodes is not checked by Beike. A command that asks one question does without: importing LlamaIndex
takes a second of work and 70 MB.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from typing import Any, Protocol

from llama_index.core.callbacks import CallbackManager
from llama_index.core.retrievers import BaseRetriever
from llama_index.core.schema import (
    NodeRelationship,
    NodeWithScore,
    QueryBundle,
    RelatedNodeInfo,
    TextNode,
)

from indexing.records import document_id
from rag.types import Passage

#: What a model need not read; programs still find it in the metadata.
_NOT_FOR_MODELS = ["start", "end", "derived"]


class Searcher(Protocol):
    """What finds the passages: an :class:`~rag.assistant.Assistant`."""

    def search(self, question: str, k: int) -> list[Passage]:
        """Return the ``k`` best passages."""


class PassageNode(TextNode):
    """A node with the passage it was made from."""

    passage: Passage


class BeikeRetriever(BaseRetriever):
    """Beike's ranked passages as :class:`PassageNode`, best first.

    A node's text is verbatim from the document (a fact sheet's is derived), its id is the chunk's.
    The metadata has ``document`` (path), ``title``, ``heading_path`` (joined with `` › ``),
    ``page`` (``None`` where there are no pages), ``start`` and ``end`` (offsets in the document's
    canonical text) and ``derived``. Scores are comparable within one query only.

    Example::

        engine = RetrieverQueryEngine.from_args(BeikeRetriever(assistant), llm=llm)
    """

    def __init__(
        self, assistant: Searcher, k: int = 10, callback_manager: CallbackManager | None = None
    ) -> None:
        """Keep the assistant; it stays the caller's to close.

        Args:
            assistant: finds the passages.
            k: most nodes wanted.
            callback_manager: see LlamaIndex.

        Raises:
            ValueError: ``k`` is below 1.
        """
        if k < 1:
            raise ValueError(f"k must be at least 1, not {k}")
        super().__init__(callback_manager=callback_manager)
        self._assistant = assistant
        self._k = k

    def _retrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        question = query_bundle.query_str.strip()
        passages = self._assistant.search(question, self._k) if question else []
        return [NodeWithScore(node=_node(passage), score=passage.score) for passage in passages]

    async def _aretrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        # Searching is work for a processor, not waiting: it must not hold up the event loop.
        return await asyncio.to_thread(self._retrieve, query_bundle)


def passages_of(nodes: Iterable[NodeWithScore]) -> list[Passage]:
    """Return the passages of what :class:`BeikeRetriever` found, in order."""
    return [item.node.passage for item in nodes if isinstance(item.node, PassageNode)]


def _node(passage: Passage) -> PassageNode:
    source = RelatedNodeInfo(node_id=document_id(passage.document))
    fields: dict[str, Any] = {  # a node takes more than it declares
        "id_": passage.chunk_id,
        "text": passage.text,
        "start_char_idx": passage.start,
        "end_char_idx": passage.end,
        "metadata": {
            "document": passage.document,
            "title": passage.title,
            "heading_path": " › ".join(passage.heading_path),
            "page": passage.page,
            "start": passage.start,
            "end": passage.end,
            "derived": passage.derived,
        },
        "excluded_llm_metadata_keys": _NOT_FOR_MODELS,
        "excluded_embed_metadata_keys": _NOT_FOR_MODELS,
        "relationships": {NodeRelationship.SOURCE: source},
    }
    return PassageNode(passage=passage, **fields)
