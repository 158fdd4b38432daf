"""Personal data in documents is masked in all that leaves: answers, pages, programs, models."""

import json
from dataclasses import asdict

import pytest
from fastapi.testclient import TestClient
from invented_school import StubEncoder
from invented_workshop import build
from knowing_reader import knowing
from model_answers import with_endpoint
from pydantic import SecretStr

from indexing.index import open_index
from indexing.personal import MASK
from indexing.records import document_id
from rag.answer.model.answer_model import AnswerModel
from rag.app import create_service_app
from rag.cli.inspect import inspect_json, inspect_text
from rag.drafting.plan import GOALS, DraftRequest, Plan
from rag.drafting.workshop import Workshop
from rag.service.service import open_service
from rag.types import record_json

NAME = "花名册.md"
MOBILE, HIDDEN = "13812345678", f"138{MASK * 4}5678"
IDENTITY, PLACE = "11010519491231002X", "河东村明德路12号"
SECRETS = (MOBILE, IDENTITY, PLACE)
ROLL = f"""# 陶艺实习花名册

## 联系方式

指导教师的手机是{MOBILE}，每天下午可以打。办公电话：0531-88123456。

## 名单

| 姓名 | 身份证号 | 家庭住址 |
| --- | --- | --- |
| 甲 | {IDENTITY} | {PLACE} |
"""
QUESTION = "指导教师的手机是多少"
ANSWERS = {("指导教师", "手机"): ("每天下午可以打",)}


@pytest.fixture(scope="module")
def settings(tmp_path_factory):
    return build(tmp_path_factory.mktemp("roll"), {NAME: ROLL})


@pytest.fixture(scope="module")
def assistant(settings):
    assistant = knowing(ANSWERS, settings, StubEncoder())
    yield assistant
    assistant.close()


def shown(value):
    """Whatever is shown of records, as one text; nothing of the secrets may be in it."""
    return json.dumps(record_json(value), ensure_ascii=False, default=str)


def test_an_answer_its_quotes_its_passages_and_its_source_are_masked(settings, assistant):
    answer = assistant.ask(QUESTION)
    view = assistant.source(answer.citations[0].chunk_id)
    assert HIDDEN in answer.text
    assert HIDDEN in answer.citations[0].quote
    assert HIDDEN in view.text
    for told in (answer, view, assistant.search("名单 身份证号 家庭住址"), assistant.documents()):
        assert [secret for secret in SECRETS if secret in shown(told)] == []
    with open_index(settings.index) as plain, open_index(settings.index, masked=True) as masked:
        raw, canonical = (i.canonical(document_id(NAME)) for i in (plain, masked))
    for citation in answer.citations:
        assert canonical[citation.start : citation.end] == citation.quote
        # What is no personal data is the document's, letter by letter, at the very place.
        assert all(
            a in (b, MASK)
            for a, b in zip(citation.quote, raw[citation.start : citation.end], strict=True)
        )


def test_a_school_may_show_it(settings):
    open_ = settings.model_copy(update={"mask_personal_data": False})
    assistant = knowing(ANSWERS, open_, StubEncoder())
    try:
        answer = assistant.ask(QUESTION)
        assert MOBILE in answer.text
        assert MOBILE in assistant.source(answer.citations[0].chunk_id).text
    finally:
        assistant.close()


def test_a_model_is_sent_neither_a_document_s_nor_a_teacher_s(settings, endpoint):
    own = with_endpoint(settings, endpoint)
    endpoint.says("指导教师的手机是" + HIDDEN + "。[1]")
    assistant = knowing(ANSWERS, own, StubEncoder(), AnswerModel(own))
    try:
        answer = assistant.ask(f"{QUESTION}，是不是13912345678")
    finally:
        assistant.close()
    sent = json.dumps(endpoint.requests, ensure_ascii=False)
    assert HIDDEN in sent
    assert f"139{MASK * 4}5678" in sent
    assert [secret for secret in (*SECRETS, "13912345678") if secret in sent] == []
    assert {key for request in endpoint.requests for key in request} == {
        "messages", "model", "stream", "temperature",
    }  # fmt: skip
    assert NAME not in sent
    assert (answer.text, answer.by_model) == (f"指导教师的手机是{HIDDEN}。[1]", True)


def test_the_service_names_what_a_document_has_and_shows_it_masked(settings, tmp_path):
    encoder = StubEncoder()
    own = settings.model_copy(update={"database": SecretStr(f"sqlite:///{tmp_path}/db.sqlite")})
    service = open_service(own, encoder, assistant=knowing(ANSWERS, own, encoder))
    try:
        client = TestClient(create_service_app(service, ui=False), base_url="http://127.0.0.1")
        read = client.get(f"/v1/documents/{document_id(NAME)}/reading")
        asked = client.post("/v1/ask", json={"question": QUESTION})
        user = service.local()
        document = service.library.understood(user, document_id(NAME))
    finally:
        service.close()
    assert read.json()["personal"] == [
        {"kind": "手机号", "count": 1, "pages": []},
        {"kind": "身份证号", "count": 1, "pages": []},
        {"kind": "住址", "count": 1, "pages": []},
    ]
    assert HIDDEN in asked.json()["answer"]
    for told in (read.text, asked.text, repr(asdict(document))):
        assert [secret for secret in SECRETS if secret in told] == []


def test_a_passage_added_to_a_draft_is_masked(settings):
    workshop = Workshop(settings, StubEncoder())
    with open_index(settings.index) as index:
        chunks = [c for c in index.chunks_of(document_id(NAME)) if MOBILE in c.text]
    try:
        plan = workshop.add(Plan(DraftRequest(task="陶艺"), "陶艺教案"), GOALS, chunks[0].id)
    finally:
        workshop.close()
    assert HIDDEN in plan.evidence[0].citation.quote
    assert MOBILE not in shown(plan)


def test_inspect_counts_and_masks(tmp_path):
    file = tmp_path / NAME
    file.write_text(ROLL, encoding="utf-8")
    told = inspect_json(file, checked=True)
    assert told["personal"] == [
        {"kind": kind, "count": 1, "pages": []} for kind in ("手机号", "身份证号", "住址")
    ]
    assert [secret for secret in SECRETS if secret in json.dumps(told, ensure_ascii=False)] == []
    assert "个人信息：\n  手机号 1 处\n  身份证号 1 处\n  住址 1 处" in inspect_text(file)
    assert IDENTITY in json.dumps(inspect_json(file, masked=False), ensure_ascii=False)
