"""Measurements on disk, as ``beike eval`` leaves them: figures and questions of every run."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from rag.settings import Settings

logger = logging.getLogger(__name__)

_METRICS, _QUESTIONS = "metrics.json", "per_question.jsonl"
#: Below the results folder: a run's own folder, or one more for a series.
_PATTERNS = (f"*/{_METRICS}", f"*/*/{_METRICS}")


@dataclass(frozen=True, slots=True)
class Run:
    """One measurement.

    Attributes:
        name: its folder inside the results.
        folder: where it lies.
        at: when it was written.
        figures: name -> value, over all questions; shares between 0 and 1.
        kinds: kind of question -> share answered right.
        counts: kind of question -> number of questions.
        questions: number of questions.
        gold: tells one set of questions from another.
        green: verdict of the gate, ``None`` where there was none.
    """

    name: str
    folder: Path
    at: datetime
    figures: Mapping[str, float]
    kinds: Mapping[str, float]
    counts: Mapping[str, int]
    questions: int
    gold: str
    green: bool | None

    @property
    def kind_names(self) -> dict[str, str]:
        """Kind of question -> its name for readers."""
        from eval.gold_schema import KINDS

        return {kind: KINDS.get(kind, kind) for kind in self.kinds}


def results_folder(settings: Settings) -> Path:
    """Return where ``beike eval`` puts its reports: beside the index."""
    return settings.index.absolute().parent / "eval" / "report"


def runs_in(folder: Path) -> list[Run]:
    """Return the runs below a folder, the latest first; what cannot be read is left out."""
    runs = []
    for pattern in _PATTERNS:
        for path in folder.glob(pattern):
            try:
                runs.append(_run(path, folder))
            except (OSError, ValueError, KeyError, TypeError, AttributeError):
                logger.warning("not a report: %s", path)
    return sorted(runs, key=lambda run: run.at, reverse=True)


def failures(run: Run) -> list[dict[str, Any]]:
    """Return the questions of a run that were not answered right.

    Raises:
        OSError: they cannot be read.
        ValueError: they are no JSON.
    """
    text = (run.folder / _QUESTIONS).read_text("utf-8")
    rows = [json.loads(line) for line in text.splitlines() if line.strip()]
    return [row for row in rows if not row.get("passed")]


def _run(path: Path, folder: Path) -> Run:
    told = json.loads(path.read_text("utf-8"))
    figures = {name: _value(figure) for name, figure in told["overall"].items()}
    passed = {k: f["passed"] for k, f in told["kinds"].items() if "passed" in f}
    gate = told.get("gate")
    return Run(
        name=path.parent.relative_to(folder).as_posix(),
        folder=path.parent,
        at=datetime.fromtimestamp(path.stat().st_mtime, UTC),
        figures={name: value for name, value in figures.items() if value is not None},
        kinds={kind: _value(figure) or 0.0 for kind, figure in passed.items()},
        counts={kind: int(figure["n"]) for kind, figure in passed.items()},
        questions=int(told["questions"]),
        gold=str(told["inputs"]["gold"]),
        green=bool(gate["green"]) if gate else None,
    )


def _value(figure: Mapping[str, Any]) -> float | None:
    value = figure["value"]
    return None if value is None or value != value else float(value)
