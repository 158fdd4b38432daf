"""Lesson plans, on an invented one of mechanical engineering in three file formats."""

from collections.abc import Sequence

import pytest
from invented_lesson_plan import FLAT, STEPS, TITLE, web, word
from outline import outline, rows, section, text_of, verbatim

from indexing.kinds import understand
from indexing.kinds.lesson_plan.process import step_name
from indexing.readers.blocks import Line, RawDocument, TableBlock, TableCell
from indexing.records import ChunkKind, Document, DocumentKind


@pytest.fixture(params=["txt", "docx", "html"])
def plan(understood, request) -> Document:
    content = {"txt": FLAT, "docx": word(), "html": web()}[request.param]
    return understood(content, f"车削.{request.param}")


@pytest.fixture
def flat(understood) -> Document:
    return understood(FLAT, "车削.txt")


def test_kind_and_title(plan: Document) -> None:
    assert plan.kind is DocumentKind.LESSON_PLAN
    assert plan.title == TITLE


def test_phases_and_steps_with_their_minutes(plan: Document) -> None:
    found = [s.path[-2:] for s in plan.sections if s.level == 3]
    assert found == [(phase, step) for phase, step, *_ in STEPS]


def test_the_columns_of_every_step(plan: Document) -> None:
    (table,) = [t for t in plan.tables if "教师活动" in t.columns]
    assert table.columns == ("教学环节", "教学内容", "教师活动", "学生活动", "设计意图")
    assert len(table.rows) == len(STEPS)
    for row, (_, _, minutes, content, teacher, student) in zip(table.rows, STEPS, strict=True):
        assert minutes is None or f"{minutes}分钟" in row[0].text
        assert row[1].text.startswith(content)
        assert row[2].text == teacher
        assert row[3].text == student
        assert row[4].text.startswith("【设计意图】")


def test_every_step_is_one_chunk(plan: Document) -> None:
    steps = [c for c in verbatim(plan, len, 120) if c.kind is ChunkKind.STEP]
    assert [c.heading_path[-2:] for c in steps] == [(phase, step) for phase, step, *_ in STEPS]


def test_sections_of_a_flattened_plan(flat: Document) -> None:
    assert outline(flat) == [
        (1, "学情分析"),
        (2, "1 知识与技能："),
        (2, "2 认知与实践："),
        (2, "3 学习特点："),
        (1, "教学目标"),
        (2, "知识目标"),
        (2, "能力目标"),
        (1, "教学重难点"),
        (2, "教学重点："),
        (2, "教学难点："),
        (1, "教学资源"),
        (2, "线下资源"),
        (1, "教学评价"),
        (1, "教学实施过程"),
        (2, "课前"),
        (3, "领取任务"),
        (2, "课中"),
        (3, "安全检查（10分钟）"),
        (3, "任务实施一（20分钟）"),
        (3, "检测评分（20分钟）"),
        (3, "任务实施二（30分钟）"),
        (2, "课后"),
        (3, "整理与延伸"),
        (1, "教学反思"),
        (2, "一、教学效果"),
        (2, "二、存在问题"),
        (2, "三、改进建议"),
    ]


def test_a_process_in_a_word_table_is_one_section_under_its_own_name(understood) -> None:
    plan = understood(word(), "车削.docx")
    assert [name for level, name in outline(plan) if level == 1] == [
        "教学目标",
        "教学重难点",
        "教学过程",
        "教学反思",
    ]


def test_continuation_lines_belong_to_their_cell(flat: Document) -> None:
    assert text_of(flat, "教学目标", "知识目标") == (
        "1. 说明三爪卡盘的装夹要点；\n2. 掌握转速与进给量的关系。"
    )
    assert text_of(flat, "学情分析", "1 知识与技能：") == "会看零件图，\n不会算转速。"
    assert text_of(flat, "教学反思", "三、改进建议") == "增加一次口令训练。"


def test_the_short_fields_are_a_table_of_label_and_value(flat: Document) -> None:
    head = flat.canonical[: section(flat, "学情分析").start]
    assert "授课对象\t2029级数控班\n" in head
    assert "课题\t任务2.1\n阶梯轴的车削\n" in head
    assert "课时\t2\n" in head


def test_marks_of_the_converter_are_gone(flat: Document) -> None:
    assert "bookmark" not in flat.canonical
    assert "独立完成。" in flat.canonical


def test_every_character_of_the_cells_is_kept(flat: Document) -> None:
    kept = "".join(flat.canonical.split())
    assert kept == "".join(FLAT.replace("[bookmark: _GoBack]", "").split())


@pytest.mark.parametrize(
    ("cell", "name"),
    [
        ("任务探究\n一\n15分钟", "任务探究一（15分钟）"),
        ("任务探求四\n15分钟", "任务探求四（15分钟）"),
        ("导入（5 分钟）", "导入（5分钟）"),
        ("导入5min", "导入（5分钟）"),
        ("学以致用", "学以致用"),
    ],
)
def test_names_of_steps(cell: str, name: str) -> None:
    assert step_name(cell) == name


def _plan(*process: tuple[str, ...]) -> Document:
    head = [("课题", "函数"), ("教学目标", "会求值"), ("教学重难点", "求值")]
    blocks = (_table(head), Line("教学过程设计"), _table(process))
    return understand(RawDocument(blocks), "函数.docx", "0")


def _table(texts: Sequence[tuple[str, ...]]) -> TableBlock:
    return TableBlock(tuple(tuple(map(TableCell, row)) for row in texts))


def test_minutes_in_a_column_of_their_own() -> None:
    plan = _plan(
        ("环节", "时间", "教学内容", "教师活动", "学生活动"),
        ("课中", "", "", "", ""),
        ("导入", "5", "问题", "提问", "回答"),
        ("新授", "20分钟", "例题", "讲解", "记录"),
    )
    assert [s.heading for s in plan.sections if s.level == 3] == ["导入（5分钟）", "新授（20分钟）"]
    (table,) = plan.tables
    assert rows(table) == [
        ("导入\n5", "问题", "提问", "回答", ""),
        ("新授\n20分钟", "例题", "讲解", "记录", ""),
    ]


def test_a_step_whose_cell_is_merged_over_two_rows_is_one_section() -> None:
    plan = _plan(
        ("环节", "教学内容", "教师活动", "学生活动"),
        ("课中", "", "", ""),
        ("新授20分钟", "例一", "讲一", "练一"),
        ("", "例二", "讲二", "练二"),
    )
    assert [s.heading for s in plan.sections if s.level == 3] == ["新授（20分钟）"]
    assert len(plan.tables[0].rows) == 2
    assert text_of(plan, "新授（20分钟）").endswith("例二\t讲二\t练二")


def test_a_row_without_a_name_after_a_phase_is_a_step_of_that_phase() -> None:
    plan = _plan(
        ("环节", "教学内容", "教师活动", "学生活动"),
        ("课前", "", "", ""),
        ("预习", "看书", "发布", "阅读"),
        ("课中", "", "", ""),
        ("", "例一", "讲一", "练一"),
    )
    assert [s.path[-2:] for s in plan.sections if s.level == 3] == [
        ("课前", "预习"),
        ("课中", "例一"),
    ]
