"""Scores the sentences of retrieved passages against a question: what could answer it.

A sentence is read together with the headings above it: a question names a course and asks for its
hours, the line that has the hours need not repeat the course. Only terms the documents know count;
words that merely ask are left out.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from indexing.index import Index
from indexing.records import document_id
from indexing.tokenize import Tokenizer, normalise_query
from rag.catalogue import heading_matches
from rag.question import Question, Wanted
from rag.sentences import Sentence, sentences, without_marker
from rag.types import Passage
from rag.words import kind_words

_DIGIT = re.compile(
    r"\d|百分之|[一二三四五六七八九十]+(?:个|名|年|学|项|门|分|种|类|条|次|章|级|家|本)"
)
_DEFINES = re.compile(r"是指|就是|指的是|是一种|[:：]|→|的过程|简称")
_STEPS = re.compile(r"→|—>|；.*；|，.*，.*，")
_UNIT = re.compile(r"几?(学时|课时|分钟|年|人|名|组|字|款|次|个百分点|%|百分之|秒|元|钱|学期|级)")
_RANK_DECAY = 0.88
_HEADING_SHARE = 0.7
_PASSAGE_SHARE = 0.5
_FITS = 0.3
_NAMED_ROW = 0.25
_ROW = 0.1
_PLACE = 0.4
_NO_NUMBER = 0.6
#: A cell that is a bare number says nothing without its column.
_WORD = re.compile(r"[^\W\d_]")
#: A title may stand with so many more characters, such as the kind of document.
_TITLE_TAIL = 4
_QUOTED = 0.15
#: A claimed number is what is in doubt, so it must not draw the sentence that has it.
_CLAIMED = re.compile(r"\d")
_CODE = re.compile(r"\d{1,2}\.\d{1,2}")


@dataclass(frozen=True, slots=True)
class Evidence:
    """A sentence that may answer.

    Attributes:
        passage: where it stands.
        sentence: the sentence with its place in the passage.
        covered: terms of the question in the sentence or the headings above it.
        own: terms of the question in the sentence itself.
        fresh: those of them that the headings do not have.
        score: how well it fits, comparable within one question.
    """

    passage: Passage
    sentence: Sentence
    covered: frozenset[str]
    own: frozenset[str]
    fresh: frozenset[str]
    score: float


class Scorer:
    """Scores sentences for one question.

    Args:
        question: the question.
        tokenizer: the index's own.
        weights: inverse document frequency of the terms that count.
    """

    def __init__(
        self, question: Question, tokenizer: Tokenizer, weights: Mapping[str, float]
    ) -> None:
        self._question = question
        self._tokenizer = tokenizer
        self._weights = weights
        self._total = sum(weights.values()) or 1.0
        units = _UNIT.findall(question.folded)
        self._units = {"学时", "课时"} | set(units) if {"学时", "课时"} & set(units) else set(units)

    @classmethod
    def of(cls, question: Question, index: Index) -> Scorer:
        """Return the scorer of a question with the weights of ``index``."""
        # What names a document has done its work in retrieval; answers need not repeat it.
        routing = {*kind_words(), *question.aliased} if question.documents else set()
        terms = [
            term
            for term in question.terms
            if term not in question_words()
            and term not in routing
            and not (question.documents and _CODE.fullmatch(term))
            and not (question.claim and _CLAIMED.match(term))
        ]
        weights = index.term_weights(terms)
        known = index.known_terms(terms)
        return cls(question, index.tokenizer, {t: w for t, w in weights.items() if t in known})

    def share(self, terms: frozenset[str] | set[str]) -> float:
        """Return the weighted share of the question's terms, 0 to 1."""
        return sum(self._weights.get(term, 0.0) for term in terms) / self._total

    def evidence(self, passages: Sequence[Passage]) -> list[Evidence]:
        """Return every sentence of the passages with its score, best first.

        Where the question names documents and has passages of them, the others do not answer.
        """
        named = [p for p in passages if document_id(p.document) in self._question.documents]
        found = [
            item
            for passage in named or passages
            if self._question.figures or not passage.derived
            for item in self._of(passage, _RANK_DECAY ** (passage.rank - 1))
        ]
        return sorted(found, key=lambda e: (-e.score, e.passage.rank, e.sentence.start))

    def _of(self, passage: Passage, prior: float) -> list[Evidence]:
        above = self.terms_of(" ".join((passage.title, *passage.heading_path)))
        place = _PLACE * heading_matches(passage.heading_path, self._question.mentions)
        parts = sentences(passage.text)
        if passage.derived:
            above |= self.terms_of(parts[0].text)
            parts = parts[1:-1]  # the rows: a total that equals a number asked for is no row
        out: list[Evidence] = []
        for sentence in parts:
            if is_heading(sentence, passage) or not _WORD.search(sentence.text):
                continue
            own = self.terms_of(sentence.text)
            named = passage.derived and self._names(sentence.text)
            score = (
                self.share(own)
                + _HEADING_SHARE * self.share(above - own)
                + _PASSAGE_SHARE * prior
                + _FITS * self._fits(sentence.text)
                + (_PLACE if named else place)
                + (_NAMED_ROW if named else _ROW) * (passage.derived and self._question.compares)
                + self._quoted(sentence.text)
            )
            out.append(
                Evidence(
                    passage,
                    sentence,
                    covered=frozenset(own | above),
                    own=frozenset(own),
                    fresh=frozenset(own - above),
                    score=score,
                )
            )
        return out

    def _quoted(self, text: str) -> float:
        """How far a sentence is about a phrase in quotation marks: has it, or opens with it."""
        folded = normalise_query(without_marker(text))
        if any(folded.startswith(phrase) for phrase in self._question.quoted):
            return 2 * _QUOTED
        return _QUOTED if any(phrase in folded for phrase in self._question.quoted) else 0.0

    def _names(self, line: str) -> bool:
        """Whether the row of a fact sheet is what the question names."""
        name = normalise_query(re.sub(r"\s", "", line.split("：")[0]))
        return any(m.start >= 0 and m.name == name for m in self._question.mentions)

    def terms_of(self, text: str) -> set[str]:
        """Return the terms of the question that ``text`` has."""
        return set(self._tokenizer.terms(normalise_query(text))) & set(self._weights)

    def _fits(self, text: str) -> float:
        """How far a sentence has the form wanted: 1 at best, below 0 where it cannot answer."""
        wanted = self._question.wanted
        folded = normalise_query(text)
        if self._units or wanted is Wanted.NUMBER:
            digit = bool(_DIGIT.search(folded))
            unit = any(unit in folded for unit in self._units)
            return (0.6 if digit else -_NO_NUMBER) + (0.4 if digit and unit else 0.0)
        if wanted is Wanted.DEFINITION:
            return float(bool(_DEFINES.search(folded)))
        if wanted is Wanted.PROCEDURE:
            return float(bool(_STEPS.search(folded)))
        if wanted is Wanted.LIST:
            return min(1.0, (text.count("、") + text.count("；")) / 3)
        return 0.0


@cache
def question_words() -> frozenset[str]:
    """Return the words of ``question_words.txt``."""
    text = files("rag.generation").joinpath("question_words.txt").read_text(encoding="utf-8")
    lines = (line for line in text.splitlines() if not line.startswith("#"))
    return frozenset(normalise_query(word) for line in lines for word in line.split())


def is_heading(sentence: Sentence, passage: Passage) -> bool:
    """Whether a sentence is nothing but headings above it, or the title and little more."""
    bare = re.sub(r"\s+", "", sentence.text)
    title = re.sub(r"\s+", "", passage.title)
    if bare.startswith(title) and len(bare) <= len(title) + _TITLE_TAIL:
        return True
    for heading in passage.heading_path:
        bare = bare.removeprefix(re.sub(r"\s+", "", heading))
    return not bare
