"""What belongs to a user, over HTTP: conversations, feedback and drafts."""

from __future__ import annotations

import json

from api_fake import events

from rag.store.feedback import squash

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


def test_a_question_in_a_conversation_can_be_limited_and_what_to_is_kept(school_rig):
    client = school_rig.client()
    talk = started(client)
    limited = asked(client, talk, documents=["花藝"]).json()["answer"]
    assert (limited["status"], limited["scope"]) == ("refused", ["花藝.md"])
    kept = client.get(f"/v1/conversations/{talk}").json()["messages"]
    assert kept[0]["answer"]["scope"] == ["花藝.md"]
    assert asked(client, talk).json()["answer"]["status"] == "answered"
    wrong = asked(client, talk, documents=["咖啡"])
    assert (wrong.status_code, wrong.json()["error"]["code"]) == (422, "unknown_scope")


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


def test_what_is_handed_back_wrongly_is_explained(school_rig):
    client = school_rig.client()
    answer = client.post("/v1/ask", json={"question": QUESTION}).json()
    for wrong, told in (
        ({"verdict": "maybe"}, "字段 verdict：只能是 'up' or 'down'。"),
        ({"answer": "48 学时"}, "字段 answer：应为 JSON 对象。"),
        ({"answer": {**answer, "status": "maybe"}}, "字段 answer.status：只能是"),
        ({"answer": {**answer, "passages": "无"}}, "字段 answer.passages：应为列表。"),
        ({"answer": {**answer, "passages": [1]}}, "字段 answer.passages.0：应为 JSON 对象。"),
    ):
        sent = client.post("/v1/feedback", json={"verdict": "up", "answer": answer, **wrong})
        assert sent.status_code == 422
        assert told in sent.json()["error"]["message"]


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
