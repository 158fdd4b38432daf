"""Records of a syllabus, and the solving of tables whose cells have run together."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from invented_syllabus import TEXT

from indexing.kinds import records_of
from indexing.kinds.syllabus.syllabus_hours import HoursReading, Sums, readings, solve, totals


@pytest.fixture
def syllabus(understood):
    return records_of(understood(TEXT, "花艺.txt")).syllabus


def said(values):
    return [value.text for value in values]


def numbers(hours):
    return [value and value.number for value in (hours.total, hours.theory, hours.practice)]


def test_basics_in_the_original_script_and_only_those_filled_in(syllabus):
    assert {field.name: field.value.text for field in syllabus.basics} == {
        "课程名称": "花藝設計",
        "英文名称": "FloralDesign",
        "开课学期": "第3學期",
        "学分": "2",
        "学时": "24學時(12理論+12實踐)",
        "课程性质": "選修",
        "考核方式": "作品",
        "先修课程": "素描",
        "课程简介": "《花藝設計》面向旅遊與園藝專業的學生,從一枝花講到一場婚禮的佈置。",
    }
    assert numbers(syllabus.hours) == [24, 12, 12]


def test_goals_in_one_paragraph_are_certain_when_as_many_as_the_tables_name(understood, syllabus):
    assert [(goal.number, goal.text, goal.certain) for goal in syllabus.goals] == [
        (1, "能說出花材的名稱。", True),
        (2, "能獨立完成一件作品。", True),
    ]
    longer = TEXT.replace("能獨立完成一件作品。", "能獨立完成一件作品。能評價作品。")
    goals = records_of(understood(longer, "花艺.txt")).syllabus.goals
    assert [goal.certain for goal in goals] == [False, False, False]


def test_chapters_with_eight_fields(syllabus):
    assert [(c.number, c.name.text, c.hours.number, c.kind) for c in syllabus.chapters] == [
        (1, "花藝設計的由來", 4, "theory"),
        (2, "花材的辨識與保鮮", 6, "theory"),
        (3, "花束與花籃的製作", 2, "theory"),
        (4, "花藝綜合實作", 12, "practice"),
    ]
    for chapter in syllabus.chapters:
        assert [part.name for part in chapter.fields] == [
            *("预期学习成效", "主要内容", "教学要点", "实现环节"),
            *("课程思政", "阅读材料", "学习建议", "思考作业"),
        ]
        assert all(part.text for part in chapter.fields)
    assert said(syllabus.chapters[0].fields[6].text) == ["多去花市走走。"]


def test_hours_and_goals_out_of_rows_run_together(syllabus):
    rows = [(said(c.plan.goals), numbers(c.plan)) for c in syllabus.chapters]
    assert rows == [
        (["1"], [4, 4, None]),
        (["1", "2"], [6, 6, None]),
        (["2"], [2, 2, None]),
        (["1", "2"], [12, None, 12]),
    ]
    assert numbers(syllabus.totals) == [24, 12, 12]


def test_digits_are_taken_from_the_cell_they_stand_for(understood):
    document = understood(TEXT, "花艺.txt")
    plan = records_of(document).syllabus.chapters[1].plan
    end = plan.theory.end
    assert document.canonical[plan.goals[0].start : end] == "1、266"
    assert (plan.total.start, plan.theory.start) == (end - 2, end - 1)


def test_without_sums_that_fit_nothing_is_taken_from_the_rows(understood):
    wrong = TEXT.replace("合計241212", "合計301218").replace("24學時(12理論+12實踐)", "30學時")
    chapters = records_of(understood(wrong, "花艺.txt")).syllabus.chapters
    assert [numbers(chapter.plan) for chapter in chapters] == [[None] * 3] * 4
    assert [chapter.hours.number for chapter in chapters] == [4, 6, 2, 12]  # the headings


def test_what_is_cut_off_is_absent_or_uncertain(syllabus):
    (project,) = syllabus.projects
    assert (project.name.text, project.hours.number) == ("婚禮佈置", 6)
    assert (project.text.text, project.text.certain) == ("主要內容:做一個拱", False)


def test_resources_by_their_headings(syllabus):
    found = {part.name: said(part.text) for part in syllabus.resources}
    assert found == {"推荐教材": ["花藝入門"], "教学参考资料": [], "线上教学资源": []}
    assert said(syllabus.methods) == ["以示範和實作為主,教師先做一遍,學生再做一遍。"]


def test_readings_of_a_row():
    assert readings("1、544", 5, 4) == [
        HoursReading((1, 5), 4, 4, 0, (1, 1, 1)),
        HoursReading((1, 5), 4, 0, 4, (1, 1, 1)),
    ]
    assert {r.total for r in readings("1、544", 5, None)} == {4, 44}
    # No goal 54, and goals stand in order.
    assert {r.goals for r in readings("1、544", 54, None)} == {(1, 5), (1, 54)}
    assert readings("3、244", 5, None) == []


def test_a_row_with_all_its_numbers_has_one_reading():
    assert readings("2、31284", 5, 12) == [HoursReading((2, 3), 12, 8, 4, (1, 2, 1, 1))]


def test_a_lost_cell_leaves_theory_or_practice_open():
    assert [(r.theory, r.practice) for r in readings("516", 5, 16)] == [(16, 0), (0, 16)]


def test_totals_are_read_where_they_add_up():
    assert totals("483216") == [(48, 32, 16, (2, 2, 2))]
    assert totals("481216") == []


def test_sums_decide_between_readings():
    rows = [readings("16", 1, 6), readings("14", 1, 4)]
    assert [[r.theory for r in row] for row in solve(rows, Sums(10, 6, 4), {})] == [[6], [0]]


def test_where_sums_leave_a_choice_the_part_of_the_chapter_decides():
    rows = [readings("144", 1, 4), readings("144", 1, 4)]
    open_ = solve(rows, Sums(8, 4, 4), {})
    assert [sorted(r.theory for r in row) for row in open_] == [[0, 4], [0, 4]]
    placed = solve(rows, Sums(8, 4, 4), {0: "theory", 1: "practice"})
    assert [[(r.theory, r.practice) for r in row] for row in placed] == [[(4, 0)], [(0, 4)]]


def test_rows_without_a_reading_have_no_solution():
    assert solve([readings("144", 1, 4), []], Sums(8, 8, 0), {}) == [[], []]


HOURS = st.tuples(st.integers(0, 16), st.integers(0, 16)).filter(lambda hours: sum(hours) > 0)
ROW = st.tuples(st.sets(st.integers(1, 6), min_size=1), HOURS)


@given(st.lists(ROW, min_size=1, max_size=5))
def test_the_truth_is_always_among_the_readings(rows):
    """Any table, its cells run together, empty ones lost: the solver never loses the truth."""
    sums = Sums(
        *(sum(column) for column in zip(*((a + b, a, b) for _, (a, b) in rows), strict=True))
    )
    options = []
    for goals, (theory, practice) in rows:
        cells = [theory + practice, *(hours for hours in (theory, practice) if hours)]
        digits = "、".join(map(str, sorted(goals))) + "".join(map(str, cells))
        options.append(readings(digits, 6, theory + practice))
    product = 1
    for option in options:
        product *= len(option)
    assume(product <= 200_000)
    for (goals, hours), found in zip(rows, solve(options, sums, {}), strict=True):
        truths = [r for r in found if (r.theory, r.practice) == hours]
        assert any(r.goals == tuple(sorted(goals)) for r in truths)
