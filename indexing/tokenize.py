"""The one tokenizer of index and query: Chinese words, sub-words, numbers and codes.

A number has the same terms however it is written (:mod:`indexing.values`). Text comes in folded
(NFKC, Simplified); :func:`normalise_query` folds a question. Chinese words are jieba's, see
:mod:`indexing.segmenting`. Which words an index adds to the general dictionary is
decided in :mod:`indexing.dictionary`; how terms are scored in :mod:`indexing.lexical`.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from functools import cache, cached_property, lru_cache
from importlib.resources import files

from indexing.searchtext import fold
from indexing.segmenting import OwnWords, Segmenter, segmenter
from indexing.values import ARTICLES, Quantity, quantities

#: Raise this when the same text gets other terms than before: indexes then cut their words again.
_RULES = 3
#: A number, code or Latin word kept whole: KPI, 0603-3, 4.3, 1:20, gb/t, 60%.
_CODE = r"[a-z0-9]+(?:(?<=[0-9]):(?=[0-9])[0-9]+|[.\-/+&_][a-z0-9]+)*%?"
#: Anything else that is a letter or digit, which in these documents is Chinese.
_WORDS = r"[^\W_a-z0-9]+"
_PIECE = re.compile(f"(?P<code>{_CODE})|{_WORDS}")
#: What jieba takes together where words begin: a number or Latin word, a run without ASCII.
_TOGETHER = re.compile(r"[a-z0-9]+(?:\.[0-9]+)?%?|[^\W_a-z0-9]+")
#: Ratio signs and dashes that NFKC leaves as they are.
_SIGNS = str.maketrans({"∶": ":", "–": "-", "—": "-", "‑": "-", "−": "-"})
#: ``1 360``: a number printed with a space for thousands.
_THOUSANDS = re.compile(r"(?<![\d.:/-])(\d{1,2}) (\d{3})(?![\d.:/-])")

#: What stands between the ends of a range, and how many it may have between them.
_GOES_TO = re.compile(r"\s?[-~至到]\s?")
_WIDEST = 30


def normalise_query(text: str) -> str:
    """Return ``text`` folded as the index folded the documents: NFKC, Simplified, lower case."""
    return fold(text).translate(_SIGNS).lower()


#: Sentences whose terms are remembered; some 300 bytes each.
_REMEMBERED = 30_000


class Tokenizer:
    """Cuts folded text into terms; immutable after construction and safe to share by threads.

    Args:
        words: words of this corpus, added to the general dictionary.
        cut: cuts Chinese words; by default the fastest there is.
    """

    def __init__(self, words: Iterable[str] = (), cut: Segmenter | None = None) -> None:
        """Keep the words; the general dictionary is loaded when first needed."""
        self.words = frozenset(words)
        self._given = cut
        # Questions read the same sentences over and over.
        self.term_set = lru_cache(_REMEMBERED)(self._term_set)

    @property
    def fingerprint(self) -> str:
        """Hash of everything that decides the terms: rules, dictionaries, stop words."""
        digest = hashlib.sha256(rules_fingerprint().encode())
        for word in sorted(self.words):
            digest.update(f"\n{word}".encode())
        return digest.hexdigest()

    def terms(self, text: str) -> list[str]:
        """Return the terms of ``text`` in reading order, repeated as often as they occur.

        A long word is followed or preceded by the shorter words it contains, a code such as
        ``gb/t`` by its parts, a number by itself with its unit, so that a question that names only
        a part still meets it.
        """
        text = text.translate(_SIGNS).lower()
        out: list[str] = []
        before: Quantity | None = None
        at = 0
        for found in quantities(text):
            if not (found.article and found.unit in ARTICLES):
                out += self._plain_terms(text[at : found.start])
                out += _between(before, text[at : found.start], found)
                out += _number_terms(found)
                before, at = found, found.end
        out += self._plain_terms(text[at:])
        out.extend(first + second for first, second in _THOUSANDS.findall(text))
        return out

    def _plain_terms(self, text: str) -> list[str]:
        """Return the terms of a text without numbers that have a unit."""
        stop = stop_words()
        out: list[str] = []
        for match in _PIECE.finditer(text):
            found = match.group()
            if match.group("code"):
                out.extend(_code_terms(found))
            else:
                out.extend(term for term in self._words(found) if term not in stop)
        return out

    def _term_set(self, text: str) -> frozenset[str]:
        """Return the distinct terms of an unfolded text; remembered for the texts read last."""
        return frozenset(self.terms(normalise_query(text)))

    def query_terms(self, question: str) -> list[str]:
        """Return the distinct terms of a question, in order of first occurrence."""
        return list(dict.fromkeys(self.terms(normalise_query(question))))

    def nouns(self, text: str) -> set[str]:
        """Return the nouns of two characters or more in a folded text, as jieba tags them."""
        found = self._cut.tagged(text)
        return {word for word, kind in found if kind.startswith("n") and len(word) > 1}

    @property
    def _cut(self) -> Segmenter:
        return self._given or segmenter()

    @cached_property
    def _own(self) -> OwnWords:
        return self._cut.own_words(self.words)

    def _words(self, run: str) -> list[str]:
        """Cut a run without spaces or punctuation, and add the corpus words inside it."""
        words = self._cut.search_words(run)
        seen = frozenset(words)
        return words + [word for word in self._own.inside(run) if word not in seen]


def word_starts(text: str) -> frozenset[int]:
    """Return where words begin in a folded text, those inside longer words too."""
    starts = set(range(len(text)))
    for match in _TOGETHER.finditer(text):
        at, end = match.span()
        starts -= set(range(at + 1, end))
        for word in [] if match.group().isascii() else segmenter().words(match.group()):
            starts |= {at + word.find(part) for part in segmenter().search_words(word)}
            at += len(word)
    return frozenset(starts)


def _code_terms(code: str) -> list[str]:
    """Return the code, and its parts of two or more characters where it is a compound."""
    parts = [part for part in re.split(r"[\-/+&_%]", code) if len(part) > 1]
    return [code, *(part for part in parts if part != code)]


def _number_terms(found: Quantity) -> list[str]:
    """Return a number, its unit, and both together: 8 tells little, 第8周 much."""
    if found.unit in ("%", "‰"):
        return [found.name, found.number]
    unit = [found.unit] if found.unit and found.unit not in stop_words() else []
    return list(dict.fromkeys((found.number, *unit, found.name)))


def _between(first: Quantity | None, gap: str, last: Quantity) -> list[str]:
    """Return the names of what lies between two ends: 第6周 and 第7周 of 第5-8周."""
    if first is None or not _GOES_TO.fullmatch(gap) or not (first.ordinal and last.ordinal):
        return []
    ends = (first.number, last.number)
    if first.unit != last.unit or not all(end.isdigit() for end in ends):
        return []
    inside = range(int(first.number) + 1, int(last.number))
    return [f"第{n}{last.unit}" for n in inside] if len(inside) <= _WIDEST else []


@cache
def stop_words() -> frozenset[str]:
    """Return the words of ``stopwords.txt``."""
    text = files("indexing").joinpath("stopwords.txt").read_text(encoding="utf-8")
    lines = (line for line in text.splitlines() if not line.startswith("#"))
    return frozenset(word for line in lines for word in line.split())


@cache
def rules_fingerprint() -> str:
    """Hash of what cuts words apart from the corpus' own: the rules and the stop words."""
    return hashlib.sha256(f"{_RULES}\n{sorted(stop_words())}".encode()).hexdigest()
