"""Batches for training: questions, each with a few of its candidates as windows."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from indexing.searchtext import fold
from rag.read.units import Window, Windows

Example = dict[str, Any]

#: Candidates of one question in a batch, and how many of them hold evidence at most.
_GROUP, _RELEVANT = 5, 2
#: The nearer to the top, the harder: weight of a candidate by rank is ``1 / (1 + rank / _HARD)``.
_HARD = 5
#: Share of the passages that lose their headings, and of those that lose the names of columns.
_ROUGH = 0.15
#: Questions whose candidates are sorted by length together.
_POOL = 64


@dataclass(frozen=True, slots=True)
class Group:
    """A question with some candidates.

    Attributes:
        windows: one for each candidate.
        evidence: for each window 1 for each unit that is evidence, else 0.
    """

    windows: tuple[Window, ...]
    evidence: tuple[tuple[int, ...], ...]

    @property
    def relevant(self) -> list[bool]:
        """Whether each window holds evidence."""
        return [any(units) for units in self.evidence]


def load(path: Path) -> list[Example]:
    """Return the examples of a file."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def epoch(
    examples: Sequence[Example], windows: Windows, size: int, seed: int
) -> Iterator[list[Group]]:
    """Yield batches of groups, each example once, in an order that the seed decides.

    Args:
        examples: what is learnt from.
        windows: makes windows.
        size: questions of a batch.
        seed: of order and choice.
    """
    chance = random.Random(seed)
    order = list(range(len(examples)))
    chance.shuffle(order)
    for start in range(0, len(order), _POOL * size):
        groups = [_group(examples[i], windows, chance) for i in order[start : start + _POOL * size]]
        groups.sort(key=lambda group: max(len(window.ids) for window in group.windows))
        batches = [groups[i : i + size] for i in range(0, len(groups), size)]
        chance.shuffle(batches)
        yield from batches


def window_evidence(window: Window, evidence: Sequence[int]) -> tuple[int, ...]:
    """Return the labels of a window's units from those of its passage."""
    return tuple(evidence[window.first : window.first + len(window.places)])


def _group(example: Example, windows: Windows, chance: random.Random) -> Group:
    relevant = [hit for hit in example["hits"] if any(hit["evidence"])]
    others = [(rank, hit) for rank, hit in enumerate(example["hits"]) if not any(hit["evidence"])]
    chosen = chance.sample(relevant, min(len(relevant), _RELEVANT))
    ordered = sorted(others, key=lambda item: chance.random() ** (1 + item[0] / _HARD))
    chosen += [hit for _, hit in ordered[::-1][: _GROUP - len(chosen)]]
    pairs = [_window(example["question"], hit, windows, chance) for hit in chosen]
    return Group(tuple(window for window, _ in pairs), tuple(labels for _, labels in pairs))


def roughened(head: str, units: Sequence[str], chance: random.Random) -> tuple[str, list[str]]:
    """Return a passage as rougher files have it: without headings, rows without their columns.

    Scanned and exported documents lose both; what is learnt on tidy ones alone does not read them.
    """
    if chance.random() < _ROUGH:
        head = " ".join(head.split()[:1])
    if chance.random() < _ROUGH:
        units = [re.sub(r"[^；=]*=", "", unit).replace("；", " ") for unit in units]
    return head, list(units)


def _window(
    question: str, hit: dict[str, Any], windows: Windows, chance: random.Random
) -> tuple[Window, tuple[int, ...]]:
    """Return one window of a hit, one with evidence if it has any."""
    head, units = roughened(hit["head"], hit["units"], chance)
    made = windows.of(fold(question), head, units)
    labelled = [(window, window_evidence(window, hit["evidence"])) for window in made]
    good = [pair for pair in labelled if any(pair[1])]
    return chance.choice(good or labelled)
