"""The statements of an answer, each with the citations that stand behind it.

A mark belongs to what stands before it in its line, back to the mark before. What is not a
statement is left out: a line that only introduces what follows (it ends with a colon and cites
nothing), a list number, a label that repeats the heading or title of the place cited.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from eval.folding import squash
from rag.answer.citations import MARK, marks
from rag.text.sentences import without_marker
from rag.types import Citation

_MARKED = re.compile(rf"(?P<said>.*?)(?P<marks>(?:{MARK}\s*)+)(?P<stop>[。！？!?；;.]?)")
_SENTENCE = re.compile(r"[^。！？!?]+[。！？!?]*[”’」』）)]*")
_LABEL = re.compile(r"^(?P<label>[^：:]{1,60})[：:]\s*(?=\S)")
_WORD = re.compile(r"\w")


@dataclass(frozen=True, slots=True)
class Statement:
    """A sentence of an answer and the citations of the marks after it."""

    text: str
    citations: tuple[Citation, ...]


def statements(answer: str, citations: Sequence[Citation]) -> list[Statement]:
    """Return the statements in order; a mark without a citation stands for nothing."""
    by_number = {citation.n: citation for citation in citations}
    out: list[Statement] = []
    for line in answer.split("\n"):
        rest = 0
        for match in _MARKED.finditer(line):
            rest = match.end()
            out += _sentences(match["said"], match["marks"], by_number)
        if not line[rest:].strip().endswith(("：", ":")):
            out += _sentences(line[rest:], "", by_number)
    return out


def _sentences(said: str, marked: str, by_number: Mapping[int, Citation]) -> list[Statement]:
    cited = tuple(by_number[n] for n in dict.fromkeys(marks(marked)) if n in by_number)
    text = without_marker(_without_label(said.strip(), cited))
    return [
        Statement(piece.strip(), cited) for piece in _SENTENCE.findall(text) if _WORD.search(piece)
    ]


def _without_label(text: str, cited: Sequence[Citation]) -> str:
    """Return the text without a label that stands in the title or headings of what it cites."""
    label = _LABEL.match(text)
    if label is None:
        return text
    name = re.sub(r"[《》]", "", squash(label["label"]))
    places = [squash("".join((c.title, *c.heading_path))) for c in cited]
    return text[label.end() :] if any(name in re.sub("[《》]", "", p) for p in places) else text
