"""Sections as text and back: without loss, and with the origin that a change can claim."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.drafting.editing import parse_section, section_text
from rag.drafting.plan import Grid, Group, Origin, Section, Statement, Step
from rag.drafting.workshop import edit, lock, text_of
from rag.types import Citation


def citation(number, quote="称料误差不超过 1 克，水温按面温公式计算"):
    return Citation(number, "c", "标准.md", "标准", ("工作要求",), 3, quote, 0, len(quote))


CITATIONS = (citation(1), citation(2, "守食品安全规范"))
GOALS = [(), ("知1",), ("能12", "思3"), ("知1", "知2", "能1")]
# No line ends of exotic scripts: a statement is one line.
text = st.text(
    st.characters(exclude_categories=("Cs", "Cc", "Zl", "Zp"))
    | st.sampled_from("[]〔〕|\\<>（）：1br建议"),
    min_size=1,
    max_size=30,
)
ODD = """[3]
〔建议〕
〔请教师填写：班级〕
a|b
<br>
\\
\\n
（对应：知1）
- 项
### 标题
1. 一
#### 教师活动
| 格 |
课中｜步
表：图
\\|
x\\"""
odd = st.sampled_from([*ODD.splitlines(), " 头尾 ", "两\n行", "制\t表", "\u3000", "\u2028"])
words = text | odd
label = st.text(st.characters(categories=("Lo", "Nd")), max_size=8) | st.sampled_from(
    ["表：甲", "课前｜乙", "第3｜步", "#"]
)


@st.composite
def statements(draw):
    origin = draw(st.sampled_from(Origin))
    cited = [(1,), (2,), (2, 1), ()]
    numbers = draw(st.sampled_from(cited[:3] if origin is Origin.DOCUMENT else cited))
    serves = draw(st.sampled_from(GOALS))
    return Statement(draw(words), origin, numbers, serves)


cell = st.lists(statements(), max_size=3).map(tuple)
groups = st.builds(
    Group, label, st.lists(statements(), min_size=1, max_size=4).map(tuple), st.booleans()
)


@st.composite
def grids(draw):
    width = draw(st.integers(1, 4))
    header = tuple(draw(st.lists(words, min_size=width, max_size=width)))
    rows = draw(st.lists(st.lists(cell, min_size=width, max_size=width).map(tuple), max_size=3))
    return Grid(header, tuple(rows), draw(label))


minutes = st.none() | st.integers(0, 200)
steps = st.builds(
    Step, st.sampled_from(["课前", "课中", "课后"]), label, minutes, cell, cell, cell, cell
)


@given(st.lists(groups | grids(), max_size=4).map(tuple), st.lists(steps, max_size=3).map(tuple))
def test_text_and_back_loses_nothing(blocks, process):
    section = Section("教学实施过程" if process else "教学目标", blocks, process)
    back, notes = parse_section(section.name, section_text(section), CITATIONS, section)
    assert (back.blocks, back.steps) == (section.blocks, section.steps)
    assert notes == ()


@given(st.text(max_size=400))
def test_any_text_is_understood(written):
    section, _ = parse_section("教学目标", written, CITATIONS)
    assert section.name == "教学目标"


def group_of(written, before=None):
    section, notes = parse_section("教学目标", written, CITATIONS, before)
    return section.blocks[0].statements, notes


@pytest.mark.parametrize("line", ["- 会称料", "3. 会称料", "会称料", "• 会称料"])
def test_new_text_is_the_teachers(line):
    (statement,), notes = group_of(f"### 知识目标\n{line}")
    assert statement == Statement("会称料", Origin.TEACHER)
    assert notes == ()


def test_an_unknown_mark_is_dropped_with_a_remark():
    (statement,), notes = group_of("- 守食品安全规范[2][9]")
    assert statement.citations == (2,)
    assert statement.origin is Origin.DOCUMENT
    assert len(notes) == 1
    assert "[9]" in notes[0]


def test_a_sentence_changed_beyond_its_quote_becomes_the_teachers():
    (statement,), notes = group_of("- 称料误差不超过 5 克[1]")
    assert statement.origin is Origin.TEACHER
    assert statement.citations == (1,)
    assert any("不完全相符" in note for note in notes)


def test_a_suggestion_changed_by_hand_becomes_the_teachers():
    old = Section("教学目标", (Group("", (Statement("原来的建议内容", Origin.SUGGESTED),)),))
    (kept,), _ = group_of("- 原来的建议内容〔建议〕", old)
    (changed,), _ = group_of("- 改过的建议内容〔建议〕", old)
    assert kept.origin is Origin.SUGGESTED
    assert changed.origin is Origin.TEACHER


def test_rows_are_fitted_to_the_header_with_a_remark():
    section, notes = parse_section("分层任务", "| 层次 | 任务 |\n| --- | --- |\n| 基础 |", ())
    assert section.blocks[0].rows == (((Statement("基础", Origin.TEACHER),), ()),)
    assert any("格数" in note for note in notes)


def test_minutes_and_columns_of_a_step_are_read():
    written = "### 课中｜试做（15 分钟）\n#### 教师活动\n- 巡视\n#### 学生活动\n- 称料"
    section, _ = parse_section("教学实施过程", written, ())
    (step,) = section.steps
    assert (step.phase, step.name, step.minutes) == ("课中", "试做", 15)
    assert step.teacher[0].text == "巡视"
    assert step.student[0].text == "称料"


def test_every_section_of_a_draft_survives_editing_unchanged(toast):
    for section in toast.sections:
        plan, notes = edit(toast, section.name, text_of(toast, section.name))
        assert plan == toast
        assert notes == ()


def test_an_edited_section_is_marked_and_the_others_are_not(toast):
    text = text_of(toast, "教学方法") + "\n9. 请家长来看。"
    plan, _ = edit(lock(toast, "教学方法"), "教学方法", text)
    section = plan.section("教学方法")
    assert section.edited
    assert section.locked
    assert section.blocks[0].statements[-1] == Statement("请家长来看。", Origin.TEACHER)
    assert sum(s.edited for s in plan.sections) == 1
    with pytest.raises(ValueError, match="no section"):
        edit(toast, "没有的", "x")
