"""考核评价: parts that sum to 100, how they differ from the standard's, and a rubric."""

from __future__ import annotations

import re
from dataclasses import dataclass

from rag.drafting.brief import Brief
from rag.drafting.phrases import listed
from rag.drafting.plan import Cell, Grid, Group, Section, Statement
from rag.drafting.statements import given, suggested
from rag.drafting.terms import named_terms
from rag.drafting.wording import all_said, said, words

NAME = "考核评价"
PARTS = {"process": "过程性", "final": "终结性", "added": "增值性"}
HEADER = (
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


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the rubric; ``serves`` are the goals it assesses."""

    name: str
    key: str
    points: int
    who: str
    serves: tuple[str, ...]
    stage: int | None = None


def compose(brief: Brief) -> Section:
    """Return the section."""
    weights, taught = _weights(brief)
    parts = listed([f"{PARTS[kind]}考核（{weight}%）" for kind, weight in weights.items()])
    rule = given if taught else suggested
    lines = [rule(said(NAME, "总则", parts=parts)), *_compared(brief, weights)]
    for piece in brief.of(NAME, "考核形式")[:3]:
        lines.append(brief.quoted(f"{piece.text}。", [piece]))
    rows = tuple(_cells(brief, row) for row in rows_of(brief, weights))
    return Section(NAME, (Group("", tuple(lines)), Grid(HEADER, rows, "评分表")))


def rows_of(brief: Brief, weights: dict[str, int]) -> list[Row]:
    """Return the rows of the rubric; their points are the weights."""
    whole = [g.id for g in brief.goals if brief.title in g.text]
    process = [
        Row(brief.frame("课前"), "课前", 2, "教师、平台", brief.ids("知")),
        *(
            Row(
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
        Row(brief.frame("展示"), "展示", 2, "小组互评、教师", tuple(whole) or brief.ids("能")),
        Row("职业素养", "素养", 2, "自评、教师", brief.ids("思")),
    ]
    out = _pointed(process, weights.get("process", 0))
    out += _pointed([Row("任务成果", "成果", 1, "教师", brief.ids("能"))], weights.get("final", 0))
    return out + _pointed(
        [Row("进步与拓展", "增值", 1, "教师", tuple(whole) or brief.ids("能"))],
        weights.get("added", 0),
    )


def _pointed(rows: list[Row], weight: int) -> list[Row]:
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
        Row(r.name, r.key, p, r.who, r.serves, r.stage) for r, p in zip(rows, points, strict=True)
    ]


def _cells(brief: Brief, row: Row) -> tuple[Cell, ...]:
    values = "；".join(g.text.rstrip("。") for g in brief.goals if g.kind == "思")
    about, *levels = all_said(
        NAME,
        row.key,
        title=brief.title,
        values=values or "职业规范",
        **(named_terms(brief.stages[row.stage]) if row.stage is not None else {}),
    )
    points = [suggested(f"{about}。")]
    if row.stage is not None:
        for piece in brief.of(NAME, "工作要求"):
            if piece.stage == row.stage:
                points.append(brief.quoted(f"{piece.text}。", [piece]))
    head: Cell = (suggested(row.name, *row.serves),)
    tail: tuple[Cell, ...] = ((suggested(f"{row.points}%"),), (suggested(row.who),))
    return (head, tuple(points), *((suggested(f"{level}。"),) for level in levels), *tail)


def _weights(brief: Brief) -> tuple[dict[str, int], bool]:
    """Return the weights by part, and whether they are the teacher's own."""
    told = _named(brief.request.notes)
    if told:
        return told, True
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
        for piece in brief.of(NAME, words("weights")[f"{kind}_role"])
        if piece.number
    }
    return found if sum(found.values()) == 100 else {}


def _compared(brief: Brief, weights: dict[str, int]) -> list[Statement]:
    standard = _of_standard(brief)
    if not standard:
        return [suggested(said(NAME, "课标缺"))]
    rule = brief.of(NAME, "考核比例") or brief.of(
        NAME, *(words("weights")[f"{kind}_role"] for kind in PARTS)
    )
    figures = "、".join(f"{PARTS[kind]}考核 {number}%" for kind, number in standard.items())
    out = [brief.quoted(f"课标规定：{figures}。", rule)]
    if standard == weights:
        return [*out, suggested(said(NAME, "一致"))]
    changes = []
    for kind, name in PARTS.items():
        change = weights.get(kind, 0) - standard.get(kind, 0)
        if change:
            changes.append(f"{name}{'多' if change > 0 else '少'} {abs(change)} 个百分点")
    return [*out, suggested(said(NAME, "差异", difference="、".join(changes)))]
