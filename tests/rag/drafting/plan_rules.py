"""What every draft must keep, as assertions over a plan."""

import re

from rag.answer.citations import supported
from rag.drafting.plan import PHASES, SECTIONS, Grid, Group, Origin, statements_of
from rag.drafting.sections.resources import resources_of

TITLE = re.compile(r"《[^《》]+》")


def goal_ids(plan):
    """The numbers of the goals of a plan: 知1, 知2 …."""
    groups = [b for b in plan.section("教学目标").blocks if isinstance(b, Group)]
    return [
        f"{group.label[0]}{n}"
        for group in groups
        if group.label[0] in "知能思"
        for n, _ in enumerate(group.statements, start=1)
    ]


def cells(step):
    return (step.content, step.teacher, step.student, step.design)


def in_class(plan):
    return [step for step in plan.section("教学实施过程").steps if step.phase == "课中"]


def rubric(plan):
    return next(b for b in plan.section("考核评价").blocks if isinstance(b, Grid))


def points(plan):
    texts = [s.text for row in rubric(plan).rows for cell in row for s in cell]
    return [int(text[:-1]) for text in texts if re.fullmatch(r"\d+%", text)]


def texts_of(plan):
    return [s.text for section in plan.sections for s in statements_of(section)]


def assert_complete(plan):
    assert tuple(section.name for section in plan.sections) == SECTIONS
    for section in plan.sections:
        assert section.blocks or section.steps, section.name
        for block in section.blocks:
            if isinstance(block, Grid):
                assert block.rows
                assert all(len(row) == len(block.header) for row in block.rows)
                assert all(cell for row in block.rows for cell in row)
            else:
                assert block.statements, (section.name, block.label)
    for text in texts_of(plan):
        assert text.strip() == text
        assert text
        assert not re.search(r"[{}]|。。|；。|，。|、。|“”", text), text


def assert_cited(plan, canonical_of):
    """Every statement of a document is supported by quotes that stand where they say."""
    numbered = {citation.n: citation for citation in plan.citations}
    assert sorted(numbered) == list(range(1, len(plan.citations) + 1))
    for citation in plan.citations:
        text = canonical_of(citation.document)
        assert text[citation.start : citation.end] == citation.quote
        assert citation.heading_path
    for section in plan.sections:
        for statement in statements_of(section):
            quotes = "".join(numbered[n].quote for n in statement.citations)
            if statement.origin is Origin.DOCUMENT:
                assert statement.citations, statement.text
                assert supported(statement.text, quotes), statement.text
            if statement.origin is Origin.SUGGESTED:
                assert not statement.citations


def assert_process(plan):
    """Minutes are exact, every column is filled, teacher and student are paired."""
    steps = plan.section("教学实施过程").steps
    assert tuple(dict.fromkeys(step.phase for step in steps)) == PHASES
    assert sum(step.minutes for step in in_class(plan)) == plan.request.minutes
    assert all(step.minutes is None for step in steps if step.phase != "课中")
    assert len({step.name for step in steps}) == len(steps)
    for step in steps:
        assert all(cells(step)), step.name
        assert len(step.teacher) >= 2
        assert abs(len(step.teacher) - len(step.student)) <= 1
        for cell in cells(step):
            labels = re.findall(r"【[^】]+】", "".join(s.text for s in cell))
            assert len(labels) == len(set(labels)), (step.name, labels)


def assert_aligned(plan):
    """Each goal has an activity and an assessment; key points are goals and name their step."""
    ids = goal_ids(plan)
    assert {name[0] for name in ids} == set("知能思")
    process, exam = plan.section("教学实施过程"), plan.section("考核评价")
    taught = {g for s in statements_of(process) for g in s.serves}
    assessed = {g for s in statements_of(exam) for g in s.serves}
    assert set(ids) <= taught
    assert set(ids) <= assessed
    matrix = next(b for b in plan.section("对齐矩阵").blocks if isinstance(b, Grid))
    assert [row[0][0].text for row in matrix.rows] == ids
    said = [s.text for row in matrix.rows for cell in row for s in cell]
    assert not any("请教师填写" in text for text in said)
    goals = "".join(s.text for s in statements_of(plan.section("教学目标")))
    names = [step.name for step in process.steps]
    for block in plan.section("教学重点及难点").blocks:
        assert block.statements[0].text.rstrip("。") in goals
        assert any(name in s.text for s in block.statements for name in names)


def assert_one_title(plan):
    """What is handed in has one title wherever it is named; cited documents have theirs."""
    own = f"《{plan.request.deliverable}》" if plan.request.deliverable else None
    task = "".join(s.text for s in statements_of(plan.section("课堂任务")))
    title = own or next(t for t in TITLE.findall(task))
    quoted = {t for c in plan.citations for t in TITLE.findall(c.quote)}
    others = {f"《{c.title}》" for c in plan.citations}
    for text in texts_of(plan):
        assert set(TITLE.findall(text)) <= {title, *others, *quoted}, text
    named = [s.name for s in plan.sections if any(title in x.text for x in statements_of(s))]
    assert {"教学目标", "课堂任务", "考核评价", "教学实施过程"} <= set(named)


def assert_resources_used(plan):
    found = resources_of(plan.section("教学资源"))
    text = "".join(s.text for s in statements_of(plan.section("教学实施过程")))
    for name in (*found.papers, *found.devices, *found.online):
        assert name in text, name


def assert_sound(plan, canonical_of):
    """All rules together."""
    assert_complete(plan)
    assert_cited(plan, canonical_of)
    assert_process(plan)
    assert_aligned(plan)
    assert_one_title(plan)
    assert_resources_used(plan)
    assert sum(points(plan)) == 100
