"""What belongs to a user, over HTTP: conversations, feedback and drafts."""

from __future__ import annotations

import base64
import io
import json

import docx
import pytest
from api_fake import events

from rag.data.gold import squash

QUESTION = "绿茶冲泡课程多少学时？"


def started(client, title="学时"):
    return client.post("/v1/conversations", json={"title": title}).json()["id"]


def asked(client, talk, question=QUESTION, **more):
    return client.post(f"/v1/conversations/{talk}/messages", json={"question": question, **more})


def test_a_conversation_keeps_its_answers_and_knows_what_was_said(school_rig):
    client = school_rig.client()
    talk = started(client)
    first = asked(client, talk).json()
    assert (first["position"], first["answer"]["status"]) == (1, "answered")
    follow_up = asked(client, talk, "红茶冲泡呢？").json()
    assert "36" in follow_up["answer"]["answer"]
    whole = client.get(f"/v1/conversations/{talk}").json()
    assert whole["messages"] == [first, follow_up]
    assert (whole["turns"], whole["title"]) == (2, "学时")


def test_an_answer_that_was_streamed_is_kept(school_rig):
    client = school_rig.client()
    talk = started(client)
    streamed = events(asked(client, talk, stream=True).text)
    assert [name for name, _ in streamed] == ["delta", "message"]
    kept = client.get(f"/v1/conversations/{talk}").json()["messages"]
    assert kept == [streamed[-1][1]]


def test_conversations_are_listed_in_pages_searched_renamed_and_removed(school_rig):
    client = school_rig.client()
    talks = [started(client, f"对话{n}") for n in range(3)]
    asked(client, talks[0])
    page = client.get("/v1/conversations", params={"limit": 2}).json()
    assert (page["items"][0]["id"], page["next_offset"]) == (talks[0], 2)
    rest = client.get("/v1/conversations", params={"limit": 2, "offset": 2}).json()
    assert (len(rest["items"]), rest["next_offset"]) == (1, None)
    found = client.get("/v1/conversations", params={"search": "綠茶 學時"}).json()
    assert [item["id"] for item in found["items"]] == [talks[0]]
    assert (
        client.patch(f"/v1/conversations/{talks[1]}", json={"title": "新"}).json()["title"] == "新"
    )
    assert client.delete(f"/v1/conversations/{talks[0]}").status_code == 204
    assert client.get(f"/v1/conversations/{talks[0]}").status_code == 404
    assert asked(client, talks[0]).status_code == 404


def test_feedback_becomes_a_gold_question(school_rig):
    client = school_rig.client()
    message = asked(client, started(client)).json()
    given = client.post(
        "/v1/feedback",
        json={"message_id": message["id"], "verdict": "down", "reason": "少了单位"},
    )
    assert given.status_code == 201
    assert given.json()["question"] == QUESTION
    assert given.json()["answer"] == message["answer"]
    assert given.json()["generation"] == school_rig.service.generation()
    listed = client.get("/v1/admin/feedback", params={"verdict": "down", "gold": False}).json()
    assert [item["id"] for item in listed["items"]] == [given.json()["id"]]

    quote = message["answer"]["citations"][0]
    gold = {
        "answerable": True,
        "must_include": [["48学时"]],
        "evidence": [{"document": quote["document"], "quote": "绿茶冲泡课程共48学时"}],
    }
    made = client.post(f"/v1/admin/feedback/{given.json()['id']}/gold", json=gold)
    assert made.status_code == 201, made.text
    (line,) = school_rig.service.gold_file.read_text("utf-8").splitlines()
    assert json.loads(line) == made.json()["gold"]
    assert squash(json.loads(line)["question"]) == squash(QUESTION)
    again = client.post(f"/v1/admin/feedback/{given.json()['id']}/gold", json=gold)
    assert (
        again.status_code,
        len(school_rig.service.gold_file.read_text("utf-8").splitlines()),
    ) == (
        409,
        1,
    )


def test_a_gold_question_without_evidence_is_explained_and_nothing_is_marked(school_rig):
    client = school_rig.client()
    message = asked(client, started(client)).json()
    given = client.post("/v1/feedback", json={"message_id": message["id"], "verdict": "up"}).json()
    refused = client.post(f"/v1/admin/feedback/{given['id']}/gold", json={"answerable": True})
    assert refused.status_code == 422
    assert "必须有" in refused.json()["error"]["message"]
    assert not school_rig.service.gold_file.exists()
    assert client.get("/v1/feedback").json()["items"][0]["gold"] is None


def test_an_answer_given_to_a_program_is_judged_by_handing_it_back(school_rig):
    client = school_rig.client()
    answer = client.post("/v1/ask", json={"question": QUESTION}).json()
    history = [{"question": "你好", "answer": "你好。"}]
    given = client.post(
        "/v1/feedback", json={"answer": answer, "verdict": "up", "history": history}
    ).json()
    assert (given["answer"], given["history"]) == (answer, history)
    for wrong in ({"verdict": "up"}, {"verdict": "up", "answer": answer, "message_id": "0" * 32}):
        refused = client.post("/v1/feedback", json=wrong)
        assert refused.status_code == 422
        assert "有且只有一个" in refused.json()["error"]["message"]
    assert client.delete(f"/v1/feedback/{given['id']}").status_code == 204
    assert client.get("/v1/feedback").json()["items"] == []


FORM = {"task": "绿茶冲泡", "lessons": 2, "minutes_per_lesson": 40, "class_name": "茶艺一班"}


@pytest.fixture
def drafted(school_rig):
    return school_rig.client().post("/v1/draft", json=FORM).json()


def test_a_draft_streams_section_by_section(school_rig, drafted):
    streamed = events(school_rig.client().post("/v1/draft", json={**FORM, "stream": True}).text)
    *sections, (last, body) = streamed
    assert [name for name, _ in sections] == ["section"] * len(drafted["plan"]["sections"])
    assert (last, body) == ("plan", drafted)
    minutes = [
        step["minutes"]
        for section in body["plan"]["sections"]
        for step in section["steps"]
        if step["minutes"]
    ]
    assert sum(minutes) == 80


def test_a_section_alone_is_drafted_checked_and_written_anew(school_rig, drafted):
    client = school_rig.client()
    one = client.post("/v1/draft", json={**FORM, "sections": ["教学目标"]}).json()["plan"]
    assert [section["name"] for section in one["sections"]] == ["教学目标"]
    again = client.post("/v1/draft/section", json={"plan": drafted["plan"], "section": "教学方法"})
    assert again.json()["plan"]["sections"] == drafted["plan"]["sections"]
    checked = client.post("/v1/draft/check", json={"plan": drafted["plan"]}).json()
    assert checked["findings"] == drafted["findings"]
    unknown = client.post("/v1/draft", json={**FORM, "sections": ["教学木标"]})
    assert (unknown.status_code, "没有这个栏目" in unknown.text) == (422, True)


def test_the_form_is_helped_with(school_rig):
    client = school_rig.client()
    assert client.get("/v1/draft/offers").status_code == 200
    questions = client.post("/v1/draft/questions", json={"task": "绿茶冲泡"}).json()["items"]
    assert "class_name" in [question["field"] for question in questions]
    evidence = client.post("/v1/draft/evidence", json=FORM).json()["items"]
    assert all(item["citation"]["quote"] for item in evidence)


def test_a_broken_plan_is_refused_with_what_is_wrong(school_rig, drafted):
    plan = drafted["plan"]
    twice = {**plan, "sections": [plan["sections"][0]] * 2}
    told = school_rig.client().post("/v1/draft/check", json={"plan": twice})
    assert told.status_code == 422
    assert "同一栏目出现两次" in told.json()["error"]["message"]


def test_a_draft_is_exported_as_word_and_as_markdown(school_rig, drafted):
    client = school_rig.client()
    word = client.post("/v1/draft/export", json={"plan": drafted["plan"], "report": True})
    assert word.headers["content-disposition"].startswith("attachment; filename*=UTF-8''%E7")
    document = docx.Document(io.BytesIO(word.content))
    cells = [c.text for t in document.tables for row in t.rows for c in row.cells]
    assert any("茶艺一班" in text for text in cells)
    text = client.post("/v1/draft/export", json={"plan": drafted["plan"], "format": "md"})
    assert text.headers["content-type"] == "text/markdown; charset=utf-8"
    assert text.text.startswith("# ")

    form = docx.Document()
    table = form.add_table(rows=1, cols=2)
    table.cell(0, 0).text = "授课班级"
    out = io.BytesIO()
    form.save(out)
    template = base64.b64encode(out.getvalue()).decode()
    filled = client.post("/v1/draft/export", json={"plan": drafted["plan"], "template": template})
    assert docx.Document(io.BytesIO(filled.content)).tables[0].cell(0, 1).text == "茶艺一班"
    broken = client.post(
        "/v1/draft/export",
        json={"plan": drafted["plan"], "template": base64.b64encode(b"PK no").decode()},
    )
    assert (broken.status_code, broken.json()["error"]["code"]) == (422, "document_unreadable")


def test_drafts_keep_every_version(school_rig, drafted):
    client = school_rig.client()
    plan = drafted["plan"]
    draft = client.post("/v1/drafts", json={"plan": plan, "note": "初稿"}).json()
    assert (draft["versions"], draft["title"]) == (1, plan["title"])
    changed = {**plan, "title": "改过的教案"}
    second = client.post(f"/v1/drafts/{draft['id']}/versions", json={"plan": changed}).json()
    assert (second["number"], second["plan"]["title"]) == (2, "改过的教案")
    third = client.post(f"/v1/drafts/{draft['id']}/versions/1/restore").json()
    assert (third["number"], third["plan"]) == (3, plan)
    listed = client.get(f"/v1/drafts/{draft['id']}/versions").json()["items"]
    assert [(v["number"], v["note"]) for v in listed] == [
        (3, "恢复到第 1 版"),
        (2, ""),
        (1, "初稿"),
    ]
    assert client.get(f"/v1/drafts/{draft['id']}").json() == third
    assert client.get(f"/v1/drafts/{draft['id']}/versions/4").status_code == 404
    renamed = client.patch(f"/v1/drafts/{draft['id']}", json={"title": "新题"}).json()
    assert client.get("/v1/drafts").json()["items"] == [renamed]
    assert client.delete(f"/v1/drafts/{draft['id']}").status_code == 204
    assert client.get("/v1/drafts").json()["items"] == []


def test_control_characters_in_a_form_do_no_harm(school_rig):
    client = school_rig.client()
    told = client.post("/v1/draft", json={**FORM, "notes": "多\u0000练\u000b习"}).json()["plan"]
    assert told["request"]["notes"] == "多练习"
    assert client.post("/v1/draft/export", json={"plan": told}).status_code == 200
