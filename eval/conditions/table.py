"""The figures as Markdown tables: a condition is a row, a collection a column."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from statistics import fmean

from eval.conditions.collections import SEEN, Collection
from eval.conditions.measuring import Cell

#: Figures that are shares, in the order of the tables, with their names.
TABLES: Mapping[str, str] = {
    "lead": "答案本身答全（lead；括号里是字数的中位数）",
    "shown": "不点开就看得到（shown）",
    "recall@5": "片段召回@5",
    "mrr": "MRR",
    "refusal_recall": "该拒则拒",
    "false_refusal": "误拒",
    "citation_validity": "引文逐字可查",
    "citation_recall": "句句有据",
}
Cells = Mapping[str, Mapping[str, Cell]]


def report_md(collections: Sequence[Collection], cells: Cells) -> str:
    """Return all tables.

    Args:
        collections: in the order of the columns.
        cells: by the name of the collection, then of the condition.
    """
    counts = "、".join(
        f"{c.name} {_cell(cells, c).answerable}+{_cell(cells, c).unanswerable}" for c in collections
    )
    parts = [f"题数（可答 + 该拒）：{counts}。"]
    parts += [
        f"### {title}\n\n{table_md(collections, cells, figure)}" for figure, title in TABLES.items()
    ]
    return "\n\n".join(parts) + "\n"


def table_md(collections: Sequence[Collection], cells: Cells, figure: str) -> str:
    """Return the table of one figure: each collection, the mean over them, and the worst."""
    names = [f"{c.name}（{SEEN[c.seen]}）" for c in collections]
    lines = [
        "| | " + " | ".join([*names, "平均", "最差"]) + " |",
        "|---" * (len(names) + 3) + "|",
    ]
    for condition in _conditions(cells):
        row = [cells[c.name][condition] for c in collections]
        values = [cell.figures[figure] for cell in row]
        known = [value for value in values if not math.isnan(value)]
        if not known:
            continue
        worst = max(known) if figure == "false_refusal" else min(known)
        texts = [
            share(v) + (f" ({cell.figures['chars_median']:.0f})" if figure == "lead" else "")
            for v, cell in zip(values, row, strict=True)
        ]
        lines.append(
            "| " + " | ".join([condition, *texts, share(fmean(known)), share(worst)]) + " |"
        )
    return "\n".join(lines)


def share(value: float) -> str:
    """Return a share as ``.58``, 1 as ``1.00``, NaN as a dash."""
    return "–" if math.isnan(value) else f"{value:.2f}".removeprefix("0")


def _conditions(cells: Cells) -> list[str]:
    return list(next(iter(cells.values()), {}))


def _cell(cells: Cells, collection: Collection) -> Cell:
    return next(iter(cells[collection.name].values()))
