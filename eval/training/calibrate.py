"""Fits the reader's two thresholds on collections it did not learn from, and writes its card.

``python -m eval.training.calibrate --work FOLDER --name RUN [--network FOLDER]``
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean, median
from typing import Any

import numpy as np

from eval.training.batches import Example, load
from eval.training.card import write_card
from eval.training.check import DATA
from eval.training.collection import says
from eval.training.train import HELD_OUT
from rag.read.network import CALIBRATION, SHIPPED, Network, Read
from rag.read.reader import prior

#: Hits that are read, as by the program.
_DEPTH = 16
#: Share of the answerable questions that may be refused: 2 %, so that it stays below 3 elsewhere.
_FALSE_REFUSAL = 0.02
#: Characters of an answer.
_ENOUGH = 170
#: Share of the evidence that may be too unsure to be told.
_LEFT_OUT = 0.03


@dataclass(frozen=True, slots=True)
class Asked:
    """A question of a held-out collection, read.

    Attributes:
        example: the question with its hits.
        facts: what its answer must say.
        read: what the network says of each hit.
    """

    example: Example
    facts: Sequence[Sequence[str]]
    read: Sequence[Read]

    @property
    def surest(self) -> float:
        """The relevance of its best hit."""
        return max(read.relevance for read in self.read)

    def told(self, threshold: float, characters: int = _ENOUGH) -> list[str]:
        """Return the units above a threshold while there is room, the surest in any case."""
        units = sorted(
            (-score - self._behind(rank), rank, number)
            for rank, read in enumerate(self.read)
            for number, score in enumerate(read.units)
        )
        out: list[str] = []
        for negative, rank, number in units:
            view = self.example["hits"][rank]["units"][number]
            room = characters - sum(map(len, out))
            if not out or (-negative >= threshold and len(view) <= room):
                out.append(view)
        return out

    def evidence(self) -> list[float]:
        """Return how sure each unit is that is evidence."""
        return [
            score + self._behind(rank)
            for rank, (hit, read) in enumerate(zip(self.example["hits"], self.read, strict=True))
            for score, label in zip(read.units, hit["evidence"], strict=True)
            if label
        ]

    def _behind(self, rank: int) -> float:
        best = max(hit["score"] for hit in self.example["hits"])
        return prior(self.example["hits"][rank]["score"] / best)

    def answered(self, threshold: float) -> bool:
        """Whether what is told says every fact."""
        text = " ".join(self.told(threshold))
        return all(says(text, group) for group in self.facts)

    def first(self) -> int:
        """Return the rank of the first hit with evidence by relevance, 0 for none."""
        scores = [-read.relevance - self._behind(rank) for rank, read in enumerate(self.read)]
        order = np.argsort(scores, kind="stable")
        ranks = (n for n, i in enumerate(order, 1) if any(self.example["hits"][i]["evidence"]))
        return next(ranks, 0)


def read_all(network: Network, work: Path, names: Sequence[str], most: int = 0) -> Iterator[Asked]:
    """Yield the questions of some collections, read.

    Args:
        network: reads.
        work: folder of the examples.
        names: of the collections.
        most: questions of each, 0 for all.
    """
    for name in names:
        rows = {
            row["id"]: row
            for line in (DATA / name / "questions.jsonl").read_text("utf-8").splitlines()
            if (row := json.loads(line))
        }
        examples = load(work / f"{name}.jsonl")
        for example in examples[:: max(1, len(examples) // most)] if most else examples:
            hits = [hit for hit in example["hits"] if hit["score"] > 0][:_DEPTH]
            example = {**example, "hits": hits}
            passages = [(example["question"], hit["head"], hit["units"]) for hit in hits]
            yield Asked(example, rows[example["id"]]["must_include"], network.read(passages))


def fitted(asked: Sequence[Asked]) -> dict[str, Any]:
    """Return the thresholds and what they give.

    A question is answered where its best hit is as relevant as all but 2 % of the answerable
    ones' are; a unit is told where it is as sure as all but 3 % of the evidence is.
    """
    answerable = [a for a in asked if a.example["answerable"]]
    others = [a for a in asked if not a.example["answerable"]]
    relevance = float(np.quantile([a.surest for a in answerable], _FALSE_REFUSAL))
    unit = float(np.quantile([e for a in answerable for e in a.evidence()], _LEFT_OUT))
    firsts = [a.first() for a in answerable]
    return {
        "relevance": round(relevance, 3),
        "unit": round(unit, 3),
        "questions": len(asked),
        "refused": round(fmean(a.surest < relevance for a in others), 3),
        "falsely_refused": round(fmean(a.surest < relevance for a in answerable), 3),
        "answered": round(fmean(a.answered(unit) for a in answerable), 3),
        "characters": median(sum(map(len, a.told(unit))) for a in answerable),
        "mrr": round(fmean(1 / first if first else 0.0 for first in firsts), 3),
        "retrieval_mrr": round(fmean(_retrieved(a) for a in answerable), 3),
    }


def _retrieved(asked: Asked) -> float:
    ranks = (n for n, hit in enumerate(asked.example["hits"], 1) if any(hit["evidence"]))
    return 1 / next(ranks, float("inf"))


def main() -> None:
    """Fit, print and write ``calibration.json``."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--name", default="run")
    parser.add_argument("--network", type=Path, default=SHIPPED)
    parser.add_argument("--most", type=int, default=0, help="questions of each collection")
    given = parser.parse_args()
    network = Network(given.network)
    asked = list(read_all(network, given.work, HELD_OUT, given.most))
    found = fitted(asked) | {"held_out": list(HELD_OUT)}
    text = json.dumps(found, ensure_ascii=False, indent=1)
    (given.network / CALIBRATION).write_text(text + "\n", encoding="utf-8")
    write_card(given.work / given.name, given.network, found, network.sha256)
    print(text)


if __name__ == "__main__":
    main()
