"""Records of a lesson plan: what each field of the invented turning plan says."""

import pytest
from invented_lesson_plan import FLAT

from indexing.kinds import records_of


@pytest.fixture
def plan(understood):
    return records_of(understood(FLAT, "车削.txt")).lesson_plan


def said(values):
    return [value.text for value in values]


def named(parts):
    return {part.name: said(part.text) for part in parts}


def test_short_fields_under_the_names_of_the_vocabulary(plan):
    assert {field.name: field.value.text for field in plan.basics} == {
        "授课单元": "模块二 轴类零件的加工",
        "授课班级": "2029级数控班",
        "任务名称": "任务2.1\n阶梯轴的车削",
        "授课地点": "车工实训室",
        "课时数": "2",
    }
    assert plan.basic("课时数").number == 2
    assert plan.basic("授课教师") is None


def test_aspects_of_the_learners(plan):
    assert named(plan.learners) == {
        "知识与技能": ["会看零件图，\n不会算转速。"],
        "认知与实践": ["动手快，少想步骤。"],
        "学习特点": ["愿意看演示。"],
    }


def test_goals_by_kind_and_points(plan):
    assert named(plan.goals) == {
        "知识目标": ["1. 说明三爪卡盘的装夹要点；", "2. 掌握转速与进给量的关系。"],
        "能力目标": ["1. 能按图车出阶梯轴，尺寸误差不超过 0.05 毫米。"],
    }
    assert said(plan.key_points) == ["装夹与对刀。"]
    assert said(plan.difficult_points) == ["尺寸控制。"]


def test_what_the_plan_does_not_have_is_empty(plan):
    assert (plan.ideology, plan.task, plan.methods, plan.titles) == ((), None, (), ())


def test_weights_of_the_assessment(plan):
    assert [(w.name, w.value.number, w.value.text) for w in plan.weights] == [
        ("过程性", 50, "50%"),
        ("成品", 50, "50%"),
    ]


@pytest.mark.parametrize(
    ("text", "weights"),
    [
        (
            "过程性考核占 60%（考勤占 20%，作业占 80%），期末占 40%。",
            {"过程性考核": 60, "期末": 40},
        ),
        ("总评＝平时成绩×30％＋期末成绩×70％", {"平时": 30, "期末": 70}),
        ("过程性评价（55%）；终结性评价（45%）", {"过程性评价": 55, "终结性评价": 45}),
        ("合格率达到 90%，满意度不低于 95%。", {}),
    ],
)
def test_how_weights_may_be_written(understood, text, weights):
    document = understood(FLAT.replace("过程性占 50%，成品占 50%。", text), "车削.txt")
    found = records_of(document).lesson_plan.weights
    assert {weight.name: weight.value.number for weight in found} == weights


def test_steps_with_phase_minutes_and_four_columns(plan):
    steps = [(s.phase, s.label, s.minutes and s.minutes.number) for s in plan.steps]
    assert steps == [
        ("课前", "领取任务", None),
        ("课中", "安全检查", 10),
        ("课中", "任务实施一", 20),
        ("课中", "检测评分", 20),
        ("课中", "任务实施二", 30),
        ("课后", "整理与延伸", None),
    ]
    third = plan.steps[2]
    assert (third.name.text, third.minutes.text) == ("任务实施\n一", "20分钟")
    assert third.content.text == "装夹与对刀\n1. 找正；\n2. 对刀。"
    assert third.teacher.text == "【演示】慢动作对刀"
    assert third.student.text == "【练习】每人对刀一次"
    assert third.design.text == "【设计意图】先慢后快"


def test_with_a_cell_missing_the_columns_are_not_certain(plan):
    step = plan.steps[3]
    assert step.student is None
    assert (step.content.certain, step.teacher.certain) == (False, False)
    assert (step.name.certain, step.design.certain) == (True, True)
    whole = [s for s in plan.steps if s.student]
    assert len(whole) == 5
    assert all(s.content.certain and s.teacher.certain for s in whole)


TASK = """
\t课堂任务
\t某车间要赶制一批阶梯轴，请各组完成：
1. 编写工艺卡；
2. 写一份 400 字左右《阶梯轴加工小结》。
设计目标：
（1）工序完整；
（2）数据真实。

\t教学资源
"""


def test_the_task_of_the_lesson(understood):
    text = FLAT.replace("\n\t教学资源\n", TASK).replace("写加工小结", "交《加工小结》")
    plan = records_of(understood(text, "车削.txt")).lesson_plan
    task = plan.task
    assert said(task.situation) == ["某车间要赶制一批阶梯轴，请各组完成："]
    assert said(task.requirements) == [
        "1. 编写工艺卡；",
        "2. 写一份 400 字左右《阶梯轴加工小结》。",
    ]
    assert said(task.goals) == ["（1）工序完整；", "（2）数据真实。"]
    assert said(task.deliverables) == ["《阶梯轴加工小结》"]
    assert [(words.text, words.number) for words in task.words] == [("400 字左右", 400)]
    assert said(plan.titles) == ["《阶梯轴加工小结》", "《加工小结》"]


def test_reflection_without_the_numbers_of_its_labels(plan):
    assert named(plan.reflection) == {
        "教学效果": ["多数学生能独立对刀。"],
        "存在问题": ["1. 有人忘记锁紧刀架。"],
        "改进建议": ["增加一次口令训练。"],
    }
