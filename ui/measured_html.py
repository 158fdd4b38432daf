"""Measurements as HTML: figures in plain words, bars by kind of question, the trend, failures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from ui.markup import escape
from ui.measured import Run
from ui.parts import when

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


def none_html() -> str:
    """Return what is shown before the first measurement."""
    return (
        '<div class="bk-empty"><h2>还没有评测过</h2><p>在命令行运行一次，结果就会显示在这里：</p>'
        "<pre><code>beike eval</code></pre></div>"
    )


def run_html(run: Run) -> str:
    """Return the figures of a run, and its bars by kind of question."""
    gate = {True: "达到要求", False: "有指标没有达到要求", None: ""}[run.green]
    verdict = f"，{gate}" if gate else ""
    tiles = "".join(
        f"<li><b>{_share(run.figures[name])}</b><span>{label}</span><small>{told}</small></li>"
        for name, (label, told) in _FIGURES.items()
        if name in run.figures
    )
    ordered = sorted(run.kinds.items(), key=lambda item: item[1])
    bars = "".join(
        f"<li><span>{escape(run.kind_names[kind])} <small>{run.counts[kind]} 题</small></span>"
        f'<i class="bk-bar" style="--share:{value:.3f}" aria-hidden="true"></i>'
        f"<b>{_share(value)}</b></li>"
        for kind, value in ordered
    )
    return (
        f'<p class="bk-quiet bk-sum">{when(run.at)}，{run.questions} 题{verdict}</p>'
        f'<ul class="bk-tiles">{tiles}</ul>'
        f'<h3>各类题答对多少</h3><ul class="bk-bars">{bars}</ul>'
    )


def trend_html(runs: Sequence[Run], shown: Run) -> str:
    """Return how the figures went over the runs with the same questions as the one shown.

    Empty where there is only that one.
    """
    ordered = [run for run in reversed(runs) if run.gold == shown.gold]
    if len(ordered) < 2:
        return ""
    step = (_WIDE - _EDGE - _RIGHT) / (len(ordered) - 1)
    lines = legend = ""
    for n, name in enumerate(_TREND):
        points = [
            (_EDGE + i * step, _HIGH - _EDGE - run.figures[name] * (_HIGH - 2 * _EDGE), run)
            for i, run in enumerate(ordered)
            if name in run.figures
        ]
        if not points:
            continue
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y, _ in points)
        dots = "".join(
            f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3.5"><title>{escape(run.name)}，{when(run.at)}：'
            f"{_share(run.figures[name])}</title></circle>"
            for x, y, run in points
        )
        label = _FIGURES[name][0]
        lines += f'<g class="bk-line-{n}"><polyline points="{path}"/>{dots}</g>'
        legend += f'<span class="bk-line-{n}">{label} {_share(points[-1][2].figures[name])}</span>'
    grid = "".join(
        f'<line x1="{_EDGE}" x2="{_WIDE - _RIGHT}" y1="{y}" y2="{y}"/>'
        f'<text x="{_WIDE - _RIGHT + 6}" y="{y + 4}">{text}</text>'
        for text, y in (("100%", _EDGE), ("50%", _HIGH // 2), ("0", _HIGH - _EDGE))
    )
    places = ((_EDGE, "start"), (_WIDE - _RIGHT, "end"))
    dates = "".join(
        f'<text x="{x}" y="{_HIGH - _EDGE + 18}" text-anchor="{anchor}">{text}</text>'
        for (x, anchor), text in zip(places, days(ordered[0].at, ordered[-1].at), strict=True)
    )
    return (
        f'<h3>变化 <small>最近 {len(ordered)} 次</small></h3><figure class="bk-trend">'
        f'<svg viewBox="0 0 {_WIDE} {_HIGH}" role="img" aria-label="各次评测的变化">'
        f'<g class="bk-grid">{grid}</g>{lines}{dates}</svg>'
        f"<figcaption>{legend}</figcaption></figure>"
    )


def failures_html(rows: Sequence[Mapping[str, Any]], names: Mapping[str, str]) -> str:
    """Return the questions that were not answered right, and why."""
    if not rows:
        return '<p class="bk-done">这里没有答错的题。</p>'
    listed = "".join(_failure(row, names) for row in rows[:_SHOWN])
    more = len(rows) - _SHOWN
    rest = f'<p class="bk-quiet">另有 {more} 题，见报告文件。</p>' if more > 0 else ""
    return f'<p class="bk-quiet">{len(rows)} 题</p><ol class="bk-failures">{listed}</ol>{rest}'


def _failure(row: Mapping[str, Any], names: Mapping[str, str]) -> str:
    kind = str(row.get("kind", ""))
    why = "".join(f"<li>{escape(str(reason))}</li>" for reason in row.get("reasons", ()))
    answer = escape(str(row.get("answer", "")))
    return (
        f'<li><details><summary><span class="bk-badge">{escape(names.get(kind, kind))}</span> '
        f"{escape(str(row.get('question', '')))}</summary><ul>{why}</ul>"
        f'<p class="bk-quote bk-whole">{answer}</p></details></li>'
    )


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


def _share(value: float) -> str:
    return f"{value * 100:.1f}%"
