"""Examples for the reader from public question sets, in the same form as our own.

CMRC 2018 (CC BY-SA 4.0) and DRCD (CC BY-SA 3.0): questions over paragraphs of an encyclopaedia,
with the answer as a span. A paragraph is cut into passages of some sentences; the sentence with
the answer is evidence. Candidates beside the right passage are its neighbours and the passages of
all paragraphs that share most letter pairs with the question.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from heapq import nlargest
from pathlib import Path
from typing import Any

from eval.training.check import pairs
from indexing.searchtext import fold
from rag.text.sentences import sentences

#: Characters of a passage.
_PASSAGE = 170
_CANDIDATES = 8
#: A pair of letters that stands in more of the passages tells nothing.
_COMMON = 0.02


@dataclass(frozen=True, slots=True)
class _Passage:
    """Some sentences of a paragraph, with their places in it."""

    title: str
    paragraph: int
    sentences: tuple[tuple[int, int, str], ...]


def examples(folder: Path) -> Iterator[dict[str, Any]]:
    """Yield an example for each question of the sets in a folder; see ``candidates``.

    Args:
        folder: with ``cmrc2018_*.json`` and ``DRCD_*.json``.
    """
    passages: list[_Passage] = []
    questions: list[tuple[str, str, int, int, int]] = []
    for number, (title, text, asked) in enumerate(_paragraphs(folder)):
        passages += _cut(title, number, text)
        questions += [(name, q, number, at, at + length) for name, q, at, length in asked]
    lookup = _Lookup(passages)
    for name, question, paragraph, start, end in questions:
        hits = lookup.candidates(question, paragraph)
        found = [_hit(passages[i], paragraph, start, end, i) for i in hits]
        if any(any(hit["evidence"]) for hit in found):
            yield {
                "id": name,
                "question": fold(question),
                "answerable": True,
                "miss": "",
                "hits": found,
            }


def _paragraphs(folder: Path) -> Iterator[tuple[str, str, list[tuple[str, str, int, int]]]]:
    for path in sorted(folder.glob("cmrc2018_*.json")):
        for entry in json.loads(path.read_text(encoding="utf-8")):
            text = entry["context_text"]
            asked = [
                (qa["query_id"], qa["query_text"], text.find(qa["answers"][0]), qa["answers"][0])
                for qa in entry["qas"]
            ]
            yield (
                entry.get("title") or "",
                text,
                [(name, q, at, len(answer)) for name, q, at, answer in asked if at >= 0],
            )
    for path in sorted(folder.glob("DRCD_*.json")):
        for article in json.loads(path.read_text(encoding="utf-8"))["data"]:
            for entry in article["paragraphs"]:
                yield (
                    article["title"],
                    entry["context"],
                    [
                        (qa["id"], qa["question"], int(answer["answer_start"]), len(answer["text"]))
                        for qa in entry["qas"]
                        for answer in qa["answers"][:1]
                    ],
                )


def _cut(title: str, number: int, text: str) -> Iterator[_Passage]:
    pending: list[tuple[int, int, str]] = []
    for part in sentences(text):
        if pending and part.end - pending[0][0] > _PASSAGE:
            yield _Passage(fold(title), number, tuple(pending))
            pending = []
        pending.append((part.start, part.end, fold(part.text)))
    if pending:
        yield _Passage(fold(title), number, tuple(pending))


def _hit(passage: _Passage, paragraph: int, start: int, end: int, number: int) -> dict[str, Any]:
    here = passage.paragraph == paragraph
    return {
        "chunk": str(number),
        "head": passage.title,
        "score": 0.0,
        "units": [text for _, _, text in passage.sentences],
        "evidence": [int(here and s < end and start < e) for s, e, _ in passage.sentences],
    }


class _Lookup:
    """Finds the passages that share most letter pairs with a question."""

    def __init__(self, passages: Sequence[_Passage]) -> None:
        self._places = defaultdict[str, list[int]](list)
        self._own = defaultdict[int, list[int]](list)
        for number, passage in enumerate(passages):
            self._own[passage.paragraph].append(number)
            text = passage.title + "".join(text for _, _, text in passage.sentences)
            for pair in pairs(text):
                self._places[pair].append(number)
        self._most = _COMMON * len(passages)

    def candidates(self, question: str, paragraph: int) -> list[int]:
        """Return passages of the paragraph and those most like the question, best first."""
        counts: Counter[int] = Counter()
        for pair in pairs(fold(question)):
            places = self._places.get(pair, ())
            if len(places) <= self._most:
                counts.update(dict.fromkeys(places, 1))
        best: Iterable[int] = nlargest(_CANDIDATES, counts, key=lambda i: (counts[i], -i))
        return list(dict.fromkeys([*best, *self._own[paragraph]]))
