"""The stream of ``/v1/chat/completions``: sentences as they are checked, and failures told."""

from __future__ import annotations

import json
import re

import pytest
from api_fake import ANSWER, TEXT, Fake, client
from model_answers import QUESTION
from scripted_endpoint import cut_off

from indexing.errors import IndexMissingError
from rag.api.chat import ChatMessage, ChatRequest, _chunks

FOOTNOTES = [
    "\n", "\n", "出处：\n", "[1] 标签课 › 考核 › 比例，第 7 页：“过程占六成”\n", "\n", "（提示）",
]  # fmt: skip


def lines(response):
    return [part.removeprefix("data: ") for part in response.text.strip().split("\n\n")]


@pytest.mark.parametrize(("late", "status"), [(False, 503), (True, 200)])
def test_a_failure_is_told_in_openai_s_shape(late, status):
    fake = Fake(fail=IndexMissingError("没有索引。", "请先建索引。"), late=late)
    sent = client(fake).post(
        "/v1/chat/completions",
        json={
            "model": "beike",
            "messages": [{"role": "user", "content": "问"}],
            "stream": True,
        },
    )
    assert sent.status_code == status
    assert '"type":"server_error"' in lines(sent)[-1]
    assert '"code":"index_missing"' in lines(sent)[-1]
    assert "[DONE]" not in sent.text


class Writing(Fake):
    """Answers in the given pieces."""

    def __init__(self, *pieces):
        super().__init__()
        self.pieces = pieces

    def stream(self, question, k=10, history=()):
        yield from self.pieces
        yield ANSWER


def chunks(assistant, question="问"):
    """What a client gets, chunk by chunk."""
    sent = client(assistant).post(
        "/v1/chat/completions",
        json={
            "model": "beike",
            "messages": [{"role": "user", "content": question}],
            "stream": True,
        },
    )
    *got, done = lines(sent)
    assert done == "[DONE]"
    return [json.loads(chunk) for chunk in got]


def content(fake):
    """The pieces of text that a client gets, without the first, which is empty."""
    deltas = [chunk["choices"][0]["delta"] for chunk in chunks(fake)]
    return [delta["content"] for delta in deltas if delta.get("content")]


def test_sentences_are_sent_as_they_come_and_then_the_sources():
    assert content(Writing("过程占", "六成[1]。")) == ["过程占", "六成[1]。", *FOOTNOTES]
    assert "".join(content(Writing("过程占", "六成[1]。"))) == TEXT
    assert "".join(content(Writing())) == TEXT


def test_a_sentence_is_sent_before_the_next_is_written():
    written = []

    class Watched(Writing):
        def stream(self, question, k=10, history=()):
            for piece in super().stream(question, k, history):
                written.append(piece)
                yield piece

    asked = ChatRequest(model="beike", messages=[ChatMessage(role="user", content="问")])
    stream = _chunks(asked, Watched("过程占", "六成[1]。"), "问", [], "/v1/chat/completions")
    said = [next(stream), next(stream)]
    assert "过程占" in said[1]
    assert written == ["过程占"]


def test_where_something_else_went_out_the_reader_is_told_what_holds():
    told = "".join(content(Writing("终结考核占四", "\n\n过程占六成[1]。")))
    assert told.startswith(
        "终结考核占四\n\n过程占六成[1]。\n\n（前面有一段不是回答，它和它的编号请不要用；"
    )
    assert told.endswith("".join(FOOTNOTES))
    assert told.count("过程占六成[1]。") == 1
    other = "".join(content(Writing("另一个", "说法。")))
    assert other.startswith("另一个说法。\n\n（前面的文字和编号请不要用，")
    assert other.endswith(TEXT)


@pytest.mark.parametrize("words", ["缺课三次的学员不得参加终结性考核。", "过程性考核占60%。"])
def test_where_a_model_breaks_off_every_mark_sent_has_its_footnote(
    teacher, endpoint, offline, words
):
    stem = words[:4]
    n = next(p.rank for p in teacher.search(QUESTION) if stem in p.text)
    endpoint.says(cut_off(f"{words}[{n}]终结"))
    got = chunks(teacher, QUESTION)
    text = "".join(chunk["choices"][0]["delta"].get("content", "") for chunk in got)
    said, _, sources = text.partition("\n\n出处：\n")
    assert said.startswith(f"{words}[1]\n\n")
    without = re.sub(r"\[\d+\]", "", said)
    assert without == words + "\n\n" + re.sub(r"\[\d+\]", "", offline.text)
    assert "请不要用" not in text and "模型没有写完" in sources
    quotes = dict(re.findall(r"^\[(\d+)\] .*：“(.+)”$", sources, re.MULTILINE))
    cited = got[-1]["citations"]
    assert {str(c["n"]): c["quote"] for c in cited} == quotes
    for line in said.replace("\n\n", "\n").split("\n"):
        pieces = re.findall(r"([^\[\]]+)\[(\d+)\]", line.removeprefix("另见："))
        assert pieces and all(told.rstrip("。") in quotes[mark] for told, mark in pieces)
