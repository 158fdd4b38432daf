"""Uploads lie beside the index; deleted documents lie in a bin and come back."""

import json
import time
from datetime import UTC, datetime, timedelta
from hashlib import sha256

from service_rig import rig, school, until_settled
from uploads import answer, upload

from indexing.index import open_index
from rag.store.documents import Documents, Upload
from rag.store.records import Role
from rag.store.users import local_user

PLAN = "茶席插花的水位要没过剑山两厘米。"
QUESTION = "茶席插花的水位要没过剑山多少？"
VASE = "花瓶的水多久更换一次？"


def text(line=PLAN):
    return f"# 插花讲义\n\n{line}\n".encode()


def tree(folder):
    return {
        p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()
    }


def uploads(tmp_path):
    return tmp_path / "beike" / "index-uploads"


def put(client, name, data=None, **form):
    sent = upload(client, name, data or text(), **form)
    assert sent.status_code == 202, sent.text
    assert until_settled(client, sent.json()["id"]).json()["status"] == "ready"
    return sent.json()["id"]


def drop(client, document):
    assert client.delete(f"/v1/documents/{document}").status_code == 202
    assert until_settled(client, document).status_code == 404


def named(client, name):
    """Return the id of a document."""
    return next(d["id"] for d in client.get("/v1/documents").json()["items"] if d["name"] == name)


def binned(client):
    return client.get("/v1/bin").json()["items"]


def back(client, one):
    """Bring a document back and wait until it answers."""
    sent = client.post(f"/v1/bin/{one['id']}/restore")
    if sent.status_code == 202:
        assert until_settled(client, sent.json()["id"]).json()["status"] == "ready"
    return sent


def settled(opened):
    """Wait until the index has followed."""
    while opened.service.library._indexer.board.steps():
        time.sleep(0.02)


def test_the_corpus_folder_is_never_written(tmp_path):
    with rig(school(tmp_path)) as opened:
        client = opened.client()
        before = tree(tmp_path / "corpus")
        document = put(client, "插花.md")
        put(client, "花藝.md", text("水每三天更换。"), replace="true")
        drop(client, document)
        settled(opened)
        back(client, binned(client)[0])
        drop(client, named(client, "茶艺.md"))
        settled(opened)
        assert client.delete("/v1/bin").status_code == 200
        assert tree(tmp_path / "corpus") == before
        assert {"插花.md", "花藝.md"} <= tree(uploads(tmp_path)).keys()


def test_a_deleted_upload_comes_back(school_rig, tmp_path):
    client = school_rig.client()
    document = put(client, "插花.md")
    drop(client, document)
    settled(school_rig)
    assert answer(client, QUESTION)["status"] == "refused"
    (one,) = binned(client)
    assert (one["document"], one["path"], one["title"]) == (document, "插花.md", "插花讲义")
    assert "插花.md" not in tree(uploads(tmp_path))
    sent = back(client, one)
    assert (sent.status_code, sent.json()["id"]) == (202, document)
    assert answer(client, QUESTION)["status"] == "answered"
    assert tree(uploads(tmp_path)) == {"插花.md": text()}
    assert binned(client) == []
    assert client.post(f"/v1/bin/{one['id']}/restore").status_code == 404


def test_the_school_s_own_file_is_hidden_and_shown_again(tmp_path):
    settings = school(tmp_path)
    with rig(settings) as opened:
        client = opened.client()
        assert answer(client, VASE)["status"] == "answered"
        drop(client, named(client, "花藝.md"))
        settled(opened)
        (one,) = binned(client)
        assert (one["path"], one["until"]) == ("花藝.md", None)
        assert client.delete("/v1/bin").json() == {"files": 0}
        with open_index(settings.index) as index:
            assert "花藝.md" not in [info.path for info in index.documents()]
    # Also after a new start, and though other documents are indexed meanwhile.
    with rig(settings) as opened:
        client = opened.client()
        put(client, "插花.md")
        told = answer(client, VASE)
        assert "花藝.md" not in {c["document"] for c in told["citations"]}
        assert back(client, one).status_code == 202
        assert "花藝.md" in {c["document"] for c in answer(client, VASE)["citations"]}
        assert binned(client) == []


def test_a_replaced_original_does_not_answer_instead_of_the_deleted_upload(school_rig):
    client = school_rig.client()
    document = put(client, "花藝.md", text("花瓶的水每九天更换一次。"), replace="true")
    assert "九天" in answer(client, VASE)["answer"]
    drop(client, document)
    settled(school_rig)
    assert "花藝.md" not in {c["document"] for c in answer(client, VASE)["citations"]}
    (one,) = binned(client)
    back(client, one)
    assert "九天" in answer(client, VASE)["answer"]


def test_two_of_one_name_lie_in_the_bin_and_neither_overwrites_the_other(school_rig, tmp_path):
    client = school_rig.client()
    for line in (PLAN, PLAN.replace("两", "五")):
        drop(client, put(client, "插花.md", text(line)))
        settled(school_rig)
    newest, oldest = binned(client)
    assert newest["path"] == oldest["path"] == "插花.md"
    back(client, oldest)
    assert tree(uploads(tmp_path))["插花.md"] == text()
    clash = back(client, newest)
    assert (clash.status_code, clash.json()["error"]["code"]) == (409, "name_taken")
    assert tree(uploads(tmp_path))["插花.md"] == text()
    assert [one["id"] for one in binned(client)] == [newest["id"]]


def test_an_upload_that_cannot_be_read_is_listed_though_one_of_its_name_was_deleted(school_rig):
    client = school_rig.client()
    drop(client, put(client, "插花.md"))
    settled(school_rig)
    sent = upload(client, "插花.md", b"\x00\x01\x02" * 50)
    assert sent.status_code == 202
    assert until_settled(client, sent.json()["id"]).json()["status"] == "failed"


def test_the_bin_is_emptied_and_one_document_is_deleted_for_good(school_rig, tmp_path):
    client = school_rig.client()
    for name in ("一.md", "二.md", "三.md"):
        drop(client, put(client, name))
    settled(school_rig)
    gone = binned(client)[0]
    assert client.delete(f"/v1/bin/{gone['id']}").status_code == 204
    assert len(binned(client)) == 2
    assert client.delete("/v1/bin").json() == {"files": 2}
    assert binned(client) == []
    assert tree(uploads(tmp_path)) == {}


def test_the_bin_comes_in_pages(school_rig):
    client = school_rig.client()
    for name in ("一.md", "二.md", "三.md"):
        drop(client, put(client, name, text(f"{name}写的是插花。")))
    settled(school_rig)
    paths, offset = [], 0
    while offset is not None:
        page = client.get("/v1/bin", params={"limit": 2, "offset": offset}).json()
        assert page["total"] == 3
        paths.append([one["path"] for one in page["items"]])
        offset = page["next_offset"]
    assert [len(part) for part in paths] == [2, 1]
    assert {path for part in paths for path in part} == {"一.md", "二.md", "三.md"}


def test_files_go_for_good_after_thirty_days(tmp_path):
    settings = school(tmp_path)
    with rig(settings) as opened:
        client = opened.client()
        for name in ("一.md", "二.md"):
            drop(client, put(client, name))
        settled(opened)
        old = binned(client)[1]
    entry = uploads(tmp_path) / ".bin" / old["id"] / "entry.json"
    told = json.loads(entry.read_text("utf-8"))
    told["removed"] = (datetime.now(UTC) - timedelta(days=30)).isoformat()
    entry.write_text(json.dumps(told), "utf-8")
    with rig(settings) as opened:
        assert [one["path"] for one in binned(opened.client())] == ["二.md"]
        assert not entry.exists()


def test_nobody_sees_or_brings_back_what_is_another_s(school_rig, tmp_path):
    head = school_rig.account("教务处", Role.ADMIN)
    wang, li = school_rig.account("王老师"), school_rig.account("李老师")
    mine, whole = put(wang, "插花.md"), put(head, "全校.md")
    drop(wang, mine)
    drop(head, whole)
    settled(school_rig)
    (one,), (other,) = binned(wang), binned(head)
    assert (one["document"], other["document"]) == (mine, whole)
    assert binned(li) == []
    for stranger in (li, head):
        assert stranger.post(f"/v1/bin/{one['id']}/restore").status_code == 404
        assert stranger.delete(f"/v1/bin/{one['id']}").status_code == 404
    assert wang.post(f"/v1/bin/{other['id']}/restore").status_code == 404
    assert wang.delete("/v1/bin").json() == {"files": 1}
    assert [x["document"] for x in binned(head)] == [whole]


def test_what_an_earlier_version_put_into_the_corpus_answers_and_moves_to_the_bin(tmp_path):
    settings = school(tmp_path)
    (tmp_path / "corpus" / "插花.md").write_bytes(text())
    with rig(settings) as opened:
        client = opened.client()
        with opened.service.database.write() as session:
            row = Documents(session, local_user(session)).add(
                Upload("插花.md", "插花.md", sha256(text()).hexdigest()), school=True
            )
            Documents(session, local_user(session)).indexed(row.id, "generic")
        put(client, "别的.md", b"# x\n\ny z\n")
        assert answer(client, QUESTION)["status"] == "answered"
        drop(client, named(client, "插花.md"))
        settled(opened)
        assert not (tmp_path / "corpus" / "插花.md").exists()
        back(client, binned(client)[0])
        assert tree(uploads(tmp_path))["插花.md"] == text()
        assert answer(client, QUESTION)["status"] == "answered"


def test_uploads_work_where_there_is_no_corpus_folder(tmp_path):
    settings = school(tmp_path)
    away = settings.model_copy(update={"corpus": tmp_path / "none", "index": tmp_path / "i" / "x"})
    with rig(away) as opened:
        put(opened.client(), "插花.md")
        assert answer(opened.client(), QUESTION)["status"] == "answered"
    assert not (tmp_path / "none").exists()
