"""Reads the best candidates sentence by sentence and ranks them anew.

Words scattered over a passage fetch it; whether one sentence has them together, in the form asked
for, shows only in reading.
"""

from __future__ import annotations

from collections.abc import Sequence

from indexing.index import Index
from indexing.records import Chunk, ChunkKind
from rag.ask.question import Question
from rag.read.evidence import Scorer
from rag.retrieve.hits import Found
from rag.retrieve.passages import passages_of

#: So many of the best candidates are read.
_READ = 40
#: A fact sheet that tells so much of what is asked is read at any rank.
_FITS = 0.5


def read_closely(
    index: Index, question: Question, found: Sequence[Found], scorer: Scorer, weight: float
) -> list[Found]:
    """Return all candidates, those that were read first, by their score and best sentence.

    Documents beside those named are not read. A fact sheet that fits is read at any rank: it may
    share no word with the question.

    Args:
        index: what was searched.
        question: the question.
        found: the candidates, best first.
        scorer: made for this question.
        weight: weight of the best sentence.
    """
    likely = [
        item
        for rank, item in enumerate(found)
        if rank < _READ or (question.figures and fit_of_sheet(item.chunk, scorer) >= _FITS)
    ]
    named = {item.chunk.document_id for item in likely} & set(question.documents)
    read: list[Found] = []
    for item, passage in zip(likely, passages_of(index, likely), strict=True):
        if named and item.chunk.document_id not in named:
            read.append(item)
            continue
        best = max((evidence.score for evidence in scorer.read(passage)), default=0.0)
        read.append(Found(item.chunk, item.score + weight * best))
    ids = {item.chunk.id for item in likely}
    rest = [item for item in found if item.chunk.id not in ids]
    return [*sorted(read, key=lambda f: (-f.score, f.chunk.id)), *rest]


def fit_of_sheet(chunk: Chunk, scorer: Scorer) -> float:
    """Return how far a chunk is a fact sheet that tells what is asked, 0 to 1."""
    sheet = chunk.kind is ChunkKind.FACT_SHEET
    return scorer.sheet_share(chunk.text, chunk.heading_path) if sheet else 0.0
