"""The terms of a question that count, with their weights: what a sentence is read for.

Only terms that the documents know count; words that merely ask are left out.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from math import fsum

from indexing.index import Index
from rag.ask.query_terms import query_terms
from rag.ask.question import Question
from rag.ask.words import question_words, synonyms_in

#: A noun that no document has counts this much of a word that one has.
_ABSENT = 1.0
#: Terms that are rare in documents because people ask with them.
_SAYS_LITTLE = re.compile(r"[\u4e00-\u9fff]|[一二两三四五六七八九十几]个")
_LITTLE = 0.6
#: A claimed number is what is in doubt, so it must not draw the sentence that has it.
_CLAIMED = re.compile(r"\d")
_CODE = re.compile(r"\d{1,2}\.\d{1,2}")
#: A name of three letters or more, without what merely joins words or counts.
_JOINING = "的了里这那各几是分给排标上下课章项步门节条块栏些次再在和与及都把被从到为不没有要会能"
_NAME = re.compile(rf"[^\W\da-z{_JOINING}]{{3,}}")


@dataclass(frozen=True, slots=True)
class Terms:
    """The terms of one question.

    Attributes:
        weights: inverse document frequency of the terms that count.
        missing: weight of what the question names and the documents do not have at all.
        said: terms of documents → the terms of the question that say the same.
        unheard: names in it that no document has.
    """

    weights: Mapping[str, float]
    missing: float = 0.0
    said: Mapping[str, str] = field(default_factory=dict)
    unheard: tuple[str, ...] = ()


def asked_terms(question: Question, index: Index) -> Terms:
    """Return the terms of a question with their weights in ``index``."""
    # What names a document has done its work in retrieval; answers need not repeat it.
    terms = [
        term
        for term in query_terms(_in_doubt(question), index)
        if term not in question_words()
        and not (question.documents and term in question.aliased)
        and not (question.documents and _CODE.fullmatch(term))
        and not (question.claim and _CLAIMED.match(term))
    ]
    weights = {t: w * _telling(t) for t, w in index.term_weights(terms).items()}
    said = _synonyms(question, index, terms)
    weights.update(_weights_of(said, index))
    known = {*index.known_terms(terms), *said.values()}
    absent = index.tokenizer.nouns(question.content) & set(terms) - known
    missing = _ABSENT * fsum(weights.get(term, 0.0) for term in absent)
    known_weights = {term: weight for term, weight in weights.items() if term in known}
    return Terms(known_weights, missing, said, _unheard(question.content, terms, known))


def _in_doubt(question: Question) -> str:
    """Return the words of a question without what a claim puts in quotation marks.

    Like a claimed number it must not draw the sentence that has it.
    """
    content = question.content
    for phrase in question.quoted if question.claim else ():
        content = content.replace(phrase, " ")
    return content


def _unheard(content: str, terms: Sequence[str], known: Collection[str]) -> tuple[str, ...]:
    """Return the names in ``content`` that neither the documents' words nor those that ask cover.

    A tagger takes 拼多多 for an idiom and cuts 陀飞轮 in two, so names are what is left over.
    """
    covered = [word for word in (*known, *question_words()) if len(word) > 1]
    words = sorted((word for word in covered if word in content), key=len, reverse=True)
    rest = re.sub("|".join(map(re.escape, words)) or "$^", " ", content)
    cut = {part for term in terms if len(term) > 1 and term not in known for part in term}
    return tuple(name for name in _NAME.findall(rest) if cut & set(name))


def _synonyms(question: Question, index: Index, terms: Sequence[str]) -> dict[str, str]:
    """Return the terms of documents that say the same as terms of a question, with these.

    A written form that is a term of its own is not taken apart: 等级 alone does not say 证书.
    """
    said: dict[str, str] = {}
    for word, written in synonyms_in(question.folded).items():
        mine = [term for term in index.tokenizer.query_terms(word) if term in terms]
        # 借出 is cut into 借 and 出门 in 能借出门的: it stands for itself.
        mine = mine or [word]
        for form in written if mine else ():
            cut = index.tokenizer.query_terms(form)
            theirs = index.known_terms([form] if form in cut else cut) - set(terms)
            said.update(dict.fromkeys(theirs, mine[0]))
    return said


def _weights_of(said: Mapping[str, str], index: Index) -> dict[str, float]:
    """Return for each term of a question the weight of its most common synonym."""
    weights = index.term_weights(list(said))
    return {mine: min(weights[t] for t, m in said.items() if m == mine) for mine in said.values()}


def _telling(term: str) -> float:
    """Return how much a term tells: a lone letter or 三个 is rare in documents, yet says little."""
    return _LITTLE if _SAYS_LITTLE.fullmatch(term) else 1.0
