"""A document says the same as flattened text, as a Word file, as a PDF and as a web page."""

import pytest
from invented_files import pdf, web, word
from invented_lesson_plan import FLAT
from invented_plan_files import ELEMENTS as PLAN
from invented_standard import TEXT
from invented_standard_files import ELEMENTS as STANDARD
from invented_syllabus import TEXT as SCRAPED
from invented_syllabus_files import ELEMENTS as SYLLABUS
from record_texts import differences, every_value, texts

from indexing.kinds import records_of

KINDS = {"standard": (TEXT, STANDARD), "plan": (FLAT, PLAN), "syllabus": (SCRAPED, SYLLABUS)}
FORMATS = {"docx": word, "pdf": pdf, "html": web}


@pytest.fixture
def read_as(understood):
    """The records of a file made from elements."""

    def make(elements, extension):
        return records_of(understood(FORMATS[extension](elements), f"a.{extension}"))

    return make


@pytest.mark.parametrize("extension", FORMATS)
@pytest.mark.parametrize("kind", KINDS)
def test_the_same_records_as_from_the_flattened_text(understood, read_as, kind, extension):
    flat, elements = KINDS[kind]
    expected = texts(records_of(understood(flat, "a.txt")))
    assert differences(expected, texts(read_as(elements, extension))) == []


@pytest.mark.parametrize("kind", KINDS)
def test_real_tables_leave_nothing_to_guess(read_as, kind):
    _, elements = KINDS[kind]
    values = list(every_value(read_as(elements, "docx")))
    # Only what is cut off in the middle of a word is uncertain even there.
    assert {v.text for v in values if not v.certain} <= {"主要內容:做一個拱"}
    assert len(values) > 25


@pytest.mark.parametrize("lines", range(0, 44, 4))
def test_wherever_a_page_ends_the_records_are_the_same(understood, read_as, lines):
    at = STANDARD.index(("heading", 1, "三、培养模式")) + 1
    moved = [*STANDARD[:at], *[("text", "另见学校的规定。")] * lines, *STANDARD[at:]]
    expected = texts(records_of(understood(TEXT, "a.txt")))
    assert differences(expected, texts(read_as(moved, "pdf"))) == []


def _tasks(*tables):
    """The nursing standard with its first table of tasks printed as several, page after page."""
    at = next(i for i, e in enumerate(STANDARD) if e[0] == "table" and e[1][0][1] == "名称")
    parts = [("table", rows, []) for rows in tables]
    paged = [part for pair in parts for part in (pair, ("page",))][:-1]
    return [*STANDARD[:at], *paged, *STANDARD[at + 1 :]]


HEADER = ["序号", "名称", "学习任务描述", "参考学时"]
FIRST = ["1", "量身高", "先脱鞋，再站直，", "6"]
REST = ["", "", "最后读数。", ""]
SECOND = ["2", "称体重（可选）", "清晨空腹时称。", "4"]


@pytest.mark.parametrize(
    "tables",
    [
        ([HEADER, FIRST], [HEADER, REST, SECOND]),
        ([HEADER, FIRST], [REST, SECOND]),
        ([HEADER, FIRST], [REST], [SECOND]),
        ([HEADER, FIRST, REST, SECOND],),
    ],
    ids=["header again", "no header", "three pages", "one page"],
)
def test_a_row_that_a_page_break_cuts_is_one_task(read_as, tables):
    course = read_as(_tasks(*tables), "pdf").courses[0]
    assert [(t.number.number, t.name.text, t.hours.number, t.optional) for t in course.tasks] == [
        (1, "量身高", 6, False),
        (2, "称体重（可选）", 4, True),
    ]
    assert course.tasks[0].description.text == "先脱鞋，再站直，最后读数。"
    assert len(course.tasks[0].description.rest) == 1


def test_a_step_whose_cells_go_on_in_the_next_row_is_one_step(read_as):
    heading, (kind, rows, merges) = PLAN
    at = next(i for i, row in enumerate(rows) if row[0] == "检测评分20分钟")
    more = ["", "再用千分尺检测", "【讲评】说出误差", "【记录】填检测表", ""]
    moved = [(t + (t > at), left, b + (b > at), right) for t, left, b, right in merges]
    longer = [heading, (kind, [*rows[: at + 1], more, *rows[at + 1 :]], moved)]
    steps = read_as(longer, "docx").lesson_plan.steps
    assert len(steps) == 6
    step = next(step for step in steps if step.label == "检测评分")
    assert (step.phase, step.minutes.number) == ("课中", 20)
    assert step.content.text == "用卡尺检测再用千分尺检测"
    assert step.teacher.text == "【组织】交换检测\n【讲评】说出误差"
    assert step.student.text == "【记录】填检测表"


def test_minutes_in_a_column_of_their_own(read_as):
    rows = [
        ["环节", "教学内容", "教师活动", "学生活动", "时间(分钟)"],
        ["课中", "", "", "", ""],
        ["导入", "看样品", "提问", "回答", "5"],
        ["练习", "做样品", "巡视", "操作", "35"],
    ]
    fields = [["课题", "做样品", "", "", ""], ["教学目标", "会做。", "", "", ""]]
    merges = [(0, 1, 0, 4), (1, 1, 1, 4), (3, 0, 3, 4)]
    plan = read_as([("table", [*fields, *rows], merges), ("text", "教学反思")], "docx").lesson_plan
    assert [(s.phase, s.label, s.minutes.number, s.student.text) for s in plan.steps] == [
        ("课中", "导入", 5, "回答"),
        ("课中", "练习", 35, "操作"),
    ]


def test_pages_of_the_pdf_are_those_it_prints(read_as):
    first, second = read_as(STANDARD, "pdf").courses
    assert first.page == first.hours.page == 1
    assert second.page == second.hours.page == 4
    assert [task.hours.page for task in (*first.tasks, *second.tasks)] == [2, 2, 2, 4, 4]
    assert {v.page for v in every_value(second)} == {4}
