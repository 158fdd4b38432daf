"""Every error of the HTTP service has one shape, a Chinese sentence and a fitting status."""

from __future__ import annotations

import json

import pytest
from api_fake import Fake, client, error_of

from indexing.errors import (
    BeikeError,
    DocumentError,
    IndexBusyError,
    IndexDamagedError,
    IndexMissingError,
    ModelError,
)
from rag.app import MAX_BODY_BYTES
from rag.errors import EndpointError


@pytest.mark.parametrize(
    ("body", "part"),
    [
        ({}, "字段 question：缺少这一项"),
        ({"question": " \n\t "}, "字段 question：不能为空"),
        ({"question": "问" * 2001}, "字段 question：最多 2000 字"),
        ({"question": 5}, "字段 question：应为文字"),
        ({"question": "\ud800"}, "字段 question：含有无法识别的字符"),
        ({"question": "问", "k": 0}, "字段 k：不能小于 1"),
        ({"question": "问", "k": 51}, "字段 k：不能大于 50"),
        ({"question": "问", "k": "x"}, "字段 k：应为整数"),
        ({"question": "问", "histroy": []}, "字段 histroy：没有这个字段"),
        ({"question": "问", "history": [{"answer": ""}]}, "字段 history.0.question：缺少"),
        ({"question": "问", "history": [{"question": "q"}] * 21}, "字段 history：最多 20 项"),
        ([], "请求内容"),
    ],
)
def test_a_wrong_request_is_explained(body, part) -> None:
    fake = Fake()
    response = client(fake).post(
        "/v1/ask", content=json.dumps(body), headers={"content-type": "application/json"}
    )
    assert response.status_code == 422
    assert error_of(response)["code"] == "invalid_request"
    assert part in error_of(response)["message"]
    assert fake.calls == []


def test_the_longest_question_is_taken() -> None:
    fake = Fake()
    assert client(fake).post("/v1/ask", json={"question": " " + "问" * 2000}).status_code == 200
    assert len(fake.calls[0][0]) == 2000


def test_broken_json_and_wrong_media_type() -> None:
    service = client()
    broken = service.post(
        "/v1/ask", content='{"question": ', headers={"content-type": "application/json"}
    )
    assert (broken.status_code, error_of(broken)["code"]) == (422, "invalid_request")
    assert "JSON" in error_of(broken)["message"]
    # A web page elsewhere can send text/plain without asking the browser for permission.
    plain = service.post(
        "/v1/ask", content='{"question": "问"}', headers={"content-type": "text/plain"}
    )
    assert plain.status_code == 422
    assert "application/json" in error_of(plain)["message"]
    garbage = service.post(
        "/v1/ask", content=b"\xff\xfe", headers={"content-type": "application/json"}
    )
    assert garbage.status_code in (400, 422)
    error_of(garbage)


def test_a_huge_body_is_refused() -> None:
    whole = json.dumps({"question": "a" * MAX_BODY_BYTES}).encode()
    json_type = {"content-type": "application/json"}
    declared = client().post("/v1/ask", content=whole, headers=json_type)
    assert (declared.status_code, error_of(declared)["code"]) == (413, "too_large")
    # In pieces there is no Content-Length to go by.
    pieces = (whole[i : i + 65536] for i in range(0, len(whole), 65536))
    chunked = client().post("/v1/ask", content=pieces, headers=json_type)
    assert "content-length" not in chunked.request.headers
    assert (chunked.status_code, error_of(chunked)["code"]) == (413, "too_large")


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("GET", "/v1/ask", 405, "method_not_allowed"),
        ("DELETE", "/v1/search", 405, "method_not_allowed"),
        ("POST", "/v1/sources/c1", 405, "method_not_allowed"),
        ("POST", "/healthz", 405, "method_not_allowed"),
        ("GET", "/v1/nothing", 404, "not_found"),
        ("POST", "/v1/", 404, "not_found"),
        ("GET", "/nothing", 404, "not_found"),
        ("GET", "/v1/sources/c9", 404, "source_not_found"),
        ("GET", "/v1/sources/c1?context=-1", 422, "invalid_request"),
    ],
)
def test_wrong_addresses_and_methods(method, path, status, code) -> None:
    response = client().request(method, path)
    assert (response.status_code, error_of(response)["code"]) == (status, code)


@pytest.mark.parametrize(
    ("failure", "status", "code"),
    [
        (IndexMissingError("没有索引。"), 503, "index_missing"),
        (IndexDamagedError("索引损坏。"), 503, "index_damaged"),
        (IndexBusyError("正在写索引。"), 409, "index_busy"),
        (ModelError("模型不可用。"), 503, "model_unavailable"),
        (DocumentError("文件读不了。"), 422, "document_unreadable"),
        (EndpointError("模型服务没有回应。"), 502, "endpoint_failed"),
        (BeikeError("别的问题。"), 500, "server_problem"),
        (ZeroDivisionError("secret"), 500, "internal"),
    ],
)
def test_failures_of_the_assistant(failure, status, code) -> None:
    for path in ("/v1/ask", "/v1/search"):
        response = client(Fake(fail=failure)).post(path, json={"question": "问"})
        assert (response.status_code, error_of(response)["code"]) == (status, code)
        assert "secret" not in response.text
        if isinstance(failure, BeikeError):
            assert error_of(response)["message"] == failure.message
