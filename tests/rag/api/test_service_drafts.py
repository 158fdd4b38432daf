"""Drafts over HTTP: written, checked, exported, and kept with every version."""

from __future__ import annotations

import base64
import io
import json

import docx
import pytest
from api_fake import events

from rag.api.plans import notes_header

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
    (note,) = json.loads(filled.headers["beike-notes"])
    assert note.startswith("模板里没有这些内容的位置，已附在文末：")
    assert "教学目标" in note
    assert "beike-notes" not in word.headers
    broken = client.post(
        "/v1/draft/export",
        json={"plan": drafted["plan"], "template": base64.b64encode(b"PK no").decode()},
    )
    assert (broken.status_code, broken.json()["error"]["code"]) == (422, "document_unreadable")


def test_too_many_notes_for_a_header_are_counted():
    few = ["请核对“教师”一栏。"] * 2
    assert json.loads(notes_header(few)) == few
    many = [f"第{n}栏已有文字，没有改动，请核对。" for n in range(100)]
    header = notes_header(many)
    assert header.isascii() and len(header) <= 4096
    *kept, last = json.loads(header)
    assert kept == many[: len(kept)] and last == f"另有 {100 - len(kept)} 条。"
    assert json.loads(notes_header(["长" * 5000])) == ["另有 1 条。"]


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


def test_a_plan_without_anything_in_it_is_exported_with_its_report(school_rig):
    plan = {"course": "", "title": "", "request": {"task": "冲泡"}, "citations": [], "notes": [""]}
    sent = school_rig.client().post("/v1/draft/export", json={"plan": plan, "report": True})
    assert sent.status_code == 200, sent.text
