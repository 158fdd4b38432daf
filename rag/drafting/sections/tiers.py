"""分层任务: the task at three levels."""

from __future__ import annotations

from rag.drafting.brief import Brief
from rag.drafting.plan import Cell, Grid, Section
from rag.drafting.statements import suggested
from rag.drafting.wording import all_said

NAME = "分层任务"
HEADER = ("层次", "适合学生", "任务要求", "支持方式", "对应目标")
TIERS = ("基础", "提高", "拓展")


def compose(brief: Brief) -> Section:
    """Return the section."""
    fields = {
        "first": brief.stages[0].name,
        "last": brief.stages[-1].name,
        "stages": "".join(f"“{stage.name}”" for stage in brief.stages),
        "title": brief.title,
    }
    serves = {
        "基础": brief.ids("能", 0) or brief.ids("能")[:1],
        "提高": brief.ids("能"),
        "拓展": brief.ids("能", brief.stages[-1].number) or brief.ids("能")[-1:],
    }
    rows: list[tuple[Cell, ...]] = []
    for tier in TIERS:
        cells = [suggested(f"{tier}层")]
        cells += [suggested(line) for line in all_said(NAME, tier, **fields)]
        cells.append(suggested("、".join(serves[tier]) or "各项目标", *serves[tier]))
        rows.append(tuple((cell,) for cell in cells))
    return Section(NAME, (Grid(HEADER, tuple(rows)),))
