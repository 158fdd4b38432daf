"""Headings that a question names: what they and titles are called, and how far a place is one.

A heading is called what is left without its numbering, its hours and the kind of document.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from indexing.tokenize import normalise_query
from indexing.values import exact

_NUMBERING = re.compile(
    r"^(?:第[一二三四五六七八九十百\d]+[章节篇]|[一二三四五六七八九十百]+[、.]"
    r"|[(（][一二三四五六七八九十\d]+[)）]|\d{1,2}(?:\.\d{1,2})+\s*|\d{1,2}(?:[.、)]|\s))\s*"
)
_TAIL = re.compile(
    r"(?:\((?:[^()]*(?:学时|分钟|可选|选学|\d%)[^()]*)\)|课程标准|工学一体化课程表|[::])+$"
)
_NUMERAL = r"(?:[一二三四五六七八九十]{1,3}|\d{1,3}|[ivx]{1,5})"
#: 第三章, 第2节课, 第Ⅳ讲, 探究二: a place named by its number.
NUMBERED = re.compile(
    rf"第\s?(?P<number>{_NUMERAL})\s?(?P<kind>[章节课讲周]|单元|模块|项目?)"
    rf"|(?P<step>探究|活动|项目|环节|模块|单元)(?P<last>{_NUMERAL})(?![\d.个年分共起])"
)
#: What a title says besides the name of its subject.
_TITLE_REST = re.compile(
    r"^附件[\d一二三四五六七八九]*:?|^(?:任务|教案|课题)?\s*[\d.]*\s*|[《》]|(?:专业)?(?:国家技能人才培养)?(?:工学一体化)?"
    r"(?:课程标准|课程?教学大纲|教学大纲|课程大纲|教案|教学设计)(?:\([^()]*\))?$"
)


@dataclass(frozen=True, slots=True)
class Mention:
    """A heading named in a question.

    Attributes:
        name: the name as found.
        headings: folded headings that have this name.
        count: number of sections with it; fewer is more telling.
        start: where the question names it.
    """

    name: str
    headings: frozenset[str]
    count: int
    start: int

    def covers(self, path: Sequence[str]) -> bool:
        """Whether a heading path runs through one of these headings."""
        return any(normalise_query(heading) in self.headings for heading in path)


def heading_matches(path: Sequence[str], mentions: Sequence[Mention], text: str = "") -> float:
    """Return how much of what a question names stands in a heading path, from 0 to 1.

    A heading that is rare in the index weighs more than one that every course has.

    Args:
        path: the headings.
        mentions: what the question names.
        text: folded words below the headings that may name it as well.
    """
    folded = {normalise_query(heading) for heading in path}
    met = sum(_weight(m) for m in mentions if m.headings & folded or m.name in text)
    return met / total if (total := sum(map(_weight, mentions))) else 0.0


def _weight(mention: Mention) -> float:
    return 1.0 / (1.0 + 0.1 * (mention.count - 1))


def numbered_place(heading: str) -> str:
    """Return the number and kind that a folded heading opens with: 3章 of 第三章…, else ``""``."""
    found = NUMBERED.match(re.sub(r"^[任务教学]{2}", "", heading))
    if not found:
        return ""
    value = exact(found["number"] or found["last"])
    return "" if value is None else f"{value}{found['kind'] or found['step']}"


def title_name(title: str) -> str:
    """Return the folded name of what a document is about: its title without number and kind."""
    return _TITLE_REST.sub("", re.sub(r"\s+", "", normalise_query(title)))


def heading_name(heading: str) -> str:
    """Return a folded heading without numbering, hours and kind, such as 客户服务 alone."""
    bare = re.sub(r"[\s【】\[\]]+", "", _NUMBERING.sub("", heading))
    return _TAIL.sub("", bare)
