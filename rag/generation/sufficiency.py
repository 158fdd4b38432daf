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
from rag.generation.evidence import Evidence, Scorer
from rag.question import Question
from rag.types import Passage

#: An answer needs this share of the question's terms in its sentences and headings.
_ENOUGH = 0.35
#: Share of the headings named that a place must stand under to count as named.
_NAMED = 0.9
#: Evidence for a number shares at least this much with the question.
_RELATED = 0.15
_CODE = re.compile(r"[a-z][a-z0-9+\-]*")
#: Units a question may ask for, and how documents write a value of them.
_UNITS = (
    (re.compile(r"多少秒|几秒"), re.compile(r"\d\s*秒")),
    (re.compile(r"多少(?:块|元)?钱|多少元|价格|费用是多少"), re.compile(r"\d\s*(?:万?元|块)")),
    (
        re.compile(r"第几学期|哪(?:个|一|几)?学期"),
        re.compile(r"第\s*[一二三四五六七八九十\d]+\s*学期"),
    ),
    (re.compile(r"几月|哪天|几号|什么日期"), re.compile(r"\d\s*月|\d\s*日")),
    (re.compile(r"电话|手机号"), re.compile(r"\d{7,}")),
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
    if (
        not ranked
        or not codes_known(question, passages)
        or not _unit_known(question, ranked, scorer)
    ):
        return False
    # A place that the question names by its headings counts even where its words differ.
    if heading_matches(ranked[0].passage.heading_path, question.mentions) >= _NAMED:
        return True
    covered: set[str] = set()
    for item in ranked[:4]:
        covered |= item.covered
    return scorer.share(covered) >= _ENOUGH


def codes_known(question: Question, passages: Sequence[Passage]) -> bool:
    """Whether every name in Latin letters that a question has stands in one of its passages."""
    named = [p for p in passages if document_id(p.document) in question.documents] or passages
    text = normalise_query(" ".join(part for p in named for part in (p.title, p.text)))
    codes = set(_CODE.findall(question.folded))
    return all(code in text or code in question.aliased for code in codes)


def _unit_known(question: Question, ranked: Sequence[Evidence], scorer: Scorer) -> bool:
    """Whether some related sentence has a number with the unit asked for."""
    for asked, written in _UNITS:
        if asked.search(question.folded):
            return any(
                written.search(normalise_query(item.sentence.text))
                and not _HEADER.match(item.sentence.text)
                and scorer.share(item.own) >= _RELATED
                for item in ranked
            )
    return True
