"""Findings inside one document: each rule where it must speak and where it must keep silent."""

import pytest
from invented_lesson_plan import FLAT
from invented_standard import PAGES, flatten
from invented_syllabus import BODY

from indexing.kinds import understand
from indexing.readers import read
from rag.checking import check

CLEAN = FLAT.replace("独立完成。。", "独立完成。").replace("转速与进给量的关系", "对刀的步骤")
#: The plan leaves out fields and a cell; what is missing is tested in test_checking_plans.
INCOMPLETE = ("missing_field", "empty_cell", "step_minutes")
STANDARD = """# 茶艺专业课程标准

## 二、培养目标和要求

### （一）培养要求

| 培养层级 | 典型工作任务 | 职业能力要求 |
| --- | --- | --- |
| 中级技能 | 绿茶 | 会选。 |
| 中级技能 | 绿茶 | 会泡。 |
| 中级技能 | 红茶 | 会泡。 |
| 高级技能 | 茶席 | 会布置。 |

## 四、课程安排

### （一）高级技能层级课程表

| 序号 | 课程名称 | 基准学时 |
| --- | --- | --- |
| 1 | 绿茶 | 48 |
| 2 | 红茶 | 20 |
| 3 | 茶席 | 32 |
| 总学时 | | 100 |

## 五、课程标准
"""
COURSE = """
### （{number}）{name}课程标准

工学一体化课程名称 {name} 基准学时 {hours}

#### 典型工作任务描述

做{name}。

#### 参考性学习任务

| 序号 | 名称 | 学习任务描述 | 参考学时 |
| --- | --- | --- | --- |
{tasks}
#### 教学考核要求

过程性考核占 70%，终结性考核占 30%。
"""
ROW = "| {0} | {1} | 看，做。 | {2} |\n"
COURSES = [
    ("一", "绿茶", 48, [("选茶", 20), ("冲泡", 28)]),
    ("二", "红茶", 20, [("萎凋", 12), ("发酵（可选）", 8)]),
    ("三", "茶席", 32, [("布置（可选）", 9), ("待客", 32)]),
]


def course(number, name, hours, tasks):
    rows = "".join(ROW.format(i, *task) for i, task in enumerate(tasks, start=1))
    return COURSE.format(number=number, name=name, hours=hours, tasks=rows)


WHOLE = STANDARD + "".join(course(*told) for told in COURSES)


@pytest.fixture
def found(understood):
    """Check a text; every place must be verbatim and have its quote."""

    def make(text, name="车削.txt"):
        document = understood(text, name)
        everything = check(document)
        findings = tuple(f for f in everything if f.rule not in INCOMPLETE)
        for place in (place for finding in findings for place in finding.places):
            assert place.quote == document.canonical[place.start : place.end] != ""
        return findings

    return make


def rules(findings):
    return [finding.rule for finding in findings]


def quotes(finding):
    return [place.quote for place in finding.places]


# Documents that agree with themselves


@pytest.mark.parametrize(
    ("text", "name"),
    [(CLEAN, "车削.txt"), (WHOLE, "茶艺.md"), (BODY, "花藝.txt")],
    ids=["plan", "standard", "syllabus"],
)
def test_nothing_to_say_of_a_document_that_agrees_with_itself(found, text, name):
    assert found(text, name) == ()


# Standards


def test_hours_of_tasks_that_do_not_make_the_hours_of_the_course(found):
    (finding,) = found(WHOLE.replace("| 28 |", "| 30 |"), "茶艺.md")
    assert finding.rule == "task_hours"
    assert "48" in finding.message
    assert "合计为 50" in finding.message
    assert quotes(finding)[0].endswith("48")
    assert [place.path[-1] for place in finding.places[1:]] == ["选茶", "冲泡"]


def test_tasks_are_not_added_up_where_one_of_them_has_no_hours(found):
    assert found(WHOLE.replace("| 28 |", "| 另定 |"), "茶艺.md") == ()


def test_a_total_that_is_not_the_sum_of_its_courses(found):
    (finding,) = found(WHOLE.replace("| 100 |", "| 110 |"), "茶艺.md")
    assert finding.rule == "level_total"
    assert "总学时为 110" in finding.message
    assert "3 门课程合计为 100" in finding.message


def test_a_course_with_other_hours_in_the_table(found):
    text = WHOLE.replace("红茶 | 20 |", "红茶 | 24 |").replace("| 100 |", "| 104 |")
    (finding,) = found(text, "茶艺.md")
    assert finding.rule == "course_hours"
    assert "“红茶”在课程表中为 24 学时" in finding.message


def test_weights_of_a_course(found):
    (finding,) = found(WHOLE.replace("占 30%", "占 40%", 1), "茶艺.md")
    assert finding.rule == "weights"
    assert quotes(finding) == ["过程性考核占 70%，终结性考核占 40%。"]
    assert "合计为 110%" in finding.message


def test_more_typical_tasks_than_courses(found):
    row = "| 高级技能 | 茶席 | 会布置。 |\n"
    (finding,) = found(WHOLE.replace(row, row + "| 高级技能 | 茶宴 | 会设计。 |\n"), "茶艺.md")
    assert finding.rule == "tasks_and_courses"
    assert "4 个典型工作任务" in finding.message
    assert "3 门课程" in finding.message
    (quote,) = quotes(finding)
    assert "茶宴" in quote


def nursing(*tasks):
    """The invented flattened standard of two courses with these typical tasks for the second."""
    pages = [list(page) for page in PAGES]
    page = next(page for page in pages if "三、培养模式" in page)
    at = page.index("老年居家照护")
    ability = page[at + 1]
    page[at : at + 2] = [line for task in tasks for line in (task, ability)]
    return flatten(pages)


def test_typical_tasks_of_a_flattened_table(found):
    """A merged cell stands before each of its parts: it is one task if it is one course."""
    assert found(nursing("老年居家照护"), "护理.txt") == ()
    assert found(nursing("老年居家照护日间", "老年居家照护夜间"), "护理.txt") == ()
    (finding,) = found(nursing("老年居家照护", "社区随访"), "护理.txt")
    assert "3 个典型工作任务" in finding.message
    assert "2 门课程" in finding.message
    assert quotes(finding) == ["社区随访"]
    assert [place.page for place in finding.places] == [2]


# Syllabuses


@pytest.mark.parametrize(
    ("old", "new", "rule", "told"),
    [
        ("24學時(12理論+12實踐)", "24學時(12理論+10實踐)", "theory_and_practice", "合计为 22"),
        ("學時24學時(12理論+12實踐)", "學時26學時(14理論+12實踐)", "hours_twice", "26 学时"),
    ],
)
def test_hours_of_a_syllabus_that_do_not_add_up(found, old, new, rule, told):
    findings = found(BODY.replace(old, new), "花藝.txt")
    assert any(f.rule == rule and told in f.message for f in findings)


def test_chapters_that_do_not_make_the_whole(found):
    syllabus = "\n".join(
        [
            "# 陶艺教学大纲",
            *("## 一、课程基本信息", "课程名称：陶艺", "学时：20", "## 二、课程目标", "会做。"),
            *("## 三、教学方法与手段", "示范。", "## 四、教学内容及具体安排", "### 理论教学部分"),
            *(
                "#### 第一章 泥（4学时）",
                "主要内容：泥。",
                "#### 第二章 釉（6学时）",
                "主要内容：釉。",
            ),
            *("#### 第三章 窑（8学时）", "主要内容：窑。", "## 五、课程考核", "作品。"),
        ]
    )
    (finding,) = found("\n\n".join(syllabus.split("\n")), "陶艺.md")
    assert finding.rule == "chapter_hours"
    assert "3 章的学时合计为 18" in finding.message
    assert found("\n\n".join(syllabus.replace("学时：20", "学时：18").split("\n")), "陶.md") == ()


# Lesson plans


def test_minutes_that_are_no_whole_lessons(found):
    (finding,) = found(CLEAN.replace("30分钟", "45分钟"))
    assert finding.rule == "lesson_minutes"
    assert "合计 95 分钟" in finding.message
    assert "90 或 80 分钟" in finding.message
    assert ["分钟" in quote for quote in quotes(finding)] == [False, True, True, True, True]


def test_lessons_of_forty_five_minutes_and_steps_without_minutes(found):
    assert found(CLEAN.replace("30分钟", "40分钟")) == ()  # 90 = 2 × 45
    assert found(CLEAN.replace("二\n30分钟", "二")) == ()  # nobody can tell


@pytest.mark.parametrize(
    ("told", "fits"),
    [
        ("【展示】每组 6 分钟上台", False),  # 6 × 6 = 36 > 30
        ("【汇报】各组轮流，每组限时6分钟", False),
        ("【展示】每组 5 分钟上台", True),  # 6 × 5 = 30
        ("【展示】每组5～8分钟", True),
        ("【讨论】每组 15 分钟", True),  # side by side
        ("【展示】每组讨论10分钟", True),
    ],
)
def test_presentations_that_do_not_fit_their_step(found, told, fits):
    cell = f"{told}；\n【巡视】纠正站姿，集中讲大家都有的毛病。"
    findings = found(CLEAN.replace("【巡视】纠正站姿", cell))
    assert rules(findings) == ([] if fits else ["presentation_time"])
    if not fits:
        assert "6 组需 36 分钟，9 组需 54 分钟" in findings[0].message
        assert quotes(findings[0]) == ["30分钟", told]


def test_weights_of_a_plan(found):
    (finding,) = found(CLEAN.replace("成品占 50%", "成品占 40%"))
    assert finding.rule == "weights"
    assert "合计为 90%" in finding.message


@pytest.mark.parametrize(
    "text",
    [
        "过程性考核占 60%，期末占 40%，作业占 20%。",  # the last is a share of the first
        "合格率为 90%，满意度为 80%。",
        "过程性占 50%。",
    ],
)
def test_weights_that_need_not_make_a_hundred(found, text):
    assert found(CLEAN.replace("过程性占 50%，成品占 50%。", text)) == ()


def test_a_label_twice_in_a_row_in_a_cell(found):
    (finding,) = found(CLEAN.replace("【演示】慢动作对刀", "【演示】慢动作对刀；\n【演示】磨刀"))
    assert finding.rule == "label_twice"
    assert quotes(finding) == ["【演示】慢动作对刀；", "【演示】磨刀"]
    again = "【提问】为什么；【演示】对刀；【提问】怎么样"
    assert found(CLEAN.replace("【演示】慢动作对刀", again)) == ()


def test_a_step_named_again_in_its_contents(found):
    (finding,) = found(CLEAN.replace("检查劳保用品", "安全检查\n1. 衣袖；"))
    assert finding.rule == "step_twice"
    assert finding.places[1].quote == "安全检查"
    assert found(CLEAN.replace("检查劳保用品", "安全检查的三步\n1. 衣袖；")) == ()


@pytest.mark.parametrize("slip", ["。。", "，，", "等。等。"])
def test_marks_and_words_printed_twice(found, slip):
    (finding,) = found(CLEAN.replace("独立完成。", f"独立完成{slip}"))
    assert finding.rule == "doubled"
    assert finding.places[0].quote.endswith(f"独立完成{slip}")


def test_marks_that_may_stand_in_a_row(found):
    assert found(CLEAN.replace("独立完成。", "独立完成……真的？！好！！")) == ()


TASK = "\t课堂任务\n\t写一份《{0}》。\n\n\t教学资源"


@pytest.mark.parametrize(
    ("first", "second", "drifts"),
    [
        ("阶梯轴车削加工工艺方案", "阶梯轴加工工艺方案", True),
        ("阶梯轴加工工艺方案", "阶梯轴加工工艺方案", False),
        ("阶梯轴加工 工艺方案", "阶梯轴加工工艺方案", False),
        ("阶梯轴加工工艺方案", "阶梯轴加工检验报告", False),
        ("车床操作手册", "车床操作与安全维护保养手册", False),
    ],
)
def test_titles_that_drift(found, first, second, drifts):
    text = CLEAN.replace("\t教学资源", TASK.format(first), 1).replace("提交小结", f"《{second}》")
    findings = found(text)
    assert rules(findings) == (["drifting_title"] if drifts else [])
    if drifts:
        assert quotes(findings[0]) == [f"《{first}》", f"《{second}》"]


# Any document


@pytest.mark.parametrize(
    ("sentence", "told"),
    [
        ("记住四大要点（稳、准、快）。", (4, 3)),
        ("分五步：看→听→问→摸。", (5, 4)),
        ("掌握两项指标：转速、进给、切深。", (2, 3)),
        ("共同遵守十二项规定。", None),
        ("记住三大要点（稳、准、快）。", None),
        ("三个特征：形状、颜色和气味。", None),  # 和 joins the last two
        ("两个特征：形状、颜色和气味。", None),
        ("四类材料：钢、铁、铜等。", None),
        ("12 项指标：效率 4 项、质量 4 项、价值 4 项。", None),
        ("9 项指标：名称、定义、公式。", None),
        ("第三项：钢、铁。", None),
        ("两个班：一班上午到车间，二班下午、晚上到。", None),
        ("完成两项：收集、整理、分析各组交来的全部数据。", None),
    ],
)
def test_a_number_and_the_items_listed_behind_it(found, sentence, told):
    findings = found(f"# 通知\n\n{sentence}\n", "通知.md")
    assert rules(findings) == (["listed_count"] if told else [])
    if told:
        assert f"有 {told[0]} 项" in findings[0].message
        assert f"是 {told[1]} 项" in findings[0].message


@pytest.mark.parametrize(
    ("one", "other", "differ"),
    [
        ("MES（制造执行系统）", "MES（生产制造管理系统）", True),
        ("MES（制造执行系统）", "MES（制造执行系统软件）", False),
        ("MES（制造執行系統）", "MES（制造执行系统）", False),
        ("MES（制造执行系统）", "WMS（仓储管理系统）", False),
        ("KPI（质量维度）", "KPI（数量维度）", False),
        ("CAD（见附录一）", "CAD（计算机辅助设计）", False),
    ],
)
def test_an_abbreviation_spelt_out_in_two_ways(found, one, other, differ):
    findings = found(f"# 通知\n\n先学{one}。\n\n## 二\n\n再用{other}。\n", "通知.md")
    assert rules(findings) == (["two_glosses"] if differ else [])
    if differ:
        assert quotes(findings[0]) == [one, other]
        assert findings[0].places[1].path[-1] == "二"


# The originals and the samples that come with the project


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("course-standard.txt", ["two_glosses", "tasks_and_courses"]),
        ("crm-syllabus.txt", []),
    ],
)
def test_the_originals(shared, name, expected):
    findings = of_file(shared / "corpus" / name)
    assert rules(findings) == expected


def test_where_the_original_standard_disagrees(shared):
    glosses, tasks = of_file(shared / "corpus" / "course-standard.txt")
    assert [place.page for place in glosses.places] == [4, 30]
    assert "17 个典型工作任务" in tasks.message
    assert "16 门课程" in tasks.message


def test_what_is_wrong_with_the_time_in_the_original_plans(shared):
    for name in ("lesson-plan-4.3.txt", "lesson-plan-6.1.txt"):
        told = {f.rule: f.message for f in of_file(shared / "corpus" / name)}
        assert "110 分钟；2 课时应为 90 或 80 分钟" in told["lesson_minutes"]
        assert "共 15 分钟，每组 3 分钟：6 组需 18 分钟，9 组需 27" in told["presentation_time"]


def test_the_samples(shipped_corpus):
    """The samples keep the contradictions of the originals and have no slips of their own."""
    found = {
        p.suffix: rules(of_file(p)) for p in shipped_corpus.iterdir() if "SOURCES" not in p.name
    }
    assert found == {
        ".docx": ["lesson_minutes", "unused_resource", "presentation_time"],
        ".html": [],
        ".md": ["two_glosses", "tasks_and_courses"],
    }


def of_file(path):
    document = understand(read(path), path.name, "0" * 64)
    return check(document)
