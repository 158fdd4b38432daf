"""What was found and what a network says of it, by hand, for tests of what a reader makes of it."""

from types import SimpleNamespace

from passages_by_hand import question

from indexing.records import Chunk, ChunkKind
from rag.read.network import Calibration, Read
from rag.read.reader import Reader
from rag.retrieve.hits import Candidates, Found, Hits


class Says:
    """Judges passages by hand; of what it is not told it says neither yes nor no.

    Args:
        relevance: words of a passage → its relevance; 0 where it has none of them.
        units: words of a unit → how surely it is evidence; 0 where it has none of them.
        calibration: from which logits on it says yes.

    Attributes:
        asked: everything it was given to read.
    """

    def __init__(self, relevance=None, units=None, calibration=None):
        self.calibration = calibration or Calibration(relevance=0.0, unit=0.0)
        self.asked = []
        self._relevance, self._units = relevance or {}, units or {}

    def read(self, passages):
        self.asked += passages
        return [
            Read(
                _said(self._relevance, " ".join(views)),
                tuple(_said(self._units, view) for view in views),
            )
            for _, _, views in passages
        ]


def _said(scores, text):
    return next((score for words, score in scores.items() if words in text), 0.0)


class _Index:
    """An index of which only the names of documents are known."""

    def documents(self):
        return [SimpleNamespace(id=name, path=f"{name}.md", title=name) for name in "de"]

    def copies(self, document_id):
        return []


def found(number, score, text=None, path=("一、安排",), document="d"):
    """A chunk ``c0``, ``c1``, … that retrieval gave a score."""
    text = text or f"第{number}句。"
    chunk = Chunk(
        id=f"c{number}",
        document_id=document,
        kind=ChunkKind.PARAGRAPH,
        text=text,
        search_text=f"木工 {' '.join(path)}\n{text}",
        heading_path=path,
        page=None,
        start=number,
        end=number + len(text),
        section=0,
    )
    return Found(chunk, score)


def candidates(asked, *given):
    """What was found for a question, best first."""
    asked = question(asked) if isinstance(asked, str) else asked
    return Candidates(asked, tuple(given))


def read(hits, says, k=10):
    """What a reader makes of hits, or of the candidates of a question that asks one thing."""
    hits = hits if isinstance(hits, Hits) else Hits(hits)
    return Reader(says).read(_Index(), hits, k)
