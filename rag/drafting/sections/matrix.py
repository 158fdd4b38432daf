"""对齐矩阵: for every goal the activities, the assessment and what the standard says."""

from __future__ import annotations

from collections.abc import Mapping

from rag.answer.citations import supported
from rag.drafting.brief import Brief, Goal
from rag.drafting.phrases import tidy
from rag.drafting.plan import Cell, Grid, Group, Origin, Section, Statement
from rag.drafting.statements import statements_of, suggested
from rag.drafting.wording import said

NAME = "对齐矩阵"
HEADER = ("目标", "教学活动", "评价方式", "课标依据")
_QUOTED = 60
_NONE = "课标未直接列出，由程序建议"


def compose(brief: Brief, sections: Mapping[str, Section]) -> Section:
    """Return the section from the sections drafted before it.

    Args:
        brief: the brief.
        sections: sections by name; those that are missing leave their column to the teacher.
    """
    rows = tuple(_row(brief, goal, sections) for goal in brief.goals)
    return Section(NAME, (Group("课标对应", (_aligned(brief),)), Grid(HEADER, rows)))


def _aligned(brief: Brief) -> Statement:
    if not brief.course:
        return suggested(said(NAME, "未见"))
    tasks = brief.of(NAME, "学习任务")
    fields = {"standard": brief.standard, "course": brief.course}
    if tasks:
        hours = f"（{tasks[0].number} 学时）" if tasks[0].number else ""
        text = said(
            NAME, "对应" if brief.exact else "相近", task=tasks[0].text, hours=hours, **fields
        )
    else:
        text = said(NAME, "课程", **fields)
    numbers = brief.citations.numbers(c for p in tasks[:1] for c in p.citations)
    return Statement(text, Origin.TEACHER if brief.chosen else Origin.INFERRED, numbers)


def _row(brief: Brief, goal: Goal, sections: Mapping[str, Section]) -> tuple[Cell, ...]:
    origin = Origin.SUGGESTED if brief.chosen else Origin.INFERRED
    return (
        (suggested(goal.id, goal.id), Statement(goal.text, goal.origin, goal.citations)),
        (Statement("；".join(_steps(goal, sections)) or "〔请教师填写：对应的活动〕", origin),),
        (Statement("；".join(_rows(goal, sections)) or "〔请教师填写：对应的评价〕", origin),),
        tuple(_standard(brief, goal)) or (suggested(_NONE),),
    )


def _standard(brief: Brief, goal: Goal) -> list[Statement]:
    """Return what the standard says for a goal, each passage under its field."""
    out = []
    for citation in brief.citations.all():
        if citation.n in goal.citations:
            text = tidy(citation.quote)
            text = text if len(text) <= _QUOTED else f"{text[:_QUOTED]}……"
            field = citation.heading_path[-1] if citation.heading_path else ""
            said = f"{tidy(field)}：{text}" if field and not text.startswith(tidy(field)) else text
            sure = brief.chosen and supported(said, citation.quote)
            origin = Origin.DOCUMENT if sure else Origin.INFERRED
            out.append(Statement(said, origin, (citation.n,)))
    return out


def _steps(goal: Goal, sections: Mapping[str, Section]) -> list[str]:
    process = sections.get("教学实施过程")
    return [
        step.name
        for step in (process.steps if process else ())
        if any(
            goal.id in s.serves
            for cell in (step.content, step.teacher, step.student, step.design)
            for s in cell
        )
    ]


def _rows(goal: Goal, sections: Mapping[str, Section]) -> list[str]:
    exam = sections.get("考核评价")
    out = []
    for block in exam.blocks if exam else ():
        for row in block.rows if isinstance(block, Grid) else ():
            if any(goal.id in statement.serves for statement in row[0]):
                points = next((s.text for cell in row for s in cell if s.text.endswith("%")), "")
                out.append(f"{row[0][0].text}（{points}）" if points else row[0][0].text)
    if not out and exam and any(goal.id in s.serves for s in statements_of(exam)):
        out.append("考核评价")
    return out
