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
from rag.answer.rows import rows_of, wanted_rows
from rag.ask.mentions import heading_matches
from rag.ask.quantities import asked_quantities
from rag.ask.question import Question
from rag.read.evidence import Scorer
from rag.read.pieces import Evidence
from rag.types import Passage

#: Where nothing is near in meaning, an answer needs this share of the question's terms in its
#: sentences and headings.
_ENOUGH = 0.25
#: Share of the headings named that a place must stand under to count as named.
_NAMED = 0.9
#: Where so much of a question is about things no document names, its headings do not count.
_STRANGE = 0.5
#: Names this long are more than common words.
_TELLING = 4
#: Evidence for a number shares at least this much with the question.
_RELATED = 0.15
#: Passages less near than this are about something else; nearer ones too, the more of a question
#: no document names.
_FAR, _FAR_AND_STRANGE = 0.43, 0.2
_CODE = re.compile(r"[a-z][a-z0-9+\-]*")
#: 会计专业, not 本专业, 多少个专业 or 相关专业, nor 中级的专业编码.
_TRADE = re.compile(
    r"(?:^|(?<=[\W的]))(?![个本该此这那哪各])([\u4e00-\u9fff]{2,6})(?<![级的个些种各类么新])"
    r"(?<!相关|对口|相近|其他|所学|学校|我们)专业"
    r"(?=[的课中高预技标层教学编代手去今明上怎如有要哪多几是实\W]|$)"
)
#: Trades are named short: 汽修专业 for 汽车运用与维修专业.
_LEFT_OUT, _BEHIND = r"[\u4e00-\u9fff]{0,4}", r"[\u4e00-\u9fff]{0,6}专业"
#: Who asks for a name wants one behind its office.
_NAMED_PERSON = (
    re.compile(
        r"(?:[老教导]师|师傅|专家|主编|负责人|[校组园班院部]长|编者|作者|主任|传人|承人|老板)[^,。]{0,4}"
        r"(?:叫什么|叫啥|是谁|姓什么|姓啥|名字|姓名|贵姓)|哪[一个]*位(?:老师|教师|师傅|专家)|谁主讲|主讲.{0,3}谁"
    ),
    re.compile(
        r"(?:老师|教师|师傅|主讲|主编|负责人|[校组园班院部]长|编者|作者|主任|传人|承人|姓名)\s*[:：\t]\s*"
        r"[\u4e00-\u9fff]{2,4}(?!\w)"
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
    there = _is_there(question, ranked[0])
    telling = any(m.start >= 0 and len(m.name) >= _TELLING for m in question.mentions)
    if there and (telling or scorer.missing_share() < _STRANGE):
        return True
    if scorer.unheard and ranked[0].passage.derived and _tells_all(question, ranked[0].passage):
        return False  # all rows of a sheet, none of which is what is asked about
    if scorer.counts(ranked[0].sentence.text):
        return True
    if scorer.asks_barely():
        return ranked[0].passage.derived
    covered: set[str] = set()
    for item in ranked[:4]:
        covered |= item.covered
    return scorer.share_of_all(covered) >= _ENOUGH or _is_near(scorer.nearest(passages), scorer)


def _tells_all(question: Question, sheet: Passage) -> bool:
    """Whether a question singles no rows of a sheet out."""
    rows = rows_of(sheet)
    return wanted_rows(question, rows) is rows


def names_known(question: Question, passages: Sequence[Passage]) -> bool:
    """Whether every name a question has stands in one of its passages.

    Names are words in Latin letters, numbers of tasks, and what stands in title marks.
    """
    named = [p for p in passages if document_id(p.document) in question.documents] or passages
    text = normalise_query(
        " ".join(part for p in named for part in (p.title, *p.heading_path, p.text))
    )
    text = re.sub(r"\s+", "", text)
    trades = set(_TRADE.findall(question.folded)) - question.aliased
    names = {
        *_CODE.findall(question.folded),
        *question.codes,
        *question.titled,
    } - question.aliased
    return all(re.sub(r"\s+", "", name) in text for name in names) and all(
        _is_trade_in(text, trade) for trade in trades
    )


def _is_trade_in(text: str, name: str) -> bool:
    """Whether a trade is named in a text, in full or by more than the question's short name.

    What stands before the name in the question may be no part of it: 办汽修专业.
    """
    tails = (name[start:] for start in range(len(name) - 1))
    return any(re.search(_LEFT_OUT.join(tail) + _BEHIND, text) for tail in tails)


def within_reach(question: Question, passages: Sequence[Passage], scorer: Scorer) -> bool:
    """Whether the nearest passage is near enough to be about the same thing.

    Numbers set on questions over documents of one trade that were asked of documents of another:
    refused 37 % of them without this, 65 % with it. Who names a document asks of that.
    """
    near = scorer.nearest(passages)
    if near is None or question.documents or scorer.asks_barely():
        return True
    return _is_near(near, scorer)


def _is_near(near: float | None, scorer: Scorer) -> bool:
    return near is not None and near >= _FAR + _FAR_AND_STRANGE * scorer.missing_share()


def unit_in(question: Question, text: str) -> bool:
    """Whether a folded text has a value of every quantity asked for that nothing else answers."""
    return all(written.search(text) for written in _demanded(question))


def _demanded(question: Question) -> list[re.Pattern[str]]:
    demanded = [q.written for q in asked_quantities(question.folded) if q.strict]
    asked, written = _NAMED_PERSON
    return [*demanded, written] if asked.search(question.folded) else demanded


def _unit_known(question: Question, ranked: Sequence[Evidence], scorer: Scorer) -> bool:
    """Whether for every quantity asked for some related sentence has a value."""
    return all(
        any(
            written.search(normalise_query(item.spelt))
            and not _HEADER.match(item.sentence.text)
            and (_related(item, scorer) or (item is ranked[0] and _is_there(question, item)))
            for item in ranked
        )
        for written in _demanded(question)
    )


def _is_there(question: Question, item: Evidence) -> bool:
    """Whether evidence stands under the headings that a question names."""
    return heading_matches(item.passage.heading_path, question.mentions) >= _NAMED


def _related(item: Evidence, scorer: Scorer) -> bool:
    """Whether a sentence has words of the question itself, not only a value of what it asks.

    The row of a fact sheet has them in the name of its sheet as well.
    """
    if item.passage.derived:
        said = scorer.asked_share(item.covered - scorer.value_terms())
    else:
        said = scorer.asked_share(scorer.terms_of(item.sentence.text))
    return scorer.asks_only_a_value() or max(said, item.phrase) >= _RELATED
