"""What is exported is understood as the same lesson plan when Beike reads it again."""

import re
from dataclasses import replace

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from invented_draft import DELIVERABLE, PLAN, STEPS
from reading_back import document_of, plan_of, texts

from indexing.readers.blocks import TableBlock
from indexing.readers.markdown import read as read_markdown
from indexing.readers.word.docx import read as read_docx
from indexing.records import DocumentKind
from rag.drafting.export.docx import to_docx
from rag.drafting.export.markdown import to_markdown
from rag.drafting.plan import Grid, Group, Origin, Section, Statement

EXPORTS = {"教案.md": to_markdown, "教案.docx": to_docx}


@pytest.fixture(params=EXPORTS)
def exported(request, tmp_path):
    """A function that exports and returns the record read back."""

    def export(plan=PLAN, **options):
        data = EXPORTS[request.param](plan, **{"citations": "none", "origins": False, **options})
        return plan_of(data, tmp_path, request.param)

    return export


def test_an_export_is_a_lesson_plan_named_after_its_task(tmp_path):
    for name, export in EXPORTS.items():
        document = document_of(export(PLAN), tmp_path, name)
        assert document.kind is DocumentKind.LESSON_PLAN
        assert document.title == "月季的扦插繁殖"


def test_the_short_fields_are_found_again(exported):
    found = {field.name: field.value.text for field in exported().basics}
    assert found == {
        "课程名称": "花卉繁殖与养护",
        "任务名称": "月季的扦插繁殖",
        "授课班级": "2031级园艺1班",
        "学生人数": "36人",
        "授课形式": "理实一体",
        "课时数": "2（每课时45分钟，共90分钟）",
        "授课层级": "中级",
    }
    assert exported().basic("课时数").number == 2


def test_the_fields_are_found_again(exported):
    plan = exported()
    assert texts(plan.learners) == {
        "知识与技能": ["会配营养土，没有做过扦插。"],
        "认知与实践": ["喜欢动手，容易忽略操作的先后次序，需要步骤卡提醒。"],
        "学习特点": ["愿意看示范和短视频，能在小组里互相帮助。"],
    }
    assert texts(plan.goals) == {
        "知识目标": ["1. 说明扦插的适宜时期和插后管理的要点。", "2. 理解影响插穗生根的主要因素。"],
        "能力目标": [
            "1. 能按品种特性选取健壮插穗，完成剪切、处理与扦插。",
            f"2. 能小组合作写出《{DELIVERABLE}》，步骤齐全、数据真实。",
        ],
        "思政目标": ["1. 树立尊重生命、节约资源的意识。"],
    }
    assert list(texts(plan.ideology)) == ["融入知识点", "融入方式", "思政元素", "思政资源"]
    assert [re.sub("^- ", "", value.text) for value in plan.key_points] == [
        "插穗的选取与处理。",
        "在“探究一：选穗与剪穗”中突破。",
    ]
    assert len(plan.difficult_points) == 1
    assert texts(plan.resources) == {
        "线下资源": ["枝剪、穴盘、遮阳网和喷雾设备。"],
        "线上资源": ["扦插微课、预习题、扦插记录表。"],
    }
    assert [value.text[:9] for value in plan.methods] == ["1. 示范教学法：", "2. 任务驱动法："]
    assert list(texts(plan.reflection)) == ["教学效果", "存在问题", "改进措施"]


def test_the_task_is_found_again(exported):
    task = exported().task
    assert [value.text[:5] for value in task.situation] == ["学校月季园"]
    assert [value.text[:2] for value in task.requirements] == ["1.", "2."]
    assert [value.text for value in task.goals] == ["插穗合格率不低于90%，方案可以照着做。"]
    assert [value.text for value in task.deliverables] == [f"《{DELIVERABLE}》"]
    assert [value.number for value in task.words] == [300]


def test_every_step_is_found_again_with_its_minutes_and_columns(exported):
    found = exported().steps
    assert [(s.phase, s.label, s.minutes and s.minutes.number) for s in found] == [
        ("课前", "认领任务", None),
        ("课中", "任务导入", 10),
        ("课中", "探究一：选穗与剪穗", 25),
        ("课中", "探究二：基质与扦插", 25),
        ("课中", "展示与评价", 30),
        ("课后", "拓展与养护", None),
    ]
    for step, made in zip(found, STEPS, strict=True):
        for column in ("content", "teacher", "student", "design"):
            expected = "\n".join(statement.text for statement in getattr(made, column))
            assert getattr(step, column).text == expected


def test_the_weights_and_the_tables_are_found_again(exported, tmp_path):
    assert [(w.name, w.value.number) for w in exported().weights] == [
        ("过程性考核", 70),
        ("终结性考核", 30),
    ]
    for name, export in EXPORTS.items():
        document = document_of(export(PLAN, origins=False), tmp_path, name)
        tables = {table.columns: len(table.rows) for table in document.tables}
        assert tables[("评价项目", "权重", "优秀", "合格", "待改进")] == 3
        assert tables[("层次", "任务", "支持")] == 3
        assert tables[("目标", "活动", "评价", "课标")] == 3


def test_tables_whose_words_are_also_labels_stay_tables(tmp_path):
    marked_by = Grid(
        ("评价项目", "权重", "评价者"),
        tuple(
            tuple((Statement(text, Origin.SUGGESTED),) for text in row)
            for row in (("操作", "60%", "教师"), ("汇报", "40%", "班级"))
        ),
    )
    goals = tuple(tuple((Statement(t, Origin.SUGGESTED),) for t in ("知1", "探究一")) for _ in "ab")
    matrix = Grid(("目标", "教学活动"), goals)
    plan = replace(
        PLAN, sections=(Section("考核评价", (marked_by,)), Section("对齐矩阵", (matrix,)))
    )
    for name, export in EXPORTS.items():
        tables = document_of(export(plan, origins=False), tmp_path, name).tables
        assert [(table.columns, len(table.rows)) for table in tables] == [
            (marked_by.header, 2),
            (matrix.header, 2),
        ]


def test_tags_marks_and_sources_leave_the_structure_as_it_is(exported):
    plain, full = exported(), exported(citations="inline", origins=True)
    assert [field.name for field in full.basics] == [field.name for field in plain.basics]
    assert [(s.phase, s.label) for s in full.steps] == [(s.phase, s.label) for s in plain.steps]
    assert [value.text for value in full.titles] == [value.text for value in plain.titles]
    assert texts(full.goals)["知识目标"] == [
        "1. 说明扦插的适宜时期和插后管理的要点。[2]",
        "2. 理解影响插穗生根的主要因素。〔建议〕",
    ]


def _with_goal(text):
    goal = Group("知识目标", (Statement(text, Origin.SUGGESTED),))
    step = replace(STEPS[1], content=(Statement(text, Origin.SUGGESTED),))
    return replace(
        PLAN, sections=(Section("教学目标", (goal,)), Section("教学实施过程", steps=(step,)))
    )


def _goal_and_content(blocks):
    lines = [block.text for block in blocks if not isinstance(block, TableBlock)]
    cells = [block for block in blocks if isinstance(block, TableBlock)][-1].rows[-1]
    return lines[lines.index("知识目标") + 1], cells[1].text


MARKUP = st.text("甲a1.)(*_`[]<>|\\~&;#+-=!:/", min_size=1, max_size=12)


@settings(deadline=None)
@example("**1**")
@example("__甲__")
@given(MARKUP)
def test_markdown_says_every_character_as_it_is(text):
    made = to_markdown(_with_goal(text), citations="none", origins=False)
    assert _goal_and_content(read_markdown(made.encode(), "a.md").blocks) == (text, text)


@settings(deadline=None)
@given(st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "S")), min_size=1))
def test_word_says_every_character_as_it_is(text):
    made = to_docx(_with_goal(text), citations="none", origins=False)
    _, *tables = (b for b in read_docx(made, "a.docx").blocks if isinstance(b, TableBlock))
    assert tables[-1].rows[-1][1].text == text


def test_a_line_break_in_a_statement_stays_one():
    plan = _with_goal("先剪\n再插")
    blocks = read_markdown(to_markdown(plan, citations="none", origins=False).encode(), "a.md")
    lines = [block.text for block in blocks.blocks if not isinstance(block, TableBlock)]
    assert lines[-4:-1] == ["知识目标", "先剪", "再插"]
