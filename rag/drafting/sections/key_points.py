"""教学重点及难点: two of the goals, each with the step that breaks it."""

from __future__ import annotations

from rag.drafting.brief import Brief, Goal
from rag.drafting.plan import Group, Origin, Section, Statement
from rag.drafting.statements import suggested
from rag.drafting.wording import said

NAME = "教学重点及难点"
#: Kinds of stages that are hard, hardest first.
_HARD = ("分析", "复盘", "制作", "沟通", "操作", "收集")


def compose(brief: Brief) -> Section:
    """Return the section."""
    key, difficult = points(brief)
    groups = [
        Group("重点", tuple(_point(brief, key, "理由"))),
        Group("难点", tuple(_point(brief, difficult, "难因"))),
    ]
    return Section(NAME, tuple(groups))


def points(brief: Brief) -> tuple[Goal, Goal]:
    """Return the goal that is the key point, and the one that is difficult."""
    able = [g for g in brief.goals if g.kind == "能" and brief.title not in g.text]
    able = able or list(brief.goals)
    cited = [g for g in able if g.origin is not Origin.SUGGESTED] or able
    sizes = {s.number: sum(len(p.text) for p in (*s.theory, *s.practice)) for s in brief.stages}
    hard = {s.number: _HARD.index(s.kind) for s in brief.stages}
    key = max(cited, key=lambda g: sizes.get(g.stage or 0, 0))
    others = [g for goals in (cited, able, brief.goals) for g in goals if g is not key] or [key]
    # Two points of one stage would be broken by the same means.
    others = [g for g in others if g.stage != key.stage and g.kind == others[0].kind] or others
    others = [
        g for g in others if g.kind == others[0].kind and (g in cited) == (others[0] in cited)
    ]
    return key, min(others, key=lambda g: (hard.get(g.stage or 0, 9), -(g.stage or 0)))


def short(goal: Goal) -> str:
    """Return what a goal is about, without 能 and the stop."""
    return goal.text.removeprefix("能").rstrip("。；")


def named(brief: Brief, goal: Goal) -> str:
    """Return a goal in a few words for other sections: its stage and its number."""
    return f"{brief.stages[goal.stage or 0].name}（{goal.id}）"


def _point(brief: Brief, goal: Goal, why: str) -> list[Statement]:
    stage = brief.stages[goal.stage or 0]
    return [
        Statement(f"{short(goal)}。", goal.origin, goal.citations, (goal.id,)),
        suggested(said(NAME, why, title=brief.title, goal=goal.id)),
        suggested(said(NAME, f"突破.{stage.kind}", step=stage.step)),
    ]
