"""The committed baseline of a gold file: what a good run scored, question by question.

``eval/baselines/<name>/`` holds ``inputs.json`` (hashes of corpus, gold and settings),
``baseline.jsonl`` (scores of each question) and ``floors.json`` (:mod:`eval.floors`).
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from eval.errors import EvalError
from eval.paired import PAIRED, ScoresById
from eval.scoring import Scored

#: Scores kept of each question.
KEPT = (*PAIRED, "full.mrr", "key_facts", "citation_recall", "citation_precision", "answer_chars")
#: What a run is made of: name in ``inputs.json``, its Chinese name.
INPUTS = {"corpus": "资料", "gold": "题目", "config": "设置"}
INPUTS_FILE, ROWS_FILE, FLOORS_FILE = "inputs.json", "baseline.jsonl", "floors.json"
_MAKE = "运行 beike eval --update-baseline 生成，检查后提交。"


@dataclass(frozen=True, slots=True)
class Baseline:
    """``inputs`` has the hash of each of :data:`INPUTS`; ``scores`` those of each question."""

    inputs: Mapping[str, str]
    scores: ScoresById


def load_baseline(folder: Path) -> Baseline:
    """Read a baseline.

    Raises:
        EvalError: a file is missing or not in order, or a score is NaN.
    """
    try:
        inputs = json.loads((folder / INPUTS_FILE).read_text(encoding="utf-8"))
        text = (folder / ROWS_FILE).read_text(encoding="utf-8")
        rows = [json.loads(line) for line in text.split("\n") if line.strip()]
        scores = {row["id"]: {name: row["scores"][name] for name in KEPT} for row in rows}
        hashes = {name: str(inputs[name]) for name in INPUTS}
    except OSError:
        raise EvalError(f"没有基线 {folder}。", _MAKE) from None
    except (ValueError, KeyError, TypeError) as error:
        raise EvalError(f"基线 {folder} 不对：{error}。", f"从版本库取回，或{_MAKE}") from None
    if not rows or len(scores) != len(rows):
        raise EvalError(f"基线 {folder} 里没有题，或有重复的题。", f"从版本库取回，或{_MAKE}")
    for identifier, kept in scores.items():
        for name, value in kept.items():
            if value is not None and not _is_number(value):
                raise EvalError(
                    f"基线 {folder} 里 {identifier} 的 {name} 不是数（{value}）。",
                    f"从版本库取回，或{_MAKE}",
                )
    return Baseline(hashes, scores)


def save_baseline(
    folder: Path, inputs: Mapping[str, str], settings: Mapping[str, Any], scored: Sequence[Scored]
) -> None:
    """Write ``inputs.json`` and ``baseline.jsonl``.

    Raises:
        ValueError: a score is NaN.
    """
    folder.mkdir(parents=True, exist_ok=True)
    head = {**inputs, "settings": dict(settings)}
    (folder / INPUTS_FILE).write_text(
        f"{json.dumps(head, ensure_ascii=False, indent=1)}\n", encoding="utf-8"
    )
    lines = [
        json.dumps({"id": i, "scores": scores}, ensure_ascii=False, allow_nan=False)
        for i, scores in kept_scores(scored).items()
    ]
    (folder / ROWS_FILE).write_text("\n".join(lines) + "\n", encoding="utf-8")


def kept_scores(scored: Sequence[Scored]) -> dict[str, dict[str, float | None]]:
    """Return what a baseline keeps of a run, by question."""
    return {
        row.question.id: {name: _rounded(row.scores.get(name)) for name in KEPT} for row in scored
    }


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 6)


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
