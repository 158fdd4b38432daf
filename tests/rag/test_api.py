"""The HTTP service: what it answers, streams and tells a supervisor."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Sequence
from dataclasses import replace

import pytest
from api_fake import ANSWER, Fake, client, error_of, events

from indexing.errors import (
    IndexMissingError,
    ModelError,
)
from rag.ask.scope import Scope
from rag.types import Answer, SourceView, Turn, record_json


def test_ask_returns_the_published_shape() -> None:
    body = client().post("/v1/ask", json={"question": "怎么考？"}).json()
    assert body == {
        "question": "怎么考？",
        "status": "answered",
        "answer": "过程占六成[1]。",
        "citations": [
            {
                "n": 1,
                "document": "a/plan.txt",
                "title": "标签课",
                "heading_path": ["考核", "比例"],
                "page": 7,
                "quote": "过程占六成",
                "start": 10,
                "end": 15,
                "chunk_id": "c1",
                "page_label": "",
                "file_page": None,
                "outdated": "",
                "also_in": [],
            }
        ],
        "passages": [
            {
                "rank": 1,
                "document": "a/plan.txt",
                "title": "标签课",
                "heading_path": ["考核", "比例"],
                "page": 7,
                "text": "过程占六成。",
                "score": 0.5,
                "chunk_id": "c1",
                "kind": "fact_sheet",
                "start": 10,
                "end": 16,
                "derived": True,
                "sources": [
                    {
                        "document": "a/plan.txt",
                        "quote": "六成",
                        "start": 13,
                        "end": 15,
                        "page": 7,
                        "chunk_id": "c2",
                    }
                ],
                "page_label": "",
                "file_page": None,
                "also_in": [],
                "header": None,
            }
        ],
        "timings_ms": {"retrieve": 1.5},
        "notes": ["提示"],
        "understood": "",
        "scope": [],
        "by_model": False,
        "choices": [],
    }


def test_an_answer_is_written_for_programs_and_read_back_whole() -> None:
    told = record_json(ANSWER)
    assert json.loads(json.dumps(told)) == told
    assert Answer(**told) == ANSWER
    source = Fake().source("c1", 0)
    assert SourceView(**record_json(source)) == source


def test_how_a_follow_up_was_understood_is_sent_and_may_be_left_out_when_handed_back() -> None:
    told = record_json(replace(ANSWER, understood="标签课 怎么考？"))
    assert told["understood"] == "标签课 怎么考？"
    del told["understood"]  # by a client that knows nothing of it
    assert Answer(**told).understood == ""


def test_ask_passes_stripped_question_k_and_history() -> None:
    fake = Fake()
    client(fake).post(
        "/v1/ask",
        json={
            "question": "  那考核呢？\n",
            "k": 3,
            "history": [{"question": "标签课几学时？", "answer": "两学时[1]。"}],
        },
    )
    assert fake.calls == [("那考核呢？", 3, (Turn("标签课几学时？", "两学时[1]。"),))]


SCOPED = {"documents": [" 标签课.docx "], "collection": "茶艺"}


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/v1/ask", {"question": "怎么考？"}),
        ("/v1/ask", {"question": "怎么考？", "stream": True}),
        ("/v1/search", {"question": "怎么考？"}),
        (
            "/v1/chat/completions",
            {"model": "beike", "messages": [{"role": "user", "content": "怎么考？"}]},
        ),
    ],
)
def test_a_question_is_limited_to_the_documents_and_the_folder_sent_with_it(path, body) -> None:
    fake = Fake()
    assert client(fake).post(path, json=body).status_code == 200
    assert client(fake).post(path, json={**body, **SCOPED}).status_code == 200
    assert fake.scopes == [Scope(), Scope(("标签课.docx",), ("茶艺",))]


@pytest.mark.parametrize("sent", [{"documents": [""]}, {"documents": "标签课.docx"}])
def test_a_scope_that_is_none_is_refused(sent) -> None:
    assert client().post("/v1/ask", json={"question": "怎么考？", **sent}).status_code == 422


def test_search_returns_passages_only() -> None:
    fake = Fake()
    body = client(fake).post("/v1/search", json={"question": "考核", "k": 50}).json()
    assert body["question"] == "考核"
    assert [p["chunk_id"] for p in body["passages"]] == ["c1"]
    assert set(body) == {"question", "passages"}
    assert fake.calls == [("考核", 50, ())]


def test_search_goes_through_the_llama_index_retriever(monkeypatch) -> None:
    from rag.retrieve.llama import BeikeRetriever

    monkeypatch.setattr(BeikeRetriever, "_retrieve", lambda self, query: [])
    body = client().post("/v1/search", json={"question": "考核"}).json()
    assert body["passages"] == []


def test_stream_sends_deltas_then_the_whole_answer() -> None:
    response = client().post("/v1/ask", json={"question": "怎么考？", "stream": True})
    assert response.headers["content-type"].startswith("text/event-stream")
    assert response.headers["cache-control"] == "no-cache"
    assert events(response.text) == [
        ("delta", {"text": "过程占\n\n"}),
        ("delta", {"text": "六成[1]。"}),
        ("answer", record_json(ANSWER)),
    ]


def test_a_stream_that_fails_at_once_keeps_its_status() -> None:
    fake = Fake(fail=IndexMissingError("没有索引。", "请先建索引。"))
    response = client(fake).post("/v1/ask", json={"question": "怎么考？", "stream": True})
    assert response.status_code == 503
    assert error_of(response) == {
        "code": "index_missing",
        "message": "没有索引。",
        "hint": "请先建索引。",
    }


@pytest.mark.parametrize(
    ("failure", "code"),
    [(ModelError("模型不可用。"), "model_unavailable"), (RuntimeError("secret"), "internal")],
)
def test_a_stream_that_fails_later_ends_with_an_error_event(failure, code) -> None:
    response = client(Fake(fail=failure, late=True)).post(
        "/v1/ask", json={"question": "怎么考？", "stream": True}
    )
    assert response.status_code == 200
    names = [name for name, _ in events(response.text)]
    assert names == ["delta", "error"]
    assert events(response.text)[-1][1]["code"] == code
    assert "secret" not in response.text


def test_source_shows_the_passage_in_its_surroundings() -> None:
    body = client().get("/v1/sources/c1", params={"context": 3}).json()
    assert body["before"] + body["text"] + body["after"] == "前前前过程占六成后"
    assert (body["start"], body["end"], body["heading_path"]) == (10, 15, ["考核"])


def test_health_needs_no_index_but_readiness_does() -> None:
    service = client(Fake(is_ready=False))
    assert service.get("/healthz").json() == {"status": "ok"}
    response = service.get("/readyz")
    assert response.status_code == 503
    assert error_of(response)["code"] == "index_missing"
    assert "beike index" in error_of(response)["hint"]
    assert client().get("/readyz").json() == {"status": "ready", "documents": 0}


def test_nothing_of_the_service_loads_from_elsewhere() -> None:
    service = client()
    assert service.get("/docs").status_code == 404
    policy = service.get("/healthz").headers["content-security-policy"]
    assert "default-src 'self'" in policy
    assert "http" not in policy


def test_openapi_describes_errors_as_they_are() -> None:
    spec = client().get("/openapi.json").json()
    assert set(spec["paths"]) == {
        "/v1/ask",
        "/v1/chat/completions",
        "/v1/models",
        "/v1/models/{model}",
        "/v1/search",
        "/v1/sources/{chunk}",
        "/healthz",
        "/readyz",
    }
    refused = spec["paths"]["/v1/ask"]["post"]["responses"]["422"]["content"]
    assert refused["application/json"]["schema"]["$ref"].endswith("/ErrorBody")
    question = spec["components"]["schemas"]["AskRequest"]["properties"]["question"]
    assert (question["minLength"], question["maxLength"]) == (1, 2000)
    assert question["description"] and question["examples"]


def test_a_slow_answer_does_not_block_the_others() -> None:
    entered, release = threading.Event(), threading.Event()

    class Slow(Fake):
        def ask(self, question: str, k: int = 10, history: Sequence[Turn] = ()) -> Answer:
            entered.set()
            assert release.wait(30)
            return ANSWER

    with client(Slow()) as service:
        statuses: list[int] = []
        thread = threading.Thread(
            target=lambda: statuses.append(
                service.post("/v1/ask", json={"question": "慢"}).status_code
            )
        )
        thread.start()
        assert entered.wait(30)
        assert service.get("/healthz").status_code == 200
        assert statuses == []
        release.set()
        thread.join(30)
        assert statuses == [200]


def test_two_applications_share_nothing() -> None:
    first, second = Fake(), Fake(is_ready=False)
    one, two = client(first), client(second)
    one.post("/v1/search", json={"question": "问"})
    assert (len(first.calls), len(second.calls)) == (1, 0)
    assert (one.get("/readyz").status_code, two.get("/readyz").status_code) == (200, 503)


def test_without_the_page_nothing_heavy_is_loaded() -> None:
    code = (
        "import sys; from rag.app import create_app; create_app(None); "
        "print([m for m in ('gradio', 'pandas', 'torch') if m in sys.modules])"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"
