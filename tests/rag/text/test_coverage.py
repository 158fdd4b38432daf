"""What two texts share: numbers and letters."""

import pytest

from rag.text.coverage import coverage, missing_numbers, numbers


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
        ("九十六学时，一千三百六十学时", {"96", "1360"}),
        ("长六厘米，粗零点二厘米", {"6", "0.2"}),
        ("一个半小时，1.2万元", {"1.5", "12000"}),
        ("第Ⅲ章，Ⅱ级", {"3", "2"}),
        ("任务三，任务4", {"4"}),
    ],
)
def test_numbers(text, found):
    assert numbers(text) == found


def test_a_footnote_mark_behind_a_number_is_no_digit():
    assert numbers("基准学时 160①") == {"160"}


@pytest.mark.parametrize(
    ("said", "quote", "missing"),
    [
        ("90分钟", "一个半小时", set()),
        ("一个半小时", "90分钟", set()),
        ("一个半小时", "80分钟", {"1.5"}),
        # 90 people are no 90 minutes
        ("1.5小时", "90人", {"1.5"}),
        # the unit stands in the head of the table
        ("2小时", "讲授｜2", set()),
        ("1.2万元", "12000元", set()),
        ("12000元", "1.2万元", set()),
        ("1.2万元", "经费｜1.2", set()),
        ("1学期", "一学期", set()),
        ("一学期", "本学期", set()),
        ("2学期", "一学期", {"2"}),
        ("四成", "40%", set()),
    ],
)
def test_numbers_that_a_quote_has_in_no_writing(said, quote, missing):
    assert missing_numbers(said, quote) == missing


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
        ("九十六学时", "共96学时", 1.0),
        ("一个半小时", "90分钟", 1.0),
        ("茶", "茶", 0.0),
        ("", "茶", 0.0),
    ],
)
def test_coverage(sentence, quote, share):
    assert coverage(sentence, quote) == pytest.approx(share)
