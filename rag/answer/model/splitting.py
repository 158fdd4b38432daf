"""The sentences of a model's text, as soon as each is complete with the marks behind it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from rag.answer.citations import MARK, marks, without_marks

#: A sentence with the marks after it. Semicolons do not end it: its mark stands for all parts.
_SENTENCE = re.compile(rf"[^。！？!?\n]*[。！？!?]?[”’」』）)》]*(?:[ \t]*(?:{MARK}))*")
#: A clause with a mark of its own, or what stands up to a semicolon.
_PART = re.compile(rf"[^；;]+?(?:\s*{MARK})+(?=[，,、])|[^；;]+[；;]?(?:\s*(?:{MARK}))*")
_ENDED = re.compile(r"[。！？!?]")
#: What may still belong to the sentence before it: closing marks, and marks of citations.
_BELONGS = re.compile(r"[\s”’」』）)》\[【［]")


@dataclass(frozen=True, slots=True)
class Part:
    """What is checked as one: a sentence, or what stands between its semicolons or marks.

    Attributes:
        line: number of its line, from 0.
        said: its text without marks.
        marks: the numbers it cites, as the model wrote them.
    """

    line: int
    said: str
    marks: tuple[int, ...]


class Splitter:
    """Cuts a growing text into parts; each character belongs to one part only."""

    def __init__(self) -> None:
        self._buffer = ""
        self._line = 0

    def feed(self, text: str) -> Iterator[Part]:
        """Take more text and yield the parts that are complete now."""
        self._buffer += text
        while True:
            match = _SENTENCE.match(self._buffer)
            end = match.end() if match else 0
            rest = self._buffer[end:]
            if rest.startswith("\n"):
                yield from _parts(self._buffer[:end], self._line)
                self._buffer, self._line = rest[1:], self._line + 1
            elif rest and not _BELONGS.match(rest) and _ENDED.search(self._buffer[:end]):
                yield from _parts(self._buffer[:end], self._line)
                self._buffer = rest
            elif rest and not _open_mark(rest):
                # A bracket that opens no mark is the beginning of the next sentence.
                yield from _parts(self._buffer[:end], self._line)
                self._buffer = rest
            else:
                return

    def close(self) -> Iterator[Part]:
        """Yield what is left, whether its sentence was ended or not."""
        yield from self.feed("\n")


def _open_mark(rest: str) -> bool:
    """Whether a text may become a mark, or blanks before one, when more of it is known."""
    return bool(re.fullmatch(r"[ \t]*(?:[\[【［][\s\d,，、]*)?", rest))


def _parts(sentence: str, line: int) -> Iterator[Part]:
    """Yield the parts of a sentence; one without marks has those of the next that has some."""
    pieces = _PART.findall(sentence)
    for at, piece in enumerate(pieces):
        said = without_marks(piece).strip()
        if re.search(r"\w", said):
            cited = next((m for p in pieces[at:] if (m := marks(p))), marks(sentence))
            yield Part(line, said, tuple(cited))
