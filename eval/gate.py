"""The gate: says no to a run that is not at least as good as the committed one. It fails closed.

Whatever is missing, is no number, or belongs to other inputs than the baseline is a failure, not
something to pass over. Every message says what to do.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from eval.baseline import FLOORS_FILE, INPUTS, Baseline, kept_scores, load_baseline
from eval.drafts import DraftScored
from eval.drafts_gate import DRAFT_FIGURES, judged, load_drafts
from eval.errors import EvalError
from eval.floors import GATED, SMALLER, Floors, load_floors
from eval.gold_schema import KINDS
from eval.labels import figure_label
from eval.paired import PAIRED, paired
from eval.scoring import Scored
from eval.summary import Figure, Summary

_REASONS = {
    "corpus": "资料变了，与基线不能比。若是有意改的，请用 --update-baseline 重做基线并说明原因。",
    "gold": "题目变了，与基线不能比。若是有意改的，请用 --update-baseline 重做基线并说明原因。",
    "config": "设置变了，与基线不能比。请先用 --compare 看得失，再用 --update-baseline 重做基线。",
}


@dataclass(frozen=True, slots=True)
class Check:
    """One condition of the gate; ``message`` says what was found and, if it fails, what to do."""

    name: str
    ok: bool
    message: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """All conditions of the gate; red when one fails or there are none."""

    checks: tuple[Check, ...]

    @property
    def green(self) -> bool:
        """Whether the run may land."""
        return bool(self.checks) and all(check.ok for check in self.checks)

    @property
    def failures(self) -> list[Check]:
        """The conditions that are not met."""
        return [check for check in self.checks if not check.ok]


def judge(
    folder: Path,
    inputs: Mapping[str, str],
    asked: Sequence[str],
    scored: Sequence[Scored],
    summary: Summary,
    drafts: Sequence[DraftScored] = (),
) -> Verdict:
    """Return the verdict on a run.

    Args:
        folder: the committed baseline.
        inputs: hash of each of :data:`eval.baseline.INPUTS` of this run.
        asked: ids of all questions of the gold file.
        scored: what the run scored.
        summary: its figures.
        drafts: its draft cases.
    """
    checks: list[Check] = []
    try:
        baseline = load_baseline(folder)
        checks += _same_inputs(baseline, inputs)
        checks += _rows(asked, scored, baseline)
        checks += _paired(baseline, scored)
        checks += [Check(*told) for told in judged(load_drafts(folder), drafts)]
    except EvalError as error:
        checks.append(Check("基线", False, f"{error.message}{error.hint}"))
    try:
        checks += _above(load_floors(folder / FLOORS_FILE), summary)
    except EvalError as error:
        checks.append(Check("下限", False, f"{error.message}{error.hint}"))
    return Verdict(tuple(checks))


def _same_inputs(baseline: Baseline, inputs: Mapping[str, str]) -> Iterator[Check]:
    for name, label in INPUTS.items():
        same = bool(inputs.get(name)) and inputs[name] == baseline.inputs[name]
        yield Check(f"{label}与基线相同", same, "相同。" if same else _REASONS[name])


def _rows(asked: Sequence[str], scored: Sequence[Scored], baseline: Baseline) -> Iterator[Check]:
    have = [row.question.id for row in scored]
    for name, wanted in (("题目", asked), ("基线", list(baseline.scores))):
        missing = [i for i in wanted if i not in have]
        extra = [i for i in have if i not in wanted]
        ok = not missing and not extra and len(have) == len(set(have)) and bool(have)
        yield Check(
            f"与{name}逐题对应",
            ok,
            f"{len(have)} 题。"
            if ok
            else f"缺少 {_ids(missing)}，多出 {_ids(extra)}。请重新运行；若改了题目，请重做基线。",
        )
    broken = [
        f"{row.question.id} 的 {name}"
        for row in scored
        for name, value in row.scores.items()
        if value is not None and not math.isfinite(value)
    ]
    yield Check(
        "没有非数",
        not broken,
        f"{_ids(broken)} 不是数（NaN）。请检查这些题与指标的计算。" if broken else "没有。",
    )


def _paired(baseline: Baseline, scored: Sequence[Scored]) -> Iterator[Check]:
    now = kept_scores(scored)
    for name, label in PAIRED.items():
        compared = [i for i, s in now.items() if s[name] is not None and i in baseline.scores]
        result = paired(baseline.scores, now, name)
        ok = result.net >= 0 and bool(compared)
        gained = f"得 {len(result.gained)}（{_ids(result.gained)}）"
        lost = f"失 {len(result.lost)}（{_ids(result.lost)}）"
        advice = "" if ok else "请先找回失去的题；report.html 里有每题的原因。"
        yield Check(f"逐题比较：{label}", ok, f"{gained}，{lost}。{advice}")


def _above(floors: Floors, summary: Summary) -> Iterator[Check]:
    for name in GATED:
        yield _floor_check(floors, name, summary.overall.get(name))
    drafted = [name for name in DRAFT_FIGURES if name in summary.overall]
    for name in dict.fromkeys([*floors.overall, *drafted]):
        if name not in GATED:
            yield _floor_check(floors, name, summary.overall.get(name))
    for kind in {**floors.kinds, **summary.kinds}:
        here, found = floors.kinds.get(kind, {}), summary.kinds.get(kind, {})
        for name in {**here, **found} or {"passed": 0.0}:
            yield _floor_check(floors, name, found.get(name), kind)


def _floor_check(floors: Floors, name: str, figure: Figure | None, kind: str = "") -> Check:
    label = (f"{KINDS.get(kind, kind)}题：" if kind else "") + figure_label(name)
    value = figure.value if figure else math.nan
    floor = (floors.kinds.get(kind, {}) if kind else floors.overall).get(name, math.nan)
    side = "上限" if name in SMALLER else "下限"
    if not math.isfinite(value):
        message = "没有数值（缺这一项，或是 NaN）。请检查题目里是否有这类题、运行是否完整。"
    elif not math.isfinite(floor):
        message = f"floors.json 里没有{side}。请用 --update-baseline 补上，检查后提交。"
    elif floors.keeps(name, value, kind):
        return Check(label, True, f"{value:.3f}（{side} {floor:.3f}）")
    else:
        message = (
            f"{value:.3f}，过不了{side} {floor:.3f}。请改进后再运行；下限只升不降，"
            "report.html 里有每道失分题的原因。"
        )
    return Check(label, False, message)


def _ids(ids: Sequence[str]) -> str:
    shown = "、".join(ids[:20]) or "无"
    return f"{shown} 等 {len(ids)} 个" if len(ids) > 20 else shown
