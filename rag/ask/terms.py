"""The terms of a question that count, with their weights, and how much of them a text has.

Only terms that the documents know count; words that merely ask are left out. What is asked and
what it is asked of are told apart: 网店推广多少学时 asks 学时 of 网店推广.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import fsum

from indexing.index import Index
from indexing.tokenize import Tokenizer
from rag.ask.question import Question, query_terms
from rag.ask.words import question_words, synonyms_in

#: A noun that no document has counts this much of a word that one has.
_ABSENT = 1.0
#: Terms that are rare in documents because people ask with them. 8 tells little beside 第8周.
_SAYS_LITTLE = re.compile(r"[\u4e00-\u9fff]|\d{1,2}|(?:\d{1,2}|几)个")
_LITTLE = 0.6
#: A claimed number is what is in doubt, so it must not draw the sentence that has it.
_CLAIMED = re.compile(r"\d")
_CODE = re.compile(r"\d{1,2}\.\d{1,2}")


@dataclass(frozen=True, slots=True)
class Terms:
    """The terms of one question.

    Attributes:
        weights: inverse document frequency of the terms that count.
        missing: weight of what the question names and the documents do not have at all.
        said: terms of documents → the terms of the question that say the same.
    """

    weights: Mapping[str, float]
    missing: float = 0.0
    said: Mapping[str, str] = field(default_factory=dict)


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
    return Terms(known_weights, missing, said)


def _in_doubt(question: Question) -> str:
    """Return the words of a question without what a claim puts in quotation marks.

    Like a claimed number it must not draw the sentence that has it.
    """
    content = question.content
    for phrase in question.quoted if question.claim else ():
        content = content.replace(phrase, " ")
    return content


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


class Shares:
    """The terms of one question with their weights.

    Args:
        question: the question.
        tokenizer: the index's own.
        terms: its terms.
    """

    def __init__(self, question: Question, tokenizer: Tokenizer, terms: Terms) -> None:
        self._question = question
        self._tokenizer = tokenizer
        self._weights = terms.weights
        self._missing = terms.missing
        self._said = terms.said
        self._total = fsum(terms.weights.values()) or 1.0
        # A sentence that merely names what is asked about tells nothing of it.
        named = (*question.subjects, question.carried)
        self._naming = {t for name in named for t in tokenizer.term_set(name)}
        self._named = self.share(self._naming & terms.weights.keys())

    def share(self, terms: frozenset[str] | set[str]) -> float:
        """Return the weighted share of the question's terms, 0 to 1."""
        # Summed exactly: sets have no order, and shares of 1 must be 1.
        return fsum(self._weights.get(term, 0.0) for term in terms) / self._total

    def has(self, terms: set[str]) -> float:
        """Return how far terms cover both what is asked and what it is asked of, 0 to 1.

        A question of words that merely ask leaves nothing to cover.
        """
        if not self._weights:
            return 1.0
        named, rest = self.share(terms & self._naming), self.share(terms - self._naming)
        known = self._named == 0 or self._question.documents
        whole = 1.0 if known else named / self._named
        return whole * (1.0 if self._named == 1 else rest / (1 - self._named))

    def share_of_all(self, terms: frozenset[str] | set[str]) -> float:
        """Return :meth:`share` with what the documents do not have counted as not covered."""
        return self.share(terms) * self._total / (self._total + self._missing)

    def terms_of(self, text: str) -> set[str]:
        """Return the terms of the question that ``text`` has."""
        own = self._tokenizer.term_set(text)
        # by themselves or by a synonym
        synonyms = {self._said[term] for term in own & self._said.keys()}
        return {*(own & self._weights.keys()), *synonyms}
