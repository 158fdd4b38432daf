"""Asking the gold questions: in order, resumable, and never under other code or settings."""

import json

import pytest

from eval.errors import EvalError
from eval.remembering import RememberingEncoder
from eval.runner import run
from rag.types import Answer, Turn


class Scripted:
    """Answers with the question; breaks off at the question named."""

    def __init__(self, breaks_at=""):
        self.asked = []
        self.breaks_at = breaks_at

    def ask(self, question, k=10, history=()):
        if self.breaks_at and question.startswith(self.breaks_at):
            raise KeyboardInterrupt
        self.asked.append((question, tuple(history)))
        return Answer(question, "answered", f"答：{question}", timings_ms={"retrieve": 1.0})


class NoLanes:
    def search(self, question, k, history=()):
        return dict.fromkeys(("dense", "lexical", "fused"), ())


def go(gold, corpus, subject, partial, key="k", progress=lambda *_: None):
    return run(
        gold.questions,
        subject,
        NoLanes(),
        corpus,
        k=10,
        partial=partial,
        key=key,
        progress=progress,
    )


def test_every_question_is_asked_in_order_with_progress(small_gold, small_corpus, tmp_path):
    told, subject = [], Scripted()
    outcomes = go(
        small_gold, small_corpus, subject, tmp_path / "p", progress=lambda *a: told.append(a)
    )
    assert [o.id for o in outcomes] == ["g1", "g2", "g3", "g4", "g5", "g6"]
    assert outcomes[0].answer == "答：绿茶冲泡课程一共多少学时？"
    assert told[2] == ("提问", 2, 6, "g3")
    assert not (tmp_path / "p").exists()


def test_a_follow_up_has_its_history(small_gold, small_corpus, tmp_path):
    subject = Scripted()
    go(small_gold, small_corpus, subject, tmp_path / "p")
    assert subject.asked[-1] == (
        "那红茶呢？",
        (Turn("绿茶冲泡课程一共多少学时？", "48学时。"),),
    )


def test_a_history_without_answers_is_asked_first(small_gold, small_corpus, tmp_path):
    from dataclasses import replace

    last = replace(small_gold.questions[-1], history=(Turn("前？", ""), Turn("再？", "有")))
    subject = Scripted()
    go(replace(small_gold, questions=(last,)), small_corpus, subject, tmp_path / "p")
    assert subject.asked == [
        ("前？", ()),
        ("那红茶呢？", (Turn("前？", "答：前？"), Turn("再？", "有"))),
    ]


def test_a_run_that_broke_off_goes_on(small_gold, small_corpus, tmp_path):
    partial = tmp_path / "p"
    with pytest.raises(KeyboardInterrupt):
        go(small_gold, small_corpus, Scripted(breaks_at="剪枝"), partial)
    with partial.open("a", encoding="utf-8") as file:
        file.write('{"id": "g4", "sta')  # a line torn by a crash
    subject = Scripted()
    outcomes = go(small_gold, small_corpus, subject, partial)
    assert [question for question, _ in subject.asked] == [
        "剪枝要剪多少度？",
        "高铁票多少钱一张？",
        "那红茶呢？",
    ]
    whole = go(small_gold, small_corpus, Scripted(), tmp_path / "other")
    assert outcomes == whole


@pytest.mark.parametrize("content", ["", "garbage", '{"key": "other"}\n{"id": "g1"}\n'])
def test_what_was_done_under_another_key_is_thrown_away(
    small_gold, small_corpus, tmp_path, content
):
    partial = tmp_path / "p"
    partial.write_text(content, encoding="utf-8")
    subject = Scripted()
    go(small_gold, small_corpus, subject, partial)
    assert len(subject.asked) == 6


def test_what_is_done_is_on_disk_before_the_next_question(small_gold, small_corpus, tmp_path):
    partial, seen = tmp_path / "p", []

    def look(stage, done, total, detail):
        lines = partial.read_text(encoding="utf-8").splitlines()
        seen.append([json.loads(line).get("id") for line in lines[1:]])

    go(small_gold, small_corpus, Scripted(), partial, progress=look)
    assert seen[3] == ["g1", "g2", "g3"]


def test_a_folder_that_cannot_be_written_is_told(small_gold, small_corpus, tmp_path):
    with pytest.raises(EvalError, match="写不了"):
        go(small_gold, small_corpus, Scripted(), tmp_path / "none" / "p")


def test_each_text_is_embedded_once():
    class Counting:
        def __init__(self):
            self.texts = []

        def encode_query(self, text):
            self.texts.append(text)
            return len(text)

    inner = Counting()
    encoder = RememberingEncoder(inner)
    asked = ["一", "二二", "一", "二二", "三三三"]
    assert [encoder.encode_query(text) for text in asked] == [1, 2, 1, 2, 3]
    assert inner.texts == ["一", "二二", "三三三"]
