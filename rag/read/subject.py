"""Whether a question still asks about the subject before it, read off what the documents say.

“几个人一组” after a question about a course goes on about the course; “中级的专业编码是多少” does
not, though no word of it says so. So the question is looked for both as typed and with the subject
before it. If a place about that subject has as much of what is asked as any other place, it goes on
about the subject; if only other places have it, the subject has changed. Both readings are compared
on the same words, so there is no weight or margin to tune.
"""

from __future__ import annotations

from collections.abc import Iterable

from indexing.index import Index
from indexing.records import Chunk
from rag.ask.mentions import heading_matches
from rag.ask.question import Question
from rag.ask.shares import Shares
from rag.ask.terms import asked_terms

#: A place is about a subject where it has more than half of its name.
_HALF = 0.5


class Subject:
    """What a conversation is about.

    Args:
        question: its name, understood as a question.
        index: what is searched.
    """

    def __init__(self, question: Question, index: Index) -> None:
        self._question = question
        self._shares = Shares(question, index.tokenizer, asked_terms(question, index))
        self._titles = {info.id: info.title for info in index.documents()}

    def goes_on(self, asked: Shares, found: Iterable[Chunk]) -> bool:
        """Whether a question goes on about this.

        Args:
            asked: the shares of the question as typed.
            found: the best places for the question, as typed and with the subject before it.
        """
        if asked.asks_barely():
            return asked.missing_share() == 0  # else all it names is in no document
        if asked.asks_only_a_value():
            return True
        here = elsewhere = 0.0
        for chunk in found:
            # A single letter is too common to tell one place from another.
            terms = {term for term in asked.terms_of(self._words(chunk)) if len(term) > 1}
            share = asked.share(terms)
            if self._is_of(chunk):
                here = max(here, share)
            else:
                elsewhere = max(elsewhere, share)
        return here >= elsewhere

    def _is_of(self, chunk: Chunk) -> bool:
        """Whether a chunk is about this: by its document, its headings, or else its words."""
        if self._question.documents:
            return chunk.document_id in self._question.documents
        named = [mention for mention in self._question.mentions if mention.start >= 0]
        if named:
            return heading_matches(chunk.heading_path, named, chunk.search_text) > _HALF
        terms = self._shares.terms_of(self._words(chunk))
        return self._shares.share_of_all(terms) > _HALF

    def _words(self, chunk: Chunk) -> str:
        return " ".join((self._titles[chunk.document_id], *chunk.heading_path, chunk.text))
