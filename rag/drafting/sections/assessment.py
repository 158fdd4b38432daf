"""How the goals are judged: 考核评价 with its rubric, and 对齐矩阵 from goals to the standard."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from rag.answer.citations import supported
from rag.drafting.brief import Brief, Goal
from rag.drafting.phrases import listed, tidy
from rag.drafting.plan import (
    ASSESSMENT,
    MATRIX,
    PROCESS,
    Cell,
    Grid,
    Group,
    Origin,
    Section,
    Statement,
    from_teacher,
    statements_of,
    suggested,
)
from rag.drafting.terms import named_terms
from rag.drafting.wording import all_sentences, sentence, words

PARTS = {"process": "过程性", "final": "终结性", "added": "增值性"}
RUBRIC_HEADER = (
    "评价项目",
    "评价要点",
    "优秀（90%～100%）",
    "合格（60%～89%）",
    "需改进（60%以下）",
    "分值",
    "评价者",
)
_DEFAULT = {"process": 70, "final": 30}
_UNIT = 5
MATRIX_HEADER = ("目标", "教学活动", "评价方式", "课标依据")
_QUOTED = 60
_NONE = "课标未直接列出，由程序建议"


@dataclass(frozen=True, slots=True)
class RubricRow:
    """A row of the rubric; ``serves`` are the goals it assesses."""

    name: str
    key: str
    points: int
    who: str
    serves: tuple[str, ...]
    stage: int | None = None


def compose_assessment(brief: Brief) -> Section:
    """Return the section."""
    weights, taught = _weights(brief)
    parts = listed([f"{PARTS[kind]}考核（{weight}%）" for kind, weight in weights.items()])
    rule = from_teacher if taught else suggested
    lines = [rule(sentence(ASSESSMENT, "总则", parts=parts)), *_compared(brief, weights)]
    for piece in brief.of(ASSESSMENT, "考核形式")[:3]:
        lines.append(brief.quoted(f"{piece.text}。", [piece]))
    rows = tuple(_cells(brief, row) for row in rows_of(brief, weights))
    return Section(ASSESSMENT, (Group("", tuple(lines)), Grid(RUBRIC_HEADER, rows, "评分表")))


def rows_of(brief: Brief, weights: dict[str, int]) -> list[RubricRow]:
    """Return the rows of the rubric; their points are the weights."""
    whole = [g.id for g in brief.goals if brief.title in g.text]
    process = [
        RubricRow(brief.frame("课前"), "课前", 2, "教师、平台", brief.ids("知")),
        *(
            RubricRow(
                s.step,
                f"探究.{s.kind}",
                8 // len(brief.stages) + 1,
                "小组、教师",
                (
                    *brief.ids("知", s.number),
                    *(i for i in brief.ids("能", s.number) if i not in whole),
                ),
                s.number,
            )
            for s in brief.stages
        ),
        RubricRow(
            brief.frame("展示"), "展示", 2, "小组互评、教师", tuple(whole) or brief.ids("能")
        ),
        RubricRow("职业素养", "素养", 2, "自评、教师", brief.ids("思")),
    ]
    out = _pointed(process, weights.get("process", 0))
    out += _pointed(
        [RubricRow("任务成果", "成果", 1, "教师", brief.ids("能"))], weights.get("final", 0)
    )
    return out + _pointed(
        [RubricRow("进步与拓展", "增值", 1, "教师", tuple(whole) or brief.ids("能"))],
        weights.get("added", 0),
    )


def _pointed(rows: list[RubricRow], weight: int) -> list[RubricRow]:
    """Return rows with a weight shared out among them, in fives where that is possible."""
    if not weight:
        return []
    unit = _UNIT if weight % _UNIT == 0 and weight >= _UNIT * len(rows) else 1
    total = sum(row.points for row in rows)
    points = [max(unit, weight * row.points // total // unit * unit) for row in rows]
    order = sorted(range(len(rows)), key=lambda n: (-rows[n].points, n))
    at = 0
    while sum(points) < weight:
        points[order[at % len(rows)]] += unit
        at += 1
    while sum(points) > weight:
        points[points.index(max(points))] -= unit
    return [
        RubricRow(r.name, r.key, p, r.who, r.serves, r.stage)
        for r, p in zip(rows, points, strict=True)
    ]


def _cells(brief: Brief, row: RubricRow) -> tuple[Cell, ...]:
    values = "；".join(g.text.rstrip("。") for g in brief.goals if g.kind == "思")
    about, *levels = all_sentences(
        ASSESSMENT,
        row.key,
        title=brief.title,
        values=values or "职业规范",
        **(named_terms(brief.stages[row.stage]) if row.stage is not None else {}),
    )
    points = [suggested(f"{about}。")]
    if row.stage is not None:
        for piece in brief.of(ASSESSMENT, "工作要求"):
            if piece.stage == row.stage:
                points.append(brief.quoted(f"{piece.text}。", [piece]))
    head: Cell = (suggested(row.name, *row.serves),)
    tail: tuple[Cell, ...] = ((suggested(f"{row.points}%"),), (suggested(row.who),))
    return (head, tuple(points), *((suggested(f"{level}。"),) for level in levels), *tail)


def _weights(brief: Brief) -> tuple[dict[str, int], bool]:
    """Return the weights by part, and whether they are the teacher's own."""
    own = _named(brief.request.notes)
    if own:
        return own, True
    return _of_standard(brief) or _DEFAULT, False


def _named(notes: str) -> dict[str, int]:
    """Return weights written in notes, where they sum to 100; else none."""
    found: dict[str, int] = {}
    for kind in PARTS:
        match = re.search(
            rf"(?:{words('weights')[kind]})[^\d，,；;。\n]{{0,8}}(\d{{1,3}})\s*[%％]", notes
        )
        if match:
            found[kind] = int(match[1])
    return found if sum(found.values()) == 100 else {}


def _of_standard(brief: Brief) -> dict[str, int]:
    found = {
        kind: piece.number
        for kind in PARTS
        for piece in brief.of(ASSESSMENT, words("weights")[f"{kind}_role"])
        if piece.number
    }
    return found if sum(found.values()) == 100 else {}


def _compared(brief: Brief, weights: dict[str, int]) -> list[Statement]:
    standard = _of_standard(brief)
    if not standard:
        return [suggested(sentence(ASSESSMENT, "课标缺"))]
    rule = brief.of(ASSESSMENT, "考核比例") or brief.of(
        ASSESSMENT, *(words("weights")[f"{kind}_role"] for kind in PARTS)
    )
    figures = "、".join(f"{PARTS[kind]}考核 {number}%" for kind, number in standard.items())
    out = [brief.quoted(f"课标规定：{figures}。", rule)]
    if standard == weights:
        return [*out, suggested(sentence(ASSESSMENT, "一致"))]
    changes = []
    for kind, name in PARTS.items():
        change = weights.get(kind, 0) - standard.get(kind, 0)
        if change:
            changes.append(f"{name}{'多' if change > 0 else '少'} {abs(change)} 个百分点")
    return [*out, suggested(sentence(ASSESSMENT, "差异", difference="、".join(changes)))]


def compose_matrix(brief: Brief, sections: Mapping[str, Section]) -> Section:
    """Return the section from the sections drafted before it.

    Args:
        brief: the brief.
        sections: sections by name; those that are missing leave their column to the teacher.
    """
    rows = tuple(_row(brief, goal, sections) for goal in brief.goals)
    return Section(MATRIX, (Group("课标对应", (_aligned(brief),)), Grid(MATRIX_HEADER, rows)))


def _aligned(brief: Brief) -> Statement:
    if not brief.course:
        return suggested(sentence(MATRIX, "未见"))
    tasks = brief.of(MATRIX, "学习任务")
    fields = {"standard": brief.standard, "course": brief.course}
    if tasks:
        hours = f"（{tasks[0].number} 学时）" if tasks[0].number else ""
        text = sentence(
            MATRIX, "对应" if brief.exact else "相近", task=tasks[0].text, hours=hours, **fields
        )
    else:
        text = sentence(MATRIX, "课程", **fields)
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
            line = f"{tidy(field)}：{text}" if field and not text.startswith(tidy(field)) else text
            sure = brief.chosen and supported(line, citation.quote)
            origin = Origin.DOCUMENT if sure else Origin.INFERRED
            out.append(Statement(line, origin, (citation.n,)))
    return out


def _steps(goal: Goal, sections: Mapping[str, Section]) -> list[str]:
    process = sections.get(PROCESS)
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
    exam = sections.get(ASSESSMENT)
    out = []
    for block in exam.blocks if exam else ():
        for row in block.rows if isinstance(block, Grid) else ():
            if any(goal.id in statement.serves for statement in row[0]):
                points = next((s.text for cell in row for s in cell if s.text.endswith("%")), "")
                out.append(f"{row[0][0].text}（{points}）" if points else row[0][0].text)
    if not out and exam and any(goal.id in s.serves for s in statements_of(exam)):
        out.append(ASSESSMENT)
    return out
