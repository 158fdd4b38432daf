"""What two texts share: numbers and letters."""

import pytest

from rag.text.coverage import coverage, numbers


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("共 1 360 学时", {"1360"}),
        ("共 1\u00a0360 学时", {"1360"}),
        ("共1,360学时", {"1360"}),
        ("共１３６０学时", {"1360"}),
        ("12,345,678", {"12345678"}),
        ("第4，120学时", {"4", "120"}),
        ("2 页 100 题", {"2", "100"}),
        ("3.5 度，60%", {"3.5", "60"}),
        ("1∶20", {"1", "20"}),
        ("共三门课，四十五分钟", {"3", "45"}),
        ("百分之六十", {"60"}),
        ("两人一组，第一章", {"2", "1"}),
        ("一个十分重要的办法，万一", set()),
    ],
)
def test_numbers(text, found):
    assert numbers(text) == found


def test_a_footnote_mark_behind_a_number_is_no_digit():
    assert numbers("基准学时 160①") == {"160"}


@pytest.mark.parametrize(
    ("sentence", "quote", "share"),
    [
        # 绿茶 茶冲 冲泡 — all there
        ("绿茶冲泡", "学习绿茶冲泡的办法", 1.0),
        # 绿茶 茶课 课程 程共 — 绿茶 of 4
        ("绿茶课程共", "绿茶冲泡", 0.25),
        # punctuation, width and script do not count
        ("綠茶，冲泡！", "绿茶冲泡", 1.0),
        ("ＫＰＩ", "kpi", 1.0),
        ("茶", "茶", 0.0),
        ("", "茶", 0.0),
    ],
)
def test_coverage(sentence, quote, share):
    assert coverage(sentence, quote) == pytest.approx(share)
