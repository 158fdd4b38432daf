"""The one tokenizer of index and query: Chinese words, sub-words, numbers and codes.

Text comes in folded (NFKC, Simplified); :func:`normalise_query` folds a question. Which words an
index adds to the general dictionary is decided in :mod:`indexing.dictionary`; how terms are
scored in :mod:`indexing.lexical`.

Segmentation is that of jieba, by its Rust port ``rjieba``: the same dictionary and words, ready
in a fifth of the time, with no cache file in a temporary folder and no warnings on import.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from functools import cache, lru_cache
from importlib.metadata import version
from importlib.resources import files
from typing import TYPE_CHECKING

from indexing.searchtext import fold

if TYPE_CHECKING:
    from rjieba import Jieba

#: A number, code or Latin word kept whole: KPI, 0603-3, 4.3, 1:20, gb/t, 60%.
_CODE = r"[a-z0-9]+(?:(?<=[0-9]):(?=[0-9])[0-9]+|[.\-/+&_][a-z0-9]+)*%?"
#: Anything else that is a letter or digit, which in these documents is Chinese.
_WORDS = r"[^\W_a-z0-9]+"
_PIECE = re.compile(f"(?P<code>{_CODE})|{_WORDS}")
#: Ratio signs and dashes that NFKC leaves as they are.
_SIGNS = str.maketrans({"∶": ":", "–": "-", "—": "-", "‑": "-", "−": "-"})
#: ``1 360``: a number printed with a space for thousands.
_THOUSANDS = re.compile(r"(?<![\d.:/-])(\d{1,2}) (\d{3})(?![\d.:/-])")


def normalise_query(text: str) -> str:
    """Return ``text`` folded as the index folded the documents: NFKC, Simplified, lower case."""
    return fold(text).translate(_SIGNS).lower()


#: Sentences whose terms are remembered; some 300 bytes each.
_REMEMBERED = 30_000


class Tokenizer:
    """Cuts folded text into terms; immutable after construction and safe to share by threads.

    Args:
        words: words of this corpus, added to the general dictionary.
    """

    def __init__(self, words: Iterable[str] = ()) -> None:
        """Keep the words; the general dictionary is loaded when first needed."""
        self.words = frozenset(words)
        self._lengths = sorted({len(word) for word in self.words})
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
        ``gb/t`` by its parts, so that a question that names only a part still meets it.
        """
        text = text.translate(_SIGNS).lower()
        stop = stop_words()
        out: list[str] = []
        for match in _PIECE.finditer(text):
            found = match.group()
            if match.group("code"):
                out.extend(_code_terms(found))
            else:
                out.extend(term for term in self._words(found) if term not in stop)
        out.extend(first + second for first, second in _THOUSANDS.findall(text))
        return out

    def _term_set(self, text: str) -> frozenset[str]:
        """Return the distinct terms of an unfolded text; remembered for the texts read last."""
        return frozenset(self.terms(normalise_query(text)))

    def query_terms(self, question: str) -> list[str]:
        """Return the distinct terms of a question, in order of first occurrence."""
        return list(dict.fromkeys(self.terms(normalise_query(question))))

    def nouns(self, text: str) -> set[str]:
        """Return the nouns of two characters or more in a folded text, as jieba tags them."""
        from rjieba import tag

        return {str(w) for w, kind in tag(text) if str(kind).startswith("n") and len(w) > 1}

    def _words(self, run: str) -> list[str]:
        """Cut a run without spaces or punctuation, and add the corpus words inside it."""
        words = [str(word) for word in _segmenter().cut_for_search(run, True)]
        seen = set(words)
        for start in range(len(run)):
            for length in self._lengths:
                part = run[start : start + length]
                if len(part) == length and part in self.words and part not in seen:
                    words.append(part)
        return words


def word_starts(text: str) -> frozenset[int]:
    """Return where words begin in a folded text, those inside longer words too."""
    starts: set[int] = set()
    at = 0
    for word in map(str, _segmenter().cut(text, True)):
        inner = (str(part) for part in _segmenter().cut_for_search(word, True))
        starts |= {at, *(at + word.find(part) for part in inner)}
        at += len(word)
    return frozenset(starts)


@cache
def _segmenter() -> Jieba:
    """Return the general dictionary, loaded once (about 0.2 s).

    It is never changed, so sharing it is safe: an index's own words are found by
    :meth:`Tokenizer._words` wherever they occur, and do not change how anything else is cut.
    """
    from rjieba import Jieba

    return Jieba()


def _code_terms(code: str) -> list[str]:
    """Return the code, and its parts of two or more characters where it is a compound."""
    parts = [part for part in re.split(r"[\-/+&_%]", code) if len(part) > 1]
    return [code, *(part for part in parts if part != code)]


@cache
def stop_words() -> frozenset[str]:
    """Return the words of ``stopwords.txt``."""
    text = files("indexing").joinpath("stopwords.txt").read_text(encoding="utf-8")
    lines = (line for line in text.splitlines() if not line.startswith("#"))
    return frozenset(word for line in lines for word in line.split())


@cache
def rules_fingerprint() -> str:
    """Hash of what cuts words apart from the corpus' own: segmenter, this file, stop words."""
    digest = hashlib.sha256(version("rjieba").encode())
    for name in ("tokenize.py", "searchtext.py", "stopwords.txt"):
        digest.update(files("indexing").joinpath(name).read_bytes())
    return digest.hexdigest()
