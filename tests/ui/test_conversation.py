"""Asking within a session: history, problems, and the start page."""

from __future__ import annotations

import threading
from dataclasses import dataclass

from fake_assistant import FakeAssistant

from indexing.errors import IndexDamagedError
from rag.types import Answer, Turn
from ui.conversation import KEPT_EXCHANGES, Exchange, answer, begin, history
from ui.stopping import stoppable
from ui.welcome import welcome


def finished(number: int) -> Exchange:
    return Exchange(number, f"问{number}", Answer(f"问{number}", "answered", f"答{number}"))


def last(steps) -> Exchange:
    *_, exchange = steps
    assert isinstance(exchange, Exchange)
    return exchange


def test_a_follow_up_carries_the_last_six_answers_oldest_first() -> None:
    assistant = FakeAssistant()
    earlier = [*(finished(n) for n in range(1, 9)), Exchange(9, "没答完")]
    last(answer(assistant, begin(earlier, "那考核呢？")))
    assert assistant.asked == [("那考核呢？", tuple(Turn(f"问{n}", f"答{n}") for n in range(3, 9)))]


def test_numbers_are_never_used_twice_even_when_old_exchanges_go() -> None:
    exchanges: list[Exchange] = []
    for _ in range(KEPT_EXCHANGES + 5):
        exchanges = begin(exchanges, "问")
    assert len(exchanges) == KEPT_EXCHANGES
    assert [e.number for e in exchanges] == list(range(6, KEPT_EXCHANGES + 6))


def test_beginning_leaves_the_given_list_alone() -> None:
    exchanges = [finished(1)]
    begin(exchanges, "问")
    assert exchanges == [finished(1)]


def test_an_answer_brings_the_views_of_its_citations() -> None:
    steps = list(answer(FakeAssistant(), begin([], "考核")))
    done = last(steps)
    assert all(isinstance(step, str) for step in steps[:-1]) and len(steps) > 1
    assert done.answer is not None and done.problem == ""
    assert set(done.views) == {"plan", "std"}
    assert history([done]) == [Turn("考核", done.answer.text)]


def test_a_view_that_is_gone_does_not_spoil_the_answer() -> None:
    class Gone(FakeAssistant):
        def source(self, chunk_id: str, context: int = 600):
            if chunk_id == "plan":
                raise KeyError(chunk_id)
            return super().source(chunk_id, context)

    done = last(answer(Gone(), begin([], "考核")))
    assert done.answer is not None
    assert set(done.views) == {"std"}


def test_problems_become_sentences() -> None:
    known = last(answer(FakeAssistant(), begin([], "故障")))
    assert (known.answer, known.problem) == (None, "嵌入模型没有装好。")
    assert known.hint == "请运行 beike doctor。"
    unknown = last(answer(FakeAssistant(), begin([], "崩溃")))
    assert "程序" in unknown.problem and "secret" not in unknown.problem + unknown.hint


def test_a_stream_without_an_answer_is_a_problem() -> None:
    class Mute(FakeAssistant):
        def stream(self, question, k=10, history=()):
            yield "半句"

    done = last(answer(Mute(), begin([], "问")))
    assert done.answer is None and "程序" in done.problem


def test_a_question_that_is_too_long_is_not_asked() -> None:
    assistant = FakeAssistant()
    done = last(answer(assistant, begin([], "问" * 2001)))
    assert "2000" in done.problem
    assert assistant.asked == []


def test_the_start_page_lists_documents_or_says_how_to_index() -> None:
    text, examples = welcome(FakeAssistant())
    for part in (
        "教案",
        "搭建客户标签",
        "12 段",
        "课程标准",
        "96 页 · 480 段",
        "2 份文件，492 个段落",
    ):
        assert part in text
    assert "<img" not in text
    assert examples == ["标签课怎么考核？", "网店运营多少学时？"]
    text, examples = welcome(FakeAssistant(indexed=False))
    assert "beike index --corpus" in text
    assert examples == []


def test_the_start_page_survives_a_broken_index() -> None:
    @dataclass
    class Broken(FakeAssistant):
        error: Exception | None = None

        def documents(self):
            raise self.error or AssertionError

    text, examples = welcome(Broken(error=IndexDamagedError("索引损坏。", "请重新建立。")))
    assert "索引损坏。" in text and "请重新建立。" in text and examples == []
    text, _ = welcome(Broken(error=OSError("secret")))
    assert "beike doctor" in text and "secret" not in text


def test_a_stop_gives_the_page_back_and_closes_the_writer_when_it_comes_up() -> None:
    stuck, closed, stop = threading.Event(), threading.Event(), threading.Event()

    def writer():
        try:
            yield "一"
            assert stuck.wait(30)
            yield "二"
            yield "三"
        finally:
            closed.set()

    seen = []
    for item in stoppable(writer(), stop):
        seen.append(item)
        stop.set()
    assert seen == ["一"]
    assert not closed.is_set()
    stuck.set()
    assert closed.wait(30)


def test_without_a_stop_everything_arrives_in_order() -> None:
    stop = threading.Event()
    assert list(stoppable((n for n in range(50)), stop)) == list(range(50))
    assert stop.is_set()


def test_losing_interest_stops_the_writer() -> None:
    closed = threading.Event()

    def writer():
        try:
            while True:
                yield "…"
        finally:
            closed.set()

    items = stoppable(writer(), threading.Event())
    assert next(items) == "…"
    items.close()
    assert closed.wait(30)
