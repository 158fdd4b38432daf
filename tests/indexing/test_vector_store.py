"""LlamaIndex can use the vectors: add, query, filter, delete, retrieve."""

import asyncio
import math

import numpy as np
import pytest

from indexing.stores.faiss import FaissIndex

EAST, NORTH, WEST = [1.0, 0.0], [0.0, 1.0], [-1.0, 0.0]
NORTH_EAST = [math.sqrt(0.5), math.sqrt(0.5)]


def array(*rows):
    return np.array(rows, dtype=np.float32)


@pytest.fixture
def store():
    """Return four directions in two documents."""
    from indexing.stores.vectors import FaissStore

    index = FaissIndex(2)
    index.add_vectors(
        ["e", "n", "w", "ne"], ["d1", "d1", "d2", "d2"], array(EAST, NORTH, WEST, NORTH_EAST)
    )
    return FaissStore(index)


def node(id_, document, embedding):
    from llama_index.core.schema import NodeRelationship, RelatedNodeInfo, TextNode

    source = {NodeRelationship.SOURCE: RelatedNodeInfo(node_id=document)} if document else {}
    return TextNode(id_=id_, text=id_, embedding=embedding, relationships=source)


def ask(store, **parts):
    from llama_index.core.vector_stores.types import VectorStoreQuery

    parts = {"query_embedding": EAST, "similarity_top_k": 9, **parts}
    return store.query(VectorStoreQuery(**parts)).ids


def filters(*parts, condition="and"):
    from llama_index.core.vector_stores.types import MetadataFilters

    return MetadataFilters(
        filters=[
            {"key": part[0], "operator": part[1], "value": part[2]}
            if isinstance(part, tuple)
            else part
            for part in parts
        ],
        condition=condition,
    )


def test_nodes_are_added_under_their_document_and_scaled(store):
    added = store.add([node("far", "d3", [5.0, 5.0]), node("alone", None, [0.0, -2.0])])

    assert added == ["far", "alone"]
    assert store.client.vectors(["far", "alone"]) == pytest.approx(array(NORTH_EAST, [0, -1]))
    assert store.client.documents() == ("d1", "d2", "d3", "alone")
    assert store.add([]) == []


def test_nodes_that_do_not_fit_are_refused(store):
    for embedding in ([1.0], [0.0, 0.0]):
        with pytest.raises(ValueError, match=r"an embedding is not of dimension 2|length 1"):
            store.add([node("x", "d", embedding)])
    with pytest.raises(ValueError, match="embedding not set"):
        store.add([node("x", "d", None)])
    with pytest.raises(ValueError, match="already"):
        store.add([node("e", "d", EAST)])


def test_similarities_are_cosines_best_first(store):
    from llama_index.core.vector_stores.types import VectorStoreQuery

    result = store.query(VectorStoreQuery(query_embedding=[2.0, 0.0], similarity_top_k=2))

    assert result.ids == ["e", "ne"]
    assert result.similarities == pytest.approx([1, math.sqrt(0.5)])


def test_queries_are_confined_by_document_node_and_filter(store):
    assert ask(store, doc_ids=["d2"]) == ["ne", "w"]
    assert ask(store, node_ids=["w", "e"]) == ["e", "w"]
    assert ask(store, doc_ids=["d2"], node_ids=["w", "e"]) == ["w"]
    assert ask(store, filters=filters(("document_id", "==", "d1"))) == ["e", "n"]
    assert ask(store, filters=filters(("doc_id", "in", ["d1", "d9"]))) == ["e", "n"]
    one, two = ("ref_doc_id", "==", "d1"), ("ref_doc_id", "==", "d2")
    assert ask(store, filters=filters(one, two)) == []
    assert ask(store, filters=filters(one, two, condition="or")) == ["e", "ne", "n", "w"]
    assert ask(store, filters=filters(filters(one, two, condition="or"), two)) == ["ne", "w"]
    assert ask(store, doc_ids=[]) == []
    assert len(ask(store, filters=filters())) == 4


def test_what_is_not_supported_is_said(store):
    for unsupported in (("page", "==", 3), ("document_id", "!=", "d1")):
        with pytest.raises(ValueError, match="only == and in on"):
            ask(store, filters=filters(unsupported))
    with pytest.raises(ValueError, match=r"(?i)not is not supported"):
        ask(store, filters=filters(("document_id", "==", "d1"), condition="not"))
    with pytest.raises(ValueError, match="mode"):
        ask(store, mode="mmr")
    with pytest.raises(ValueError, match="no embedding"):
        ask(store, query_embedding=None)
    with pytest.raises(ValueError, match="local"):
        store.persist("somewhere", fs=object())


def test_nodes_are_deleted_by_document_id_and_filter(store):
    store.delete("d1")
    store.delete("unknown")
    assert ask(store) == ["ne", "w"]
    store.delete_nodes()
    assert ask(store) == ["ne", "w"]
    store.delete_nodes(["ne"], filters(("document_id", "==", "d1")))
    assert ask(store) == ["ne", "w"]
    store.delete_nodes(["ne"])
    assert ask(store) == ["w"]
    store.clear()
    assert ask(store) == []


@pytest.mark.parametrize(
    ("documents", "expected"), [(None, ["e", "ne"]), (["d2"], ["ne", "w"]), ([], []), (["d9"], [])]
)
def test_a_search_through_the_store_finds_what_faiss_finds(store, documents, expected):
    from indexing.stores.vectors import StoreSearch

    question = array(EAST)[0]
    found = StoreSearch(store).nearest(question, 2, documents)
    plain = store.client.nearest(question, 2, documents)
    assert [id_ for id_, _ in found] == [id_ for id_, _ in plain] == expected
    assert [score for _, score in found] == pytest.approx([score for _, score in plain])


def test_a_store_is_the_same_after_reading(store, tmp_path):
    from indexing.stores.vectors import FaissStore

    store.persist(str(tmp_path))

    assert ask(FaissStore.from_dir(tmp_path)) == ["e", "ne", "n", "w"]


def test_a_llama_index_retriever_finds_and_forgets():
    from llama_index.core import MockEmbedding, StorageContext, VectorStoreIndex
    from llama_index.core.schema import QueryBundle

    from indexing.stores.vectors import FaissStore

    nodes = [node("a", "d1", EAST), node("b", "d1", NORTH), node("c", "d2", NORTH_EAST)]
    context = StorageContext.from_defaults(vector_store=FaissStore(FaissIndex(2)))
    index = VectorStoreIndex(
        nodes, storage_context=context, embed_model=MockEmbedding(2), store_nodes_override=True
    )
    retriever = index.as_retriever(similarity_top_k=3)
    question = QueryBundle("?", embedding=EAST)

    found = retriever.retrieve(question)
    assert [(hit.node_id, hit.text) for hit in found] == [("a", "a"), ("c", "c"), ("b", "b")]
    assert [hit.score for hit in asyncio.run(retriever.aretrieve(question))] == pytest.approx(
        [1, math.sqrt(0.5), 0]
    )
    index.delete_ref_doc("d1", delete_from_docstore=True)
    assert [hit.node_id for hit in retriever.retrieve(question)] == ["c"]
