"""Text taken from a document that remembers where each part of it stands.

A sentence that a page break or another column cut in two is one text with two spans.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from indexing.kinds.shared.values import Value

_SENTENCE = re.compile(r"[^。！？\n]+[。！？]?")
_OPEN, _CLOSE = "（(“《【", "）)”》】"


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
