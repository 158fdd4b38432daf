"""``beike mcp``: its tools over a real pipe, asked by the protocol's own client."""

import asyncio
import sys

import pytest
from mcp import Client, StdioServerParameters

from indexing.extras import how_to_install
from rag.cli.mcp_server import server_of
from rag.factory import make_assistant
from rag.settings import load_settings

PLAN = """# 教案：绿茶冲泡

## 教学目标

能冲泡绿茶。

## 教学实施过程

| 环节 | 时间 | 教师活动 | 学生活动 |
| --- | --- | --- | --- |
| 导入 | 10分钟 | 提问 | 回答 |
"""


@pytest.fixture
def settings(indexed, monkeypatch):
    """Settings over the invented corpus."""
    for name, value in indexed.environ.items():
        if value is None:
            monkeypatch.delenv(name, raising=False)
        else:
            monkeypatch.setenv(name, value)
    return load_settings({})


@pytest.fixture
def call(settings):
    """Calls a tool of the server in this process; returns what it says."""
    assistant = make_assistant(settings)

    async def asked(name, arguments):
        async with Client(server_of(assistant, settings)) as client:
            return await client.call_tool(name, arguments)

    yield lambda name, **arguments: asyncio.run(asked(name, arguments))
    assistant.close()


def test_a_program_starts_it_and_asks_over_a_pipe(indexed):
    async def talk():
        server = StdioServerParameters(
            command=sys.executable,
            args=["-m", "rag.cli", "mcp"],
            env={name: value for name, value in indexed.environ.items() if value is not None},
        )
        async with Client(server) as client:
            tools = await client.list_tools()
            answer = await client.call_tool("ask", {"question": "绿茶冲泡多少学时？"})
            return [tool.name for tool in tools.tools], answer

    names, answer = asyncio.run(talk())
    assert names == ["ask", "search", "source", "documents", "check", "draft"]
    told = answer.structured_content
    assert told["status"] == "answered"
    assert "48" in told["answer"]
    assert told["citations"][0]["document"] == "标准/茶艺.md"
    assert "passages" not in told


def test_a_citation_opens_at_its_place(call):
    told = call("ask", question="绿茶冲泡多少学时？").structured_content
    first = told["citations"][0]
    view = call("source", chunk_id=first["chunk_id"], context=0).structured_content
    assert first["quote"] in view["before"] + view["text"] + view["after"]
    assert view["document"] == first["document"]


def test_search_is_limited_to_a_document(call):
    found = call("search", question="学时", k=3, documents=["课程表.md"]).structured_content
    assert {passage["document"] for passage in found["result"]} == {"课程表.md"}
    assert len(found["result"]) <= 3


def test_the_documents_are_listed(call):
    listed = call("documents").structured_content["result"]
    assert len(listed) == 4
    assert "课程表.md" in [document["path"] for document in listed]


def test_a_plan_is_checked_as_text(call):
    report = call("check", text=PLAN).structured_content
    assert report["kind"] == "lesson_plan"
    assert report["findings"]


def test_a_draft_comes_with_what_is_missing(call):
    made = call(
        "draft", request={"task": "绿茶冲泡", "groups": 4}, sections=["教学目标"]
    ).structured_content
    assert "教学目标" in made["markdown"]
    assert "groups" not in [q["field"] for q in made["missing"]]
    assert "class_name" in [q["field"] for q in made["missing"]]


@pytest.mark.parametrize(
    ("tool", "arguments", "told"),
    [
        ("source", {"chunk_id": "无"}, "索引里没有 无。"),
        ("ask", {"question": "学时", "documents": ["没有.md"]}, "没有.md"),
        ("check", {}, "document 和 text 要写一个"),
        ("check", {"document": "../课程表.md"}, "资料里没有 ../课程表.md。"),
        ("draft", {"request": {"task": "泡茶"}, "sections": ["教案"]}, "没有教案这一栏"),
    ],
)
def test_what_cannot_be_done_is_told_in_a_sentence(call, tool, arguments, told):
    result = call(tool, **arguments)
    assert result.is_error
    assert told in result.content[0].text
    assert "Traceback" not in result.content[0].text


def test_without_the_package_the_extra_is_named(beike, monkeypatch):
    for name in [name for name in sys.modules if name.partition(".")[0] == "mcp"]:
        monkeypatch.setitem(sys.modules, name, None)
    monkeypatch.delitem(sys.modules, "rag.cli.mcp_server", raising=False)
    result = beike("mcp")
    assert result.exit_code == 1
    assert "没有安装 MCP 组件" in result.stderr
    assert how_to_install("mcp") in result.stderr
