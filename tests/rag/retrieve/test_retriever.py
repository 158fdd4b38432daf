"""Beike inside LlamaIndex: the nodes, and a real query engine over them."""

import asyncio

import pytest
from llama_index.core.base.response.schema import Response
from llama_index.core.llms import MockLLM
from llama_index.core.query_engine import RetrieverQueryEngine
from llama_index.core.response_synthesizers import ResponseMode

from indexing.errors import IndexMissingError
from indexing.index import open_index
from indexing.records import document_id
from rag.assistant import Assistant
from rag.retrieve.llama import BeikeRetriever, passages_of
from rag.settings import Settings

QUESTION = "绿茶冲泡的过程性考核占多少"
PLACE = "茶艺培训标准 › 二、绿茶冲泡课程标准 › （二）教学考核要求"


def test_nodes_are_the_passages_in_their_order(school):
    nodes = BeikeRetriever(school, k=3).retrieve(QUESTION)
    passages = school.search(QUESTION, 3)
    assert 1 <= len(nodes) <= 3
    assert [n.node.node_id for n in nodes] == [p.chunk_id for p in passages]
    assert [n.score for n in nodes] == [p.score for p in passages]
    assert [n.node.text for n in nodes] == [p.text for p in passages]


def test_the_passages_come_back_whole(school):
    nodes = BeikeRetriever(school, k=3).retrieve(QUESTION)
    assert passages_of(nodes) == school.search(QUESTION, 3)


def test_a_node_says_where_it_stands_verbatim(school, school_settings):
    best = BeikeRetriever(school).retrieve(QUESTION)[0].node
    assert "过程性考核占60%" in best.text
    assert best.metadata["document"] == "标准/茶艺.md"
    assert best.metadata["title"] == "茶艺培训标准"
    assert best.metadata["heading_path"] == PLACE
    assert best.metadata["page"] is None
    assert best.ref_doc_id == document_id("标准/茶艺.md")
    with open_index(school_settings.index) as index:
        canonical = index.canonical(best.ref_doc_id)
    start, end = best.metadata["start"], best.metadata["end"]
    assert canonical[start:end] == best.text
    assert (best.start_char_idx, best.end_char_idx) == (start, end)


def test_traditional_text_is_found_in_simplified_and_shown_as_printed(school):
    best = BeikeRetriever(school, k=1).retrieve("花瓶的水多久换一次")[0].node
    assert "花瓶的水每兩天更換一次。" in best.text


def test_a_query_engine_reads_the_nodes(school):
    engine = RetrieverQueryEngine.from_args(
        BeikeRetriever(school, k=2), llm=MockLLM(), response_mode=ResponseMode.COMPACT
    )
    response = engine.query(QUESTION)
    assert isinstance(response, Response)
    # MockLLM repeats its prompt: the passage, its headings and the question reached the model.
    assert "过程性考核占60%" in response.response
    assert f"heading_path: {PLACE}" in response.response
    assert "start:" not in response.response
    assert QUESTION in response.response
    assert [n.node.node_id for n in response.source_nodes] == [
        p.chunk_id for p in school.search(QUESTION, 2)
    ]


def test_a_query_engine_reads_the_nodes_asynchronously(school):
    engine = RetrieverQueryEngine.from_args(
        BeikeRetriever(school, k=2), llm=MockLLM(), response_mode=ResponseMode.COMPACT
    )
    response = asyncio.run(engine.aquery(QUESTION))
    assert "过程性考核占60%" in response.response


def test_queries_at_the_same_time_do_not_mix(school):
    retriever = BeikeRetriever(school, k=1)
    questions = [QUESTION, "花瓶的水多久换一次", "持碗的手指"] * 3

    async def ask_all():
        return await asyncio.gather(*(retriever.aretrieve(q) for q in questions))

    found = [nodes[0].node.metadata["document"] for nodes in asyncio.run(ask_all())]
    assert found == ["标准/茶艺.md", "花藝.md", "教案3.2.md"] * 3


def test_a_blank_query_has_no_nodes(school):
    assert BeikeRetriever(school).retrieve("  ") == []


def test_no_nodes_at_all_cannot_be_asked_for(school):
    with pytest.raises(ValueError, match="at least 1"):
        BeikeRetriever(school, k=0)


def test_without_an_index_the_error_says_what_to_do(tmp_path):
    assistant = Assistant(Settings(index=tmp_path / "none", dense_weight=0), None)
    with pytest.raises(IndexMissingError):
        BeikeRetriever(assistant).retrieve(QUESTION)
