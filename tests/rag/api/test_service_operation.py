"""A running service: metrics, logs, an orderly end."""

from __future__ import annotations

import json
import logging
import socket
import threading
from pathlib import Path

import httpx
import pytest
from api_fake import ANSWER, Fake
from prometheus_client.parser import text_string_to_metric_families
from service_rig import password_of, rig, school, served

from rag.service.logs import ACCESS, JsonLines

SECRET = "玉兰花盏怎么养"


def figures(client):
    text = client.get("/metrics").text
    return {
        (sample.name, tuple(sorted(sample.labels.items()))): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def test_metrics_count_requests_and_answers_by_what_became_of_them(school_rig):
    client = school_rig.client()
    client.post("/v1/ask", json={"question": "绿茶冲泡课程多少学时？"})
    client.post("/v1/ask", json={"question": SECRET})
    client.post("/v1/ask", json={"question": ""})
    client.get(f"/v1/sources/{SECRET}")
    found = figures(client)
    asked = ("method", "POST"), ("route", "/v1/ask")
    assert found["beike_requests_total", (*asked, ("status", "200"))] == 2
    assert found["beike_requests_total", (*asked, ("status", "422"))] == 1
    assert found["beike_answers_total", (("status", "answered"),)] == 1
    assert found["beike_answers_total", (("status", "refused"),)] == 1
    assert found["beike_request_seconds_count", (("route", "/v1/ask"),)] == 3
    assert found["beike_requests_running", ()] == 1  # this one
    assert 0 <= found["beike_index_age_seconds", ()] < 600
    assert SECRET not in client.get("/metrics").text


def test_metrics_of_a_school_are_for_its_own_machine_and_keys(school_rig):
    teacher = school_rig.account("王老师")
    stranger = school_rig.client(client=("192.168.1.9", 5000))
    assert stranger.get("/metrics").status_code == 401
    assert school_rig.client(client=("127.0.0.1", 5000)).get("/metrics").status_code == 200
    assert teacher.get("/metrics").status_code == 200


def test_the_log_has_one_line_a_request_and_no_word_of_anybody(school_rig, caplog):
    caplog.set_level(logging.INFO, logger=ACCESS)
    teacher = school_rig.account("王老师")
    teacher.post("/v1/ask", json={"question": SECRET}, headers={"X-Request-ID": "trace-0001"})
    teacher.get(f"/v1/sources/{SECRET}", params={"context": 7}, headers={"X-Request-ID": "x y"})
    lines = [json.loads(JsonLines().format(record)) for record in caplog.records]
    assert [line["route"] for line in lines] == ["/v1/login", "/v1/ask", "/v1/sources/{chunk}"]
    assert [line["status"] for line in lines] == [200, 200, 404]
    assert lines[1]["request"] == "trace-0001"
    assert lines[2]["request"] != "x y"
    assert lines[1]["user"] == lines[2]["user"] != ""
    assert all(line["ms"] >= 0 for line in lines)
    written = json.dumps(lines, ensure_ascii=False)
    for secret in (SECRET, "王老师", password_of("王老师"), teacher.cookies["beike_session"]):
        assert secret not in written


def test_an_error_is_logged_by_its_type_and_place_alone():
    try:
        raise KeyError(SECRET)
    except KeyError:
        record = logging.getLogger("rag.x").makeRecord(
            "rag.x", logging.ERROR, __file__, 1, "no %s", (SECRET,), __import__("sys").exc_info()
        )
    line = json.loads(JsonLines().format(record))
    assert (line["event"], line["error"]) == ("no %s", "KeyError")
    assert line["at"][0].startswith(Path(__file__).name)
    assert SECRET not in json.dumps(line, ensure_ascii=False)
    other = logging.makeLogRecord({"name": "library", "msg": f"failed: {SECRET}"})
    assert SECRET not in JsonLines().format(other)


class Slow(Fake):
    """An assistant that answers when it is let."""

    def __init__(self):
        super().__init__()
        self.entered, self.release = threading.Event(), threading.Event()

    def stream(self, question, k=10, history=()):
        yield "过程"
        self.entered.set()
        assert self.release.wait(30)
        yield ANSWER

    def close(self):
        self.release.set()


def asking(address, told):
    def ask():
        with httpx.Client(trust_env=False, timeout=30) as client:
            try:
                sent = client.post(f"{address}/v1/ask", json={"question": "问", "stream": True})
                told.append(sent.text)
            except httpx.HTTPError:
                told.append("cut off")

    thread = threading.Thread(target=ask)
    thread.start()
    return thread


def test_an_answer_under_way_is_finished_before_the_service_ends(tmp_path):
    slow, told = Slow(), []
    with rig(school(tmp_path), assistant=slow) as opened, served(opened.app) as (server, address):
        thread = asking(address, told)
        assert slow.entered.wait(30)
        server.should_exit = True
        port = int(address.rpartition(":")[2])
        while True:  # until the door is closed
            try:
                socket.create_connection(("127.0.0.1", port), timeout=5).close()
            except OSError:
                break
        assert told == []
        slow.release.set()
        thread.join(30)
    assert "event: answer" in told[0]
    assert ANSWER.text in told[0]


def test_an_answer_that_takes_too_long_does_not_keep_the_service_up(tmp_path):
    slow, told = Slow(), []
    with (
        rig(school(tmp_path), assistant=slow) as opened,
        served(opened.app, finish_s=0.2) as (server, address),
    ):
        thread = asking(address, told)
        assert slow.entered.wait(30)
        server.should_exit = True
        # The thread of the answer cannot be stopped; the connection is.
        thread.join(30)
        assert told == ["cut off"]
        slow.release.set()


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_a_supervisor_needs_no_account(school_rig, path):
    school_rig.account("王老师")
    assert school_rig.client().get(path).status_code == 200
