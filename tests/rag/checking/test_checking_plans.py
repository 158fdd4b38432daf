"""Slips planted in two plans that have none: each is found, and nothing else."""

import pytest
from whole_plans import CAKE, MOTOR, changed, flat, markdown, timed, without, word

from indexing.kinds import understand
from indexing.readers import read
from rag.checking import Severity, check

SHAPES = {"txt": flat, "md": markdown, "docx": word}
FIRST = "【提问】提起来弯不弯；"


@pytest.fixture
def found(understood):
    """Check a plan in a shape; every place must be verbatim, every mend must say something."""

    def make(plan, shape="txt", **options):
        document = understood(SHAPES[shape](plan), f"教案.{shape}")
        findings = check(document, **options)
        for finding in findings:
            assert finding.mend.endswith(("。", "）"))
            assert finding.places
            for place in finding.places:
                assert place.quote == document.canonical[place.start : place.end] != ""
        return findings

    return make


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("plan", [CAKE, MOTOR], ids=["cake", "motor"])
def test_nothing_is_found_in_a_plan_without_slips(found, plan, shape):
    assert found(plan, shape) == ()


def cake(old, new, count=1):
    return changed(CAKE, old, new, count=count)


FOREIGN = (
    f"{FIRST}【讲解】按直播话术介绍商品卖点；【示范】面对镜头说话术；",
    "【试播】轮流主播，说直播话术；【判断】",
)
CARRIED = changed(
    cake(FIRST, FOREIGN[0]),
    "【判断】",
    FOREIGN[1],
)
#: What is planted: plan, rule, severity, a part of the message, a part of the first quote.
PLANTED = {
    "minutes": (
        timed(CAKE, "任务实施一", 45),
        *("lesson_minutes", "error", "合计 110 分钟；2 课时应为 90 或 80", "课时数"),
    ),
    "weights": (cake("占 60%", "占 70%"), "weights", "error", "合计为 110%", "70%"),
    "title": (
        cake("提交《戚风蛋糕品质记录表》", "提交《戚风蛋糕记录表》"),
        *("drifting_title", "error", "“戚风蛋糕记录表”", "《戚风蛋糕品质记录表》"),
    ),
    "presentations": (
        cake("每组展示 2 分钟", "每组展示 4 分钟"),
        *("presentation_time", "error", "6 组需 24 分钟", "15分钟"),
    ),
    "another lesson": (CARRIED, "foreign_text", "advice", "“直播话术”", "【讲解】按直播话术"),
    "class left out": (
        cake("湿性发泡、中性发泡、干性发泡的样子", "湿性发泡、干性发泡的样子"),
        *("classes_left_out", "error", "没有涉及“中性发泡”", "1. 说明蛋白霜的湿性发泡"),
    ),
    "copied activities": (
        changed(
            cake(
                "【操作】入炉、计时、倒扣",
                "【判断】说出手里是哪一种蛋白霜；【操作】入炉、计时、倒扣",
            ),
            "说出手里是哪一种。",
            "说出手里是哪一种蛋白霜。",
        ),
        *("repeated_activity", "advice", "“任务实施一”和“任务实施三”", "【判断】说出手里"),
    ),
    "copied goal": (
        cake("2. 坚守食品卫生的底线。", "2. 坚守食品卫生的底线；\n3. 坚守食品卫生的底线。"),
        *("repeated_sentence", "error", "教学目标里有两处文字完全相同", "2. 坚守"),
    ),
    "goal nobody works on": (
        cake(
            "2. 坚守食品卫生的底线。",
            "2. 坚守食品卫生的底线；\n3. 弘扬茶马古道上马帮重信守诺的诚信传统。",
        ),
        *("goal_without_activity", "advice", "没有对应的活动", "3. 弘扬"),
    ),
    "goal nobody judges": (
        cake("2. 理解炉温与蛋糕膨胀的关系。", "2. 理解烤盘倒扣放凉的缘由。"),
        *("goal_without_assessment", "advice", "没有体现", "2. 理解烤盘"),
    ),
    "point outside the goals": (
        cake("翻拌面糊不消泡", "裱花袋的灌装手法"),
        *("point_outside_goals", "advice", "教学难点“裱花袋", "裱花袋"),
    ),
    "unused resource": (
        cake("云课堂平台（微课、测验）", "云课堂平台（微课、测验）、配方计算软件"),
        *("unused_resource", "advice", "“配方计算软件”", "配方计算软件"),
    ),
    "label twice": (
        cake("【练习】轮流翻拌；", "【练习】轮流翻拌；【练习】轻敲模具；"),
        *("label_twice", "error", "【练习】连用两次", "【练习】轮流翻拌；"),
    ),
    "step named twice": (
        cake("翻拌面糊\n1.", "任务实施二\n1."),
        *("step_twice", "error", "“任务实施二”印了两次", "任务实施二"),
    ),
    "two steps of one name": (
        cake("任务实施三", "任务实施二"),
        *("step_name_repeated", "error", "都叫“任务实施二”", "任务实施二"),
    ),
    "number left out": (
        cake("任务实施三", "任务实施四"),
        *("step_number", "error", "“任务实施二”后面是“任务实施四”", "任务实施二"),
    ),
    "name misspelt": (
        cake("任务实施二", "任务实践二"),
        *("step_name", "advice", "疑为“任务实施二”", "任务实践二"),
    ),
    "doubled mark": (
        cake("不浪费鸡蛋。", "不浪费鸡蛋。。"),
        "doubled",
        "error",
        "“。。”",
        "不浪费",
    ),
    "no minutes": (
        timed(CAKE, "任务实施二", None),
        *("step_minutes", "advice", "“任务实施二”", "任务实施二"),
    ),
    "no class after school": (
        without(CAKE, step="延伸练习"),
        *("missing_phase", "advice", "没有“课后”", "预习微课"),
    ),
    "field missing": (
        without(CAKE, field="教学方法"),
        *("missing_field", "advice", "“教学方法”", ""),
    ),
    "short field missing": (
        without(CAKE, basic="授课班级"),
        *("missing_field", "advice", "“授课班级”", ""),
    ),
    "short field empty": (
        cake("2031级西式面点1班", ""),
        *("empty_field", "advice", "“授课班级”", "授课班级"),
    ),
    "blank": (
        cake("烘焙实训室", "〔请教师填写：授课地点〕"),
        *("blank", "advice", "1 处没有填写：“〔请教师填写：授课地点〕”", "〔请教师填写"),
    ),
    "another class": (
        cake("请家人品尝", "2030级学生请家人品尝"),
        *("other_class", "error", "“2030级”", "2030级"),
    ),
    "another task": (
        cake("看得见状态", "本课（任务3.1）看得见状态"),
        *("other_task", "error", "“任务3.1”", "本课（任务3.1"),
    ),
}


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("slip", PLANTED)
def test_a_planted_slip_and_nothing_else_is_found(found, slip, shape):
    plan, rule, severity, told, quoted = PLANTED[slip]
    (finding,) = found(plan, shape)
    assert (finding.rule, finding.severity) == (rule, severity)
    assert told in finding.message
    assert quoted in finding.places[0].quote


@pytest.mark.parametrize("shape", SHAPES)
def test_six_slips_at_once_are_all_found(found, shape):
    plan = timed(CARRIED, "任务实施一", 45)
    for old, new in (
        ("占 60%", "占 70%"),
        ("提交《戚风蛋糕品质记录表》", "提交《戚风蛋糕记录表》"),
        ("每组展示 2 分钟", "每组展示 4 分钟"),
        ("湿性发泡、中性发泡、干性发泡的样子", "湿性发泡、干性发泡的样子"),
    ):
        plan = changed(plan, old, new)
    assert {finding.rule for finding in found(plan, shape)} == {
        *("lesson_minutes", "foreign_text", "weights"),
        *("drifting_title", "presentation_time", "classes_left_out"),
    }


@pytest.mark.parametrize("shape", ["md", "docx"])
@pytest.mark.parametrize(
    ("column", "name"), [(0, "教学内容"), (1, "教师活动"), (2, "学生活动"), (3, "设计意图")]
)
def test_an_empty_cell_of_a_table(found, shape, column, name):
    step = next(step for step in CAKE.steps if step.name == "任务实施二")
    # The cell also held what the step used and did: see test_a_planted_slip.
    empty = [
        f for f in found(changed(CAKE, step.cells[column], ""), shape) if f.rule == "empty_cell"
    ]
    (finding,) = empty
    assert finding.severity is Severity.ERROR
    assert f"“任务实施二”的{name}是空的" in finding.message


def test_an_empty_cell_of_a_flattened_table(found):
    """Of a missing cell only the number can be told."""
    step = next(step for step in CAKE.steps if step.name == "任务实施二")
    (finding,) = found(changed(CAKE, step.cells[2], ""))
    assert finding.rule == "empty_cell"
    assert "“任务实施二”有 1 栏是空的" in finding.message


def test_a_process_without_a_column_is_told_once(found):
    plan = MOTOR
    for step in MOTOR.steps:
        plan = changed(plan, step.cells[3], "")
    (finding,) = found(plan, "docx")
    assert (finding.rule, finding.severity) == ("missing_column", Severity.ADVICE)
    assert "没有“设计意图”" in finding.message


def test_copied_activities_of_a_whole_step_are_an_error(found):
    first = next(step for step in CAKE.steps if step.name == "任务实施一")
    second = next(step for step in CAKE.steps if step.name == "任务实施二")
    plan = changed(
        cake("、烤箱、六寸模具；\n2. 教辅材料：烘焙工艺手册。", "、烤箱。"),
        second.cells[1],
        first.cells[1],
    )
    (finding,) = found(plan, "docx")
    assert (finding.rule, finding.severity) == ("repeated_activity", Severity.ERROR)
    assert "“任务实施一”和“任务实施二”" in finding.message


def test_activities_of_another_lesson_with_a_seam_are_an_error(found):
    """One subject will do if its label stands in the cell already."""
    plan = cake("【提问】提起来弯不弯；", "【演示】介绍裱花嘴的号数；")
    plan = changed(plan, "【判断】说出", "【归类】给裱花嘴排序；【判断】说出")
    findings = found(plan)
    assert [finding.rule for finding in findings] == ["label_twice", "foreign_text"]
    assert findings[1].severity is Severity.ERROR
    assert [place.quote for place in findings[1].places] == [
        "【演示】介绍裱花嘴的号数；",
        "【归类】给裱花嘴排序；",
    ]


def test_a_step_with_the_activities_of_another_subject(found):
    """Nothing runs through them, but nothing of the plan is in them either."""
    lines = next(step for step in MOTOR.steps if step.name == "引出问题")
    plan = CAKE
    step = next(step for step in CAKE.steps if step.name == "任务实施三")
    plan = changed(plan, step.cells[1], lines.cells[1])
    plan = changed(plan, step.cells[2], lines.cells[2])
    carried = [finding for finding in found(plan) if finding.rule == "foreign_text"]
    (finding,) = carried
    assert "“任务实施三”有 4 处活动与本课" in finding.message
    assert finding.severity is Severity.ADVICE


@pytest.mark.parametrize(
    ("title", "told"),
    [
        ("戚风蛋糕成色记录表", True),
        ("海绵蛋糕品质记录表", False),  # of another cake
        ("戚风蛋糕制作工艺指导书", False),
    ],
)
def test_a_title_with_words_exchanged_is_advice(found, title, told):
    findings = found(cake("提交《戚风蛋糕品质记录表》", f"提交《{title}》"))
    drifting = [("drifting_title", Severity.ADVICE)] if told else []
    assert [(finding.rule, finding.severity) for finding in findings] == drifting
    assert all("统一写成《戚风蛋糕品质记录表》" in finding.mend for finding in findings)


def test_one_new_subject_without_a_seam_is_no_finding(found):
    plan = changed(CAKE, "【纠正】叫停画圈的小组", "【纠正】看手腕的角度")
    assert found(changed(plan, "【练习】轮流翻拌", "【练习】放松手腕")) == ()


@pytest.mark.parametrize(
    ("lessons", "minutes", "fits"),
    [
        ("2", None, True),
        ("2", 45, True),
        ("2", 40, False),
        ("2课时（90分钟）", None, True),
        ("2课时（80分钟）", None, False),
        ("两课时，每课时45分钟", None, True),
        ("2×45分钟", None, True),
        ("90分钟", None, True),
        ("100分钟", None, False),
        ("3", None, False),
    ],
)
def test_lessons_and_their_minutes(found, lessons, minutes, fits):
    plan = WITH_LESSONS(lessons)
    findings = found(plan, minutes_per_lesson=minutes)
    assert [finding.rule for finding in findings] == ([] if fits else ["lesson_minutes"])


def WITH_LESSONS(told):  # noqa: N802 - reads as a constant
    return type(CAKE)({**CAKE.basics, "课时数": told}, CAKE.fields, CAKE.steps)


def test_timed_steps_that_are_too_long_already(found):
    plan = timed(timed(CAKE, "任务实施一", 70), "任务实施二", None)
    assert [finding.rule for finding in found(plan)] == ["lesson_minutes", "step_minutes"]


@pytest.mark.parametrize(
    ("told", "needed"),
    [
        ("分成 6 组，每组展示 2 分钟", None),
        ("分成 4 组，每组展示 3 分钟", None),  # with the usual 6 groups it would not fit
        ("分成 8 组，每组展示 2 分钟", 16),
        ("分成 6 组，每组展示 2 分钟、互评 1 分钟", 18),
        ("每组展示 3 分钟", 18),
        ("抽三组上台，每组展示 3 分钟", None),
        ("抽三组上台，每组展示 6 分钟", 18),
        ("请部分小组上台，每组展示 6 分钟", None),
    ],
)
def test_presentations_of_the_groups_there_are(found, told, needed):
    findings = found(cake("分成 6 组，每组展示 2 分钟", told))
    assert [f.rule for f in findings] == (["presentation_time"] if needed else [])
    if needed:
        assert f"组需 {needed} 分钟" in findings[0].message


RUBRIC = """
## 考核评价

| 评价项目 | 评价标准 | {column} |
| --- | --- | --- |
| 卫生习惯 | 洗手、着装 | {0} |
| 蛋白霜打发 | 三种发泡类型说得出 | {1} |
| 面糊翻拌与炉温 | 不消泡，蛋糕高度达标 | {2} |
{total}
"""


def with_rubric(column, first, second, third, total=""):
    text = RUBRIC.format(first, second, third, column=column, total=total).strip()
    before, _, rest = markdown(CAKE).partition("## 考核评价")
    return before + text + "\n\n## 教学实施过程" + rest.partition("## 教学实施过程")[2]


@pytest.mark.parametrize(
    ("cells", "rule"),
    [
        (("权重", "30%", "30%", "40%"), None),
        (("权重", "30%", "30%", "50%"), "rubric_weights"),
        (("分值", "30", "30", "40"), None),
        (("分值", "30", "30", "30"), "rubric_weights"),
        (("分值", "10", "10", "20", "| 合计 | | 40 |"), None),
        (("分值", "10", "10", "30", "| 合计 | | 40 |"), "rubric_total"),
        (("分值", "A", "B", "C"), None),
        (("得分", "", "", ""), None),
    ],
)
def test_weights_in_a_rubric(understood, cells, rule):
    document = understood(with_rubric(*cells), "教案.md")
    findings = check(document)
    assert [finding.rule for finding in findings] == ([rule] if rule else [])


def marked(text):
    """Mark every statement outside the process with where it comes from."""
    out, process = [], False
    for line in text.split("\n"):
        process = process or line.startswith("## 教学实施过程")
        statement = line and not process and line[0] not in "#|" and "：" not in line[:6]
        out.append(line + "〔建议〕" if statement else line)
    return "\n".join(out)


def test_statements_without_a_source_in_a_plan_that_has_sources(understood):
    text = marked(markdown(CAKE))
    document = understood(text, "教案.md")
    assert check(document) == ()
    document = understood(
        text.replace("体膨胀的关系。〔建议〕", "").replace(
            "2. 理解炉温与蛋糕膨胀的关系。〔建议〕", "2. 理解炉温与蛋糕膨胀的关系。"
        ),
        "教案.md",
    )
    (finding,) = check(document)
    assert (finding.rule, finding.severity) == ("unsourced", Severity.ADVICE)
    assert finding.places[0].quote == "2. 理解炉温与蛋糕膨胀的关系。"


@pytest.mark.parametrize(
    ("goal", "content", "missing"),
    [
        (
            "区分静电 / 动电、高压 / 低压、强电 / 弱电的类型",
            "静电、动电，高压、低压",
            "强电 / 弱电",
        ),
        ("按三种角度归类：静电或动电，高压或低压，强电或弱电", "静电动电高压低压", "强电或弱电"),
        ("记住四大特点（稳定、灵敏、耐磨、轻巧）", "稳定、灵敏、耐磨", "轻巧"),
        ("记住四大特点（稳定、灵敏、耐磨、轻巧）", "稳定、灵敏、耐磨、轻巧", ""),
        ("记住四大特点（稳定、灵敏、耐磨、轻巧）", "稳定", ""),  # works on something else
        ("能独立完成元件的检测、安装、调试和维护", "检测、安装", ""),  # no list of classes
    ],
)
def test_classes_that_a_step_leaves_out(found, goal, content, missing):
    plan = changed(
        MOTOR, "2. 掌握万用表查短路的步骤。", f"2. 掌握万用表查短路的步骤；\n3. {goal}。"
    )
    plan = changed(plan, "卷帘门为什么不能降。", f"卷帘门为什么不能降：{content}。")
    left_out = [f for f in found(plan) if f.rule == "classes_left_out"]
    assert [f"没有涉及“{missing}”" in f.message for f in left_out] == ([True] if missing else [])


# The originals: everything that is wrong with them, and nothing else

BOTH = {
    "lesson_minutes": "error",
    "presentation_time": "error",
    "drifting_title": "error",
    "step_twice": "error",
    "doubled": "error",
    "step_name": "advice",
    "unused_resource": "advice",
}


@pytest.mark.parametrize(
    ("name", "more"),
    [
        (
            "lesson-plan-4.3.txt",
            {"foreign_text": "error", "classes_left_out": "error", "label_twice": "error"},
        ),
        ("lesson-plan-6.1.txt", {}),
    ],
)
def test_the_slips_of_the_original_plans(shared, name, more):
    findings = of_file(shared / "corpus" / name)
    assert {f.rule: f.severity for f in findings} == BOTH | more


def test_where_the_original_plan_carries_another_lesson(shared):
    findings = {f.rule: f for f in of_file(shared / "corpus" / "lesson-plan-4.3.txt")}
    carried = findings["foreign_text"]
    assert "“任务探究三”" in carried.message
    assert [place.quote.partition("】")[0] for place in carried.places] == [
        "【知识讲解",
        "【阶段拆解",
    ]
    left_out = findings["classes_left_out"]
    assert "“任务探究二”" in left_out.message
    assert "没有涉及“基础 / 业务 / 智能标签”" in left_out.message


def of_file(path):
    document = understand(read(path), path.name, "0" * 64)
    return check(document)
