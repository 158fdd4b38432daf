"""What the gate watches of drafts: the figures with floors, and each case against the baseline."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from eval.drafts import DraftScored
from eval.errors import EvalError
from eval.summary import Figure, figure_of

#: Figures of drafts, in the order of the tables; present where a gold file has draft cases.
DRAFT_FIGURES = (
    "draft.passed",
    "draft.key_facts",
    "draft.validity",
    "draft.support",
    "draft.rules",
)
DRAFTS_FILE = "drafts.jsonl"


def draft_figures(scored: Sequence[DraftScored]) -> dict[str, Figure]:
    """Return the figures over all cases; none where there are no cases."""
    if not scored:
        return {}
    values = {
        "draft.passed": [float(row.passed) for row in scored],
        "draft.key_facts": [row.key_facts for row in scored],
        "draft.validity": [row.validity for row in scored],
        "draft.support": [row.support for row in scored],
        "draft.rules": [row.rules for row in scored],
    }
    return {name: figure_of(found) for name, found in values.items()}


def save_drafts(folder: Path, scored: Sequence[DraftScored]) -> None:
    """Write which cases passed; without cases there is no such file."""
    path = folder / DRAFTS_FILE
    if not scored:
        path.unlink(missing_ok=True)
        return
    lines = [json.dumps({"id": row.id, "passed": row.passed}) for row in scored]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def load_drafts(folder: Path) -> dict[str, bool]:
    """Return which cases passed; empty without a file.

    Raises:
        EvalError: the file is not in order.
    """
    path = folder / DRAFTS_FILE
    if not path.exists():
        return {}
    try:
        rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
        found = {str(row["id"]): row["passed"] for row in rows}
        if not all(isinstance(passed, bool) for passed in found.values()):
            raise ValueError("passed 应是 true 或 false")
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise EvalError(
            f"基线 {path} 不对：{error}。", "从版本库取回，或用 --update-baseline 重做。"
        ) from None
    return found


def judged(
    before: Mapping[str, bool], scored: Sequence[DraftScored]
) -> Iterator[tuple[str, bool, str]]:
    """Yield name, outcome and message of each condition on the cases; none without cases."""
    now = {row.id: row.passed for row in scored}
    if not now and not before:
        return
    same = list(now) == list(before) and len(now) == len(scored)
    yield (
        "起草题与基线逐题对应",
        same,
        f"{len(now)} 题。" if same else "起草题与基线不一致。若改了题目，请重做基线。",
    )
    gained = [i for i, passed in now.items() if passed and before.get(i) is False]
    lost = [i for i, passed in now.items() if not passed and before.get(i)]
    ok = len(gained) >= len(lost)
    told = f"得 {_ids(gained)}，失 {_ids(lost)}。"
    yield "逐题比较：起草", ok, told if ok else f"{told}请先找回失去的题；报告里有原因。"


def _ids(ids: Sequence[str]) -> str:
    return f"{len(ids)}（{'、'.join(ids) or '无'}）"
