"""Documents managed over HTTP: uploaded, asked about, replaced, deleted."""

from __future__ import annotations

import pytest
from service_rig import rig, school, until_settled
from uploads import answer, upload, word

PLAN = "茶席插花的水位要没过剑山两厘米。"


def test_an_uploaded_word_file_answers_and_once_deleted_no_longer_does(school_rig):
    client = school_rig.client()
    question = "茶席插花的水位要没过剑山多少？"
    assert answer(client, question)["status"] == "refused"

    sent = upload(client, "茶席插花.docx", word("茶席插花讲义", PLAN))
    assert sent.status_code == 202
    assert sent.json()["status"] in ("queued", "reading", "indexing", "ready")
    ready = until_settled(client, sent.json()["id"]).json()
    assert (ready["status"], ready["name"], ready["scope"]) == ("ready", "茶席插花.docx", "school")
    assert ready["chunks"] > 0
    told = answer(client, question)
    assert told["status"] == "answered"
    assert {c["document"] for c in told["citations"]} == {"茶席插花.docx"}

    gone = client.delete(f"/v1/documents/{sent.json()['id']}")
    assert gone.status_code == 202
    # At once, whatever the index still holds.
    assert answer(client, question)["status"] == "refused"
    chunk = told["citations"][0]["chunk_id"]
    assert client.get(f"/v1/sources/{chunk}").status_code == 404
    assert until_settled(client, sent.json()["id"]).status_code == 404
    names = [d["name"] for d in client.get("/v1/documents").json()["items"]]
    assert names == ["教案3.2.md", "茶艺.md", "花藝.md"]


def test_the_list_tells_what_every_document_is_in_pages(school_rig):
    client = school_rig.client()
    first = client.get("/v1/documents", params={"limit": 2}).json()
    assert (first["total"], len(first["items"]), first["next_offset"]) == (3, 2, 2)
    rest = client.get("/v1/documents", params={"limit": 2, "offset": 2}).json()
    assert (len(rest["items"]), rest["next_offset"]) == (1, None)
    whole = first["items"] + rest["items"]
    assert [d["path"] for d in whole] == ["教案3.2.md", "标准/茶艺.md", "花藝.md"]
    assert all(d["status"] == "ready" and d["chunks"] and d["may_change"] for d in whole)
    detail = client.get(f"/v1/documents/{whole[1]['id']}").json()
    assert ["茶艺培训标准", "二、绿茶冲泡课程标准", "（二）教学考核要求"] in [
        s["path"][-3:] for s in detail["sections"]
    ]


def test_a_document_is_checked_where_it_stands(school_rig):
    client = school_rig.client()
    plan = next(d for d in client.get("/v1/documents").json()["items"] if "教案" in d["name"])
    report = client.get(f"/v1/documents/{plan['id']}/check").json()
    assert report["document"] == "教案3.2.md"
    assert report["errors"] + report["advice"] == len(report["findings"])
    assert all(f["mend"] and f["places"] for f in report["findings"])


@pytest.mark.parametrize(
    ("name", "data", "status", "code"),
    [
        ("茶.exe", b"MZ", 422, "document_unreadable"),
        ("茶", b"text", 422, "document_unreadable"),
        ("README.md", b"# x", 422, "document_unreadable"),
        ("CON.txt", b"x", 422, "document_unreadable"),
        ("..\\..\\.md", b"x", 422, "document_unreadable"),
        ("空.txt", b"", 422, "document_unreadable"),
        ("长" * 100 + ".txt", b"x", 422, "document_unreadable"),
        ("花藝.md", b"# x", 409, "name_taken"),
        ("大.txt", b"x" * ((1 << 20) + 1), 422, "document_unreadable"),
        ("太大.txt", b"x" * (2 << 20), 413, "too_large"),
    ],
)
def test_what_cannot_be_taken_is_refused_with_a_reason(tmp_path, name, data, status, code):
    with rig(school(tmp_path, max_upload_mb=1)) as opened:
        sent = upload(opened.client(), name, data)
        assert (sent.status_code, sent.json()["error"]["code"]) == (status, code)
        assert files_of(tmp_path / "corpus") == ["教案3.2.md", "标准/茶艺.md", "花藝.md"]
        assert files_of(tmp_path / "beike" / "index-uploads") == []


def files_of(folder):
    return sorted(p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file())


def test_a_name_never_leads_out_of_the_corpus(school_rig, tmp_path):
    sent = upload(school_rig.client(), "../../etc/插花.md", f"# 插花\n\n{PLAN}\n".encode())
    assert sent.json()["path"] == "插花.md"
    until_settled(school_rig.client(), sent.json()["id"])
    assert files_of(tmp_path / "beike" / "index-uploads") == ["插花.md"]


def test_replacing_answers_from_the_new_version(school_rig):
    client = school_rig.client()
    old = upload(client, "插花.md", f"# 插花\n\n{PLAN}\n".encode()).json()
    until_settled(client, old["id"])
    new = f"# 插花\n\n{PLAN.replace('两', '五')}\n".encode()
    assert upload(client, "插花.md", new).status_code == 409
    sent = upload(client, "插花.md", new, replace="true")
    assert (sent.status_code, sent.json()["id"]) == (202, old["id"])
    assert until_settled(client, old["id"]).json()["status"] == "ready"
    assert "五厘米" in answer(client, "插花的水位要没过剑山多少？")["answer"]


def test_uploads_that_wait_share_one_update(school_rig):
    client = school_rig.client()
    sent = [
        upload(client, f"插花{n}.md", f"# 插花{n}\n\n第{n}课讲水位。\n".encode()).json()["id"]
        for n in range(4)
    ]
    before = int(school_rig.service.generation().split("-")[0])
    for document in sent:
        assert until_settled(client, document).json()["status"] == "ready"
    assert int(school_rig.service.generation().split("-")[0]) - before <= 3


def test_a_restart_forgets_nothing_that_was_ready(tmp_path):
    settings = school(tmp_path)
    with rig(settings) as opened:
        sent = upload(opened.client(), "插花.md", f"# 插花\n\n{PLAN}\n".encode()).json()
        until_settled(opened.client(), sent["id"])
    incoming = tmp_path / "beike" / "index-uploads" / ".incoming"
    incoming.mkdir(exist_ok=True)
    (incoming / "left").write_text("by a crash")
    with rig(settings) as opened:
        assert opened.client().get(f"/v1/documents/{sent['id']}").json()["status"] == "ready"
        assert not incoming.exists()
