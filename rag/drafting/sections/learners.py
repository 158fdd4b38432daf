"""学情分析: what the teacher told, what the task needs, and what is still to be found out."""

from __future__ import annotations

import re

from rag.drafting.brief import Brief
from rag.drafting.phrases import enumerated, topic_of
from rag.drafting.plan import Group, Section, Statement
from rag.drafting.statements import given, suggested
from rag.drafting.terms import terms
from rag.drafting.wording import said, words

NAME = "学情分析"
ASPECTS = ("知识与技能", "认知与实践", "学习特点")
_SENTENCE = re.compile(r"[^。！？；;\n]+[。！？；;]?")


def compose(brief: Brief) -> Section:
    """Return the section."""
    told = _told(brief)
    groups = (
        Group(ASPECTS[0], (*told[ASPECTS[0]], *_knowledge(brief, asked=not told[ASPECTS[0]]))),
        Group(
            ASPECTS[1],
            (
                *told[ASPECTS[1]],
                suggested(
                    said(
                        NAME,
                        "实践",
                        title=brief.title,
                        stages="".join(f"“{s.name}”" for s in brief.stages),
                    )
                ),
                *([] if told[ASPECTS[1]] else [suggested(said(NAME, "请填实践"))]),
            ),
        ),
        Group(
            ASPECTS[2],
            (
                *told[ASPECTS[2]],
                suggested(said(NAME, "特点")),
                *([] if told[ASPECTS[2]] else [suggested(said(NAME, "请填特点"))]),
            ),
        ),
    )
    return Section(NAME, groups)


def _told(brief: Brief) -> dict[str, list[Statement]]:
    """Return the teacher's sentences under the aspect each belongs to."""
    out: dict[str, list[Statement]] = {aspect: [] for aspect in ASPECTS}
    for sentence in _SENTENCE.findall(brief.request.learners):
        text = sentence.strip()
        if re.search(r"\w", text):
            aspect = next(a for a, p in words("learners").items() if re.search(p, text))
            out[aspect].append(given(text))
    return out


def _knowledge(brief: Brief, *, asked: bool) -> list[Statement]:
    out = []
    previous = brief.of(NAME, "前序任务")
    if previous:
        names = "、".join(topic_of(p.text) for p in previous)
        out.append(brief.quoted(said(NAME, "前序", previous=names), previous))
    found, used = terms(brief.of(NAME, "理论知识"), 60)
    if found:
        out.append(brief.quoted(said(NAME, "基础", terms=enumerated(found)), used))
    out.append(suggested(said(NAME, "测验", review=brief.frame("温故"))))
    if asked:
        out.append(suggested(said(NAME, "请填知识")))
    return out
