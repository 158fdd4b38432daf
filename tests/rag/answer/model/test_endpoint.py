"""Endpoints that fail: the offline answer stands, with a note that gives nothing away."""

import pytest
from model_answers import QUESTION, position, with_model
from scripted_endpoint import (
    KEY,
    chunk,
    compressed,
    cut_off,
    fails,
    hangs,
    malformed,
    never_ends_a_line,
    redirects,
    reports_error,
    serving,
    web_page,
)

from rag.answer.model import endpoint as endpoint_module

FAULTS = {
    "malformed": (malformed, "答复的格式不对"),
    "cut off": (cut_off("过程性考核"), "答到一半连接断了"),
    "500 always": (fails(500), "对方内部错误"),
    "429 always": (fails(429), "请求太多，被限流"),
    "401": (fails(401), "密钥不对"),
    "404": (fails(404), "地址或模型名不对"),
    "400": (fails(400), "对方不接受这样的请求"),
    "error in the stream": (reports_error, "对方在回答中报错"),
    "web page": (web_page, "对方的答复读不懂，地址可能不对"),
    "compressed": (compressed, "答复的格式不对"),
    "nothing": ("", "没有写出内容"),
}


@pytest.mark.parametrize(("step", "said"), FAULTS.values(), ids=FAULTS)
def test_when_the_endpoint_fails_the_offline_answer_comes_with_a_note(
    teacher, endpoint, offline, step, said
):
    endpoint.says(step)
    answer = teacher.ask(QUESTION)
    assert (answer.status, answer.text, answer.citations) == (
        "answered",
        offline.text,
        offline.citations,
    )
    assert len(answer.notes) == 1
    assert answer.notes[0].startswith("模型没有答上来")
    assert said in answer.notes[0]
    shown = f"{answer.text}{answer.notes}"
    for secret in (KEY, endpoint.url, "127.0.0.1", "Traceback", "Error"):
        assert secret not in shown


def test_a_hang_ends_at_the_timeout_and_is_not_tried_again(school_settings, endpoint, offline):
    endpoint.says(hangs)
    assistant = with_model(school_settings, endpoint, llm_timeout_s=0.3)
    answer = assistant.ask(QUESTION)
    assistant.close()
    assert answer.text == offline.text
    assert "超时" in answer.notes[0]
    assert len(endpoint.requests) == 1


def test_nobody_listening_is_a_note_too(school_settings, offline, endpoint):
    endpoint.url = "http://127.0.0.1:9/v1"
    assistant = with_model(school_settings, endpoint)
    answer = assistant.ask(QUESTION)
    assistant.close()
    assert answer.text == offline.text
    assert "连接不上" in answer.notes[0]


def test_a_busy_endpoint_is_asked_again(teacher, endpoint):
    endpoint.says(
        fails(429, Retry_After="30"), fails(500), f"过程性考核占60%。[{position(teacher)}]"
    )
    answer = teacher.ask(QUESTION)
    assert answer.text == "过程性考核占60%。[1]"
    assert answer.notes == ()
    assert len(endpoint.requests) == 3


@pytest.mark.parametrize(("status", "tries"), [(500, 3), (429, 3), (401, 1), (400, 1)])
def test_only_passing_faults_are_tried_again(teacher, endpoint, status, tries):
    endpoint.says(fails(status))
    teacher.ask(QUESTION)
    assert len(endpoint.requests) == tries


def test_no_second_try_once_text_has_come(teacher, endpoint):
    endpoint.says(cut_off("过程性"))
    *pieces, last = teacher.stream(QUESTION)
    assert len(endpoint.requests) == 1
    assert pieces == [last.text]


def test_after_a_stream_that_breaks_off_the_offline_answer_stands_in_a_paragraph_of_its_own(
    teacher, endpoint, offline
):
    endpoint.says(cut_off(f"过程性考核占60%。[{position(teacher)}]终结性"))
    *pieces, last = teacher.stream(QUESTION)
    # Both cite the same sentence, so its number is the same, and so is what follows it.
    assert "".join(pieces) == last.text == f"过程性考核占60%。[1]\n\n{offline.text}"
    assert last.citations == offline.citations
    assert last.notes == (
        "模型没有写完，空行后面是直接从资料里摘出的回答。模型服务出错：答到一半连接断了。",
    )


def test_the_offline_answer_is_numbered_on_from_what_a_model_cited_before_it_broke_off(
    teacher, endpoint, offline
):
    n = next(p.rank for p in teacher.search(QUESTION) if "缺课三次" in p.text)
    endpoint.says(cut_off(f"缺课三次的学员不得参加终结性考核。[{n}]过程性"))
    *pieces, last = teacher.stream(QUESTION)
    absent, shares = "缺课三次的学员不得参加终结性考核。", "过程性考核占60%，终结性考核占40%。"
    assert offline.text == f"{shares}[1]{absent}[2]"
    assert last.text == f"{absent}[1]\n\n{shares}[2]{absent}[1]"
    assert "".join(pieces) == last.text
    assert [c.quote for c in last.citations] == [absent, shares]


@pytest.mark.parametrize("end", ["length", None])
def test_an_answer_that_was_not_finished_is_said_to_be_so(teacher, endpoint, end):
    n = position(teacher)
    endpoint.says(lambda handler: handler.stream(f"过程性考核占60%。[{n}]", end))
    answer = teacher.ask(QUESTION)
    assert answer.text == "过程性考核占60%。[1]"
    assert answer.notes == ("模型的回答没有写完，可能不完整。",)


def test_a_model_that_never_stops_is_stopped(teacher, endpoint, monkeypatch):
    monkeypatch.setattr(endpoint_module, "_MOST", 40)
    n = position(teacher)
    endpoint.says(f"过程性考核占60%。[{n}]" + "茶" * 5000)
    *pieces, last = teacher.stream(QUESTION)
    assert len("".join(pieces)) <= 45
    assert last.text == "过程性考核占60%。[1]"


def test_an_endpoint_that_drips_is_given_up(school_settings, endpoint, offline):
    endpoint.says(lambda handler: handler.stream("茶" * 500, pause=0.1))
    assistant = with_model(school_settings, endpoint, llm_total_s=0.8)
    answer = assistant.ask(QUESTION)
    assistant.close()
    assert answer.text == offline.text
    assert "超时" in answer.notes[0]


def test_a_redirect_is_not_followed_and_the_key_goes_nowhere_else(teacher, endpoint, offline):
    with serving() as other:
        other.says("过程性考核占60%。[1]")
        endpoint.says(redirects(other.url))
        answer = teacher.ask(QUESTION)
        assert (other.keys, other.requests) == ([], [])
    assert answer.text == offline.text
    assert "密钥只发给设置里的地址" in answer.notes[0]
    assert len(endpoint.requests) == 1


def test_a_line_without_end_is_read_for_so_many_bytes(teacher, endpoint, offline, monkeypatch):
    monkeypatch.setattr("rag.answer.model.transport.MOST_BYTES", 2**20)
    endpoint.says(never_ends_a_line)
    answer = teacher.ask(QUESTION)
    assert answer.text == offline.text
    assert "答复太大" in answer.notes[0]


def test_a_line_without_end_is_read_for_so_long(school_settings, endpoint, offline):
    def drips(handler):
        handler.start()
        while not handler.server.endpoint.closing.wait(0.05):
            handler.data(b"x")

    endpoint.says(drips)
    assistant = with_model(school_settings, endpoint, llm_total_s=0.5)
    answer = assistant.ask(QUESTION)
    assistant.close()
    assert answer.text == offline.text
    assert "超时" in answer.notes[0]


def test_a_model_that_goes_in_circles_is_stopped_and_heard_once(teacher, endpoint):
    n = position(teacher)

    def circles(handler):
        handler.start()
        while not handler.server.endpoint.closing.is_set():
            handler.event(chunk(f"过程性考核占60%。[{n}]"))

    endpoint.says(circles)
    *pieces, last = teacher.stream(QUESTION)
    assert "".join(pieces) == last.text == "过程性考核占60%。[1]"
    assert last.notes == ("模型的回答没有写完，可能不完整。",)


@pytest.mark.parametrize(
    ("text", "circles"),
    [
        ("茶" * 119, False),
        ("茶" * 120, True),
        ("开头。" + "绿茶占六成。" * 19, False),  # 114 characters of it
        ("开头。" + "绿茶占六成。" * 20, True),
        ("开头。" + "水" + "绿茶冲泡的水温是八十度上下，" * 8, False),  # 112
        ("一" * 40 + "二" * 40 + "一" * 40 + "二" * 40, False),  # the block twice only
        (("一" * 40 + "二" * 40) * 3, True),
        ("".join(f"第{n}步，冲泡第{n}道茶。" for n in range(40)), False),
        ("", False),
    ],
)
def test_what_goes_in_circles(text, circles):
    assert endpoint_module.in_circles(text) is circles
