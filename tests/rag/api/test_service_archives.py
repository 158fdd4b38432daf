"""ZIP files sent to a service: folders whose files are documents of whoever sent them."""

import io
import zipfile

import pytest
from service_rig import until_settled
from uploads import answer, upload

from rag.store.records import Role

PLAN = "# 茶席插花讲义\n\n茶席插花的水位要没过剑山两厘米。\n"
FEES = "# 焙茶记录\n\n焙茶的炭火每三小时翻动一次。\n"
QUESTION = "茶席插花的水位要没过剑山多少？"


def zipped(files):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        for name, text in files.items():
            package.writestr(name, text)
    return out.getvalue()


def listed(client):
    found = client.get("/v1/documents", params={"limit": 50}).json()["items"]
    return {one["path"]: one for one in found}


def sent(client, files, name="资料.zip", **form):
    """Send an archive and return it once its files answer."""
    taken = upload(client, name, zipped(files), **form)
    assert taken.status_code == 202, taken.text
    return until_settled(client, taken.json()["id"]).json()


def test_the_files_of_an_archive_answer_and_go_with_it(school_rig):
    client = school_rig.client()
    archive = sent(client, {"花/插花.md": PLAN, "茶/焙茶.md": FEES, "坏.pdf": b"%PDF-1.4 x"})
    assert (archive["status"], archive["detail"]) == ("ready", "压缩包，收入 2 份，1 份读不了")
    documents = listed(client)
    assert documents["资料.zip/花/插花.md"]["status"] == "ready"
    assert documents["资料.zip/坏.pdf"]["status"] == "failed"
    told = answer(client, QUESTION)
    assert {c["document"] for c in told["citations"]} == {"资料.zip/花/插花.md"}
    assert {c["outdated"] for c in told["citations"]} == {""}

    gone = client.delete(f"/v1/documents/{archive['id']}")
    assert gone.status_code == 202
    assert answer(client, QUESTION)["status"] == "refused"  # at once
    assert until_settled(client, archive["id"]).status_code == 404
    assert not [path for path in listed(client) if path.startswith("资料.zip")]

    (binned,) = client.get("/v1/bin").json()["items"]
    assert client.post(f"/v1/bin/{binned['id']}/restore").status_code == 202
    assert until_settled(client, archive["id"]).json()["status"] == "ready"
    assert answer(client, QUESTION)["status"] == "answered"


def test_one_file_of_an_archive_can_be_deleted_and_an_archive_replaced(school_rig):
    client = school_rig.client()
    archive = sent(client, {"插花.md": PLAN, "焙茶.md": FEES})
    inner = listed(client)["资料.zip/插花.md"]["id"]
    assert client.delete(f"/v1/documents/{inner}").status_code == 202
    assert answer(client, QUESTION)["status"] == "refused"
    assert until_settled(client, inner).status_code == 404
    assert answer(client, "焙茶的炭火多久翻动一次？")["status"] == "answered"
    assert upload(client, "资料.zip", zipped({"x.md": FEES})).status_code == 409
    again = sent(client, {"新.md": PLAN}, replace="true")
    assert again["id"] == archive["id"]
    assert {p for p in listed(client) if p.startswith("资料.zip/")} == {"资料.zip/新.md"}
    assert client.post(f"/v1/documents/{archive['id']}/reindex").status_code == 202
    assert until_settled(client, archive["id"]).json()["status"] == "ready"


def test_the_files_of_a_teachers_archive_are_the_teachers_own(school_rig):
    school_rig.account("管理员", role=Role.ADMIN)
    teacher, other = school_rig.account("甲老师"), school_rig.account("乙老师")
    archive = sent(teacher, {"插花.md": PLAN})
    (inner,) = [one for path, one in listed(teacher).items() if path.endswith("/插花.md")]
    assert (inner["scope"], inner["may_change"]) == ("own", True)
    assert answer(teacher, QUESTION)["status"] == "answered"
    assert answer(other, QUESTION)["status"] == "refused"
    assert not [path for path in listed(other) if path.endswith("插花.md")]
    assert other.get(f"/v1/documents/{inner['id']}").status_code == 404
    assert other.delete(f"/v1/documents/{archive['id']}").status_code == 404


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (zipped({"甲.md": PLAN})[:-30], "不是完整的 ZIP 文件"),
        (zipped({".隐藏.md": PLAN}), "是空的"),
        (zipped({"[Content_Types].xml": "<x/>"}), "其实是 Office 文件"),
    ],
)
def test_an_archive_that_cannot_be_unpacked_says_why(school_rig, data, told):
    client = school_rig.client()
    taken = upload(client, "资料.zip", data)
    settled = until_settled(client, taken.json()["id"]).json()
    assert settled["status"] == "failed"
    assert told in settled["detail"]
    assert list(listed(client)).count("资料.zip") == 1
