"""Feedback becomes a gold question that the evaluation accepts."""

import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from invented_work import QUOTE, answer

from eval.gold_file import load_gold
from eval.gold_schema import KINDS as EVAL_KINDS
from eval.gold_schema import problems_of
from rag.store.errors import GoldError
from rag.store.feedback import KINDS, append_gold, to_gold
from rag.store.records import Feedback, Verdict
from rag.types import Turn

EVIDENCE = [("茶艺.md", QUOTE)]
FEEDBACK = Feedback(
    id="0123456789abcdef" * 2,
    owner_id="u",
    message_id="m",
    verdict=Verdict.DOWN,
    reason="不对",
    question=" 绿茶冲泡一共多少学时？ ",
    history=(),
    answer=answer(),
    fingerprint="f",
    generation="g",
    gold=None,
    created=datetime(2026, 9, 1, tzinfo=UTC),
)
FOLLOWING = replace(FEEDBACK, question="那红茶呢？", history=(Turn("绿茶呢？", "48学时。"),))


def test_an_answerable_question_has_facts_and_evidence():
    assert to_gold(FEEDBACK, True, [["48学时", " 48课时 ", ""], []], EVIDENCE) == {
        "id": "fb-0123456789ab",
        "question": "绿茶冲泡一共多少学时？",
        "kind": "fact",
        "answerable": True,
        "answer": "",
        "must_include": [["48学时", "48课时"]],
        "must_not_include": [],
        "evidence": [{"doc": "茶艺.md", "quote": QUOTE}],
    }


def test_a_question_that_should_be_refused_has_neither():
    row = to_gold(FEEDBACK, False)
    assert (row["kind"], row["must_include"], row["evidence"]) == ("unanswerable", [], [])


def test_a_follow_up_keeps_what_went_before_unless_it_stands_alone():
    row = to_gold(FOLLOWING, True, [["36"]], EVIDENCE)
    assert (row["kind"], row["history"]) == (
        "followup",
        [{"question": "绿茶呢？", "answer": "48学时。"}],
    )
    alone = to_gold(FOLLOWING, True, [["36"]], EVIDENCE, kind="numeric")
    assert (alone["kind"], "history" in alone) == ("numeric", False)


@pytest.mark.parametrize(
    ("arguments", "named", "said"),
    [
        ((True, [], EVIDENCE), {}, "必须有的内容"),
        ((True, [[" "]], EVIDENCE), {}, "必须有的内容"),
        ((True, [["48"]], []), {}, "原文作依据"),
        ((False, [["48"]], []), {}, "没有答案的题"),
        ((False, [], EVIDENCE), {}, "没有答案的题"),
        ((True, [["48"]], [("茶艺.md", "48学时")]), {}, "依据有 4 字"),
        ((True, [["48"]], [("茶艺.md", "茶" * 121)]), {}, "依据有 121 字"),
        ((True, [["48"]], EVIDENCE), {"kind": "riddle"}, "没有 riddle 这一类"),
        ((True, [["48"]], EVIDENCE), {"kind": "unanswerable"}, "无答案"),
        ((True, [["48"]], EVIDENCE), {"kind": "followup"}, "不是追问"),
    ],
)
def test_what_is_missing_is_told_in_chinese(arguments, named, said):
    with pytest.raises(GoldError, match=said):
        to_gold(FEEDBACK, *arguments, **named)


def test_an_empty_question_is_no_gold_question():
    with pytest.raises(GoldError, match="问题是空的"):
        to_gold(replace(FEEDBACK, question=" \n"), False)


def test_the_kinds_are_those_of_the_evaluation():
    assert {*KINDS} == {*EVAL_KINDS} - {"draft"}


texts = st.text(max_size=12) | st.sampled_from(["48学时", QUOTE, "| - |", "·3·", "茶" * 130])


@given(
    feedback=st.builds(
        lambda q, h: replace(FEEDBACK, question=q, history=tuple(h)),
        texts,
        st.lists(st.builds(Turn, texts, texts), max_size=2),
    ),
    answerable=st.booleans(),
    groups=st.lists(st.lists(texts, max_size=2), max_size=2),
    evidence=st.lists(st.tuples(texts, texts), max_size=2),
    kind=st.sampled_from(["", *KINDS]),
)
def test_whatever_is_accepted_the_evaluation_accepts_as_well(
    feedback, answerable, groups, evidence, kind
):
    try:
        row = to_gold(feedback, answerable, groups, evidence, kind=kind)
    except GoldError:
        return
    assert problems_of([(1, row)], "gold.jsonl") == []
    assert json.loads(json.dumps(row)) == row


def test_a_gold_file_grows_line_by_line_and_is_used_by_the_evaluation(tmp_path):
    path = tmp_path / "new" / "gold.jsonl"
    append_gold(path, to_gold(FEEDBACK, True, [["48"]], EVIDENCE))
    other = replace(FOLLOWING, id="f" * 32)
    append_gold(path, to_gold(other, True, [["36"]], EVIDENCE))
    gold = load_gold(path)
    assert [q.id for q in gold.questions] == ["fb-0123456789ab", "fb-ffffffffffff"]
    assert gold.questions[0].question == "绿茶冲泡一共多少学时？"
    assert gold.questions[1].history == (Turn("绿茶呢？", "48学时。"),)


def test_a_file_without_a_last_line_break_is_not_spoilt(tmp_path):
    path = tmp_path / "gold.jsonl"
    row = to_gold(FEEDBACK, False)
    path.write_text(json.dumps({**row, "id": "a", "question": "别的？"}), encoding="utf-8")
    append_gold(path, row)
    assert [q.id for q in load_gold(path).questions] == ["a", "fb-0123456789ab"]


def test_the_same_question_is_not_added_twice(tmp_path):
    path = tmp_path / "gold.jsonl"
    append_gold(path, to_gold(FEEDBACK, False))
    before = path.read_bytes()
    traditional = replace(FEEDBACK, id="e" * 32, question="綠茶沖泡 一共多少學時？")
    for same in (FEEDBACK, traditional):
        with pytest.raises(GoldError, match="第 1 行已经有这道题"):
            append_gold(path, to_gold(same, False))
    assert path.read_bytes() == before


@pytest.mark.parametrize("content", [b"{broken\n", b"[1]\n", b'{"id": 1}\n', "题".encode("gbk")])
def test_a_file_of_another_kind_is_left_alone(tmp_path, content):
    path = tmp_path / "gold.jsonl"
    path.write_bytes(content)
    with pytest.raises(GoldError):
        append_gold(path, to_gold(FEEDBACK, False))
    assert path.read_bytes() == content


def test_a_place_that_cannot_be_written_is_told(tmp_path):
    with pytest.raises(GoldError, match="写不了"):
        append_gold(tmp_path, to_gold(FEEDBACK, False))
