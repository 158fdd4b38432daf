"""The model card: what the reader is, what it learnt from, how good it is, what it cannot do."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from eval.training.train import HELD_OUT, PLAN

NAME = "CARD.md"
#: The card with places for the figures.
_CARD = Path(__file__).parent / "card.md"


_STAGE = (
    "  - 自己的题每题看 {own} 遍，公开的 {public} 题各看一遍；下面 {frozen} 层不动，"
    "学习率 {rate}，种子 {seed}"
)


def write_card(run: Path, out: Path, figures: Mapping[str, Any], sha256: str) -> None:
    """Write the card beside the network.

    Args:
        run: folder of the training run.
        out: folder of the network.
        figures: see :func:`eval.training.calibrate.fitted`.
        sha256: of the weights.
    """
    plans = _plans(run)
    vocabulary = json.loads((out / "tokenizer.json").read_text(encoding="utf-8"))
    fields = {
        **plans[-1],
        "runs": len(plans),
        "stages": "\n".join(_STAGE.format_map(plan) for plan in plans),
        **figures,
        "vocabulary": len(vocabulary["model"]["vocab"]),
        "megabytes": (out / "reader.onnx").stat().st_size / 1e6,
        "held_out": "、".join(HELD_OUT),
        "count": len(HELD_OUT),
        "sha256": sha256,
    }
    (out / NAME).write_text(_CARD.read_text(encoding="utf-8").format_map(fields), encoding="utf-8")


def _plans(run: Path) -> list[dict[str, Any]]:
    """Return the plans of a run and of those it goes on from, the first of them first."""
    plan: dict[str, Any] = json.loads((run / PLAN).read_text(encoding="utf-8"))
    return [*(_plans(Path(plan["start"])) if plan.get("start") else ()), plan]
