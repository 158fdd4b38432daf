"""课堂任务: the situation, what is to be done and handed in, how it is judged."""

from __future__ import annotations

import re

from rag.drafting.brief import Brief
from rag.drafting.phrases import split
from rag.drafting.plan import Group, Section, Statement
from rag.drafting.statements import given, suggested
from rag.drafting.wording import all_said, pattern, said

NAME = "课堂任务"


def compose(brief: Brief) -> Section:
    """Return the section."""
    groups = [
        Group("任务情境", tuple(_situation(brief))),
        Group("任务要求", tuple(_requirements(brief)), numbered=True),
    ]
    if pattern("deliverable", "written").search(brief.deliverable):
        words = "500" if brief.request.minutes <= 60 else "600～800"
        groups.append(Group("字数", (suggested(said(NAME, "字数", words=words)),)))
    stages = "".join(f"“{stage.name}”" for stage in brief.stages)
    goals = tuple(suggested(line) for line in all_said(NAME, "目标", stages=stages))
    groups.append(Group("设计目标", goals, numbered=True))
    notes = tuple(_notes(brief))
    return Section(NAME, (*groups, *([Group("补充要求", notes)] if notes else [])))


def situation(brief: Brief) -> Statement:
    """Return the situation in one statement, or what the teacher is to fill in."""
    pieces = brief.of(NAME, "任务情境")
    if not pieces:
        return suggested(said(NAME, "请填情境"))
    return brief.quoted("".join(f"{p.text.rstrip('。')}。" for p in pieces), pieces)


def _situation(brief: Brief) -> list[Statement]:
    return [situation(brief)]


def _requirements(brief: Brief) -> list[Statement]:
    out = []
    process = brief.of(NAME, "工作过程")
    for piece in process:
        out += [brief.quoted(f"{act}；", [piece], *brief.ids("能")) for act in acts_of(piece.text)]
    if not process:
        out = [
            suggested(said(NAME, "环节", stage=s.name), *brief.ids("能", s.number))
            for s in brief.stages
        ]
    for piece in brief.of(NAME, "须守规则"):
        out.append(brief.quoted(f"{piece.text}。", [piece], *brief.ids("思")))
    text = said(NAME, "成果", title=brief.title)
    serves = [g.id for g in brief.goals if brief.title in g.text]
    out.append((given if brief.request.deliverable else suggested)(text, *serves))
    return out


def acts_of(process: str) -> list[str]:
    """Return the acts that a process names, without the clauses that only receive the task."""
    out = []
    for item in split(process.replace("→", "；"), "；;"):
        clauses = split(item, "，,")
        while clauses and pattern("task", "preamble").search(clauses[0]):
            clauses.pop(0)
        text = re.sub(r"^(?:首先|然后|最后|接着|需要?)(?=.{4})", "", "，".join(clauses))
        if text:
            out.append(text)
    return out


def _notes(brief: Brief) -> list[Statement]:
    lines = (line.strip() for line in brief.request.notes.splitlines())
    return [given(line) for line in lines if line]
