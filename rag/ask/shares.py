"""How much of a question a text has: shares of the weight of its terms.

What is asked and what it is asked of are told apart: 网店推广多少学时 asks 学时 of 网店推广.
"""

from __future__ import annotations

from math import fsum

from indexing.tokenize import Tokenizer, normalise_query
from rag.ask.quantities import asked_quantities
from rag.ask.question import Question
from rag.ask.terms import Terms


class Shares:
    """The terms of one question with their weights.

    Args:
        question: the question.
        tokenizer: the index's own.
        terms: its terms.

    Attributes:
        question: the question.
        unheard: names in the question that no document has.
    """

    def __init__(self, question: Question, tokenizer: Tokenizer, terms: Terms) -> None:
        self.question = question
        self._tokenizer = tokenizer
        self._weights = terms.weights
        self._missing = terms.missing
        self._said = terms.said
        self.unheard = terms.unheard
        self._total = fsum(terms.weights.values()) or 1.0
        # A sentence that merely names what is asked about tells nothing of it.
        named = (*question.subjects, question.carried)
        self._naming = {t for name in named for t in tokenizer.term_set(name)}
        self._subjects = {t for name in question.subjects for t in tokenizer.term_set(name)}
        self._named = self.share(self._naming & terms.weights.keys())
        self._carried = tokenizer.term_set(question.carried)
        self._quantities = [
            (quantity.written, {term for term in terms.weights if term in words})
            for quantity in asked_quantities(question.folded)
            for words in quantity.asked.findall(question.folded)
        ]

    def share(self, terms: frozenset[str] | set[str]) -> float:
        """Return the weighted share of the question's terms, 0 to 1."""
        # Summed exactly: sets have no order, and shares of 1 must be 1.
        return fsum(self._weights.get(term, 0.0) for term in terms) / self._total

    def has(self, terms: set[str]) -> float:
        """Return how far terms cover both what is asked and what it is asked of, 0 to 1.

        A question of words that merely ask leaves nothing to cover.
        """
        if self.asks_barely():
            return 1.0
        known = self._named == 0 or self.question.documents
        whole = 1.0 if known else self.named_share(terms)
        return whole * (1.0 if self._named == 1 else self.asked_share(terms))

    def asks_barely(self) -> bool:
        """Whether all its words merely ask: 课标里有哪几门课. Only a fact sheet can answer it."""
        return not self._weights

    def asks_only_a_value(self) -> bool:
        """Whether beside its subjects it has but words of a quantity: 课标的文号."""
        values = self.value_terms()
        return bool(values) and self._weights.keys() <= values | self._naming

    def value_terms(self) -> set[str]:
        """Return the terms that ask for a value: 学时 of 网店推广多少学时."""
        return {term for _, terms in self._quantities for term in terms}

    def asked_share(self, terms: frozenset[str] | set[str]) -> float:
        """Return the weighted share of what is asked of the subjects, 0 to 1."""
        return self.share(terms - self._naming) / (1 - self._named) if self._named < 1 else 0.0

    def named_share(self, terms: frozenset[str] | set[str]) -> float:
        """Return the weighted share of the terms that name the subjects, 0 to 1."""
        return self.share(terms & self._naming) / self._named if self._named else 0.0

    def share_of_all(self, terms: frozenset[str] | set[str]) -> float:
        """Return :meth:`share` with what the documents do not have counted as not covered."""
        return self.share(terms) * self._total / (self._total + self._missing)

    def missing_share(self) -> float:
        """Return how much of what the question is about no document has, 0 to 1."""
        return self._missing / (self._total + self._missing)

    def values_in(self, text: str) -> set[str]:
        """Return the terms of quantities asked for that a sentence has a value of.

        〔2023〕152 号 need not say 文号, nor 15 分钟 时间.
        """
        folded = normalise_query(text) if self._quantities else ""
        return {t for written, terms in self._quantities if written.search(folded) for t in terms}

    def terms_of(self, text: str) -> set[str]:
        """Return the terms of the question that ``text`` has."""
        return self._stand_for(self._tokenizer.term_set(text))

    def _stand_for(self, terms: frozenset[str]) -> set[str]:
        """Return the terms of the question that a text has, by themselves or by a synonym."""
        return {
            *(terms & self._weights.keys()),
            *(self._said[t] for t in terms & self._said.keys()),
        }
