"""What number a line opens with, and by which scheme it is counted."""

import pytest

from indexing.kinds.outline.numbering import mark_of


@pytest.mark.parametrize(
    ("line", "scheme", "value"),
    [
        ("第三章 气焊", "第章", 3),
        ("第 十二 单元　酸碱", "第单元", 12),
        ("第5次课", "第次课", 5),
        ("壹、宗旨", "formal", 1),
        ("拾貳、附則", "formal", 12),
        ("二、实训安排", "han", 2),
        ("二．实训安排", "han", 2),
        ("（三）考核", "paren_han", 3),
        ("1.2 目标", "decimal2", 2),
        ("3. 步骤", "digit", 3),
        ("３．步骤", "digit", 3),
        ("（4）收尾", "paren_digit", 4),
        ("实验二　喷油器", "实验#1", 2),
        ("任务3.1 打磨", "任务#2", 1),
        ("单元B　选区", "单元#1", 2),
        ("Unit 3 Food", "Unit#1", 3),
        ("附件2 座位表", "附", 2),
        ("附：借用办法", "附", 1),
        ("Ⅳ、结论", "roman", 4),
        ("乙、丝网", "stem", 2),
    ],
)
def test_the_number_of_a_heading(line: str, scheme: str, value: int) -> None:
    mark = mark_of(line)
    assert mark is not None
    assert (mark.scheme, mark.value) == (scheme, value)


@pytest.mark.parametrize(
    "line",
    [
        "表1 学时分配",
        "图2 流程",
        "续表3 学时",
        "第三条 学生应当",
        "第3至第6周",
        "教学目标",
        "3.5毫米",
        "",
    ],
)
def test_captions_articles_and_measures_have_none(line: str) -> None:
    assert mark_of(line) is None


def test_a_chapter_ranks_above_a_part_and_a_part_above_an_item() -> None:
    lines = ("第一编 甲", "第一章 甲", "第一节 甲", "一、甲", "（一）甲", "1. 甲", "（1）甲")
    ranks = [mark.rank for line in lines if (mark := mark_of(line))]
    assert ranks == sorted(set(ranks))
