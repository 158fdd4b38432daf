"""Records of a course standard: what each field of the invented nursing standard says."""

import pytest
from invented_standard import PAGES, TEXT, flatten

from indexing.kinds import records_of, to_json


@pytest.fixture
def records(understood):
    return records_of(understood(TEXT, "护理.txt"))


def said(values):
    return [value.text for value in values]


def test_the_programme_with_the_codes_and_totals_of_its_levels(records):
    programme = records.programme
    assert programme.name.text == "护理"
    assert [(lv.name, lv.code.text) for lv in programme.levels] == [
        ("中级", "1905-4"),
        ("高级", "1905-3"),
    ]
    middle, high = programme.levels
    assert (middle.total.number, middle.total.text) == (1056, "1 056")
    assert high.total is None  # no table for it: nothing is guessed


def test_the_table_of_hours_of_a_level(records):
    (table,) = records.programme.tables
    assert (table.level, table.entry.text) == ("中级", "初中起点")
    assert [(row.name.text, row.hours.number, row.hours.page) for row in table.rows] == [
        ("生命体征监测", 60, 2),
        ("老年居家照护", 96, 3),
        ("临床护理综合实训", 900, 3),
    ]
    assert table.total.number == 1056


def test_years_and_certificates_of_each_level(understood):
    front = [
        *("一、专业信息", "（一）学习年限", "护理专业中级：初中起点三年"),
        "护理专业预备技师（技师）：高中起点四年、初中起点六年",
        *("（二）职业资格 / 职业技能等级", "护理专业中级：护理员四级 / 中级工"),
        "护理专业预备技师（技师）：护理员二级",
        *("二、培养目标和要求", "（一）培养要求", "见下表。"),
    ]
    text = flatten([*PAGES[:2], front, *PAGES[3:]])
    middle, top = records_of(understood(text, "护理.txt")).programme.levels
    assert (middle.name, top.name) == ("中级", "预备技师(技师)")
    assert [(y.entry.text, y.years.text, y.years.number) for y in middle.years] == [
        ("初中起点", "三年", 3)
    ]
    assert [(y.entry.text, y.years.number) for y in top.years] == [("高中起点", 4), ("初中起点", 6)]
    assert said(middle.certificates) == ["护理员四级", "中级工"]
    assert said(top.certificates) == ["护理员二级"]


def test_courses_with_number_name_hours_and_page(records):
    found = [(c.number, c.name.text, c.hours.number, c.page) for c in records.courses]
    assert found == [(1, "生命体征监测", 60, 3), (2, "老年居家照护", 96, 5)]


def test_the_footnote_belongs_to_the_hours_and_to_no_field(records):
    first, second = records.courses
    assert first.hours.text == "60"
    assert first.note.text == "① 按初中毕业生源计算。"
    assert second.note is None
    assert said(first.analysis[-1].text) == [
        "1. 测量前核对患者身份；",
        "2. 读数准确到规定的小数位。",
    ]


def test_eight_parts_of_a_course_by_their_headings(records):
    first = records.courses[0]
    assert said(first.parts) == [
        "工学一体化课程名称 生命体征监测 基准学时 60",
        *("典型工作任务描述", "工作内容分析", "课程目标", "学习内容"),
        *("参考性学习任务", "教学实施建议", "教学考核要求"),
    ]


def test_the_columns_of_an_analysis_cut_by_a_page_break_are_whole_again(records):
    fields = {part.name: part for part in records.courses[1].analysis}
    assert list(fields) == [
        *("工作对象", "工具、设备、材料与资料", "工作方法", "劳动组织方式", "工作要求")
    ]
    tasks, _, methods, organisation, rules = (said(part.text) for part in fields.values())
    assert tasks == ["1. 查看居家环境；", "2. 协助进食与用药。"]
    assert methods == ["观察法、访谈法、记录法。"]
    assert organisation == ["两人一组上门，一人操作，一人记录。"]
    assert rules == [
        *("1. 不得代替家属做决定；", "2. 用药前两人核对药名和剂量；"),
        "3. 离开前收拾用物。",
    ]


def test_a_sentence_put_together_over_a_page_break_says_so(records):
    values = [value for part in records.courses[1].analysis for value in part.text]
    assert said(value for value in values if not value.certain) == [
        *("2. 协助进食与用药。", "观察法、访谈法、记录法。", "2. 用药前两人核对药名和剂量；")
    ]
    assert all(bool(value.rest) is not value.certain for value in values)


def test_goals_apart_from_what_leads_to_them(records):
    first, second = records.courses
    assert said(first.goals_lead) == ["学完本课程以后，学生能独立完成一个病区的晨间监测。"]
    assert [text[:2] for text in said(first.goals)] == ["1.", "2."]
    assert second.goals_lead == ()


def test_content_in_steps_with_two_kinds_of_knowledge(records):
    first, second = records.courses
    step = first.content.steps[1]
    assert (step.name.text, step.group) == ("体征的测量与记录", None)
    assert said(step.practical) == ["体温、脉搏、呼吸、血压的测量，读数异常时的复测。"]
    assert said(step.theoretical) == ["影响测量结果的因素。"]
    assert said(first.content.general) == ["沟通、协作，以及尊重患者、严谨求实的态度。"]
    grouped = [(s.group.text, s.name.text) for s in second.content.steps]
    assert grouped == [("居家环境", "查看房间"), ("进食与用药", "准备餐食")]


def test_tasks_with_the_hours_out_of_their_descriptions(records):
    tasks = records.courses[0].tasks
    assert [(t.number.number, t.name.text, t.hours.number, t.optional) for t in tasks] == [
        (1, "体温与脉搏测量", 20, False),
        (2, "血压测量", 24, False),
        (3, "体征记录与上报（可选）", 16, True),
    ]
    first = tasks[0].description
    assert first.text.endswith("再轮流操作并互相核对读数。")
    assert "20" not in first.text
    assert len(first.rest) == 1


def test_teaching_requirements_and_the_size_of_a_group(records):
    first, second = (course.teaching for course in records.courses)
    assert said(first.teachers.text) == ["任课教师要有两年以上的病房工作经历。"]
    assert first.organisation.name == "教学组织方式建议"
    assert len(first.resources.text) == 4
    assert said(first.management.text) == ["进入模拟病房须穿工作服。"]
    group = first.group_size
    assert (group.size.text, group.low, group.high) == ("4 人一组", 4, 4)
    assert (second.organisation, second.group_size) == (None, None)


@pytest.mark.parametrize(
    ("sentence", "low", "high"),
    [
        ("分组教学（4～6 人 / 组）", 4, 6),
        ("以 3-5 人为一组进行", 3, 5),
        ("每组４至６名学生", 4, 6),
        ("两人一组，轮换角色", 2, 2),
        ("小组（5人）合作", 5, 5),
        ("每个小组 6 人", 6, 6),
    ],
)
def test_how_a_standard_may_give_the_size_of_a_group(understood, sentence, low, high):
    text = TEXT.replace("每 4 人一组", sentence)
    group = records_of(understood(text, "护理.txt")).courses[0].teaching.group_size
    assert (group.low, group.high) == (low, high)


@pytest.mark.parametrize("sentence", ["容纳 35 人", "每 4 个工位成组", "设 3 个小组", "分组教学"])
def test_what_is_no_size_of_a_group(understood, sentence):
    text = TEXT.replace("每 4 人一组", sentence)
    assert records_of(understood(text, "护理.txt")).courses[0].teaching.group_size is None


def test_assessment_with_weights_and_the_case(records):
    exam = records.courses[0].assessment
    assert [(p.kind, p.name, p.weight.text, p.weight.number) for p in exam.parts] == [
        ("process", "过程性考核", "60%", 60),
        ("final", "终结性考核", "40%", 40),
    ]
    (case,) = exam.cases
    assert case.title.text == "晨间监测"
    assert said(case.situation) == ["六号床患者昨夜发热，护士长让你复测体温。"]
    assert said(case.requirements) == ["（1）核对身份；", "（2）测量并记录。"]
    assert said(case.references) == ["护理操作手册。"]
    assert records.courses[1].assessment.cases == ()


def test_weights_that_only_the_rule_gives(understood):
    text = TEXT.replace("1.  过程性考核（60%）\n", "1.  过程性考核\n", 1)
    text = text.replace("2.  终结性考核（40%）", "2.  终结性考核", 1)
    parts = records_of(understood(text, "护理.txt")).courses[0].assessment.parts
    assert [(part.kind, part.weight.number) for part in parts] == [("process", 60), ("final", 40)]


def test_labels_of_a_case_on_the_line_of_their_text(understood):
    text = TEXT.replace("【参考资料】\n\n护理", "【参考资料】护理").replace(
        "【参考资料】\n护理", "【参考资料】护理"
    )
    (case,) = records_of(understood(text, "护理.txt")).courses[0].assessment.cases
    assert said(case.references) == ["护理操作手册。"]
    assert said(case.requirements) == ["（1）核对身份；", "（2）测量并记录。"]


def test_json_has_the_place_of_every_value_and_numbers_as_numbers(records):
    shown = to_json(records)
    hours = shown["courses"][0]["hours"]
    assert {**hours, "start": 0, "end": 0} == {
        "text": "60",
        "start": 0,
        "end": 0,
        "page": 3,
        "certain": True,
        "number": 60,
    }
    assert shown["lesson_plan"] is None
    assert shown["courses"][1]["note"] is None
    cut = [v for part in shown["courses"][1]["analysis"] for v in part["text"] if "rest" in v]
    assert len(cut) == 3
    assert not any(value["certain"] for value in cut)
