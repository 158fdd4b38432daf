"""教学反思: questions to answer after the lesson, never results."""

from __future__ import annotations

from rag.drafting.brief import Brief
from rag.drafting.plan import Group, Section
from rag.drafting.sections.key_points import named, points
from rag.drafting.statements import suggested
from rag.drafting.wording import all_said

NAME = "教学反思"


def compose(brief: Brief) -> Section:
    """Return the section."""
    key, difficult = points(brief)
    fields = {
        "goals": "、".join(brief.ids("能")) or "各项目标",
        "title": brief.title,
        "focus": named(brief, key),
        "difficult": named(brief, difficult),
        "step": brief.stages[difficult.stage or 0].step,
    }
    labels = (("教学效果", "效果"), ("存在问题", "问题"), ("改进建议", "改进"))
    groups = [
        Group(label, tuple(suggested(s) for s in all_said(NAME, name, **fields)), numbered=True)
        for label, name in labels
    ]
    return Section(NAME, tuple(groups))
