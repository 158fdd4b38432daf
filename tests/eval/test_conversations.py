"""Conversations measured: what counts as right, as polluted, and which turns are asked."""

import json

import pytest
from invented_gold import question

from eval.conversations import Conversations, converse, main, table
from eval.gold_file import load_gold
from rag.types import Answer, Turn

HISTORY = [{"question": "绿茶几学时？", "answer": "48学时。"}]
ROWS = [
    question("p1", "花瓶的水多久换一次？", "fact", [["两天"]], [("花藝.md", "每兩天更換一次")]),
    question("p2", "高铁票多少钱？", "unanswerable"),
    question(
        "f1", "红茶呢", "followup", [["36"]], [("茶艺.md", "红茶冲泡课程共36学时")], history=HISTORY
    ),
    question(
        "t1",
        "谁来教？",
        "followup",
        [["三年"]],
        [("茶艺.md", "三年以上的茶艺从业经历")],
        history=HISTORY,
        stands_alone=True,
    ),
    question("t2", "食堂几点开？", "followup", history=HISTORY, stands_alone=True),
]


class Scripted:
    """Answers with what ``told`` has for a question and the last one before it; else refuses."""

    def __init__(self, told):
        self.told = told
        self.asked = []

    def ask(self, text, k=10, history=()):
        before = history[-1].question if history else ""
        self.asked.append((text, tuple(history)))
        said = self.told.get((text, before))
        return Answer(text, "answered" if said else "refused", said or "没有。")


@pytest.fixture
def rows(tmp_path):
    path = tmp_path / "gold.jsonl"
    lines = (json.dumps(row, ensure_ascii=False) for row in ROWS)
    path.write_text("\n".join(lines), encoding="utf-8")
    return load_gold(path).questions


def test_a_turn_that_stands_alone_is_asked_both_ways_a_follow_up_once(rows):
    before = "绿茶几学时？"
    told = {
        ("红茶呢", before): "36学时。",
        ("谁来教？", ""): "三年以上的人。",
        ("谁来教？", before): "48学时。",
        ("食堂几点开？", before): "48学时。",
    }
    subject = Scripted(told)
    found = converse(subject, rows, "small")
    assert [(turn.id, turn.right, turn.alone, turn.polluted) for turn in found.turns] == [
        ("f1", True, None, False),
        ("t1", False, True, True),
        ("t2", False, True, True),  # refused alone, as it should be
    ]
    turn = (Turn(before, "48学时。"),)
    assert subject.asked == [
        ("红茶呢", turn),
        *(("谁来教？", turn), ("谁来教？", ())),
        *(("食堂几点开？", turn), ("食堂几点开？", ())),
    ]
    assert found.pollution == 1.0


def test_what_is_wrong_alone_is_not_polluted(rows):
    found = converse(Scripted({}), rows)
    # t1 is wrong both ways, t2 right both ways.
    assert [(turn.id, turn.polluted) for turn in found.standing] == [("t1", False), ("t2", False)]
    assert found.pollution == 0.0


def test_a_plain_question_is_asked_behind_the_one_before_it(rows):
    subject = Scripted({("高铁票多少钱？", "花瓶的水多久换一次？"): "两天。"})
    found = converse(subject, rows[:2], borrow=True)
    assert [(turn.id, turn.right, turn.alone) for turn in found.turns] == [("p2", False, True)]
    assert subject.asked[0] == ("高铁票多少钱？", (Turn("花瓶的水多久换一次？", ""),))
    assert converse(subject, rows[:2]).turns == ()


def test_the_table_counts_and_names(rows):
    subject = Scripted({("谁来教？", ""): "三年以上的人。"})
    text = table([converse(subject, rows, "small"), Conversations("none", ())])
    assert "| small | 0/1 | 2/2 | 1/2 | 0.500 |" in text
    assert "| none | 0/0 | 0/0 | 0/0 | 0.000 |" in text
    assert "small: follow-ups wrong: f1; polluted: t1" in text


def test_a_gold_file_that_is_not_there_is_one_line(small_settings, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    status = main(["--corpus", str(tmp_path / "none"), "--gold", str(tmp_path / "none.jsonl")])
    told = capsys.readouterr()
    assert status == 1
    assert told.out == ""
    assert "Traceback" not in told.err
    assert str(tmp_path / "none") in told.err
