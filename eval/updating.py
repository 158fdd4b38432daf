"""Making a run the new baseline: gains and losses are told, and no floor is ever lowered."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from eval.baseline import FLOORS_FILE, kept_scores, load_baseline, save_baseline
from eval.drafts_gate import save_drafts
from eval.errors import EvalError
from eval.fingerprints import measured_settings
from eval.floors import SMALLER, Floors, floors_from, load_floors, raised, save_floors
from eval.gold_schema import KINDS
from eval.labels import figure_label
from eval.measuring import Measurement
from eval.paired import PAIRED, paired
from eval.summary import Summary


def update_baseline(folder: Path, run: Measurement) -> list[str]:
    """Write the baseline and raise the floors; return what changed, for the terminal.

    Raises:
        EvalError: the run is below a floor, some figure is missing, a document was left out, or the
            floors on disk are not in order. Nothing is written then.
    """
    if run.left_out:
        raise EvalError(
            f"有资料没能收入索引：{'、'.join(run.left_out)}。", "请先修好这些文件再更新基线。"
        )
    new = floors_from(run.summary)
    told = []
    if (folder / FLOORS_FILE).exists():
        old = load_floors(folder / FLOORS_FILE)
        below = list(_below(old, run.summary))
        if below:
            raise EvalError(
                f"这次低于原来的下限：{'；'.join(below)}。",
                f"下限只升不降。若题目或资料换了、旧下限不再适用，请删掉 {folder / FLOORS_FILE} "
                "再更新，单独提交并写明原因。",
            )
        new = raised(old, new)
    try:
        before = load_baseline(folder).scores
        for name, label in PAIRED.items():
            result = paired(before, kept_scores(run.scored), name)
            gained, lost = "、".join(result.gained) or "无", "、".join(result.lost) or "无"
            told.append(f"{label}：得 {gained}；失 {lost}")
    except EvalError:
        told.append("原来没有可比的基线。")
    save_baseline(folder, run.inputs, measured_settings(run.settings), run.scored)
    save_drafts(folder, run.drafts)
    save_floors(new, folder / FLOORS_FILE)
    return [*told, f"基线已写入 {folder}，请检查后单独提交，并写明原因。"]


def _below(floors: Floors, summary: Summary) -> Iterator[str]:
    groups = [("", summary.overall, floors.overall)]
    groups += [(k, summary.kinds.get(k, {}), figures) for k, figures in floors.kinds.items()]
    for kind, found, worst in groups:
        for name, floor in worst.items():
            figure = found.get(name)
            if figure is None or not floors.keeps(name, figure.value, kind):
                value = "没有" if figure is None else f"{figure.value:.3f}"
                label = (f"{KINDS.get(kind, kind)}题" if kind else "") + figure_label(name)
                yield f"{label} {value}{'>' if name in SMALLER else '<'}{floor:.3f}"
