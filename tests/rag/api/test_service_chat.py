"""``/v1/chat/completions``: the official client works unchanged, and nothing is lost on the way."""

from __future__ import annotations

import openai
import pytest
from api_fake import ANSWER, TEXT, client
from service_rig import rig, school, served

from rag.api.chat import ChatMessage, pieces_of, question_of, text_of
from rag.types import Turn


@pytest.fixture(scope="module")
def base_url(tmp_path_factory):
    with (
        rig(school(tmp_path_factory.mktemp("chat"))) as opened,
        served(opened.app) as (_, address),
    ):
        yield f"{address}/v1"


@pytest.fixture
def openai_client(base_url):
    with openai.OpenAI(base_url=base_url, api_key="none", max_retries=0) as made:
        yield made


def test_the_official_client_gets_an_answer_with_its_sources(openai_client):
    told = openai_client.chat.completions.create(
        model="beike",
        messages=[
            {"role": "system", "content": "You are a poet."},
            {"role": "user", "content": "绿茶冲泡课程多少学时？"},
        ],
        temperature=0.3,
        max_tokens=100,
    )
    (choice,) = told.choices
    assert choice.finish_reason == "stop"
    assert "48学时" in choice.message.content.partition("[1]")[0]
    assert "\n\n出处：\n[1] 茶艺培训标准 › 一、课程安排：“" in choice.message.content
    assert told.model_extra["status"] == "answered"
    citation, *others = told.model_extra["citations"]
    assert {c["document"] for c in [citation, *others]} == {"标准/茶艺.md"}
    assert citation["quote"] in choice.message.content
    assert told.usage.total_tokens == told.usage.prompt_tokens + told.usage.completion_tokens
    assert told.usage.completion_tokens > 10


def test_the_official_client_streams_the_same(openai_client):
    asked = {
        "model": "beike",
        "messages": [{"role": "user", "content": "绿茶冲泡课程多少学时？"}],
    }
    whole = openai_client.chat.completions.create(**asked)
    chunks = list(
        openai_client.chat.completions.create(
            **asked, stream=True, stream_options={"include_usage": True}
        )
    )
    assert len({chunk.id for chunk in chunks}) == 1
    assert chunks[0].choices[0].delta.role == "assistant"
    pieces = [c.choices[0].delta.content or "" for c in chunks if c.choices]
    assert len([piece for piece in pieces if piece]) > 1
    assert "".join(pieces) == whole.choices[0].message.content
    *_, last, usage = chunks
    assert last.choices[0].finish_reason == "stop"
    assert last.model_extra["citations"] == whole.model_extra["citations"]
    assert (usage.choices, usage.usage) == ([], whole.usage)


def test_earlier_messages_complete_a_follow_up(openai_client):
    told = openai_client.chat.completions.create(
        model="beike",
        messages=[
            {"role": "user", "content": "绿茶冲泡课程多少学时？"},
            {"role": "assistant", "content": "48 学时[1]。\n\n出处：\n[1] 茶艺培训标准"},
            {"role": "user", "content": "红茶冲泡呢？"},
        ],
    )
    assert "36" in told.choices[0].message.content


def test_a_program_that_cannot_change_the_name_of_its_model_is_answered(openai_client):
    told = openai_client.chat.completions.create(
        model="gpt-9", messages=[{"role": "user", "content": "绿茶冲泡课程多少学时？"}]
    )
    assert "48" in told.choices[0].message.content
    assert told.model == "beike"


def test_the_official_client_understands_errors_and_models(openai_client):
    assert [model.id for model in openai_client.models.list()] == ["beike"]
    assert openai_client.models.retrieve("beike").id == "beike"
    with pytest.raises(openai.NotFoundError) as unknown:
        openai_client.models.retrieve("gpt-9")
    assert unknown.value.code == "model_not_found"
    for messages in ([], [{"role": "assistant", "content": "嗯"}], [{"role": "user"}]):
        with pytest.raises(openai.BadRequestError) as refused:
            openai_client.chat.completions.create(model="beike", messages=messages)
        assert refused.value.type == "invalid_request_error"
        assert refused.value.code == "invalid_request"
    picture = [{"type": "image_url", "image_url": {"url": "data:,"}}]
    with pytest.raises(openai.BadRequestError):
        openai_client.chat.completions.create(
            model="beike", messages=[{"role": "user", "content": picture}]
        )


def test_messages_become_a_question_and_its_history():
    messages = [
        ChatMessage(role="system", content="x"),
        ChatMessage(role="assistant", content="你好"),
        ChatMessage(role="user", content="忘了这个"),
        ChatMessage(role="user", content=" 绿茶几学时？ "),
        ChatMessage(role="assistant", content="48[1]。\n\n出处：\n[1] 茶"),
        ChatMessage(
            role="user", content=[{"type": "text", "text": "红"}, {"type": "text", "text": "茶呢"}]
        ),
    ]
    assert question_of(messages) == ("红\n茶呢", [Turn("绿茶几学时？", "48[1]。")])


def test_only_the_last_exchanges_are_taken():
    messages = [
        ChatMessage(role=role, content=f"{role}{n}")
        for n in range(30)
        for role in ("user", "assistant")
    ]
    question, history = question_of([*messages, ChatMessage(role="user", content="q")])
    assert (question, len(history)) == ("q", 20)
    assert history[-1] == Turn("user29", "assistant29")


def test_an_answer_ends_with_its_sources_and_remarks():
    assert text_of(ANSWER) == TEXT
    assert "".join(pieces_of(TEXT)) == TEXT
    body = client().post(
        "/v1/chat/completions",
        json={"model": "beike", "messages": [{"role": "user", "content": "怎么考？"}]},
    )
    assert body.json()["choices"][0]["message"]["content"] == TEXT
