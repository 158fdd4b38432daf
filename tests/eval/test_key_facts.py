"""Key facts met by an answer, worked out by hand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.metrics.answer_length import answer_length
from eval.metrics.key_facts import all_facts, key_facts, met
from eval.metrics.refusal import false_refusal, refusal_recall


@pytest.mark.parametrize(
    ("answer", "alternative"),
    [
        ("共 48 学时[1]", "48学时"),
        ("共48\n学时", "48学时"),
        ("綠茶課程", "绿茶"),
        ("合计 1,360 学时", "1360"),
        ("合计1360学时", "1 360"),
        ("ＲＦＭ模型", "rfm"),
        ("40[2]48[3]", "40"),
        ("1. 80学时", "80学时"),
        ("占 2.5 成", "2.5"),
        ("红茶 36 绿茶 48", "36"),
    ],
)
def test_what_is_met(answer, alternative):
    assert met(answer, [alternative])


@pytest.mark.parametrize(
    ("answer", "alternative"),
    [
        ("共 24 学时", "4学时"),
        ("共148学时", "48"),
        ("版本 3.48", "48"),
        ("48.5 分", "48"),
        ("见[48]", "48"),
        ("红茶", "绿茶"),
        ("", "绿"),
    ],
)
def test_what_is_not_met(answer, alternative):
    assert not met(answer, [alternative])


def test_share_of_groups():
    groups = [["48学时", "48课时"], ["必修"], ["考查"]]
    assert key_facts("必修，48课时", groups, refused=False) == pytest.approx(2 / 3)
    assert key_facts("必修，48课时，考查", groups, refused=True) == 0.0
    assert key_facts("必修", [], refused=False) is None


def test_all_facts_need_every_group_and_nothing_forbidden():
    assert all_facts("甲乙", [["甲"], ["乙"]], [], refused=False) == 1.0
    assert all_facts("甲", [["甲"], ["乙"]], [], refused=False) == 0.0
    assert all_facts("甲乙丙", [["甲"], ["乙"]], ["丙"], refused=False) == 0.0
    assert all_facts("甲140", [["甲"]], ["40"], refused=False) == 1.0
    assert all_facts("甲乙", [["甲"]], [], refused=True) == 0.0


@given(st.text(), st.lists(st.lists(st.text(min_size=1), min_size=1), min_size=1, max_size=4))
def test_bounds(answer, groups):
    share = key_facts(answer, groups, refused=False)
    assert 0.0 <= share <= 1.0
    assert all_facts(answer, groups, [], refused=False) == float(share == 1.0)


def test_length_counts_what_is_read():
    assert answer_length("共 48 学时[1]。\n乙[2]", refused=False) == 7
    assert answer_length("资料里没有", refused=True) is None


def test_refusals():
    assert refusal_recall(answerable=False, refused=True) == 1.0
    assert refusal_recall(answerable=False, refused=False) == 0.0
    assert refusal_recall(answerable=True, refused=True) is None
    assert false_refusal(answerable=True, refused=True) == 1.0
    assert false_refusal(answerable=True, refused=False) == 0.0
    assert false_refusal(answerable=False, refused=True) is None
