"""Abbreviations of names: 普物 for 普通物理, 南中医 for 南京中医药大学.

An abbreviation takes letters that begin words of a name, in their order and the first one with
them; it may end as the name does (云职院 for 云水职业学院). It is no word of the dictionary: 教学
is not 教育学. It scores by the share of the name's words that it has, so 普物 is 普通物理 rather
than 普通物理实验; where two names score alike it stands for neither. Nothing is listed by hand: the
names are those of the index. Short forms made of whole words are :mod:`rag.ask.spelling`'s.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from indexing.segmenting import segmenter
from indexing.tokenize import stop_words, word_starts

_RUN = re.compile(r"[\u4e00-\u9fff]+")
#: Letters of an abbreviation, and of a name that is worth abbreviating.
_SHORTEST, _LONGEST, _NAME = 2, 5, 4
#: Least score, and how far the best must be ahead of the next.
_LEAST, _AHEAD = 0.4, 0.05
_INSTITUTION = re.compile(r"^\W*([\u4e00-\u9fff]{2,16}?(?:大学|学院|学校|中学|小学|幼儿园))")


@dataclass(frozen=True, slots=True)
class Abbreviation:
    """What stands in a question at ``start:end``, the name it stands for, and how well."""

    start: int
    end: int
    said: str
    name: str
    score: float


def institution(text: str) -> str:
    """Return the school that a title or file name begins with, else ``""``."""
    found = _INSTITUTION.match(text)
    return found[1] if found else ""


def abbreviations(question: str, names: Iterable[str]) -> list[Abbreviation]:
    """Return the abbreviations in a folded question, in its order, none inside another.

    Args:
        question: folded; names that it has in full are blanked out.
        names: folded names.
    """
    by_first = defaultdict(list)
    for name in names:
        if len(name) >= _NAME and _RUN.fullmatch(name):
            by_first[name[0]].append(name)
    found: list[Abbreviation] = []
    for run in _RUN.finditer(question):
        words = segmenter().dictionary_words(run[0])
        first = 0
        while first < len(words):
            start = run.start() + sum(map(len, words[:first]))
            best = _longest(words, first, start, by_first.get(words[first][0], ()))
            found += [best[0]] if best else []
            first = best[1] if best else first + 1
    return found


def _longest(
    words: Sequence[str], first: int, start: int, names: Sequence[str]
) -> tuple[Abbreviation, int] | None:
    """Return the longest abbreviation that begins with a word, and which word stands behind it."""
    for last in range(len(words), first + 1, -1):
        said = "".join(words[first:last])
        if not _SHORTEST <= len(said) <= _LONGEST or min(map(len, words[first:last])) > 1:
            continue
        if not stop_words().isdisjoint(said):
            continue  # 分的 stands in 分析活动的目标
        ranked = sorted(((score_of(said, name), name) for name in names), reverse=True)
        if ranked and ranked[0][0] >= _LEAST:
            (score, name), *others = ranked
            clear = not others or score - others[0][0] >= _AHEAD
            return (
                (Abbreviation(start, start + len(said), said, name, score), last) if clear else None
            )
    return None


def score_of(said: str, name: str) -> float:
    """Return the share of a name's words that an abbreviation has, 0 where it is none of it."""
    if said in name or said[:1] != name[:1]:
        return 0.0
    starts = sorted(_starts(name))
    return max(_most(said, name, 0, tuple(starts)), 0.0) / len(starts)


_starts = lru_cache(8192)(word_starts)


@lru_cache(8192)
def _most(said: str, name: str, since: int, starts: tuple[int, ...]) -> float:
    """Return the most words of a name from ``since`` on that letters have, -infinity if none."""
    if not said:
        return 0.0
    best = 1.0 if said == name[-1] and since < len(name) else float("-inf")
    for at in starts:
        length = 0
        while (
            at >= since and said[length : length + 1] == name[at + length : at + length + 1] != ""
        ):
            length += 1
            begun = sum(at <= start < at + length for start in starts)
            best = max(best, begun + _most(said[length:], name, at + length, starts))
    return best
