"""A text scraped into one endless line: cut before every heading, field, item and table row.

A web page that lost its line breaks still says where its parts begin: numbers in sequence, known
headings, ``第一章…(4學時)``. Only white space is added; no character is lost or moved.
"""

from __future__ import annotations

import re
from functools import cache
from itertools import pairwise

from indexing.searchtext import to_search_text
from indexing.structure.vocabulary import vocabulary

_NUMERAL = "[一二三四五六七八九十]{1,3}"
COLLAPSED = 1500


def split_collapsed(text: str) -> list[str]:
    """Return the logical lines of a collapsed text."""
    search = to_search_text(text)
    cuts = sorted(
        {
            search.offsets[position]
            for pattern in _patterns()
            for match in pattern.finditer(search.text)
            for group in ("open", "close")
            if group in pattern.groupindex and (position := match.start(group)) >= 0
        }
        | {search.offsets[at] for at in (*_item_cuts(search.text), *_basic_cuts(search.text))}
    )
    bounds = [0, *(cut for cut in cuts if 0 < cut < len(text)), len(text)]
    pieces = (text[a:b].strip() for a, b in pairwise(bounds))
    return [piece for piece in pieces if piece]


@cache
def _patterns() -> tuple[re.Pattern[str], ...]:
    words = vocabulary()["syllabus"]
    headings = "|".join(sorted(map(re.escape, words["headings"]), key=len, reverse=True))
    fields = "|".join(re.escape(name) for names in words["fields"] for name in names)
    return (
        re.compile(rf"(?P<open>{_NUMERAL}、)(?:{headings})(?:情况|一览)?(?P<close>)"),
        re.compile(rf"(?P<open>\({_NUMERAL}\))(?:{headings})(?P<close>)"),
        re.compile(rf"(?P<open>第{_NUMERAL}章)[^。;:]{{2,30}}?\(\d+学时\)(?P<close>)"),
        re.compile(rf"(?P<open>\d\.)(?:{fields})[:]"),
        re.compile(r"(?P<open>表\d{1,2})[^\d。]{4,30}?(?:一览表|情况表|表)(?P<close>)"),
        re.compile(rf"(?P<open>第{_NUMERAL}章)[^。;:()]{{2,24}}?课程目标\d"),
        re.compile(r"(?<=\d)(?P<open>合计)\d"),
        re.compile(r"(?<=[√\d])(?P<open>课程目标\d)(?=√)"),
    )


def _basic_cuts(text: str) -> list[int]:
    """Return where the labels of the first table stand: before the course is described."""
    basics: list[str] = vocabulary()["syllabus"]["basics"]
    begin = text.find("课程基本信息")
    last = text.find(basics[-1], begin)
    if begin < 0 or last < 0:
        return []
    words = "|".join(sorted(map(re.escape, basics), key=len, reverse=True))
    # ``学分2学时48学时``: behind a number a word is a unit, unless a number follows it in turn.
    label = re.compile(rf"(?<!\d)(?:{words})|(?:{words})(?=\d)")
    return [m.start() for m in label.finditer(text) if begin < m.start() <= last]


def _item_cuts(text: str) -> list[int]:
    """Return where ``(1)``, ``(2)`` … open the items of a list, each number the next one."""
    cuts: list[int] = []
    expected = 1
    for match in re.finditer(r"\(([1-9]\d?)\)", text):
        value = int(match[1])
        if value == expected or value == 1:
            cuts.append(match.start())
            expected = value + 1
    return cuts
