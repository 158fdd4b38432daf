"""The columns of a step of a lesson plan: 学生要做什么 is told in 学生活动."""

import pytest
from passages_by_hand import passage, question

from rag.read.columns import column_fit

STEP = "导入\t1. 看榫头\t【提问】谁见过\t【举手】说出用处\t【设计意图】唤起旧识"
PLACES = [STEP.index(word) for word in ("导入", "看", "提问", "举手", "唤起")]


def fits(asked, kind="step", text=STEP):
    step = passage(text, kind=kind)
    return [column_fit(question(asked), step, at) for at in PLACES]


@pytest.mark.parametrize(
    ("asked", "column"),
    [
        ("导入这步学生活动那一栏写了什么", 3),
        ("学生在这一步干什么", 3),
        ("娃要做点啥", 3),
        ("老师这时候讲什么", 2),
        ("教师活动有哪些", 2),
        ("导入的设计意图", 4),
        ("为什么这么安排", 4),
    ],
)
def test_the_column_asked_for(asked, column):
    assert fits(asked) == [1.0 if number == column else -0.5 for number in range(5)]


def test_where_no_column_is_asked_for_all_are_alike():
    assert fits("导入几分钟") == [0.0] * 5
    assert fits("老师要什么条件") == [0.0] * 5


def test_only_steps_with_all_columns_have_them():
    assert fits("学生活动", kind="table_row") == [0.0] * 5
    assert fits("学生活动", text=STEP.replace("\t【设", "【设")) == [0.0] * 5
