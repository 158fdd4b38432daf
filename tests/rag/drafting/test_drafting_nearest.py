"""Which course a task told in other words goes to, and what a plan takes of the plan built on."""

from contextlib import closing

import pytest
from invented_bakery import DOCUMENTS
from invented_school import StubEncoder
from invented_workshop import build
from opencc import OpenCC
from plan_rules import assert_sound, in_class, texts_of

from indexing.index import open_index
from indexing.searchtext import simplified
from rag.drafting.plan import DraftRequest
from rag.drafting.wording import short_name, title_for
from rag.drafting.workshop import Workshop

#: Names a teacher uses, none of them a task of the standard, and the courses that are right.
TOLD = {
    "客诉处理": {"客户服务", "客户服务管理"},
    "分析客户服务数据": {"客户服务", "客户服务管理", "网店数据分析"},
    "开展顾客精细化运营": {"电商用户管理", "电商用户运营规划", "网店运营"},
    "仓库盘点": {"仓储管理"},
    "订单打包发货": {"仓储管理"},
    "新员工带教": {"网店技术人员工作指导与技能培训"},
    "竞品分析": {"网店数据分析"},
}


@pytest.mark.parametrize(("task", "courses"), TOLD.items())
def test_a_task_in_other_words_goes_to_a_course_that_fits(shipped_workshop, draft, task, courses):
    plan = draft(shipped_workshop, task)
    assert plan.course in courses
    assert any("推断" in note for note in plan.notes)


@pytest.mark.parametrize("task", ["烘焙戚风蛋糕", "数控车床编程", "护理静脉输液"])
def test_a_task_of_another_trade_goes_nowhere(shipped_workshop, draft, task):
    plan = draft(shipped_workshop, task)
    assert (plan.course, plan.citations) == ("", ())
    assert shipped_workshop.missing(DraftRequest(task=task))[0].options == ()


def test_the_courses_that_are_near_are_offered(shipped_workshop):
    first = shipped_workshop.missing(DraftRequest(task="分析客户服务数据"))[0]
    assert first.field == "course"
    assert 1 <= len(first.options) <= 3
    assert all(f"“{name}”" in first.text for name in first.options)
    for chosen in first.options:
        request = DraftRequest(task="分析客户服务数据", course=chosen)
        assert "course" not in [q.field for q in shipped_workshop.missing(request)]


def test_a_task_of_the_standard_leaves_nothing_to_choose(shipped_workshop):
    asked = shipped_workshop.missing(DraftRequest(task="售后客户服务"))
    assert "course" not in [question.field for question in asked]


def test_a_standard_in_traditional_script_gives_a_simplified_plan(tmp_path, draft):
    traditional = OpenCC("s2t")
    corpus = {name: traditional.convert(text) for name, text in DOCUMENTS.items()}
    settings = build(tmp_path, corpus)
    with closing(Workshop(settings, StubEncoder())) as workshop:
        plan = draft(workshop, "吐司面包制作")
    with open_index(settings.index) as index:
        texts = {info.path: index.canonical(info.id) for info in index.documents()}
    assert_sound(plan, texts.__getitem__)
    assert "能判断面团的筋度和醒发程度，及时调整。" in texts_of(plan)
    assert all(text == simplified(text) for text in (*texts_of(plan), *plan.notes, plan.course))
    assert any(c.quote != simplified(c.quote) for c in plan.citations)


def test_steps_are_called_as_in_the_plan_built_on(shipped_workshop, draft):
    ours = [step.name for step in in_class(draft(shipped_workshop, "售后客户服务"))]
    assert (ours[0], ours[-2], ours[-1]) == ("温故检测", "展示互评", "总结提升")
    base = "教案4.3-顾客精细化运营.docx"
    plan = draft(shipped_workshop, DraftRequest(task="售后客户服务", base_plan=base))
    theirs = [step.name for step in in_class(plan)]
    assert (theirs[0], theirs[-2], theirs[-1]) == ("查漏补缺", "学生互评", "总结升华")
    assert any("“查漏补缺”环节" in text for text in texts_of(plan))
    assert not any("温故检测" in text for text in texts_of(plan))


def test_the_results_of_another_lesson_are_not_taken_over(bakery, draft):
    plan = draft(bakery, DraftRequest(task="吐司面包制作", base_plan="教案/曲奇.md"))
    goals = "".join(s.text for b in plan.section("教学目标").blocks for s in b.statements)
    assert "黄油软化程度与曲奇花纹清晰度" in goals
    reflection = plan.section("教学反思").blocks
    assert [block.label for block in reflection][:3] == ["教学效果", "存在问题", "改进建议"]
    assert all(s.text.endswith("？") for block in reflection[:3] for s in block.statements)


@pytest.mark.parametrize(
    ("topic", "told", "stages", "title"),
    [
        ("分析客户数据", [], ["分析数据"], "客户数据分析报告"),
        ("开展门店活动", ["写出活动方案交教师验收"], [], "门店活动方案"),
        ("年度营销规划", ["撰写总结报告"], [], "年度营销规划方案"),
        ("新闻采编", ["依脚本采访；撰写新闻稿，写总结报告"], [], "新闻采编总结报告"),
        ("面团揉制", [], ["揉面"], "面团揉制工作记录"),
        ("设备检修", [], ["拆卸", "检查磨损并判断原因"], "设备检修分析报告"),
    ],
)
def test_what_is_handed_in_is_named_as_the_standard_names_it(topic, told, stages, title):
    assert title_for(topic, told, stages) == title


@pytest.mark.parametrize(
    ("printed", "name"),
    [
        ("聊天记录、电话录音、系统数据、解决方案等资料的整理与分析", "聊天记录等资料的整理与分析"),
        ("对创意文案、人群定向、资源位、出价时段等进行设置", "创意文案等设置"),
        ("活动主题、活动类型、报名条件及报名流程的确定", "活动主题、活动类型等的确定"),
        ("与客户沟通，判断需求", "与客户沟通，判断需求"),
    ],
)
def test_a_long_name_keeps_what_is_done(printed, name):
    assert short_name(printed) == name
