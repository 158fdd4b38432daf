"""Files are read within limits, once, and again when asked for."""

from __future__ import annotations

import sys

import pytest
from service_rig import rig, school, until_settled
from uploads import answer, upload, word

from indexing.limited import LimitedReader
from indexing.limits import Limits

PLAN = "茶席插花的水位要没过剑山两厘米。"
HANGING = """
import sys, time
from indexing.readers.pages import pdf
def hang(data, name, limits):
    while True:
        time.sleep(0.05)
pdf.read = hang
from indexing.reading_process import main
main(sys.argv[1:])
"""
HUNGRY = """
import sys
from indexing.readers import text
def eat(data, name, limits):
    return [bytearray(1 << 26) for _ in range(1000)]
text.read = eat
from indexing.reading_process import main
main(sys.argv[1:])
"""


def test_a_file_changed_by_hand_is_read_again(school_rig, tmp_path):
    client = school_rig.client()
    flowers = client.get("/v1/documents").json()["items"][2]
    file = tmp_path / "corpus" / "花藝.md"
    file.write_text(file.read_text("utf-8").replace("兩天", "三天"), encoding="utf-8")
    sent = client.post(f"/v1/documents/{flowers['id']}/reindex")
    assert sent.status_code == 202
    assert until_settled(client, flowers["id"]).json()["status"] == "ready"
    assert "三天" in answer(client, "花瓶的水多久更换一次？")["answer"]


def counted(folder):
    """A command that reads like the service's own and notes every file in ``folder``."""
    return f"""
import sys, uuid
from pathlib import Path
from indexing import reading_process
own = reading_process._outcome
def noted(asked, limits):
    (Path({str(folder)!r}) / uuid.uuid4().hex).write_text(asked["path"])
    return own(asked, limits)
reading_process._outcome = noted
reading_process.main(sys.argv[1:])
"""


def notes(folder):
    """The paths that were read since the last look."""
    found = sorted(folder.iterdir(), key=lambda note: note.stat().st_mtime_ns)
    paths = [note.read_text() for note in found]
    for note in found:
        note.unlink()
    return paths


def test_everything_is_read_once_and_within_the_limits(tmp_path):
    folder = tmp_path / "notes"
    folder.mkdir()
    reader = LimitedReader(Limits(seconds=60.0), command=(sys.executable, "-c", counted(folder)))
    with rig(school(tmp_path), reader=reader) as opened:
        client = opened.client()
        sent = upload(client, "插花.md", f"# 插花\n\n{PLAN}\n".encode()).json()
        assert until_settled(client, sent["id"]).json()["status"] == "ready"
        assert notes(folder) == ["插花.md"]
        # What was put into the folder by hand is read along, by the same process.
        (tmp_path / "corpus" / "茶点.md").write_text("# 茶点\n\n茶点要少糖。\n", encoding="utf-8")
        before = opened.service.generation()
        client.post(f"/v1/documents/{sent['id']}/reindex")
        assert until_settled(client, sent["id"]).json()["status"] == "ready"
        assert notes(folder) == ["插花.md", "茶点.md"]
        assert opened.service.generation() != before
        # Unchanged: read again all the same, the others not.
        client.post(f"/v1/documents/{sent['id']}/reindex")
        assert until_settled(client, sent["id"]).json()["status"] == "ready"
        assert notes(folder) == ["插花.md"]
        assert "两厘米" in answer(client, "插花的水位要没过剑山多少？")["answer"]


def test_a_file_put_by_hand_cannot_hold_up_an_upload(tmp_path):
    reader = LimitedReader(Limits(seconds=1.0), command=(sys.executable, "-c", HANGING))
    with rig(school(tmp_path), reader=reader) as opened:
        client = opened.client()
        (tmp_path / "corpus" / "慢.pdf").write_bytes(b"%PDF-1.7 some bytes")
        sent = upload(client, "插花.md", f"# 插花\n\n{PLAN}\n".encode()).json()
        assert until_settled(client, sent["id"]).json()["status"] == "ready"
        (slow,) = [d for d in client.get("/v1/documents").json()["items"] if d["name"] == "慢.pdf"]
        assert (slow["status"], slow["chunks"]) == ("failed", 0)
        assert "1 秒还没读完" in slow["detail"]


def test_a_document_that_cannot_be_read_again_answers_no_more_and_says_why(tmp_path):
    settings = school(tmp_path)
    question = "插花的水位要没过剑山多少？"
    with rig(settings) as opened:
        sent = upload(opened.client(), "插花.md", f"# 插花\n\n{PLAN}\n".encode()).json()
        until_settled(opened.client(), sent["id"])
    killed = LimitedReader(Limits(), command=(sys.executable, "-c", "raise SystemExit(1)"))
    with rig(settings, reader=killed) as opened:
        client = opened.client()
        client.post(f"/v1/documents/{sent['id']}/reindex")
        failed = until_settled(client, sent["id"]).json()
        assert (failed["status"], failed["chunks"]) == ("failed", 0)
        assert "中途退出" in failed["detail"]
        assert answer(client, question)["status"] == "refused"
    with rig(settings) as opened:
        client = opened.client()
        client.post(f"/v1/documents/{sent['id']}/reindex")
        assert until_settled(client, sent["id"]).json()["status"] == "ready"
        assert answer(client, question)["status"] == "answered"


def test_an_upload_changed_by_hand_is_ready_once_it_was_read_again(school_rig, tmp_path):
    client = school_rig.client()
    sent = upload(client, "插花.md", f"# 插花\n\n{PLAN}\n".encode()).json()
    until_settled(client, sent["id"])
    changed = f"# 插花\n\n{PLAN.replace('两', '五')}\n"
    (tmp_path / "beike" / "index-uploads" / "插花.md").write_text(changed, encoding="utf-8")
    client.post(f"/v1/documents/{sent['id']}/reindex")
    assert until_settled(client, sent["id"]).json()["status"] == "ready"
    assert "五厘米" in answer(client, "插花的水位要没过剑山多少？")["answer"]


def test_a_damaged_file_fails_with_the_reason_and_can_be_sent_again(school_rig):
    client = school_rig.client()
    sent = upload(client, "插花.docx", b"PK\x03\x04 not a container").json()
    failed = until_settled(client, sent["id"]).json()
    assert (failed["status"], failed["chunks"]) == ("failed", 0)
    assert "插花.docx" in failed["detail"]
    again = upload(client, "插花.docx", word("插花讲义", PLAN))
    assert again.status_code == 202
    assert until_settled(client, sent["id"]).json()["status"] == "ready"


@pytest.mark.parametrize(
    ("name", "code", "limits", "reason"),
    [
        ("慢.pdf", HANGING, Limits(seconds=1.0), "1 秒还没读完"),
        ("贪.txt", HUNGRY, Limits(memory_mb=256), "内存超过了 256 MB 的限制"),
    ],
)
def test_a_file_that_would_take_the_service_along_is_given_up(tmp_path, name, code, limits, reason):
    reader = LimitedReader(limits, command=(sys.executable, "-c", code))
    with rig(school(tmp_path), reader=reader) as opened:
        client = opened.client()
        sent = upload(client, name, b"%PDF-1.7 some bytes" if ".pdf" in name else b"some words")
        # Questions are answered meanwhile.
        assert answer(client, "花瓶的水多久更换一次？")["status"] == "answered"
        failed = until_settled(client, sent.json()["id"]).json()
        assert failed["status"] == "failed"
        assert reason in failed["detail"]
        assert not (tmp_path / "beike" / "index-uploads" / name).exists()
