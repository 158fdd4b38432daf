"""Whether the evidence is enough to answer, or the documents do not say it.

Coverage alone is a poor judge: a question about something absent still shares its common words
with many passages. So what must be there is looked for by itself: a name in Latin letters that the
passages do not have, or a number with the unit asked for.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from indexing.records import document_id
from indexing.tokenize import normalise_query
from rag.catalogue import heading_matches
from rag.evidence import Evidence, Scorer
from rag.question import Question
from rag.types import Passage

#: An answer needs this share of the question's terms in its sentences and headings.
_ENOUGH = 0.3
#: Share of the headings named that a place must stand under to count as named.
_NAMED = 0.9
#: Where so much of a question is about things no document names, its headings do not count.
_STRANGE = 0.5
#: Names this long are more than common words.
_TELLING = 4
#: Evidence for a number shares at least this much with the question.
_RELATED = 0.15
_CODE = re.compile(r"[a-z][a-z0-9+\-]*")
#: 会计专业, not 本专业 or 多少个专业.
_TRADE = re.compile(
    r"(?:^|(?<=[\W的]))(?![个本该此这那哪各])[\u4e00-\u9fff]{2,6}专业(?=[的课中高预技标层教学\W]|$)"
)
#: What stands before 专业 without naming one: 多少个专业, 什么专业.
_NO_TRADE = re.compile(r"[个本该此的些各种类什么这那哪]专业$")
#: Units a question may ask for, and how documents write a value of them.
_MEASURES = (
    *("度", "公斤", "千克", "毫米", "厘米", "米", "毫升", "升", "伏", "安培", "瓦", "转", "帕"),
    *("兆帕", "公里", "平方米", "个小时", "小时"),
)
_UNITS = (
    (r"多少秒|几秒", r"\d\s*秒"),
    (r"几分钟|多少分钟", r"\d\s*分钟|\d\s*分\b"),
    (r"钱|多少元|什么价|价位|价格|费用|工资|薪|报名费", r"\d\s*(?:万?元|块)"),
    (r"第几学期|哪[个一几]*学期", r"第\s*[一二三四五六七八九十\d]+\s*学期"),
    (r"百分之几|百分之多少|百分比", r"\d\s*%|百分之"),
    (r"多少周|几周", r"[一二三四五六七八九十\d]\s*周(?!年)"),
    (r"几分(?!钟)|多少分(?!钟)", r"\d\s*分(?!钟)"),
    (r"公式", r"[=×÷]|\d\s*[/／]"),
    (r"多少字|几百字|字数", r"\d\s*字"),
    (r"电话|手机号|联系方式", r"\d{7,}"),
    (r"书号|isbn", r"\d{3}-\d"),
    (r"哪天|几月几|几号|什么日期|哪一天", r"\d\s*月\s*\d+\s*日"),
    (r"几月(?!几)", r"\d\s*月"),
    (r"(?<!哪)几点(?:[钟开上下到结放吃关]|$)", r"\d\s*[:：]\d\d|\d\s*点|[一二三四五六七八九十]点"),
    (r"(?:几|多少)个?(?:学时|课时)", r"\d\s*(?:学时|课时)|(?:学时|课时)\D{0,4}\d"),
    (
        r"(?:老师|教师|主编|负责人|校长|编者|作者).{0,4}(?:叫什么|是谁|姓什么|名字|姓名|贵姓)",
        r"(?:老师|教师|主编|负责人|校长|编者|作者|姓名)\s*[:：\t]\s*[\u4e00-\u9fff]{2,4}(?!\w)",
    ),
    (r"(?:多少|几)(?:个|名|位)?(?:学生|人)(?!/|每)", r"\d\s*(?:个|名|位|人|～|~|-)"),
    # Things are counted with a word of their own: 几辆 is answered by 两辆, not by a list of cars.
    *(
        (rf"(?:几|多少){m}", rf"[一两二三四五六七八九十\d]\s*{m}")
        for m in (*_MEASURES, "辆", "台", "把", "间", "套", "部(?!分)", "张")
    ),
)
_HEADER = re.compile(r"^序号")


def sufficient(
    question: Question, ranked: Sequence[Evidence], passages: Sequence[Passage], scorer: Scorer
) -> bool:
    """Whether an answer can rest on the evidence.

    Args:
        question: the question.
        ranked: its evidence, best first.
        passages: the passages the evidence is from.
        scorer: made for this question.
    """
    if not ranked or not names_known(question, passages):
        return False
    if not _unit_known(question, ranked, scorer):
        return False
    # A place that the question names by its headings counts even where its words differ, unless
    # the name is a common word and the rest is about something the documents never name.
    there = heading_matches(ranked[0].passage.heading_path, question.mentions) >= _NAMED
    telling = any(m.start >= 0 and len(m.name) >= _TELLING for m in question.mentions)
    if there and (telling or scorer.missing_share() < _STRANGE):
        return True
    covered: set[str] = set()
    for item in ranked[:4]:
        covered |= item.covered
    return scorer.share_of_all(covered) >= _ENOUGH


def names_known(question: Question, passages: Sequence[Passage]) -> bool:
    """Whether every name a question has stands in one of its passages.

    Names are words in Latin letters, numbers of tasks, and what stands in title marks.
    """
    named = [p for p in passages if document_id(p.document) in question.documents] or passages
    text = normalise_query(
        " ".join(part for p in named for part in (p.title, *p.heading_path, p.text))
    )
    text = re.sub(r"\s+", "", text)
    names = {
        *_TRADE.findall(question.folded),
        *_CODE.findall(question.folded),
        *question.codes,
        *question.titled,
    } - question.aliased
    return all(re.sub(r"\s+", "", name) in text for name in names)


def unit_in(question: Question, text: str) -> bool:
    """Whether a folded text has a number with the unit asked for, where one is."""
    asked = (written for words, written in _UNITS if re.search(words, question.folded))
    return all(re.search(written, text) for written in asked)


def _unit_known(question: Question, ranked: Sequence[Evidence], scorer: Scorer) -> bool:
    """Whether some related sentence has a number with the unit asked for."""
    for asked, written in _UNITS:
        if re.search(asked, question.folded):
            return any(
                re.search(written, normalise_query(item.sentence.text))
                and not _HEADER.match(item.sentence.text)
                and max(scorer.share(item.own), item.phrase) >= _RELATED
                for item in ranked
            )
    return True
