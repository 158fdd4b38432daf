"""A whole plan over an invented standard: every rule, and what it says by hand."""

import pytest
from plan_rules import assert_sound, cells, goal_ids, in_class, points, rubric, texts_of

from rag.drafting.plan import DraftRequest, Origin, statements_of
from rag.errors import ScopeError

LESSONS = [(2, 40), (2, 45), (4, 45), (1, 30), (12, 60)]


@pytest.fixture(scope="session")
def canonical_of(bakery_index):
    return lambda path: bakery_index.document_by_path(path).canonical


def group(plan, section, label):
    found = next(b for b in plan.section(section).blocks if b.label == label)
    return [s.text for s in found.statements]


@pytest.mark.parametrize(("lessons", "minutes"), LESSONS)
@pytest.mark.parametrize("task", ["吐司面包制作", "生日蛋糕裱花", "欧式面包制作"])
def test_every_rule_holds(bakery, draft, canonical_of, task, lessons, minutes):
    request = DraftRequest(task=task, lessons=lessons, minutes_per_lesson=minutes)
    assert_sound(draft(bakery, request), canonical_of)


def test_goals_are_made_of_the_steps_that_fit_the_task(toast):
    assert group(toast, "教学目标", "知识目标") == [
        "理解烘焙百分比的含义，掌握面温公式和称料规范。",
        "理解面筋形成的原理和温度对酵母的作用，掌握醒发的标准。",
        "理解常见缺陷的种类，掌握烘烤曲线和成品品质标准。",
    ]
    assert group(toast, "教学目标", "能力目标")[:3] == [
        "能按配方准确称料，计算并控制水温。",
        "能判断面团的筋度和醒发程度，及时调整。",
        "能控制烘烤温度和时间，烤出颜色均匀的面包。",
    ]
    assert goal_ids(toast)[:3] == ["知1", "知2", "知3"]


def test_steps_of_the_work_become_steps_of_the_lesson(toast):
    assert [step.name for step in in_class(toast)] == [
        "温故检测",
        "任务导入",
        "任务探究一：计算配方与称料",
        "任务探究二：揉面与醒发判断",
        "任务探究三：整形烘烤与品质检查",
        "展示互评",
        "总结提升",
    ]


def test_weights_are_those_of_the_standard_unless_the_teacher_has_others(bakery, draft, toast):
    assert points(toast)[-1] == 40
    said = [s.text for s in statements_of(toast.section("考核评价"))]
    assert "课标规定：过程性考核 60%、终结性考核 40%。" in said
    assert "与课标规定的比例一致。" in said
    own = DraftRequest(task="吐司面包制作", notes="考核：过程性50%，终结性30%，增值性20%。")
    plan = draft(bakery, own)
    assert sum(points(plan)) == 100
    assert points(plan)[-2:] == [30, 20]
    said = " ".join(s.text for s in statements_of(plan.section("考核评价")))
    assert "过程性少 10 个百分点、终结性少 10 个百分点、增值性多 20 个百分点" in said


def test_requirements_of_the_standard_are_in_the_rubric(toast):
    shown = "".join(s.text for row in rubric(toast).rows for s in row[1])
    assert "称料误差不超过1克，水温按面温公式计算" in shown


def test_presentations_fit_their_step(bakery, draft):
    plan = draft(bakery, DraftRequest(task="吐司面包制作", groups=9, minutes_per_lesson=40))
    step = next(s for s in in_class(plan) if s.name == "展示互评")
    # 9 groups of 2 minutes are 18; 3 for scoring make 21, in steps of five 25: 7 are left.
    assert step.minutes == 25
    text = "".join(s.text for s in step.content)
    assert "9个小组，每组 2 分钟，共 18 分钟" in text
    assert "评分与反馈 7 分钟" in text


def test_an_unknown_number_of_groups_is_not_invented(toast):
    step = next(s for s in in_class(toast) if s.name == "展示互评")
    statement = next(s for s in step.content if "每组" in s.text)
    assert statement.origin is Origin.SUGGESTED
    assert "按 6 组计" in statement.text
    assert "请按实际组数调整" in statement.text


def test_what_the_teacher_said_is_marked_and_stands_where_it_belongs(bakery, draft):
    request = DraftRequest(
        task="吐司面包制作",
        deliverable="吐司品质记录册",
        learners="已学过称料。动手能力强，分析偏慢。喜欢看短视频。",
        notes="请安排一次消防提醒。",
    )
    plan = draft(bakery, request)
    assert group(plan, "学情分析", "知识与技能")[0] == "已学过称料。"
    assert group(plan, "学情分析", "认知与实践")[0] == "动手能力强，分析偏慢。"
    assert group(plan, "学情分析", "学习特点")[0] == "喜欢看短视频。"
    teachers = [s.text for section in plan.sections for s in statements_of(section)
                if s.origin is Origin.TEACHER]  # fmt: skip
    assert "请安排一次消防提醒。" in teachers
    assert any("《吐司品质记录册》" in text for text in teachers)


def test_missing_things_are_asked_for_and_not_invented(bakery, toast):
    asked = [q.field for q in bakery.missing(toast.request)]
    assert asked[:4] == ["class_name", "groups", "students", "place"]
    assert "course" not in asked
    text = "".join(texts_of(toast))
    assert "〔请教师填写：学生已学过的相关课程和已会的操作〕" in text
    full = toast.request.model_copy(
        update={"class_name": "烘焙1班", "groups": 6, "students": 30, "place": "烘焙室",
                "form": "线下", "deliverable": "记录册", "learners": "会称料。", "level": "中级"}
    )  # fmt: skip
    assert bakery.missing(full) == ()


def test_reflection_only_asks(toast):
    assert all(s.text.endswith("？") for s in statements_of(toast.section("教学反思")))


def test_alignment_is_inferred_unless_the_teacher_chose_the_course(bakery, draft, toast):
    plan = draft(bakery, "吐司面包制作")
    assert statements_of(plan.section("对齐矩阵"))[0].origin is Origin.INFERRED
    assert any("这是推断" in note for note in plan.notes)
    assert statements_of(toast.section("对齐矩阵"))[0].origin is Origin.TEACHER
    assert not any("推断" in note for note in toast.notes)


def test_a_task_of_no_course_is_drafted_from_suggestions_alone(bakery, draft, canonical_of):
    request = DraftRequest(task="太阳能电池板焊接", minutes_per_lesson=40)
    plan = draft(bakery, request)
    assert_sound(plan, canonical_of)
    assert plan.citations == ()
    assert plan.evidence == ()
    assert any("没有课标依据" in note for note in plan.notes)
    assert bakery.missing(request)[0].field == "course"


def test_a_task_of_another_name_goes_to_the_course_that_speaks_of_it(bakery, draft):
    plan = draft(bakery, "玫瑰花裱花嘴挤制练习")
    assert any("蛋糕裱花" in note and "推断" in note for note in plan.notes)
    assert any("玫瑰花的挤制" in c.quote for c in plan.citations)


def test_a_course_the_teacher_names_wins_over_the_name_of_the_task(bakery, draft):
    plan = draft(bakery, DraftRequest(task="吐司面包制作", course="蛋糕裱花"))
    assert any("打发奶油" in step.name for step in in_class(plan))


def test_a_course_that_is_not_there_is_said_to_be_missing(bakery, draft):
    plan = draft(bakery, DraftRequest(task="吐司面包制作", course="造船"))
    assert any("造船" in note for note in plan.notes)
    assert plan.citations == ()


def test_sections_come_one_by_one_and_the_plan_last(bakery, toast):
    *sections, plan = bakery.draft(toast.request)
    assert [section.name for section in sections] == [s.name for s in toast.sections]
    assert plan.sections == tuple(sections)
    assert plan == toast


def test_columns_of_a_stage_name_the_knowledge_with_its_source(toast):
    step = in_class(toast)[2]
    assert step.content[0].text == "知识要点：烘焙百分比的含义；面温公式；称料规范。"
    assert step.content[0].origin is Origin.DOCUMENT
    assert all(s.serves for s in step.student if s.text.startswith("【操作】"))
    assert all(len(cell) >= 2 for cell in cells(step))


# --- a scope ---------------------------------------------------------------------------------


def documents_of(plan):
    return {c.document for c in plan.citations} | {e.citation.document for e in plan.evidence}


def test_a_draft_is_made_of_the_documents_in_its_scope_only(bakery, draft):
    task = "吐司面包制作"
    assert "标准/烘焙.md" in documents_of(draft(bakery, task))
    plan = draft(bakery, DraftRequest(task=task, collection="教案"))
    assert documents_of(plan) <= {"教案/曲奇.md", "教案/泡芙.md"}
    assert bakery.missing(DraftRequest(task=task, documents=("曲奇",)))[0].field == "course"
    again = bakery.redraft(plan, "教学目标")  # the scope stays with the draft
    assert documents_of(again) <= {"教案/曲奇.md", "教案/泡芙.md"}


def test_what_the_form_names_belongs_to_its_scope(bakery, draft):
    request = DraftRequest(task="吐司面包制作", documents=("泡芙",), base_plan="教案/曲奇.md")
    assert "教案/曲奇.md" in documents_of(draft(bakery, request))


def test_a_scope_that_is_not_there_is_an_error_before_anything_is_drafted(bakery, draft):
    with pytest.raises(ScopeError, match="没有文件夹“教按”"):
        draft(bakery, DraftRequest(task="吐司面包制作", collection="教按"))
