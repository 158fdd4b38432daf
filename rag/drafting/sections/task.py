"""What the lesson is about: 学情分析, 课堂任务 and 分层任务.

The learners as the teacher knows them, the task with its situation and what is handed in, and the
task at three levels.
"""

from __future__ import annotations

import re

from rag.drafting.brief import Brief
from rag.drafting.phrases import enumerated, split, topic_of
from rag.drafting.plan import (
    LEARNERS,
    TASK,
    TIERS,
    Cell,
    Grid,
    Group,
    Section,
    Statement,
    from_teacher,
    suggested,
)
from rag.drafting.terms import terms
from rag.drafting.wording import all_sentences, pattern, sentence, words

ASPECTS = ("知识与技能", "认知与实践", "学习特点")
_SENTENCE = re.compile(r"[^。！？；;\n]+[。！？；;]?")
TIERS_HEADER = ("层次", "适合学生", "任务要求", "支持方式", "对应目标")
LEVELS = ("基础", "提高", "拓展")


def compose_learners(brief: Brief) -> Section:
    """Return the section."""
    known = _from_teacher(brief)
    groups = (
        Group(ASPECTS[0], (*known[ASPECTS[0]], *_knowledge(brief, ask=not known[ASPECTS[0]]))),
        Group(
            ASPECTS[1],
            (
                *known[ASPECTS[1]],
                suggested(
                    sentence(
                        LEARNERS,
                        "实践",
                        title=brief.title,
                        stages="".join(f"“{s.name}”" for s in brief.stages),
                    )
                ),
                *([] if known[ASPECTS[1]] else [suggested(sentence(LEARNERS, "请填实践"))]),
            ),
        ),
        Group(
            ASPECTS[2],
            (
                *known[ASPECTS[2]],
                suggested(sentence(LEARNERS, "特点")),
                *([] if known[ASPECTS[2]] else [suggested(sentence(LEARNERS, "请填特点"))]),
            ),
        ),
    )
    return Section(LEARNERS, groups)


def _from_teacher(brief: Brief) -> dict[str, list[Statement]]:
    """Return the teacher's sentences under the aspect each belongs to."""
    out: dict[str, list[Statement]] = {aspect: [] for aspect in ASPECTS}
    for match in _SENTENCE.findall(brief.request.learners):
        text = match.strip()
        if re.search(r"\w", text):
            aspect = next(a for a, p in words("learners").items() if re.search(p, text))
            out[aspect].append(from_teacher(text))
    return out


def _knowledge(brief: Brief, *, ask: bool) -> list[Statement]:
    out = []
    previous = brief.of(LEARNERS, "前序任务")
    if previous:
        names = "、".join(topic_of(p.text) for p in previous)
        out.append(brief.quoted(sentence(LEARNERS, "前序", previous=names), previous))
    found, used = terms(brief.of(LEARNERS, "理论知识"), 60)
    if found:
        out.append(brief.quoted(sentence(LEARNERS, "基础", terms=enumerated(found)), used))
    out.append(suggested(sentence(LEARNERS, "测验", review=brief.frame("温故"))))
    if ask:
        out.append(suggested(sentence(LEARNERS, "请填知识")))
    return out


def compose_task(brief: Brief) -> Section:
    """Return the section."""
    groups = [
        Group("任务情境", tuple(_situation(brief))),
        Group("任务要求", tuple(_requirements(brief)), numbered=True),
    ]
    if pattern("deliverable", "written").search(brief.deliverable):
        words = "500" if brief.request.minutes <= 60 else "600～800"
        groups.append(Group("字数", (suggested(sentence(TASK, "字数", words=words)),)))
    stages = "".join(f"“{stage.name}”" for stage in brief.stages)
    goals = tuple(suggested(line) for line in all_sentences(TASK, "目标", stages=stages))
    groups.append(Group("设计目标", goals, numbered=True))
    notes = tuple(_notes(brief))
    return Section(TASK, (*groups, *([Group("补充要求", notes)] if notes else [])))


def situation(brief: Brief) -> Statement:
    """Return the situation in one statement, or what the teacher is to fill in."""
    pieces = brief.of(TASK, "任务情境")
    if not pieces:
        return suggested(sentence(TASK, "请填情境"))
    return brief.quoted("".join(f"{p.text.rstrip('。')}。" for p in pieces), pieces)


def _situation(brief: Brief) -> list[Statement]:
    return [situation(brief)]


def _requirements(brief: Brief) -> list[Statement]:
    out = []
    process = brief.of(TASK, "工作过程")
    for piece in process:
        out += [brief.quoted(f"{act}；", [piece], *brief.ids("能")) for act in acts_of(piece.text)]
    if not process:
        out = [
            suggested(sentence(TASK, "环节", stage=s.name), *brief.ids("能", s.number))
            for s in brief.stages
        ]
    for piece in brief.of(TASK, "须守规则"):
        out.append(brief.quoted(f"{piece.text}。", [piece], *brief.ids("思")))
    text = sentence(TASK, "成果", title=brief.title)
    serves = [g.id for g in brief.goals if brief.title in g.text]
    out.append((from_teacher if brief.request.deliverable else suggested)(text, *serves))
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
    return [from_teacher(line) for line in lines if line]


def compose_tiers(brief: Brief) -> Section:
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
    for tier in LEVELS:
        cells = [suggested(f"{tier}层")]
        cells += [suggested(line) for line in all_sentences(TIERS, tier, **fields)]
        cells.append(suggested("、".join(serves[tier]) or "各项目标", *serves[tier]))
        rows.append(tuple((cell,) for cell in cells))
    return Section(TIERS, (Grid(TIERS_HEADER, tuple(rows)),))
