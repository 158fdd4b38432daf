"""What a question asks: its terms, the documents and headings it names.

Its terms are those the tokenizer cuts, but for words that were cut too long. The segmenter guesses
words it has never seen, and in 学生问摆幅 it guesses 问摆幅. Where no document has such a word,
the words in it that documents have stand for it. A small number and its unit count together: 5年
is asked for, and neither every 5 nor every 年.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from indexing.index import Index
from indexing.tokenize import normalise_query
from indexing.values import quantities
from rag.ask.catalogue import Catalogue
from rag.ask.mentions import Mention
from rag.ask.words import (
    asks_tables,
    content_of,
    expansions,
    kind_words,
    short_forms,
    spelt_out,
)

#: A heading that occurs at most so often names one place.
_RARE = 4
_JOINS = re.compile(r"和|与|跟|及|同|、|还有|对比|vs")
_CONTRASTS = re.compile(r"不同|区别|差别|对比|比较|分别|各是|各自|有何异同")
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
#: Letters of a word in one that was cut too long, and of one that may have been.
_SHORTEST, _LONGEST = 2, 5
#: Digits of a number that stands in many places.
_SMALL = 2


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
        figures: whether it asks for hours or minutes, which fact sheets have side by side.
        contrasts: whether it asks how things of one kind differ.
        aliased: short forms in it that are searched under their full names.
        quoted: folded phrases it puts in quotation marks.
        content: folded, without the words that only name documents or ask.
        routing: words in it that name a kind of document.
        claim: whether it is a statement put forward for confirmation.
        subjects: names of courses, chapters and documents in it: what it asks about.
        described: ids of the documents whose school, class, course or author it names, each with
            how much of that they have, 0 to 1; a hint, where ``documents`` are named themselves.
        carried: words at its beginning that come from the question it is a part of.
    """

    text: str
    folded: str
    terms: tuple[str, ...]
    expanded: tuple[str, ...]
    documents: tuple[str, ...]
    mentions: tuple[Mention, ...]
    figures: bool
    contrasts: bool = False
    aliased: frozenset[str] = frozenset()
    quoted: tuple[str, ...] = ()
    content: str = ""
    routing: tuple[str, ...] = ()
    claim: bool = False
    full: str = ""
    subjects: tuple[str, ...] = ()
    described: tuple[tuple[str, float], ...] = ()
    carried: str = ""

    @property
    def clear(self) -> str:
        """The question as typed, or folded where names in it were put right."""
        return self.text if self.folded == normalise_query(self.text) else self.folded

    def sides(self) -> list[Mention]:
        """Return the rare headings it names side by side: they are compared, or asked for each."""
        rare = [m for m in self.mentions if m.count <= _RARE and len(m.name) > 2]
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
        folded = catalogue.unabbreviated(folded, index)
    full = spelt_out(folded)
    words = [*expansions(folded), *sorted(_loose(folded, index))]
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
        described=tuple(sorted(catalogue.described_documents(full.replace(" ", "")).items())),
        mentions=tuple(catalogue.mentions(full, documents)),
        figures=_asks_figures(folded),
        contrasts=bool(_CONTRASTS.search(folded)),
        aliased=short_forms(folded),
        quoted=tuple(dict.fromkeys(_QUOTED.findall(folded))),
        content=content_of(folded),
        subjects=tuple(catalogue.subjects(folded)),
        routing=tuple(word for word in (*kind_words(), *short_forms(folded)) if word in folded),
    )


def _asks_figures(folded: str) -> bool:
    """Whether a fact sheet may tell what is asked."""
    return bool(_FIGURES.search(folded) or asks_tables().search(folded))


def query_terms(text: str, index: Index) -> list[str]:
    """Return the distinct terms of a question, in order of first occurrence."""
    loose = _loose(text, index)
    terms = [term for term in index.tokenizer.query_terms(text) if term not in loose]
    known = index.known_terms(terms)
    parts = {
        term: tuple(_parts(term))
        for term in terms
        if term not in known and _SHORTEST < len(term) <= _LONGEST and not term.isascii()
    }
    have = index.known_terms([part for found in parts.values() for part in found])
    out: list[str] = []
    for term in terms:
        inside = [part for part in parts.get(term, ()) if part in have and part not in terms]
        out += inside or [term]
    return list(dict.fromkeys(out))


def _loose(text: str, index: Index) -> set[str]:
    """Return the small numbers of a question and their units that tell little by themselves.

    A place whose name no document has (第8周) may stand in a table as a bare number.
    """
    found = [q for q in quantities(normalise_query(text)) if q.unit or q.label]
    known = index.known_terms([q.name for q in found])
    return {
        part
        for q in found
        if not (q.ordinal or q.label) or q.name in known
        for part, longest in ((q.number, _SMALL), (q.unit, 1))
        if len(part) <= longest
    }


def _parts(term: str) -> Iterator[str]:
    for length in range(len(term) - 1, _SHORTEST - 1, -1):
        for start in range(len(term) - length + 1):
            yield term[start : start + length]
