"""Uploaded documents renamed, moved and downloaded over HTTP."""

from __future__ import annotations

from service_rig import until_settled
from uploads import upload, word

from rag.store.records import Role

RULE = "茶席插花的水位要没过剑山两厘米。"
QUESTION = "茶席插花的水位要没过剑山多少？"


def uploaded(client, name="茶席插花.docx", **form):
    sent = upload(client, name, word("茶席插花讲义", RULE), **form).json()
    return until_settled(client, sent["id"]).json()


def move(client, document, **place):
    return client.patch(f"/v1/documents/{document}", json=place)


def asked(client, **scope):
    return client.post("/v1/ask", json={"question": QUESTION, **scope}).json()


def test_a_moved_document_answers_from_its_new_place_only(school_rig):
    client = school_rig.client()
    before = uploaded(client)
    sent = move(client, before["id"], name="插花", folder="花艺/2025春")
    assert sent.status_code == 202
    assert (sent.json()["path"], sent.json()["name"]) == ("花艺/2025春/插花.docx", "插花.docx")
    # At once, whatever the index still holds.
    assert "茶席插花.docx" not in {p["document"] for p in asked(client)["passages"]}
    after = until_settled(client, sent.json()["id"]).json()
    assert (after["status"], after["may_move"]) == ("ready", True)
    assert client.get(f"/v1/documents/{before['id']}").status_code == 404
    told = asked(client, collection="花艺")
    assert (told["status"], told["scope"]) == ("answered", ["花艺/"])
    assert {c["document"] for c in told["citations"]} == {"花艺/2025春/插花.docx"}
    assert school_rig.service.library._files.find("茶席插花.docx") is None


def test_a_document_can_go_back_to_where_it_was(school_rig):
    client = school_rig.client()
    first = uploaded(client)
    there = until_settled(client, move(client, first["id"], folder="花艺").json()["id"]).json()
    back = until_settled(client, move(client, there["id"], folder="").json()["id"]).json()
    assert (back["id"], back["path"], back["status"]) == (first["id"], first["path"], "ready")
    assert asked(client)["citations"][0]["document"] == "茶席插花.docx"


def test_the_original_of_the_corpus_folder_stays_as_it_is(school_rig):
    client = school_rig.client()
    listed = client.get("/v1/documents").json()["items"]
    assert not any(d["may_move"] for d in listed)
    sent = move(client, listed[0]["id"], name="别的")
    assert (sent.status_code, sent.json()["error"]["code"]) == (422, "document_unreadable")
    assert "资料文件夹里的原件" in sent.json()["error"]["message"]


def test_places_that_cannot_be_had(school_rig):
    client = school_rig.client()
    uploaded(client, "占了.docx")
    mine = uploaded(client)
    for place, status in (
        ({"name": "CON"}, 422),
        ({"folder": "a/b/c/d/e/f"}, 422),
        ({"folder": "../../外面"}, 422),
        ({"folder": "个人资料/别人"}, 422),
        ({"folder": "标准/CON"}, 422),
        ({"folder": "长" * 100}, 422),
        ({"place": "x"}, 422),
        ({"name": "占了"}, 409),
    ):
        sent = move(client, mine["id"], **place)
        assert sent.status_code == status, (place, sent.text)
    folder = school_rig.service.library._files.uploads
    inside = {str(p.relative_to(folder)) for p in folder.rglob("*.docx")}
    assert inside == {"占了.docx", "茶席插花.docx"}
    # A Word file stays one, whatever it is called.
    assert move(client, mine["id"], name="花藝.md").json()["path"] == "花藝.md.docx"


def test_a_teacher_moves_her_own_and_nobody_elses(school_rig):
    admin = school_rig.account("教务处", Role.ADMIN)
    teacher, other = school_rig.account("王老师"), school_rig.account("李老师")
    own, common = uploaded(teacher), uploaded(admin, "全校.docx")
    moved = move(teacher, own["id"], folder="花艺").json()
    assert moved["path"].startswith("个人资料/")
    assert moved["path"].endswith("/花艺/茶席插花.docx")
    own = until_settled(teacher, moved["id"]).json()
    assert move(other, own["id"], folder="").status_code == 404
    assert move(teacher, common["id"], folder="花艺").status_code == 403
    assert asked(teacher, collection="花艺")["scope"] == [moved["path"].rpartition("/")[0] + "/"]
    hidden = other.post("/v1/ask", json={"question": QUESTION, "collection": "花艺"})
    assert (hidden.status_code, hidden.json()["error"]["code"]) == (422, "unknown_scope")
    assert "王" not in hidden.text
    assert "个人资料" not in hidden.text


def test_the_file_comes_back_byte_for_byte_as_a_download(school_rig):
    admin = school_rig.account("教务处", Role.ADMIN)
    teacher = school_rig.account("王老师")
    data = word("茶席插花讲义", RULE)
    own = until_settled(teacher, upload(teacher, "插花.docx", data).json()["id"]).json()
    got = teacher.get(f"/v1/documents/{own['id']}/file")
    assert (got.status_code, got.content) == (200, data)
    assert got.headers["content-type"] == "application/octet-stream"
    told = got.headers["content-disposition"]
    assert told == "attachment; filename*=utf-8''%E6%8F%92%E8%8A%B1.docx"
    assert admin.get(f"/v1/documents/{own['id']}/file").status_code == 404
    listed = teacher.get("/v1/documents").json()["items"]
    page = next(d for d in listed if d["name"] == "花藝.md")
    original = teacher.get(f"/v1/documents/{page['id']}/file")
    corpus = school_rig.service.settings.corpus
    assert original.content == (corpus / "花藝.md").read_bytes()
