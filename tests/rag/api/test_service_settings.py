"""Settings that a running service takes up: the next question, draft and search go by them."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from invented_school import StubEncoder
from model_answers import QUESTION, position
from pydantic import SecretStr
from scripted_endpoint import KEY, chunk, serving

import indexing.index
from rag.assistant import Assistant
from rag.service.answering import LIVE

FORM = {"task": "绿茶冲泡", "lessons": 2, "minutes_per_lesson": 40, "sections": ["教学目标"]}
SAID = "过程性考核占60%。"


def asked(client):
    return client.post("/v1/ask", json={"question": QUESTION}).json()


def with_endpoint(service, endpoint, **more):
    update = {
        "llm_base_url": endpoint.url,
        "llm_model": "scripted",
        "llm_api_key": SecretStr(KEY),
        "llm_timeout_s": 20.0,
        **more,
    }
    return service.settings.model_copy(update=update)


@pytest.fixture
def cited(school_rig):
    """What a model must say to have one true sentence taken."""
    return f"{SAID}[{position(school_rig.service.assistant_for(None))}]"


def test_a_model_answers_from_the_next_question_on_and_no_more_once_it_is_taken_out(
    school_rig, endpoint, cited
):
    client, before = school_rig.client(), school_rig.service.settings
    offline = asked(client)
    assert offline["answer"] != f"{SAID}[1]"
    endpoint.says(cited)
    school_rig.service.adopt(with_endpoint(school_rig.service, endpoint))
    assert asked(client)["answer"] == f"{SAID}[1]"
    messages = [{"role": "user", "content": QUESTION}]
    told = client.post("/v1/chat/completions", json={"model": "beike", "messages": messages})
    assert told.json()["choices"][0]["message"]["content"].startswith(f"{SAID}[1]\n\n出处：")
    assert endpoint.keys == [f"Bearer {KEY}"] * 2
    school_rig.service.adopt(before)
    assert asked(client)["answer"] == offline["answer"]
    assert len(endpoint.requests) == 2


def test_the_next_draft_is_written_with_the_model(school_rig, endpoint):
    client = school_rig.client()
    client.post("/v1/draft", json=FORM)
    endpoint.says("会冲泡绿茶。")
    school_rig.service.adopt(with_endpoint(school_rig.service, endpoint))
    assert client.post("/v1/draft", json=FORM).status_code == 200
    assert endpoint.requests and "绿茶" in endpoint.prompt


def test_passages_are_ranked_by_the_new_weights(school_rig):
    client, service = school_rig.client(), school_rig.service

    def found():
        body = client.post("/v1/search", json={"question": QUESTION}).json()
        return [(p["chunk_id"], p["score"]) for p in body["passages"]]

    before = found()
    changed = service.settings.model_copy(update={"heading_weight": 3.0})
    service.adopt(changed)
    after = found()
    assert after != before
    anew = Assistant(changed, StubEncoder())
    assert after == [(p.chunk_id, p.score) for p in anew.search(QUESTION)]
    anew.close()


def test_only_what_can_change_in_a_running_service_is_taken_up(school_rig, tmp_path):
    service = school_rig.service
    before = service.settings
    service.adopt(
        before.model_copy(
            update={"port": 1, "index": tmp_path, "embedding_model": "x", "sheet_weight": 0.25}
        )
    )
    assert service.settings == before.model_copy(update={"sheet_weight": 0.25})
    assert {"port", "index", "embedding_model", "database", "corpus"}.isdisjoint(LIVE)
    assert asked(school_rig.client())["status"] == "answered"


def test_saving_often_opens_nothing_again(school_rig, endpoint, monkeypatch):
    opened, real = [], indexing.index.open_index
    monkeypatch.setattr(
        indexing.index, "open_index", lambda *a, **k: opened.append(a) or real(*a, **k)
    )
    client, service = school_rig.client(), school_rig.service
    assert asked(client)["status"] == "answered"
    client.post("/v1/draft", json=FORM)
    first = len(opened)
    assert first >= 1
    for weight in (0.1, 0.2, 0.3):
        service.adopt(service.settings.model_copy(update={"sheet_weight": weight}))
        assert asked(client)["status"] == "answered"
        client.post("/v1/draft", json=FORM)
    assert len(opened) == first


def held(text, go):
    """A step that sends half of ``text``, and the other half once ``go`` is set."""

    def step(handler):
        handler.start()
        handler.event(chunk(text[:4]))
        go.wait(30)
        handler.event(chunk(text[4:]))
        handler.event(chunk("", "stop"))
        handler.data(b"data: [DONE]\n\n")
        handler.data(b"")

    return step


def test_answers_under_way_are_finished_as_they_began(school_rig, endpoint, cited):
    client, service, go = school_rig.client(), school_rig.service, threading.Event()
    service.adopt(with_endpoint(service, endpoint))
    endpoint.says(held(cited, go))
    with serving() as other, ThreadPoolExecutor(2) as pool:
        other.says(cited.replace("过程性考核占60%", "终结性考核占40%"))
        running = [pool.submit(asked, client) for _ in range(2)]
        try:
            until(lambda: len(endpoint.requests) == 2)
            service.adopt(with_endpoint(service, other))
            assert asked(client)["answer"] == "终结性考核占40%。[1]"
            assert not any(answer.done() for answer in running)
        finally:
            go.set()
        told = [answer.result(30) for answer in running]
    assert [(answer["answer"], answer["notes"]) for answer in told] == [(f"{SAID}[1]", [])] * 2
    assert (len(endpoint.requests), len(other.requests)) == (2, 1)


def until(holds, seconds=30):
    waiting = threading.Event()
    for _ in range(seconds * 50):
        if holds():
            return
        waiting.wait(0.02)
    raise AssertionError("it does not come to hold")
