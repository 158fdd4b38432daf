"""The terms of a question: as the tokenizer cuts it, but for words that were cut too long.

The segmenter guesses words it has never seen, and in 学生问摆幅 it guesses 问摆幅. Where no
document has such a word, the words in it that documents have stand for it.
"""

from __future__ import annotations

from collections.abc import Iterator

from indexing.index import Index

_SHORTEST, _LONGEST = 2, 5


def query_terms(text: str, index: Index) -> list[str]:
    """Return the distinct terms of a question, in order of first occurrence."""
    terms = index.tokenizer.query_terms(text)
    known = index.known_terms(terms)
    parts = {
        term: tuple(_parts(term))
        for term in terms
        if term not in known and _SHORTEST < len(term) <= _LONGEST and not term.isascii()
    }
    have = index.known_terms([part for found in parts.values() for part in found])
    out: list[str] = []
    for term in terms:
        inside = [part for part in parts.get(term, ()) if part in have and part not in terms]
        out += inside or [term]
    return list(dict.fromkeys(out))


def _parts(term: str) -> Iterator[str]:
    for length in range(len(term) - 1, _SHORTEST - 1, -1):
        for start in range(len(term) - length + 1):
            yield term[start : start + length]
