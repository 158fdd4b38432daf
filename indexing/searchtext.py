"""Search text: NFKC and Simplified characters, with a map back to the original offsets.

What a teacher reads is the original script; what is compared, tokenised and embedded is this.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import cache
from typing import Protocol


class _Converter(Protocol):
    def convert(self, text: str) -> str: ...


@dataclass(frozen=True, slots=True)
class SearchText:
    """Folded text; character ``i`` of ``text`` comes from character ``offsets[i]`` of the original.

    ``offsets`` has one element more than ``text``: its last is the length of the original.
    """

    text: str
    offsets: tuple[int, ...]

    def original(self, start: int, end: int) -> tuple[int, int]:
        """Return the span of the original that ``text[start:end]`` comes from."""
        if start >= end:
            return self.offsets[start], self.offsets[start]
        last = self.offsets[end - 1]
        # One character may become several, and several (letter and accent) one.
        return self.offsets[start], next(o for o in self.offsets[end:] if o > last)


@cache
def _converter() -> _Converter:
    from opencc import OpenCC

    converter: _Converter = OpenCC("t2s")
    return converter


def fold(text: str) -> str:
    """Return ``text`` in NFKC and Simplified characters, for comparing."""
    normal = unicodedata.normalize("NFKC", text)
    return normal if normal.isascii() else _converter().convert(normal)


def simplified(text: str) -> str:
    """Return ``text`` in Simplified characters, everything else as it is."""
    return text if text.isascii() else _converter().convert(text)


def to_search_text(text: str) -> SearchText:
    """Fold ``text`` and keep where each character came from.

    NFKC works on characters with their combining marks; OpenCC on phrases, which may change the
    length: then the conversion falls back to single characters so that the map stays exact.
    """
    pieces: list[str] = []
    offsets: list[int] = []
    for start, end in _clusters(text):
        folded = unicodedata.normalize("NFKC", text[start:end])
        pieces.append(folded)
        offsets.extend([start] * len(folded))
    normal = "".join(pieces)
    offsets.append(len(text))
    converted = normal if normal.isascii() else _converter().convert(normal)
    if len(converted) == len(normal):
        return SearchText(converted, tuple(offsets))
    out: list[str] = []
    kept: list[int] = []
    for character, offset in zip(normal, offsets, strict=False):
        simple = _converter().convert(character)
        out.append(simple)
        kept.extend([offset] * len(simple))
    return SearchText("".join(out), (*kept, len(text)))


def _clusters(text: str) -> list[tuple[int, int]]:
    """Split into base characters with the marks that combine with them."""
    spans: list[tuple[int, int]] = []
    for index, character in enumerate(text):
        if spans and _joins(character):
            spans[-1] = (spans[-1][0], index + 1)
        else:
            spans.append((index, index + 1))
    return spans


def _joins(character: str) -> bool:
    """Whether NFKC may merge the character with the one before it."""
    return (
        unicodedata.combining(character) != 0
        or "\u1160" <= character <= "\u11ff"  # Hangul vowels and finals
        or character in "\uff9e\uff9f"  # half-width Katakana voicing marks
    )
