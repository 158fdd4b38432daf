"""The figures as tables, unseen collections first: for a terminal, a report, the README.

A table is a grid of texts, its head first, so that Markdown and HTML show the same.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import fmean

from eval.conditions.collections import SEEN
from eval.conditions.record import Column, Table, mean, value_of, worst
from eval.errors import EvalError
from eval.fingerprints import models_text

#: Figures that are shares, in the order of the tables, with their names.
FIGURES: Mapping[str, str] = {
    "lead": "答案本身答全（字数的中位数）",
    "shown": "不点开就看得到",
    "recall@5": "片段召回@5",
    "mrr": "MRR",
    "refusal_recall": "该拒则拒",
    "false_refusal": "误拒",
    "wrong_place": "答到别处",
    "citation_recall": "句句有据",
    "citation_validity": "引文逐字可查",
}
PRODUCT, PASTED = "product", "paste-1"
LOCO = "LOCO 只算没有照着调过的资料，见 eval/README.md。"
#: Rows of equal length, the head first.
Grid = Sequence[Sequence[str]]
#: Columns of a table: a title and the collections whose mean stands there.
Groups = Mapping[str, Sequence[Column]]

_BLOCK = re.compile(
    r"(?<=<!-- make conditions：以下由程序写 -->\n).*?(?=<!-- 以上由程序写 -->)", re.DOTALL
)


def each(table: Table) -> Groups:
    """Return a column for each collection."""
    return {c.label: [c] for c in table.columns.values()}


def grouped(table: Table) -> Groups:
    """Return a column for each collection that nobody looked at, one for all opened, one tuned."""
    groups: dict[str, list[Column]] = {}
    for title, (column,) in each(table).items():
        many = column.seen in ("opened", "tuned")
        groups.setdefault(SEEN[column.seen] if many else title, []).append(column)
    return {
        title if len(found) == 1 else f"{title}（{len(found)} 份）": found
        for title, found in groups.items()
    }


def lead_grid(
    table: Table, conditions: Mapping[str, str], groups: Groups, figure: str = "lead"
) -> Grid:
    """Return one figure: a condition is a row.

    Args:
        table: what was measured.
        conditions: what each does, by name, in the order of the rows.
        groups: the columns.
        figure: one of :data:`FIGURES`.
    """
    rows = [[FIGURES[figure], *groups, *_LOCO], ["题数（可答 + 该拒）", *_counts(table, groups)]]
    for name, text in conditions.items():
        if any(name in column.conditions for column in table.columns.values()):
            rows.append([text, *_values(table, groups, name, figure)])
    return rows


def product_grid(table: Table, groups: Groups) -> Grid:
    """Return what else the product scores: a figure is a row."""
    rows = [["备课的回答", *groups, *_LOCO]]
    for figure, title in FIGURES.items():
        if figure != "lead":
            rows.append([title, *_values(table, groups, PRODUCT, figure)])
    return rows


def shortfalls(table: Table) -> dict[str, float]:
    """Return how much smaller ``lead`` of the product is than that of pasting, where it is."""
    behind = {
        name: value_of(column, PASTED, "lead") - value_of(column, PRODUCT, "lead")
        for name, column in table.columns.items()
    }
    return {name: round(value, 4) for name, value in behind.items() if value > 1e-9}


def owed_text(table: Table) -> str:
    """Return where the product's answers tell less than the first passage pasted."""
    owed = "；".join(
        f"{table.columns[name].label} 少 {share(value)}"
        for name, value in shortfalls(table).items()
    )
    return f"还欠：答全的比直接贴出第一段少。{owed}。" if owed else "处处不比直接贴出第一段差。"


def grid_md(grid: Grid) -> str:
    """Return a grid as a Markdown table."""
    head, *rows = (f"| {' | '.join(row)} |" for row in grid)
    return "\n".join([head, "|---" * len(grid[0]) + "|", *rows])


def report_md(table: Table, conditions: Mapping[str, str]) -> str:
    """Return every figure of every condition on every collection."""
    parts = [f"{models_text(table.models)}。{LOCO}{owed_text(table)}"]
    parts += [grid_md(lead_grid(table, conditions, each(table), figure)) for figure in FIGURES]
    return "\n\n".join(parts) + "\n"


def write_readme(table: Table, conditions: Mapping[str, str], path: Path) -> None:
    """Put the tables between the marks of a README.

    Raises:
        EvalError: it cannot be read or written, or has no marks.
    """
    groups = grouped(table)
    grids = (lead_grid(table, conditions, groups), product_grid(table, groups))
    tables = "".join(f"\n{grid_md(grid)}\n" for grid in grids)
    try:
        text, found = _BLOCK.subn(lambda _: f"{tables}\n", path.read_text(encoding="utf-8"))
        if found != 1:
            raise EvalError(f"{path} 里没有放表的记号。", "请从版本库取回这个文件。")
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise EvalError(f"改不了 {path}：{error.strerror}。", "请检查这个文件。") from error


def share(value: float) -> str:
    """Return a share as ``.58``, 1 as ``1.00``, NaN as a dash."""
    return "–" if math.isnan(value) else f"{value:.2f}".removeprefix("0")


_LOCO = ("LOCO 平均", "LOCO 最差")


def _values(table: Table, groups: Groups, condition: str, figure: str) -> list[str]:
    texts = []
    for columns in groups.values():
        known = [v for c in columns if not math.isnan(v := value_of(c, condition, figure))]
        text = share(fmean(known) if known else math.nan)
        if figure == "lead" and len(columns) == 1:
            text += f" ({value_of(columns[0], condition, 'answer_chars_median'):.0f})"
        texts.append(text)
    unseen = table.unseen
    _, lowest = worst(unseen, condition, figure)
    return [*texts, share(mean([*unseen.values()], condition, figure)), share(lowest)]


def _counts(table: Table, groups: Groups) -> list[str]:
    sets = [*groups.values(), [*table.unseen.values()]]
    cells = [[next(iter(c.conditions.values())) for c in columns] for columns in sets]
    counts = [f"{sum(c.answerable for c in s)}+{sum(c.unanswerable for c in s)}" for s in cells]
    return [*counts, ""]
