"""教学方法: those that fit the stages, each with how it is used in this lesson."""

from __future__ import annotations

import re

from rag.drafting.brief import Brief
from rag.drafting.phrases import split
from rag.drafting.plan import Group, Section
from rag.drafting.statements import suggested
from rag.drafting.wording import said, words

NAME = "教学方法"
_SIZE = re.compile(r"\d+\s*[～~\-—至]\s*\d+\s*人")
_PURPOSE = re.compile(r"^为了?[^，。]{2,12}，(?:建议)?")
_ORGANISED = re.compile(r"行动导向|分组|独立")


def compose(brief: Brief) -> Section:
    """Return the section."""
    organised = [p for p in brief.of(NAME, "教学组织") if _ORGANISED.search(p.text)]
    lines = [brief.quoted(f"{_PURPOSE.sub('', p.text)}。", [p]) for p in organised[:2]]
    size = next((m[0] for p in organised if (m := _SIZE.search(p.text))), "4～6人")
    size = f"分成{brief.request.groups}组" if brief.request.groups else f"{size}一组"
    size = size.replace("分成", "全班分成")
    for method, kinds in words("methods").items():
        fits = [s for s in brief.stages if not kinds or s.kind in kinds.split("|")]
        if fits:
            text = said(NAME, method, title=brief.title, size=size, stage=fits[0].name)
            lines.append(suggested(text.replace("组分组", "组")))
    work = brief.of(NAME, "工作方法")[:1]
    if work:
        names = "、".join(split(work[0].text, "、，。"))
        lines.append(brief.quoted(said(NAME, "工作方法", methods=names), work))
    return Section(NAME, (Group("", tuple(lines), numbered=True),))
