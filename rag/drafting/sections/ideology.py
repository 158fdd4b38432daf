"""课程思政: where values enter, by what ways, which they are, from what sources."""

from __future__ import annotations

from rag.drafting.brief import Brief
from rag.drafting.phrases import listed
from rag.drafting.plan import Group, Section, Statement
from rag.drafting.statements import suggested
from rag.drafting.terms import conduct, rules
from rag.drafting.wording import all_said, said, words

NAME = "课程思政"
_MOST = 8


def compose(brief: Brief) -> Section:
    """Return the section."""
    ways = tuple(suggested(line) for line in all_said(NAME, "方式"))
    groups = [
        Group("融入知识点", tuple(_points(brief)), numbered=True),
        Group("融入方式", ways),
        Group("思政元素", tuple(_elements(brief))),
        Group("思政资源", tuple(_sources(brief))),
    ]
    return Section(NAME, tuple(groups))


def value_of(brief: Brief, stage: int) -> tuple[str, str]:
    """Return the number and the short text of the value goal that a stage carries."""
    goals = [goal for goal in brief.goals if goal.kind == "思"]
    if not goals:
        return "", "规范意识、责任意识"
    goal = next((g for g in goals if g.stage == stage), goals[stage % len(goals)])
    return goal.id, goal.text.rstrip("。；").split("，做到")[0]


def _points(brief: Brief) -> list[Statement]:
    out = []
    for stage in brief.stages:
        number, value = value_of(brief, stage.number)
        text = said(NAME, f"融入.{stage.kind}", stage=stage.name, value=value)
        out.append(suggested(text, *([number] if number else [])))
    return out


def _elements(brief: Brief) -> list[Statement]:
    kinds = (*words("general")["conduct"], *words("general")["ideology"])
    found = [
        (item, p)
        for n, items, p in conduct(brief.of(NAME, "素养要求"))
        if n in kinds
        for item in items
    ]
    if not found:
        return [suggested("规范意识、责任意识、诚信意识、工匠精神。")]
    aware = [entry for entry in found if entry[0].endswith("意识")]
    chosen = [*aware[: _MOST // 2], *[e for e in found if e not in aware][-_MOST // 2 :]]
    items = [item for item, _ in chosen]
    return [brief.quoted(f"{'、'.join(items)}。", [piece for _, piece in chosen])]


def _sources(brief: Brief) -> list[Statement]:
    names, used = rules(brief.of(NAME, "须守规则"), 70)
    out = []
    if names:
        out.append(brief.quoted(f"本任务须遵守的{listed(names)}。", used))
    return [*out, suggested(said(NAME, "资源", topic=brief.topic, opening=brief.frame("导入")))]
