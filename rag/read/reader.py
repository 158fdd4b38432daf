"""The reader has learnt to read: a network judges each candidate and each unit of it.

What was found for a question, for its parts and for the sides it compares is read in one run.
Relevance ranks the passages, the best of each side first, in turns; the evidence of their units
says what could be told.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from indexing.index import Index
from indexing.records import Chunk
from indexing.searchtext import fold
from rag.ask.question import Question
from rag.read.cross_encoder import CrossEncoderNetwork
from rag.read.nearest import NearestUnits
from rag.read.network import Calibration, Network, Read
from rag.read.tables import TableRow, table_of
from rag.read.units import Unit, head_of, units_in
from rag.retrieve.hits import Candidates, Found, Hits, Side, passages_of
from rag.retrieve.searches import QueryEncoder
from rag.settings import Settings
from rag.types import Passage

#: Candidates that are read: of a whole question, of each part of one, of each side.
_DEPTH, _PART, _SIDE = 16, 10, 4
#: What retrieval says counts as well: a candidate of no score is so many logits behind the best.
#: Fitted on collections the network has not seen: figures in ``eval/ABLATION.md``.
RETRIEVAL = 5.0
#: How many of each part, and of each side that is compared, come first.
_PART_FIRST, _SIDE_FIRST = 2, 1


@dataclass(frozen=True, slots=True)
class Evidence:
    """A unit of a passage that could be told.

    Attributes:
        passage: where it stands.
        unit: the unit.
        score: logit that it belongs to the answer: above 0 rather than not.
    """

    passage: Passage
    unit: Unit
    score: float

    @property
    def text(self) -> str:
        """What stands there."""
        return self.passage.text[self.unit.start : self.unit.end]


@dataclass(frozen=True, slots=True)
class Reading:
    """What the reader made of the hits of a question.

    Attributes:
        question: the question.
        passages: the best, best first.
        relevance: how surely one of them answers: above 0 rather than not; in logits.
        evidence: the units of what was read, best first.
        worth: score from which on a unit is worth telling.
        parts: the readings of its parts, where it asks several things.
        table: all rows of the table of the surest row, where that is worth telling.
    """

    question: Question
    passages: tuple[Passage, ...]
    relevance: float
    evidence: tuple[Evidence, ...]
    worth: float = 0.0
    parts: tuple[Reading, ...] = ()
    table: tuple[TableRow, ...] = ()


@dataclass(frozen=True, slots=True)
class Judged:
    """A candidate beside a question.

    Attributes:
        read: what the network says of it.
        units: its units.
        behind: how far it is behind the best candidate of retrieval, in logits: 0 or less.
    """

    read: Read
    units: tuple[Unit, ...]
    behind: float


def prior(share: float) -> float:
    """Return how far a candidate is behind the best of retrieval, in logits.

    Args:
        share: its score in that of the best.
    """
    return RETRIEVAL * (min(share, 1.0) - 1.0)


class Backend(Protocol):
    """What judges passages: the shipped network, or a cross-encoder of the user's."""

    @property
    def calibration(self) -> Calibration:
        """From which logits on its judgements count."""

    def read(self, passages: Sequence[tuple[str, str, Sequence[str]]]) -> list[Read]:
        """Return what it says of each passage: question, head, views of its units."""


def backend_of(settings: Settings, encoder: QueryEncoder) -> Backend:
    """Return what reads: the cross-encoder that is configured, else the shipped network.

    Args:
        settings: name the cross-encoder.
        encoder: embeds units where the network's file is missing.
    """
    if settings.reranker_model:
        return CrossEncoderNetwork(settings.reranker_model)
    network = Network()
    return network if network.is_there else NearestUnits(encoder)


class Reader:
    """Reads the hits of a question. Safe to share by threads.

    Args:
        backend: judges passages, see :func:`backend_of`.
    """

    def __init__(self, backend: Backend) -> None:
        self._backend = backend

    def read(self, index: Index, hits: Hits, k: int) -> Reading:
        """Return what the ``k`` best passages say; the best of each part and side are among them.

        Raises:
            ModelError: the network cannot be loaded.
        """
        depth = _PART if hits.parts else _DEPTH
        asked = hits.whole.question
        lists = [(asked, hits.whole, depth), *((p.question, p, _PART) for p in hits.parts)]
        # The sides are read against the question as a whole: each has a part of its answer.
        own = [_on(side) for side in hits.sides]
        lists += [(asked, side, _SIDE) for side in own]
        said = self._judge(lists)
        whole = _ranked(asked, hits.whole, said)
        parts = [_ranked(part.question, part, said) for part in hits.parts]
        groups = [_ranked(asked, side, said) for side in own]
        ranked = in_turns(whole, groups, _SIDE_FIRST)
        found = in_turns(ranked, parts, _PART_FIRST)[:k]
        passages = passages_of(index, found)
        relevance, evidence = self._evidence(asked, found, passages, said)
        return Reading(
            asked,
            passages,
            relevance,
            evidence,
            self._backend.calibration.unit,
            tuple(
                self._part(index, part.question, ranked[:k], said)
                for part, ranked in zip(hits.parts, parts, strict=True)
            ),
            self._table(index, evidence),
        )

    def surest(self, candidates: Candidates, depth: int) -> float:
        """Return the relevance of the best of the first candidates for their question, in logits.

        Raises:
            ModelError: the network cannot be loaded.
        """
        said = self._judge([(candidates.question, candidates, depth)])
        return max((judged.read.relevance for judged in said.values()), default=float("-inf"))

    def answers(self, question: Question, text: str) -> bool:
        """Whether a text by itself answers a question.

        Raises:
            ModelError: the network cannot be loaded.
        """
        (judged,) = self._backend.read([(question.clear, "", [fold(text)])])
        return judged.relevance >= self._backend.calibration.relevance

    def _part(
        self, index: Index, question: Question, found: Sequence[Found], said: _Said
    ) -> Reading:
        passages = passages_of(index, found)
        relevance, evidence = self._evidence(question, found, passages, said)
        worth, table = self._backend.calibration.unit, self._table(index, evidence)
        return Reading(question, passages, relevance, evidence, worth, table=table)

    def _table(self, index: Index, evidence: Sequence[Evidence]) -> tuple[TableRow, ...]:
        """Return the table of the surest row, where that is worth telling."""
        told = (e for e in evidence if e.unit.cells and not e.passage.derived)
        row = next(told, None)
        if row is None or row.score < self._backend.calibration.unit:
            return ()
        return table_of(index, row.passage.chunk_id, row.unit.start)

    def _judge(self, lists: Sequence[tuple[Question, Candidates, int]]) -> _Said:
        """Return what the network says of a question beside the first candidates of a list."""
        wanted: dict[tuple[str, str], tuple[str, Chunk]] = {}
        behind: dict[tuple[str, str], float] = {}
        for question, candidates, depth in lists:
            best = max((item.score for item in candidates.found), default=0.0) or 1.0
            for item in candidates.found[:depth]:
                key = (question.text, item.chunk.id)
                wanted[key] = question.clear, item.chunk
                behind[key] = max(prior(item.score / best), behind.get(key, -RETRIEVAL))
        units = {chunk.id: units_in(chunk) for _, chunk in wanted.values()}
        read = self._backend.read(
            [
                (text, head_of(chunk), [unit.view for unit in units[chunk.id]])
                for text, chunk in wanted.values()
            ]
        )
        return {
            key: Judged(result, units[key[1]], behind[key])
            for key, result in zip(wanted, read, strict=True)
        }

    def _evidence(
        self,
        question: Question,
        found: Sequence[Found],
        passages: Sequence[Passage],
        said: _Said,
    ) -> tuple[float, tuple[Evidence, ...]]:
        """Return how surely the passages answer, and their units, best first."""
        least = self._backend.calibration.relevance
        surest, out = float("-inf"), list[Evidence]()
        for item, passage in zip(found, passages, strict=True):
            if not (judged := said.get((question.text, item.chunk.id))):
                continue
            surest = max(surest, judged.read.relevance - least)
            out += [
                Evidence(passage, unit, score + judged.behind)
                for unit, score in zip(judged.units, judged.read.units, strict=True)
            ]
        return surest, tuple(sorted(out, key=lambda e: -e.score))


_Said = dict[tuple[str, str], Judged]


def _on(side: Side) -> Candidates:
    """Return those of a side's candidates that stand on it."""
    here = tuple(item for item in side.candidates.found if side.has(item.chunk))
    return replace(side.candidates, found=here)


def _ranked(question: Question, candidates: Candidates, said: _Said) -> list[Found]:
    """Return candidates by relevance to a question, those that were not read behind them."""
    best = max((item.score for item in candidates.found), default=0.0) or 1.0
    read = [
        Found(item.chunk, judged.read.relevance + judged.behind)
        for item in candidates.found
        if (judged := said.get((question.text, item.chunk.id)))
    ]
    ids = {item.chunk.id for item in read}
    # Scores of retrieval begin where those of what was read end.
    least = min((item.score for item in read), default=best) - best
    left = (item for item in candidates.found if item.chunk.id not in ids)
    rest = [Found(item.chunk, item.score + least) for item in left]
    return [*sorted(read, key=lambda f: (-f.score, f.chunk.id)), *rest]


def in_turns(found: Sequence[Found], groups: Sequence[Sequence[Found]], depth: int) -> list[Found]:
    """Put the ``depth`` best of each group first, in turns; the rest keep their order.

    The group with the best candidate begins: which side a question names first says nothing of
    where its answer stands.
    """
    ordered = sorted((g for g in groups if g), key=lambda group: -group[0].score)
    first: dict[str, Found] = {}
    for rank in range(depth):
        for group in ordered:
            if rank < len(group):
                first.setdefault(group[rank].chunk.id, group[rank])
    return [*first.values(), *(f for f in found if f.chunk.id not in first)]
