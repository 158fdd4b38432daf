"""Scores the sentences of retrieved passages against a question: what could answer it.

A sentence is read together with the headings above it: a question names a course and asks for its
hours, the line that has the hours need not repeat the course. Only terms the documents know count;
words that merely ask are left out.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from indexing.index import Index
from indexing.records import document_id
from indexing.tokenize import Tokenizer, normalise_query
from rag.catalogue import heading_matches
from rag.generation.forms import about_quoted, defines, fits
from rag.question import Question
from rag.sentences import Sentence, sentences
from rag.sheets import names_row, sheet_fit
from rag.types import Passage
from rag.words import question_words

_RANK_DECAY = 0.88
_HEADING_SHARE = 0.7
_PASSAGE_SHARE = 0.5
_FITS = 0.3
_NAMED_ROW = 0.4
_ROW = 0.25
_PLACE = 0.4
#: A noun that no document has counts this much of a word that one has.
_ABSENT = 1.0
#: A cell that is a bare number says nothing without its column.
_WORD = re.compile(r"[^\W\d_]")
#: A title may stand with so many more characters, such as the kind of document.
_TITLE_TAIL = 4
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
        missing: weight of what the question names and the documents do not have at all.
    """

    def __init__(
        self,
        question: Question,
        tokenizer: Tokenizer,
        weights: Mapping[str, float],
        missing: float = 0.0,
    ) -> None:
        self._question = question
        self._tokenizer = tokenizer
        self._weights = weights
        self._missing = missing
        self._total = sum(weights.values()) or 1.0

    @classmethod
    def of(cls, question: Question, index: Index) -> Scorer:
        """Return the scorer of a question with the weights of ``index``."""
        # What names a document has done its work in retrieval; answers need not repeat it.
        terms = [
            term
            for term in index.tokenizer.query_terms(question.content)
            if term not in question_words()
            and not (question.documents and term in question.aliased)
            and not (question.documents and _CODE.fullmatch(term))
            and not (question.claim and _CLAIMED.match(term))
        ]
        weights = index.term_weights(terms)
        known = index.known_terms(terms)
        absent = index.tokenizer.nouns(question.content) & set(terms) - known
        missing = _ABSENT * sum(weights.get(term, 0.0) for term in absent)
        known_weights = {term: weight for term, weight in weights.items() if term in known}
        return cls(question, index.tokenizer, known_weights, missing)

    def share(self, terms: frozenset[str] | set[str]) -> float:
        """Return the weighted share of the question's terms, 0 to 1."""
        return sum(self._weights.get(term, 0.0) for term in terms) / self._total

    def share_of_all(self, terms: frozenset[str] | set[str]) -> float:
        """Return :meth:`share` with what the documents do not have counted as not covered."""
        return self.share(terms) * self._total / (self._total + self._missing)

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
        sheet = 0.0
        if passage.derived:
            above |= self.terms_of(parts[0].text)
            sheet = sheet_fit(self._question, passage.text)
            parts = parts[1:-1]  # the rows: a total that equals a number asked for is no row
        elif header := _table_header(parts):
            above |= self.terms_of(header.text)
            parts = [part for part in parts if part is not header]
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
                + _FITS * fits(self._question, sentence.text)
                + (_PLACE if named else place)
                + sheet * (_NAMED_ROW if named else _ROW)
                + about_quoted(self._question, sentence.text)
                + defines(self._question, sentence.text)
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

    def _names(self, line: str) -> bool:
        """Whether the row of a fact sheet is what the question names."""
        row = normalise_query(line)
        return any(m.start >= 0 and names_row(m.name, row) for m in self._question.mentions)

    def terms_of(self, text: str) -> set[str]:
        """Return the terms of the question that ``text`` has."""
        return set(self._tokenizer.terms(normalise_query(text))) & set(self._weights)


def _table_header(parts: Sequence[Sentence]) -> Sentence | None:
    """Return the header of a table whose rows follow it: it names columns and tells nothing."""
    rows = [part for part in parts if "\t" in part.text]
    if len(rows) < 2 or any(character.isdigit() for character in rows[0].text):
        return None
    same = rows[0].text.count("\t") == rows[1].text.count("\t")
    return rows[0] if same else None


def is_heading(sentence: Sentence, passage: Passage) -> bool:
    """Whether a sentence is nothing but headings above it, or the title and little more."""
    bare = re.sub(r"\s+", "", sentence.text)
    title = re.sub(r"\s+", "", passage.title)
    if bare.startswith(title) and len(bare) <= len(title) + _TITLE_TAIL:
        return True
    for heading in passage.heading_path:
        bare = bare.removeprefix(re.sub(r"\s+", "", heading))
    return not bare
