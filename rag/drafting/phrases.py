"""Text of standards cut into phrases, tidied, and compared; nothing here knows of plans.

A standard lists what is to be learnt in long runs of phrases; a plan needs a few of them, in
sentences of its own. The words by which phrases are judged are in ``words.toml``.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from indexing.kinds.shared.values import Value
from indexing.searchtext import simplified
from rag.text.sentences import without_marker

#: Texts are compared again and again while one plan is drafted.
_simplified = lru_cache(maxsize=8192)(simplified)
_HAN = r"[\u4e00-\u9fff（）“”《》、，。；：／/～]"
_SPACE = re.compile(rf"(?<={_HAN})\s+|\s+(?={_HAN})|\s*\n\s*")
_TOKEN = re.compile(r"[A-Za-z0-9]+|[\u4e00-\u9fff]+")
_OPEN, _CLOSE = "（(“《【", "）)”》】"
_END = "；;。，,、：: "
_OPTIONAL = re.compile(r"[（(][^（）()]*选[^（）()]*[）)]$")
_NUMBERED = re.compile(r"^(?:任务|项目|模块|单元)?\s*[\d一二三四五六七八九十]+(?:[.．]\d+)*[、\s]+")
_SENTENCE = re.compile(r"[^。！？\n]+[。！？]?")
_OPEN, _CLOSE = "（(“《【", "）)”》】"


def tidy(text: str) -> str:
    """Return text as a plan says it: Simplified, on one line, without list marker and final stops.

    Quotes are never tidied: they keep the script of their document.
    """
    return _SPACE.sub("", without_marker(_simplified(text.strip()))).strip(_END)


def topic_of(task: str) -> str:
    """Return the name of a task without its number and without 可选."""
    return _OPTIONAL.sub("", tidy(_NUMBERED.sub("", task.strip()))).strip() or tidy(task)


def split(text: str, marks: str) -> list[str]:
    """Return the parts of ``text`` between ``marks`` that stand outside brackets and quotes."""
    parts, depth, start = [], 0, 0
    for at, character in enumerate(text):
        if character in _OPEN:
            depth += 1
        elif character in _CLOSE:
            depth = max(0, depth - 1)
        elif depth == 0 and character in marks:
            parts.append(text[start:at])
            start = at + 1
    parts.append(text[start:])
    return [part for part in (p.strip(_END) for p in parts) if part]


def without_brackets(text: str) -> str:
    """Return text without what stands in round brackets."""
    return re.sub(r"[（(][^（）()]*[）)]", "", text)


def shortened(phrase: str, most: int) -> str:
    """Return a phrase without its brackets where it is longer than ``most`` characters."""
    return phrase if len(phrase) <= most else without_brackets(phrase)


def listed(items: Sequence[str], last: str = "和") -> str:
    """Return items as a Chinese enumeration: ``甲、乙和丙``; commas part items that are lists."""
    if len(items) > 1 and any("、" in without_brackets(item) for item in items):
        return "，".join(items)
    if len(items) < 2 or any(word in item for item in items for word in ("和", "与", "及")):
        return "、".join(items)
    return f"{'、'.join(items[:-1])}{last}{items[-1]}"


def enumerated(items: Sequence[str]) -> str:
    """Return items one after the other, parted by semicolons where one of them is a list."""
    lists = any("、" in without_brackets(item) for item in items)
    return ("；" if lists else "、").join(items)


def within(items: Iterable[str], most: int) -> list[str]:
    """Return the first items that fit into ``most`` characters together; one at least."""
    out: list[str] = []
    length = 0
    for item in items:
        length += len(item) + 1
        if out and length > most:
            break
        out.append(item)
    return out


def tokens(text: str) -> set[str]:
    """Return the character bigrams of the Chinese in ``text`` and its Latin words, lower case.

    Those of Traditional text are those of its Simplified form.
    """
    out: set[str] = set()
    for run in _TOKEN.findall(_simplified(text)):
        if run.isascii():
            out.add(run.lower())
        else:
            out |= {run[i : i + 2] for i in range(len(run) - 1)} or {run}
    return out


class Likeness:
    """Likeness of texts; what many of ``texts`` share weighs little."""

    def __init__(self, texts: Iterable[str]) -> None:
        bags = [tokens(text) for text in texts]
        self._count = Counter(token for bag in bags for token in bag)
        self._total = len(bags)

    def of(self, left: str, right: str) -> float:
        """Return the cosine of two texts, 0 to 1."""
        a, b = tokens(left), tokens(right)
        both = self._weight(a & b)
        return both / math.sqrt(self._weight(a) * self._weight(b)) if both else 0.0

    def share(self, part: str, whole: str) -> float:
        """Return how much of ``part`` is in ``whole``, 0 to 1."""
        own = tokens(part)
        return self._weight(own & tokens(whole)) / self._weight(own) if own else 0.0

    def _weight(self, bag: set[str]) -> float:
        return sum(math.log(1 + self._total / (1 + self._count[token])) for token in bag)


@dataclass(frozen=True, slots=True)
class Located:
    """A text and its spans in ``Document.canonical``; their lengths sum to the text's."""

    text: str
    spans: tuple[tuple[int, int], ...]

    @classmethod
    def of(cls, value: Value, canonical: str) -> Located:
        """Return the text of a value with its places."""
        spans = ((value.start, value.end), *value.rest)
        return cls("".join(canonical[start:end] for start, end in spans), spans)

    def part(self, start: int, end: int) -> Located:
        """Return ``text[start:end]`` with its places, white space at its ends left out."""
        piece = self.text[start:end]
        start += len(piece) - len(piece.lstrip())
        end -= len(piece) - len(piece.rstrip())
        spans: list[tuple[int, int]] = []
        at = 0
        for left, right in self.spans:
            a, b = max(start, at), min(end, at + right - left)
            if a < b:
                spans.append((left + a - at, left + b - at))
            at += right - left
        return Located(self.text[start:end], tuple(spans))

    def sentences(self) -> Iterator[Located]:
        """Yield the sentences; a line end closes one."""
        for match in _SENTENCE.finditer(self.text):
            part = self.part(*match.span())
            if part.text:
                yield part

    def split(self, marks: str) -> Iterator[Located]:
        """Yield the parts between ``marks`` that stand outside brackets and quotes."""
        depth, start = 0, 0
        for at, character in enumerate(self.text):
            if character in _OPEN:
                depth += 1
            elif character in _CLOSE:
                depth = max(0, depth - 1)
            elif depth == 0 and character in marks:
                if self.text[start:at].strip():
                    yield self.part(start, at)
                start = at + 1
        if self.text[start:].strip():
            yield self.part(start, len(self.text))
