"""Weighs the sentences of a passage against a question: what each shares with it, and its form.

A sentence is read together with the headings above it: a question names a course and asks for its
hours, the line that has the hours need not repeat the course. Only terms the documents know count;
words that merely ask are left out.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cached_property

from indexing.tokenize import normalise_query
from rag.ask.chatter import for_readers
from rag.ask.mentions import heading_matches
from rag.ask.places import lacks_place
from rag.ask.shares import Shares
from rag.read.columns import column_fit
from rag.read.forms import about_quoted, defines, fits
from rag.read.pieces import Evidence
from rag.read.wording import Wording
from rag.retrieve.sheets import asked_of_sheet, names_row, sheet_share
from rag.text.lines import by_column, in_columns, is_heading, table_header
from rag.types import Passage

_HEADING_SHARE = 0.7
_BESIDE_SHARE = 0.35
#: A sentence with few words of the question itself goes on with what the one before it tells of.
_BEFORE_SHARE = 0.35
_OWN = 0.3
_FITS = 0.3
_PHRASE = 0.3
_NAMED_ROW = 1.0
_ROW = 0.6
_PLACE = 0.4
_COLUMN = 0.6
#: What stands in no chapter does not say which chapter.
_ELSEWHERE = 0.5
#: A cell that is a bare number says nothing without its column.
_WORD = re.compile(r"[^\W\d_]")
#: A row or title that has nothing of what is asked tells nothing.
_BARE = 0.4
_TOLD = re.compile(r"(?<!^[一二三四五六七八九十\d])[。；！？;!?，,、]")


class Weighing(Shares):
    """Weighs sentences for one question; made of the same as :class:`~rag.ask.shares.Shares`."""

    @cached_property
    def _wording(self) -> Wording:
        return Wording(self.question)

    @cached_property
    def _sheets(self) -> dict[tuple[str, ...], float]:
        return {}

    @cached_property
    def _read(self) -> dict[str, list[Evidence]]:
        return {}

    def read(self, passage: Passage) -> list[Evidence]:
        """Return the sentences of a passage with their scores, in order; read only once.

        Its rank counts nothing here.
        """
        if passage.chunk_id not in self._read:
            self._read[passage.chunk_id] = self._of(passage)
        return self._read[passage.chunk_id]

    def sheet_share(self, text: str, path: Sequence[str]) -> float:
        """Return how far a fact sheet tells what is asked of what it is asked of, 0 to 1.

        Args:
            text: the sheet.
            path: the headings above it.
        """
        key = (text, *path)
        if key not in self._sheets:  # chosen for reading by it, and read
            self._sheets[key] = sheet_share(self.question, self, text, path)
        return self._sheets[key]

    def counts(self, text: str) -> bool:
        """Whether a sentence lists as many things as the question says there are."""
        return self._wording.counts(text)

    def _of(self, passage: Passage) -> list[Evidence]:
        above = self.terms_of(" ".join((passage.title, *passage.heading_path)))
        # A part of a question may be answered beside the sentence that names its subject.
        beside = self.terms_of(passage.text) & self._carried if self._carried else set()
        place = self._place(passage)
        parts = for_readers(passage.text)
        sheet, answers = 0.0, set[str]()
        if passage.derived:
            above |= self.terms_of(parts[0].text)
            answers = self.terms_of(asked_of_sheet(self.question, parts[0].text))
            sheet = self.sheet_share(passage.text, passage.heading_path)
            if not sheet:
                return []  # it counts something else
            parts = parts[1:-1]  # the rows: a total that equals a number asked for is no row
        header = None if passage.derived else table_header(parts)
        if header:
            above |= self.terms_of(header.text)
            parts = [part for part in parts if part is not header]
        out: list[Evidence] = []
        before = set[str]()
        for sentence in parts:
            if not _WORD.search(sentence.text) or (
                is_heading(sentence, passage) and not self._wording.names(sentence.text)
            ):
                continue
            cells = by_column(header.text, sentence.text) if header else []
            spelt = in_columns(cells) or sentence.text
            own = self.terms_of(sentence.text) | answers | self.values_in(spelt)
            told = above | (own & self._naming)
            own -= self._subjects
            follows = before - own - told
            before = set() if passage.derived else own
            named = self._names(sentence.text) if passage.derived else 0.0
            here = place if passage.derived else self._place(passage, sentence.text)
            phrase = self._wording.phrase(sentence.text)
            shaped = self._wording.shape(sentence.text)
            form = fits(self.question, spelt)
            leans = self.asked_share(own) < _OWN
            leant = _BEFORE_SHARE * self.asked_share(follows) if leans else 0.0
            bare = not (own or shaped or passage.derived or _TOLD.search(sentence.text))
            score = (
                self.asked_share(own)
                + _HEADING_SHARE * self.asked_share(told - own)
                + _HEADING_SHARE * self.named_share(told)
                + leant
                + _BESIDE_SHARE * self.named_share(beside - told)
                + _FITS * form
                + max(_PLACE * named, here)
                + sheet * (_ROW + (_NAMED_ROW - _ROW) * named + self.asks_barely())
                + about_quoted(self.question, sentence.text)
                + defines(self.question, sentence.text)
                + shaped
                + _COLUMN * column_fit(self.question, passage, sentence.start)
                + _PHRASE * phrase
                - _BARE * bare
            )
            out.append(
                Evidence(
                    passage,
                    sentence,
                    covered=frozenset(own | told),
                    own=frozenset(own),
                    fresh=frozenset(own - above),
                    phrase=phrase,
                    score=score,
                    leant=leant,
                    header=header if cells else None,
                )
            )
        return out

    def _place(self, passage: Passage, text: str = "") -> float:
        """Return how far a sentence stands where the question points, by headings or own words."""
        folded = re.sub(r"\s", "", normalise_query(text))
        mentions = self.question.mentions
        if passage.derived:  # a sheet tells of a field from outside of it
            mentions = tuple(m for m in mentions if m.start >= 0)
        met = heading_matches(passage.heading_path, mentions, folded)
        return _PLACE * met - _ELSEWHERE * lacks_place(self.question, passage.heading_path)

    def _names(self, line: str) -> float:
        """Return 1 where the row of a fact sheet is what the question names, less for a part."""
        row = normalise_query(line)
        named = (names_row(m.name, row) for m in self.question.mentions if m.start >= 0)
        return max(named, default=0.0)
