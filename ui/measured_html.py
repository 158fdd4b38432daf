"""Measurements as HTML: figures in plain words, bars by kind of question, the trend, failures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from markupsafe import Markup

from ui.markup import render
from ui.measured import Run

#: Figure -> its name and what it says, in the words of somebody who does not measure for a living.
_FIGURES = {
    "passed": ("答对的题", "要点齐全、出处站得住，该拒答的也拒答了"),
    "lead": ("答案写全", "答案里必须有的内容一项不少，不算“另见”"),
    "shown": ("看得到", "答案、“另见”和前三段里一项不少"),
    "citation_recall": ("句句有出处", "回答里的每句话都能在所引原文里找到"),
    "citation_precision": ("出处切题", "列出的出处确实用得上"),
    "full.recall@5": ("找得到原文", "需要的原文排在前五段里"),
    "refusal_recall": ("没有就不答", "资料里没有答案时，确实没有硬答"),
    "false_refusal": ("误拒", "资料里有答案却没有答，越低越好"),
}
_TREND = ("passed", "citation_recall", "full.recall@5")
_SHOWN = 60
#: The plot: its size, its margins, and the one on the right, where the scale stands.
_WIDE, _HIGH, _EDGE, _RIGHT = 560, 150, 28, 48


def none_html() -> Markup:
    """Return what is shown before the first measurement."""
    return render("admin", "not_measured")


def run_html(run: Run) -> Markup:
    """Return the figures of a run, and its bars by kind of question."""
    verdict = {True: "达到要求", False: "有指标没有达到要求", None: ""}[run.green]
    kinds = sorted(run.kinds.items(), key=lambda item: item[1])
    return render("admin", "run", run, _FIGURES, kinds, verdict)


def trend_html(runs: Sequence[Run], shown: Run) -> Markup:
    """Return how the figures went over the runs with the same questions as the one shown.

    Empty where there is only that one.
    """
    ordered = [run for run in reversed(runs) if run.gold == shown.gold]
    if len(ordered) < 2:
        return Markup()
    step = (_WIDE - _EDGE - _RIGHT) / (len(ordered) - 1)
    lines = []
    for n, name in enumerate(_TREND):
        points = [
            (_EDGE + i * step, _HIGH - _EDGE - run.figures[name] * (_HIGH - 2 * _EDGE), run)
            for i, run in enumerate(ordered)
            if name in run.figures
        ]
        if points:
            lines.append({"n": n, "name": name, "label": _FIGURES[name][0], "points": points})
    grid = (("100%", _EDGE), ("50%", _HIGH // 2), ("0", _HIGH - _EDGE))
    first, last = days(ordered[0].at, ordered[-1].at)
    dates = ((_EDGE, "start", first), (_WIDE - _RIGHT, "end", last))
    plot = {"wide": _WIDE, "high": _HIGH, "left": _EDGE, "right": _WIDE - _RIGHT}
    return render("admin", "trend", len(ordered), lines, grid, dates, plot)


def failures_html(rows: Sequence[Mapping[str, Any]], names: Mapping[str, str]) -> Markup:
    """Return the questions that were not answered right, and why."""
    if not rows:
        return render("parts", "finished", "这里没有答错的题。")
    return render("admin", "failures", rows, names, _SHOWN)


def days(first: datetime, last: datetime) -> tuple[str, str]:
    """Return two dates in few characters, such as 11-19 and 今天; with times on the same day."""
    today = datetime.now(UTC).astimezone().date()

    def day(moment: datetime) -> str:
        if moment.date() == today:
            return "今天"
        return f"{moment:%m-%d}" if moment.year == today.year else f"{moment:%Y-%m-%d}"

    one, other = first.astimezone(), last.astimezone()
    if one.date() != other.date():
        return day(one), day(other)
    return f"{day(one)} {one:%H:%M}", f"{day(other)} {other:%H:%M}"
