"""What a question asks: its terms, the documents and headings it names, the answer it wants."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from indexing.index import Index
from indexing.tokenize import normalise_query
from rag.ask.catalogue import Catalogue
from rag.ask.mentions import Mention
from rag.ask.quantities import asked_quantities
from rag.ask.query_terms import query_terms
from rag.ask.words import (
    content_of,
    expansions,
    intended_headings,
    kind_words,
    sheet_topics,
    short_forms,
    spelt_out,
)


class Wanted(StrEnum):
    """The kind of answer a question wants."""

    NUMBER = "number"
    LIST = "list"
    DEFINITION = "definition"
    PROCEDURE = "procedure"
    TEXT = "text"


#: A heading that occurs at most so often names one place.
_RARE = 4

_LIST = re.compile(
    r"哪些|哪几|哪[两三四五六七八九十]|有什么|都是什么|包括什么|列出|列给|列一下|分别|各是|各占|各多少|"
    r"哪[几个]*[类种项门章条点步]|几大|清单|都有|要哪|写了什么|怎么写的|几处"
)
_PROCEDURE = re.compile(
    r"步骤|流程|顺序|先后|依次|(?:怎么|怎样|如何|咋)(?:一步步|一步一步)?(?:去|来)?(?:做|弄|操作|进行|处理|处置|走|开展|完成)"
    r"|一步步|咋整|先做什么|先干什么|哪几步|[三四五六七]步(?=怎|是|分|都|各|$)|哪些事|过程是|怎样设置"
)
_DEFINITION = re.compile(
    r"什么是|什么叫|什么意思|啥意思|是啥(?!样)|指啥|界定|定义|怎么理解|(?:怎么|咋|如何)(?:解释|说明|定义)|含义|指什么|指的是|是指|怎么说的|概念"
)
_NUMBER = re.compile(
    r"多少|几[个名人位项门款分小课学节年组次条]|百分之几|多长时间|多久|比例|字数|人数|学时数|第几|几学时|课时|学时"
)


#: Names of sheets whose topic alone does not ask for figures: a text may tell of hours as well.
_PLAIN = {"学时", "时间", "可选|学时"}
_JOINS = re.compile(r"和|与|跟|及|同|、|还有|对比|vs")
_CONTRASTS = re.compile(r"不同|区别|差别|对比|比较|分别|各是|各自|有何异同")
_TITLED = re.compile(r"《([^《》]{2,30})》")
_TASK_CODE = re.compile(r"(?:教案|任务|课)\s*(\d{1,2}\.\d{1,2})(?![\d.%])")
_QUOTED = re.compile(r"[“\"「『]([^“”\"「」『』]{2,20})[”\"」』]")
_FIGURES = re.compile(
    r"(多少|几|各|分别|怎么分|哪|一共|合计|加起来|全加|总).*(学时|课时|分钟|学食)|(多少|几)节(?!课[标程])"
    r"|(学时|课时|分钟).*(多少|几|各|分别|怎么分|哪|一共|合计|加起来|总|列|最)|^.{2,16}(学时|课时)$"
    r"|(学时|课时|学分).*(一样|相同|不同|相等|差)|(哪|几|多少).*(可选|选学|选做)"
    r"|(每|各)[^,。]{0,4}时间[^,。]{0,3}(加|合|总)"
    r"|(几|多少)[个项门章]*(学习)?(任务|课|章|环节)|(可选|选学|选做).*(几|多少|哪)"
    r"|(必须|一定要|可以不|能不|非得)[上学修]"
    r"|[一每]组.*(几|多少)|分组.*(几|多少)|(几|多少)个?人一组|每组\d"
    r"|(各占|占百分|占多少|占几|权重|比重|分量).*"
)


@dataclass(frozen=True, slots=True)
class Question:
    """A question as understood.

    Attributes:
        text: as typed.
        folded: NFKC, Simplified, lower case, with misspelt and shortened names put right.
        full: ``folded`` with short forms spelt out, as headings are looked for in it.
        terms: distinct terms for the search by words.
        expanded: terms of synonyms, searched besides but weaker.
        documents: ids of the documents it names, in order; empty if none.
        mentions: headings it names, in order.
        wanted: kind of answer.
        figures: whether it asks for hours or minutes, which fact sheets have side by side.
        contrasts: whether it asks how things of one kind differ.
        aliased: short forms in it that are searched under their full names.
        quoted: folded phrases it puts in quotation marks.
        titled: folded names it puts in title marks.
        codes: numbers of tasks such as 6.1 that it names.
        content: folded, without the words that only name documents or ask.
        routing: words in it that name a kind of document.
        claim: whether it is a statement put forward for confirmation.
        subjects: names of courses, chapters and documents in it: what it asks about.
        carried: words at its beginning that come from the question it is a part of.
    """

    text: str
    folded: str
    terms: tuple[str, ...]
    expanded: tuple[str, ...]
    documents: tuple[str, ...]
    mentions: tuple[Mention, ...]
    wanted: Wanted
    figures: bool
    contrasts: bool = False
    aliased: frozenset[str] = frozenset()
    quoted: tuple[str, ...] = ()
    titled: tuple[str, ...] = ()
    codes: frozenset[str] = frozenset()
    content: str = ""
    routing: tuple[str, ...] = ()
    claim: bool = False
    full: str = ""
    subjects: tuple[str, ...] = ()
    carried: str = ""

    def sides(self) -> list[Mention]:
        """Return the rare headings it names side by side: they are compared, or asked for each."""
        rare = [m for m in self.mentions if m.start >= 0 and m.count <= _RARE and len(m.name) > 2]
        joined = self.contrasts or any(
            _JOINS.search(self.full.partition(left.name)[2].partition(right.name)[0])
            for left, right in pairwise(rare)
        )
        return rare if len(rare) > 1 and joined else []


def understand_question(
    text: str, index: Index, catalogue: Catalogue, *, spelling: bool = True
) -> Question:
    """Return the question as understood against what the index holds.

    Args:
        text: as typed.
        index: what is searched.
        catalogue: the names of the index.
        spelling: whether misspelt and shortened names are put right.
    """
    folded = normalise_query(text)
    if spelling:
        folded = catalogue.spelt_out(catalogue.corrected(folded, index))
    full = spelt_out(folded)
    words = expansions(folded)
    documents = tuple(catalogue.named_documents(full))
    terms = tuple(query_terms(folded, index))
    expanded = tuple(
        term for term in index.tokenizer.query_terms(" ".join(words)) if term not in terms
    )
    return Question(
        text=text,
        folded=folded,
        full=full,
        terms=terms,
        expanded=expanded,
        documents=documents,
        mentions=(
            *catalogue.mentions(full, documents),
            *catalogue.intended(intended_headings(folded)),
        ),
        wanted=wanted(folded),
        figures=_asks_figures(folded),
        contrasts=bool(_CONTRASTS.search(folded)),
        aliased=short_forms(folded),
        quoted=tuple(dict.fromkeys(_QUOTED.findall(folded))),
        titled=tuple(dict.fromkeys(_TITLED.findall(folded))),
        codes=frozenset(_TASK_CODE.findall(folded)),
        content=content_of(folded),
        subjects=tuple(catalogue.subjects(folded)),
        routing=tuple(word for word in (*kind_words(), *short_forms(folded)) if word in folded),
    )


def _asks_figures(folded: str) -> bool:
    """Whether a fact sheet may tell what is asked."""
    return bool(_FIGURES.search(folded)) or any(
        asked.search(folded) for asked, name in sheet_topics() if name.pattern not in _PLAIN
    )


def wanted(folded: str) -> Wanted:
    """Return the kind of answer a folded question wants."""
    for pattern, kind in (
        (_PROCEDURE, Wanted.PROCEDURE),
        (_DEFINITION, Wanted.DEFINITION),
        (_LIST, Wanted.LIST),
        (_NUMBER, Wanted.NUMBER),
    ):
        if pattern.search(folded):
            return kind
    return Wanted.NUMBER if asked_quantities(folded) else Wanted.TEXT
