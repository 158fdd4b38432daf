"""Fact sheets: what is counted, what is added up, and where each number was read."""

import re
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from invented_lesson_plan import FLAT, word
from invented_standard import TEXT as STANDARD
from invented_syllabus import TEXT as SYLLABUS

from indexing.chunking import chunk_document
from indexing.fact_sheets import fact_sheets
from indexing.kinds import understand
from indexing.kinds.shared.builder import Builder, Piece
from indexing.readers import read
from indexing.records import ChunkKind, DocumentKind


def lines(sheet):
    return sheet.text.split("\n")


def sheet_of(document, opening):
    """The one sheet whose name opens with ``opening``."""
    (found,) = [sheet for sheet in fact_sheets(document) if sheet.text.startswith(opening)]
    return found


def hours_table(rows, value="学时", page=None):
    """A document whose one table has the columns 名称 and ``value``."""
    builder = Builder()
    builder.heading("一、课程表", 1, page)
    builder.paragraph("先看下表。", page)
    builder.table("木工课程表", ("名称", value), page)
    for name, cell in rows:
        builder.row([Piece(name, 0), Piece(cell, 1)], page)
    kind = DocumentKind.GENERIC
    return builder.finish(path="木工.md", title="木工坊", kind=kind, sha256="0", pages=0)


@pytest.fixture
def standard(understood):
    return understood(STANDARD, "护理.txt")


def assert_sources_are_verbatim(document, sheet):
    # The name has none; the total has one where the document prints it.
    assert len(sheet.sources) - (len(lines(sheet)) - 2) in (0, 1)
    for source in sheet.sources:
        assert document.canonical[source.start : source.end] == source.quote != ""


def test_every_sheet_of_a_standard_in_order(standard):
    assert [lines(sheet) for sheet in fact_sheets(standard)] == [
        [
            "中级技能层级课程表（初中起点三年）的学时安排",
            "生命体征监测：60 学时",
            "老年居家照护：96 学时",
            "临床护理综合实训：900 学时",
            "合计：3 项，1056 学时",
        ],
        [
            "各门课程的基准学时",
            "生命体征监测：60 学时",
            "老年居家照护：96 学时",
            "合计：2 项，156 学时",
        ],
        [
            "参考性学习任务的学时安排",
            "体温与脉搏测量：20 学时",
            "血压测量：24 学时",
            "体征记录与上报（可选）：16 学时",
            "合计：3 项，60 学时，其中可选 1 项，16 学时",
        ],
        [
            "参考性学习任务的学时安排",
            "居家环境评估：36 学时",
            "进食与用药照护：60 学时",
            "合计：2 项，96 学时",
        ],
        [
            "所有参考性学习任务的学时",
            "生命体征监测·体温与脉搏测量：20 学时",
            "生命体征监测·血压测量：24 学时",
            "生命体征监测·体征记录与上报（可选）：16 学时",
            "老年居家照护·居家环境评估：36 学时",
            "老年居家照护·进食与用药照护：60 学时",
            "合计：5 项，156 学时",
        ],
        [
            "各门课程的学习任务数",
            "生命体征监测：3 项任务",
            "老年居家照护：2 项任务",
            "合计：2 门课程",
        ],
        [
            "各门课程的考核权重",
            "生命体征监测·过程性考核：60%",
            "生命体征监测·终结性考核：40%",
            "老年居家照护·过程性考核：60%",
            "合计：3 项",
        ],
    ]


def test_every_number_has_the_place_and_the_page_it_was_read_from(standard):
    sheets = fact_sheets(standard)
    for sheet in sheets:
        assert_sources_are_verbatim(standard, sheet)
    # A course's line stands on printed page 3; the table of hours runs from page 2 to page 3.
    assert [[source.page for source in sheet.sources] for sheet in sheets] == [
        [2, 3, 3, 3],
        [3, 5],
        [4, 5, 5],
        [6, 6],
        [4, 5, 5, 6, 6],
        [5, 6],
        [5, 5, 6],
    ]
    assert sheets[1].sources[1].quote == "工学一体化课程名称 老年居家照护 基准学时 96"
    assert sheets[0].sources[2].quote == "临床护理综合实训 900"
    assert sheets[0].sources[3].quote == "总学时 1 056"
    assert sheets[6].sources[0].quote == "1. 过程性考核（60%）"


def test_the_hours_of_a_task_are_quoted_from_its_name_over_what_stands_between(standard):
    sheet = fact_sheets(standard)[2]
    for line, source in zip(lines(sheet)[1:-1], sheet.sources, strict=True):
        name, hours = re.fullmatch(r"(\w+)(?:（可选）)?：(\d+) 学时", line).groups()
        quote = re.sub(r"\s", "", source.quote)
        assert quote.startswith(name)
        assert quote.endswith(hours)
        assert len(quote) > len(name + hours)


def test_sheets_stand_in_the_innermost_section_around_their_lines(standard):
    paths = [sheet.heading_path for sheet in fact_sheets(standard)]
    assert paths == [
        ("四、课程安排", "（一）中级技能层级课程表（初中起点三年）"),
        ("五、课程标准",),
        ("五、课程标准", "（一）生命体征监测课程标准", "参考性学习任务"),
        ("五、课程标准", "（二）老年居家照护课程标准", "参考性学习任务"),
        ("五、课程标准",),
        ("五、课程标准",),
        ("五、课程标准",),
    ]


def test_a_bare_number_is_quoted_with_the_words_before_it(standard):
    tasks = fact_sheets(standard)[2]
    for source, hours in zip(tasks.sources, ("20", "24", "16"), strict=True):
        assert source.quote.endswith(f"\t{hours}")
        assert len(source.quote) > 10


def test_sizes_of_groups_are_told_and_not_added_up(understood):
    text = STANDARD.replace(
        "任课教师要有养老院工作经历。",
        "任课教师要有养老院工作经历，并能独立完成居家照护的全部步骤。\n"
        "2.  教学组织方式建议\n小组活动按 3～5 人 / 组安排，先看老师做，再轮流上手练习。",
    )
    document = understood(text, "护理.txt")
    sheet = sheet_of(document, "各门课程的分组人数")
    assert lines(sheet)[1:] == [
        *("生命体征监测：每组 4 人", "老年居家照护：每组 3～5 人", "合计：2 门课程")
    ]
    assert_sources_are_verbatim(document, sheet)


def test_optional_tasks_of_all_courses_together(understood):
    document = understood(STANDARD.replace("居家环境\n评估", "居家评估\n（可选）"), "护理.txt")
    sheet = sheet_of(document, "各门课程的可选学习任务")
    assert lines(sheet)[1:] == [
        "生命体征监测·体征记录与上报（可选）：16 学时",
        "老年居家照护·居家评估（可选）：36 学时",
        "合计：2 项，52 学时",
    ]


def test_the_mark_of_a_footnote_is_no_digit(standard):
    courses = sheet_of(standard, "各门课程的基准学时")
    assert lines(courses)[1] == "生命体征监测：60 学时"
    (sheet,) = fact_sheets(hours_table([("锯木", "20①"), ("刨木", "30②")]))
    assert lines(sheet)[1:] == ["锯木：20 学时", "刨木：30 学时", "合计：2 项，50 学时"]


@pytest.mark.parametrize(
    "total", ["合计", "总计", "总学时", "小计", "共计", "總學時", "合 计", "总学时（基准）"]
)
def test_a_row_of_totals_is_not_counted(total):
    rows = [("锯木", "20"), ("刨木", "30"), (total, "50")]
    (sheet,) = fact_sheets(hours_table(rows))
    assert lines(sheet)[-1] == "合计：2 项，50 学时"
    assert len(sheet.sources) == 2


def test_a_name_that_only_begins_like_a_total_is_counted():
    rows = [("合同与报价", "12"), ("总装与调试", "18")]
    (sheet,) = fact_sheets(hours_table(rows))
    assert lines(sheet)[1:] == ["合同与报价：12 学时", "总装与调试：18 学时", "合计：2 项，30 学时"]


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("1 360", 1360),
        ("1,360", 1360),
        ("１２", 12),
        ("24学时", 24),
        ("24 學時", 24),
        ("16（理论8，实操8）", 16),
        ("约8", 8),
    ],
)
def test_how_a_cell_may_write_its_number(cell, value):
    (sheet,) = fact_sheets(hours_table([("锯木", cell), ("刨木", "30")]))
    assert lines(sheet)[1] == f"锯木：{value} 学时"
    assert lines(sheet)[-1] == f"合计：2 项，{value + 30} 学时"


@pytest.mark.parametrize("cell", ["另定", "", "4-6", "3.5", "8+8", "第1学期20，第2学期16"])
def test_a_cell_that_is_no_single_whole_number_is_left_out(cell):
    (sheet,) = fact_sheets(hours_table([("锯木", "20"), ("刨木", "30"), ("上漆", cell)]))
    assert lines(sheet)[-1] == "合计：2 项，50 学时"


def test_the_unit_is_that_of_the_column():
    (sheet,) = fact_sheets(hours_table([("锯木", "20"), ("刨木", "30")], value="分值"))
    assert lines(sheet)[1:] == ["锯木：20 分", "刨木：30 分", "合计：2 项，50 分"]


def test_one_row_is_no_sheet():
    assert fact_sheets(hours_table([("锯木", "20")])) == []


def test_a_table_without_names_or_without_numbers_is_no_sheet():
    builder = Builder()
    builder.table("", ("日期", "学时"), None)
    for day in ("周一", "周二"):
        builder.row([Piece(day, 0), Piece("2", 1)], None)
    builder.table("", ("名称", "备注"), None)
    for name in ("锯子", "刨子"):
        builder.row([Piece(name, 0), Piece("2 把", 1)], None)
    kind = DocumentKind.GENERIC
    document = builder.finish(path="a.md", title="木工", kind=kind, sha256="0", pages=0)
    assert fact_sheets(document) == []


@pytest.mark.parametrize("plan", [FLAT, word()], ids=["flat", "docx"])
def test_the_steps_of_a_lesson_with_their_minutes(understood, plan):
    document = understood(plan, "plan.txt" if isinstance(plan, str) else "plan.docx")
    sheet = sheet_of(document, "教学实施过程")
    assert lines(sheet)[1:] == [
        "安全检查：10 分钟",
        "任务实施一：20 分钟",
        "检测评分：20 分钟",
        "任务实施二：30 分钟",
        "合计：4 项，80 分钟",
    ]
    assert sheet.heading_path[-1] == "课中"  # where all its steps stand
    assert_sources_are_verbatim(document, sheet)
    assert [re.sub(r"\s", "", source.quote) for source in sheet.sources] == [
        "安全检查10分钟",
        "任务实施一20分钟",
        "检测评分20分钟",
        "任务实施二30分钟",
    ]


@pytest.mark.parametrize("minutes", ["（５分钟）", "(5分钟)", "\n5分钟", " 5 分鐘", "（ 5 分钟 ）"])
def test_however_the_minutes_are_written_the_name_is_bare(minutes):
    builder = Builder()
    builder.table("", ("教学环节", "内容"), None)
    for name in ("导入", "练习"):
        builder.row([Piece(f"{name}{minutes}", 0), Piece("看图", 1)], None)
    kind = DocumentKind.GENERIC
    document = builder.finish(path="a.md", title="课", kind=kind, sha256="0", pages=0)
    (sheet,) = fact_sheets(document)
    assert lines(sheet)[1:] == ["导入：5 分钟", "练习：5 分钟", "合计：2 项，10 分钟"]


def test_chapters_whose_headings_carry_hours(understood):
    document = understood(SYLLABUS, "花艺.txt")
    sheet = sheet_of(document, "各章学时安排")
    assert [line.split("：")[1] for line in lines(sheet)[1:-1]] == [
        "4 学时",
        "6 学时",
        "2 学时",
        "12 学时",
    ]
    assert lines(sheet)[-1] == "合计：4 项，24 学时"
    assert_sources_are_verbatim(document, sheet)


def test_theory_of_each_chapter_out_of_rows_run_together(understood):
    document = understood(SYLLABUS, "花艺.txt")
    sheet = sheet_of(document, "各章理论学时")
    assert [line.split("：")[1] for line in lines(sheet)[1:]] == [
        *("4 学时", "6 学时", "2 学时", "3 项，12 学时")
    ]
    assert sheet.sources[1].quote == "第二章花材的辨識與保鮮課程目標1、266"


def test_weights_of_a_lesson_plan(understood):
    sheet = sheet_of(understood(FLAT, "车削.txt"), "考核评价各部分的权重")
    assert lines(sheet)[1:] == ["过程性：50%", "成品：50%", "合计：2 项"]
    assert [source.quote for source in sheet.sources] == ["过程性占 50%", "成品占 50%"]


def test_a_table_that_a_record_has_read_is_no_sheet_again(understood):
    names = [lines(sheet)[0] for sheet in fact_sheets(understood(word(), "plan.docx"))]
    assert names == ["教学实施过程各环节的时间安排"]


def test_sections_inside_a_chapter_with_hours_are_not_added_again():
    builder = Builder()
    for chapter, level in (
        ("第一章 锯木（8学时）", 1),
        ("第一节 选锯（3学时）", 2),
        ("第二节 下锯（5学时）", 2),
        ("第二章 刨木（4学时）", 1),
    ):
        builder.heading(chapter, level, None)
        builder.paragraph("写。", None)
    kind = DocumentKind.GENERIC
    document = builder.finish(path="a.md", title="木工", kind=kind, sha256="0", pages=0)
    (sheet,) = fact_sheets(document)
    assert lines(sheet)[1:] == ["第一章 锯木：8 学时", "第二章 刨木：4 学时", "合计：2 项，12 学时"]


def test_sheets_are_derived_chunks_after_those_of_the_document(standard):
    chunks = chunk_document(standard, len, 200)
    kinds = [chunk.kind is ChunkKind.FACT_SHEET for chunk in chunks]
    assert kinds == sorted(kinds)
    sheets = [chunk for chunk in chunks if chunk.kind is ChunkKind.FACT_SHEET]
    assert sheets == fact_sheets(standard)
    assert len({chunk.id for chunk in chunks}) == len(chunks)
    assert all(sheet.previous is None and sheet.next is None for sheet in sheets)
    assert all(standard.title in sheet.search_text for sheet in sheets)


@given(st.lists(st.tuples(st.text("锯刨漆凿", min_size=1, max_size=6), st.integers(0, 9999))))
def test_the_total_is_the_sum_and_sources_are_in_reading_order(rows):
    document = hours_table([(name, str(value)) for name, value in rows])
    sheets = fact_sheets(document)
    assert len(sheets) == (len(rows) > 1)
    for sheet in sheets:
        total = sum(value for _, value in rows)
        assert lines(sheet)[1:] == [
            *(f"{name}：{value} 学时" for name, value in rows),
            f"合计：{len(rows)} 项，{total} 学时",
        ]
        assert_sources_are_verbatim(document, sheet)
        assert all(a.end <= b.start for a, b in pairwise(sheet.sources))
        assert sheet.start <= sheet.sources[0].end <= sheet.end


# --- hours of tasks that stand elsewhere, or nowhere -------------------------------------------

LAST_TASK = re.compile(r"(软食菜单。)\s+60\s*\n")


def test_hours_behind_the_last_sentence_of_a_task(understood):
    text, count = LAST_TASK.subn(r"\1  60\n", STANDARD)
    assert count == 1
    told = [lines(sheet) for sheet in fact_sheets(understood(text, "护理.txt"))]
    assert told == [lines(sheet) for sheet in fact_sheets(understood(STANDARD, "护理.txt"))]


def test_nothing_is_added_up_where_the_hours_of_a_task_were_not_read(understood):
    text, count = LAST_TASK.subn(r"\1\n", STANDARD)
    assert count == 1
    document = understood(text, "护理.txt")
    tasks = [sheet for sheet in fact_sheets(document) if lines(sheet)[0].endswith("任务的学时安排")]
    assert lines(tasks[1]) == [
        "参考性学习任务的学时安排",
        "居家环境评估：36 学时",
        "进食与用药照护：没有读出学时",
        "合计：2 项",
    ]
    every = next(s for s in fact_sheets(document) if lines(s)[0].startswith("所有"))
    assert lines(every)[-1] == "合计：5 项"
    for sheet in (tasks[1], every):
        assert_sources_are_verbatim(document, sheet)


def test_the_total_of_a_level_is_quoted_from_its_row_and_not_from_the_name_of_its_table(
    shipped_corpus,
):
    path = next(shipped_corpus.glob("*课程标准*.md"))
    sheets = fact_sheets(understand(read(path), path.name, ""))
    (levels,) = [s for s in sheets if s.text.startswith("各层级工学一体化课程的总学时")]
    assert [source.quote for source in levels.sources] == [
        "总学时\t560",
        *["总学时\t1360"] * 2,
        *["总学时\t1850"] * 2,
    ]
