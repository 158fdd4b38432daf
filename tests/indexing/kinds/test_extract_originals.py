"""Exact figures of the four original documents, where they are at hand, and of the shipped ones.

Only names and figures are written here, never sentences.
"""

import re
from functools import cache
from pathlib import Path

import pytest
from original_courses import COURSES
from record_texts import every_value
from test_extract_any_text import assert_verbatim

from indexing.fact_sheets import fact_sheets
from indexing.kinds import records_of, understand
from indexing.readers import read

STANDARD, PLANS, SYLLABUS = "standard", ("plan 4.3", "plan 6.1"), "syllabus"
ORIGINALS = {
    STANDARD: "course-standard.txt",
    "plan 4.3": "lesson-plan-4.3.txt",
    "plan 6.1": "lesson-plan-6.1.txt",
    SYLLABUS: "crm-syllabus.txt",
}
SHIPPED = {
    STANDARD: "电子商务专业课程标准.md",
    "plan 4.3": "教案4.3-顾客精细化运营.docx",
    "plan 6.1": "教案6.1-客户服务数据分析.docx",
    SYLLABUS: "客戶關係管理教學大綱.html",
}
ANALYSIS = ["工作对象", "工具、设备、材料与资料", "工作方法", "劳动组织方式", "工作要求"]
STEPS = [5, 5, 15, 20, 20, 15, 15, 15]
FIELDS = [
    *("预期学习成效", "主要内容", "教学要点", "实现环节"),
    *("课程思政", "阅读材料", "学习建议", "思考作业"),
]


@cache
def load(path: Path):
    return understand(read(path), path.name, "0" * 64)


@pytest.fixture(params=["original", "shipped"])
def document(request):
    """A function from a name above to the original or the shipped document of that kind."""
    if request.param == "shipped":
        corpus = request.getfixturevalue("shipped_corpus")
        return lambda name: load(corpus / SHIPPED[name])
    folder = request.getfixturevalue("shared") / "corpus"
    return lambda name: load(folder / ORIGINALS[name])


@pytest.fixture
def original(shared):
    """A function from a name above to the original document."""
    return lambda name: load(shared / "corpus" / ORIGINALS[name])


def test_every_value_is_verbatim(document):
    counts = dict.fromkeys(ORIGINALS, 0)
    for name in counts:
        records = records_of(document(name))
        assert_verbatim(document(name), records)
        counts[name] = len(list(every_value(records)))
    assert counts[STANDARD] > 1500
    assert min(counts.values()) > 90


def test_the_programme(document):
    programme = records_of(document(STANDARD)).programme
    assert programme.name.text == "电子商务"
    assert [(lv.name, lv.code.text, lv.total.number) for lv in programme.levels] == [
        ("中级", "0603-4", 560),
        ("高级", "0603-3", 1360),
        ("预备技师(技师)", "0603-2", 1850),
    ]
    years = [{(y.entry.text, y.years.number) for y in level.years} for level in programme.levels]
    assert years == [
        {("初中起点", 3)},
        {("高中起点", 3), ("初中起点", 5)},
        {("高中起点", 4), ("初中起点", 6)},
    ]
    assert [[c.text[-4:] for c in lv.certificates][-1] for lv in programme.levels] == [
        *("中级工", "高级工", "技师")
    ]
    tables = [(t.level, len(t.rows), t.total.number) for t in programme.tables]
    assert tables == [
        ("中级", 4, 560),
        *[("高级", 11, 1360)] * 2,
        *[("预备技师(技师)", 16, 1850)] * 2,
    ]
    assert all(sum(r.hours.number for r in t.rows) == t.total.number for t in programme.tables)


def test_sixteen_courses_and_forty_seven_tasks(document):
    courses = records_of(document(STANDARD)).courses
    found = [(c.number, c.name.text, c.hours.number) for c in courses]
    assert found == [(i, name, hours) for i, (name, hours, *_) in enumerate(COURSES, start=1)]
    for course, (_, hours, _, expected) in zip(courses, COURSES, strict=True):
        assert [(-1) ** t.optional * t.hours.number for t in course.tasks] == list(expected)
        assert [t.number.number for t in course.tasks] == list(range(1, len(expected) + 1))
        assert sum(t.hours.number for t in course.tasks) == hours
        assert all(len(t.description.text) > 100 for t in course.tasks)
    tasks = [task for course in courses for task in course.tasks]
    optional = [task.hours.number for task in tasks if task.optional]
    assert (len(tasks), len(optional), sum(optional)) == (47, 6, 166)


def test_eight_parts_and_five_fields_in_each_course(document):
    for course in records_of(document(STANDARD)).courses:
        assert len(course.parts) == 8, course.name.text
        assert [part.name for part in course.analysis] == ANALYSIS
        assert all(part.text for part in course.analysis)
        assert len(course.description) >= 2
        assert len(course.goals) >= 5
        assert all(step.practical and step.theoretical for step in course.content.steps)
        assert all(not step.other for step in course.content.steps)
        assert len(course.content.steps) >= 5
        assert course.content.general


def test_teaching_and_assessment_of_each_course(document):
    for course in records_of(document(STANDARD)).courses:
        teaching, exam = course.teaching, course.assessment
        parts = (teaching.teachers, teaching.organisation, teaching.resources, teaching.management)
        assert all(part.text for part in parts), course.name.text
        sizes = (teaching.group_size.low, teaching.group_size.high)
        assert sizes == ((4, 6) if course.number <= 11 else (2, 4))
        assert [(p.kind, p.weight.number, len(p.forms)) for p in exam.parts] == [
            ("process", 70, 3),
            ("final", 30, 0),
        ]
        (case,) = exam.cases
        assert all((case.title.text, case.situation, case.requirements, case.references))


def test_requirements_of_each_case_are_apart(original):
    courses = records_of(original(STANDARD)).courses
    found = [len(course.assessment.cases[0].requirements) for course in courses]
    assert (min(found), max(found), sum(found)) == (4, 7, 81)


def test_printed_pages_of_the_courses(original):
    courses = records_of(original(STANDARD)).courses
    assert [course.page for course in courses] == [page for _, _, page, _ in COURSES]
    assert all(course.hours.page == course.page for course in courses)
    for course, following in zip(courses, [page for _, _, page, _ in COURSES][1:], strict=False):
        assert all(course.page <= value.page <= following for value in every_value(course))


def test_the_footnote_of_the_first_course(original):
    first, *others = records_of(original(STANDARD)).courses
    assert first.note.text.startswith("①")
    assert not any("①" in value.text for part in first.analysis for value in part.text)
    assert all(course.note is None for course in others)


def test_only_what_a_page_break_cut_is_uncertain(original):
    courses = records_of(original(STANDARD)).courses
    uncertain = {c.number for c in courses for v in every_value(c) if not v.certain}
    assert uncertain == {6, 7, 12, 13, 15}
    for course in courses:
        for value in every_value(course):
            assert value.certain or value.rest
            assert value.text[-1] not in "，、", value.text[-20:]


@pytest.mark.parametrize("name", PLANS)
def test_both_lesson_plans(document, name):
    plan = records_of(document(name)).lesson_plan
    assert [field.name for field in plan.basics] == [
        *("授课单元", "授课班级", "授课形式", "任务名称", "授课地点", "课时数")
    ]
    assert plan.basic("课时数").number == 2
    assert [step.phase for step in plan.steps] == ["课前", *["课中"] * 8, "课后"]
    assert [step.minutes.number for step in plan.steps[1:-1]] == STEPS
    assert sum(STEPS) == 110
    assert plan.steps[0].minutes is plan.steps[-1].minutes is None
    for step in plan.steps:
        columns = (step.content, step.teacher, step.student, step.design)
        assert all(column and column.certain for column in columns), step.label
    assert [part.name for part in plan.learners] == ["知识与技能", "认知与实践", "学习特点"]
    assert [(part.name, len(part.text)) for part in plan.goals] == [
        *(("知识目标", 4), ("能力目标", 4), ("思政目标", 4))
    ]
    assert [p.name for p in plan.ideology] == ["融入知识点", "融入方式", "思政元素", "思政资源"]
    assert [len(plan.key_points), len(plan.difficult_points), len(plan.methods)] == [1, 1, 4]
    assert [(weight.value.number) for weight in plan.weights] == [60, 30, 10]
    assert [part.name for part in plan.resources] == ["线下资源", "线上资源"]
    assert [part.name for part in plan.reflection] == ["教学效果", "存在问题", "改进建议"]


@pytest.mark.parametrize(
    ("name", "words", "requirements", "goals"), [("plan 4.3", 700, 4, 3), ("plan 6.1", 600, 5, 4)]
)
def test_the_task_of_both_lessons(document, name, words, requirements, goals):
    plan = records_of(document(name)).lesson_plan
    task = plan.task
    assert [length.number for length in task.words] == [words]
    assert (len(task.situation), len(task.requirements), len(task.goals)) == (
        *(1, requirements, goals),
    )
    assert len(task.deliverables) == 1
    assert len(plan.titles) >= 3


def test_titles_of_the_deliverable_drift_in_both_originals(original):
    for name in PLANS:
        titles = {value.text for value in records_of(original(name)).lesson_plan.titles}
        assert len([title for title in titles if "方案" in title or "报告" in title]) >= 2


def test_the_eight_chapters_of_the_syllabus(document):
    syllabus = records_of(document(SYLLABUS)).syllabus
    assert [(c.number, c.hours.number) for c in syllabus.chapters] == list(
        enumerate([4, 6, 4, 6, 4, 4, 4, 16], start=1)
    )
    for chapter in syllabus.chapters:
        assert [part.name for part in chapter.fields] == FIELDS
        assert all(part.text for part in chapter.fields)
        assert all(len(part.text) == 1 for part in chapter.fields if part.name in FIELDS[:3])
    totals = (syllabus.totals.total, syllabus.totals.theory, syllabus.totals.practice)
    assert [value.number for value in totals] == [48, 32, 16]
    assert [goal.number for goal in syllabus.goals] == [1, 2, 3, 4, 5]
    assert all(goal.certain for goal in syllabus.goals)


def test_goals_theory_and_practice_of_each_chapter(document):
    chapters = records_of(document(SYLLABUS)).syllabus.chapters
    goals = [[goal.number for goal in chapter.plan.goals] for chapter in chapters]
    assert goals == [
        *([1, 5], [2, 3, 4], [1, 3, 4], [1, 3, 4]),
        *([1, 3, 4], [3, 4, 5], [3, 4, 5], [3, 4, 5]),
    ]
    theory = [c.plan.theory.number if c.plan.theory else 0 for c in chapters]
    practice = [c.plan.practice.number if c.plan.practice else 0 for c in chapters]
    assert (theory, practice) == ([4, 6, 4, 6, 4, 4, 4, 0], [0, 0, 0, 0, 0, 0, 0, 16])


def test_hours_of_the_projects_that_are_cut_off_are_absent(document):
    projects = records_of(document(SYLLABUS)).syllabus.projects
    assert projects[0].hours.number == 6
    assert all(project.hours is None for project in projects[1:])


def test_fact_sheets_add_up(document):
    totals = {}
    tasks = 0
    for name in ORIGINALS:
        for sheet in fact_sheets(document(name)):
            printed = len(sheet.sources) - (sheet.text.count("\n") - 1)
            assert printed in (0, 1)
            if printed:  # the total is printed, and is the sum
                total = re.sub(r"\s", "", sheet.sources[-1].quote)
                assert re.search(r"，(\d+) 学时$", sheet.text)[1] in total
            for source in sheet.sources:
                text = document(name).canonical[source.start : source.end]
                assert source.quote == text != ""
            first, *_, last = sheet.text.split("\n")
            totals[name, first] = last
            tasks += first == "参考性学习任务的学时安排"
    assert totals[STANDARD, "各门课程的基准学时"] == "合计：16 项，1850 学时"
    assert totals[STANDARD, "各门课程的可选学习任务"] == "合计：6 项，166 学时"
    assert totals[STANDARD, "各门课程的分组人数"] == "合计：16 门课程"
    assert totals[STANDARD, "各门课程的考核权重"] == "合计：32 项"
    assert tasks == 16
    assert totals[STANDARD, "所有参考性学习任务的学时"] == "合计：47 项，1850 学时"
    assert totals[STANDARD, "各门课程的学习任务数"] == "合计：16 门课程"
    assert totals[STANDARD, "各门课程的工作由谁完成"] in ("合计：15 门课程", "合计：16 门课程")
    assert totals[STANDARD, "各层级工学一体化课程的总学时"] == "合计：5 个层级课程表"
    levels = [line for (_, sheet), line in totals.items() if "层级" in sheet and "课程表" in sheet]
    assert [line.split("，")[1] for line in levels] == [
        *("560 学时", "1360 学时", "1360 学时", "1850 学时", "1850 学时")
    ]
    for plan in PLANS:
        assert totals[plan, "教学实施过程各环节的时间安排"] == "合计：8 项，110 分钟"
    assert totals[SYLLABUS, "各章学时安排"] == "合计：8 项，48 学时"
    assert totals[SYLLABUS, "各章理论学时"] == "合计：7 项，32 学时"
