"""The conditions as subjects that answer: plain ways of answering beside the product.

A plain way pastes the text of the first passages it retrieves and never refuses; that is what a
teacher has without anything that reads.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from eval.runner import Subject
from indexing.embedding.embedder import Embedder
from indexing.index import Index
from rag.assistant import Assistant
from rag.retrieve.hits import passages_of
from rag.retrieve.retrieval import Retrieval
from rag.retrieve.searches import QueryEncoder
from rag.settings import Settings
from rag.types import Answer, Passage, Turn

if TYPE_CHECKING:
    from llama_index.core.retrievers import BaseRetriever

#: Ways of ranking alone: nothing that is named, nothing that is read.
_BARE = {"heading_weight": 0.0, "document_weight": 0.0, "sheet_weight": 0.0}
#: Tokens of a piece in LlamaIndex's splitter.
_SPLIT = 512

Search = Callable[[str, int], Sequence[Passage]]


class Pasting:
    """Answers with the text of the first passages of a search; a follow-up with what it follows.

    Args:
        search: returns the ``k`` best passages of a question.
        passages: how many are pasted.
    """

    def __init__(self, search: Search, passages: int = 1) -> None:
        self._search, self._passages = search, passages

    def ask(self, question: str, k: int = 10, history: Sequence[Turn] = ()) -> Answer:
        """Return the first passages as the answer; a refusal only where nothing is found."""
        text = f"{history[-1].question} {question}" if history else question
        return pasted(question, self._search(text, k), self._passages)


def pasted(question: str, passages: Sequence[Passage], most: int) -> Answer:
    """Return the text of the first ``most`` passages as an answer."""
    return Answer(
        question=question,
        status="answered" if passages else "refused",
        text="\n".join(passage.text for passage in passages[:most]),
        passages=tuple(passages),
    )


def bare(settings: Settings, encoder: QueryEncoder, index: Index) -> Subject:
    """Return words, passage vectors and token vectors added up, and nothing else."""
    plain = settings.model_copy(update={**_BARE, "skip": ("spelling", "parts", "sides")})
    retrieval = Retrieval(plain, encoder)

    def search(question: str, k: int) -> Sequence[Passage]:
        asked = retrieval.understand(index, question)
        return passages_of(index, retrieval.retrieve(index, asked).whole.found[:k])

    return Pasting(search)


def beike_retriever(assistant: Assistant) -> Subject:
    """Return Beike's retrieval taken through its LlamaIndex retriever."""
    from rag.retrieve.llama import BeikeRetriever

    return Pasting(_nodes(lambda k: BeikeRetriever(assistant, k)))


def llamaindex(documents: Mapping[str, str], embedder: Embedder) -> Subject:
    """Return LlamaIndex with its defaults: split every 512 tokens, the same model, dense search.

    Args:
        documents: text of each document by path.
        embedder: embeds pieces and questions.
    """
    from llama_index.core import Document, VectorStoreIndex
    from llama_index.core.embeddings import BaseEmbedding
    from llama_index.core.node_parser import SentenceSplitter

    class Same(BaseEmbedding):
        """The product's embedding model as LlamaIndex calls one."""

        def _get_query_embedding(self, query: str) -> list[float]:
            return [float(x) for x in embedder.encode_query(query).vector]

        async def _aget_query_embedding(self, query: str) -> list[float]:
            return self._get_query_embedding(query)

        def _get_text_embedding(self, text: str) -> list[float]:
            return self._get_text_embeddings([text])[0]

        def _get_text_embeddings(self, texts: list[str]) -> list[list[float]]:
            return [[float(x) for x in row.vector] for row in embedder.encode_documents(texts)]

    index = VectorStoreIndex.from_documents(
        [Document(text=text, metadata={"document": path}) for path, text in documents.items()],
        transformations=[SentenceSplitter(chunk_size=_SPLIT)],
        embed_model=Same(),
    )
    return Pasting(_nodes(lambda k: index.as_retriever(similarity_top_k=k)))


def texts_of(index: Index) -> dict[str, str]:
    """Return the canonical text of each document by path."""
    return {info.path: index.canonical(info.id) or "" for info in index.documents()}


def _nodes(retriever_of: Callable[[int], BaseRetriever]) -> Search:
    """Return a search over a LlamaIndex retriever; a node is a passage."""

    def search(question: str, k: int) -> Sequence[Passage]:
        found = retriever_of(k).retrieve(question)
        return [
            Passage(
                rank=rank,
                chunk_id=item.node.node_id,
                document=str(item.node.metadata["document"]),
                title="",
                heading_path=(),
                page=None,
                text=item.node.get_content(),
                score=float(item.score or 0.0),
                start=0,
                end=0,
                kind="paragraph",
            )
            for rank, item in enumerate(found, 1)
        ]

    return search
