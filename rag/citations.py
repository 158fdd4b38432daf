"""Citations: made only from passages retrieved for this very answer, and checked before shown.

A citation's quote is a slice of its passage, so it stands verbatim in the document. Support of a
sentence by a quote is measured as the share of the sentence's character bigrams that the quote
has, with every number of the sentence present, no negation on one side only, and no limit (at
least, at most) that the quote does not set.
"""

from __future__ import annotations

import re

from indexing.structure.numerals import value_of
from indexing.tokenize import normalise_query
from rag.sentences import Sentence, sentences
from rag.types import Citation, Passage, SourceQuote

#: Share of a sentence's bigrams its citation must have.
SUPPORT = 0.5
#: A citation mark as models write it: ``[1]``, ``【1】``, ``[1, 2]``.
MARK = r"[\[【［]\s*\d{1,3}(?:\s*[,，、]\s*\d{1,3})*\s*[\]】］]"
_MARK = re.compile(MARK)
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
#: A Chinese numeral that counts something. A lone 一 is an article (一个, 一次) unless it ranks.
_NUMERAL = re.compile(
    r"(?:(?<=第)[一二三四五六七八九十百]+|(?<=百分之)[零一二三四五六七八九十百]+"
    r"|(?!一(?![零一二三四五六七八九十百]))[零一二两三四五六七八九十百]+"
    r"(?=个|名|位|门|项|次|学时|课时|分钟|小时|学年|学期|节|年|级|人|组|章|条|步|种|类|天|周|页))"
)
_NEGATION = re.compile(
    r"不(?:得|能|宜|应|可|需|含|要|用|必|许|准|是|再|会|设|包括|包含|属于|计|允许|参加|作为|列入)"
    r"|没有|并非|无须|无需|禁止|严禁|未(?!来)"
)
_LIMITS = (
    re.compile(r"不少于|不低于|不小于|不得少于|不得低于|至少|最少|以上"),
    re.compile(r"不多于|不高于|不大于|不超过|不得超过|不得多于|至多|最多|以内|以下"),
)


class CitationBook:
    """Numbers the citations of one answer from 1, in the order of their first use."""

    def __init__(self) -> None:
        self._citations: dict[tuple[str, int, int], Citation] = {}

    def cite(self, passage: Passage, start: int, end: int) -> Citation:
        """Return the citation of ``passage.text[start:end]``; the same place keeps its number.

        Raises:
            ValueError: the span is empty or not inside the passage, or the passage is derived.
        """
        if not 0 <= start < end <= len(passage.text):
            raise ValueError(f"no span {start}:{end} in a passage of {len(passage.text)}")
        if passage.derived:
            raise ValueError("a derived passage is cited by its sources")
        key = (passage.chunk_id, start, end)
        if key not in self._citations:
            self._citations[key] = Citation(
                n=len(self._citations) + 1,
                chunk_id=passage.chunk_id,
                document=passage.document,
                title=passage.title,
                heading_path=passage.heading_path,
                page=passage.page,
                quote=passage.text[start:end],
                start=passage.start + start,
                end=passage.start + end,
            )
        return self._citations[key]

    def cite_source(self, passage: Passage, source: SourceQuote) -> Citation:
        """Return the citation of a place that a derived passage was read from.

        Raises:
            ValueError: the place is not among the passage's sources.
        """
        if source not in passage.sources:
            raise ValueError("a derived passage is cited by its own sources")
        key = (source.chunk_id, source.start, source.end)
        if key not in self._citations:
            self._citations[key] = Citation(
                n=len(self._citations) + 1,
                chunk_id=source.chunk_id,
                document=source.document,
                title=passage.title,
                heading_path=passage.heading_path,
                page=source.page,
                quote=source.quote,
                start=source.start,
                end=source.end,
            )
        return self._citations[key]

    def has(self, passage: Passage, start: int, end: int) -> bool:
        """Whether any of ``passage.text[start:end]`` is cited already."""
        start, end = passage.start + start, passage.start + end
        return any(
            c.document == passage.document and c.start < end and start < c.end
            for c in self._citations.values()
        )

    def all(self) -> tuple[Citation, ...]:
        """Return the citations in order of their numbers."""
        return tuple(self._citations.values())


def marks(text: str) -> list[int]:
    """Return the numbers of all ``[n]`` in ``text``, in order; ``[1, 2]`` has two."""
    return [int(n) for match in _MARK.finditer(text) for n in re.findall(r"\d+", match.group())]


def without_marks(text: str) -> str:
    """Return ``text`` without its ``[n]``."""
    return _MARK.sub("", text)


def supported(sentence: str, quote: str) -> bool:
    """Whether ``quote`` supports ``sentence``: bigrams, numbers, negation, limits."""
    said = without_marks(sentence)
    if not numbers(said) <= numbers(quote) or unset_limit(said, quote):
        return False
    return same_polarity(said, quote) and coverage(said, quote) >= SUPPORT


def unset_limit(sentence: str, quote: str) -> bool:
    """Whether a sentence sets a limit (at least, at most) that the quote does not set."""
    own, there = squash(sentence), squash(quote)
    return any(limit.search(own) and not limit.search(there) for limit in _LIMITS)


def same_polarity(sentence: str, quote: str) -> bool:
    """Whether both deny something or neither does."""
    return _negated(squash(sentence)) == _negated(squash(quote))


#: 三分之一; 百分之十 is no such fraction but a number.
_FRACTION = re.compile(r"([二三四五六七八九十]+)分之([一二三四五六七八九十]+)")
_FOOTNOTE = re.compile(r"(?<=\d)[①-⑳]")


def numbers(text: str) -> set[str]:
    """Return the numbers in ``text``; ``1 360`` and ``1,360`` are 1360, ``三门`` counts 3.

    ``三分之一`` is written ``1/3`` and has 1 and 3.
    """
    # A Chinese comma parts two numbers; folding would make it the comma of thousands.
    # A footnote mark behind a number (160①) would become its last digit.
    folded = normalise_query(_FOOTNOTE.sub(" ", text.replace("，", "、")))
    folded = _FRACTION.sub(lambda m: f"{value_of(m[2])}/{value_of(m[1])}", folded)
    numerals = (match.group().replace("两", "二") for match in _NUMERAL.finditer(folded))
    return {*_NUMBER.findall(_thousands(folded)), *(str(value_of(n)) for n in numerals)}


def coverage(sentence: str, quote: str) -> float:
    """Return the share of the sentence's character bigrams that the quote has, 0 to 1."""
    own = _bigrams(squash(sentence))
    return len(own & _bigrams(squash(quote))) / len(own) if own else 0.0


def best_quote(sentence: str, passage: Passage) -> Sentence | None:
    """Return the part of a passage that covers ``sentence`` best: a sentence or a few in a row.

    The shortest run of up to three sentences that supports it; ``None`` where none does.
    """
    parts = sentences(passage.text)
    for length in (1, 2, 3):
        runs = [
            Sentence(passage.text[a.start : b.end], a.start, b.end, item=a.item)
            for a, b in zip(parts, parts[length - 1 :], strict=False)
        ]
        good = [run for run in runs if supported(sentence, run.text)]
        if good:
            return max(good, key=lambda run: coverage(sentence, run.text))
    return None


def _negated(squashed: str) -> bool:
    for limit in _LIMITS:  # 不少于 sets a limit and denies nothing
        squashed = limit.sub("", squashed)
    return bool(_NEGATION.search(squashed))


def squash(text: str) -> str:
    """Return the folded letters and digits of a text."""
    return re.sub(r"[\W_]+", "", normalise_query(text))


def _thousands(text: str) -> str:
    return re.sub(r"(?<=\d)[ ,](?=\d{3}(?!\d))", "", text)


def _bigrams(text: str) -> set[str]:
    return {text[i : i + 2] for i in range(len(text) - 1)}
