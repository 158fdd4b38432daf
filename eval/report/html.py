"""``report.html``: one file that needs nothing else, with plots and every failed question."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape
from importlib.resources import files

from eval.conditions.table import Grid
from eval.drafts_gate import DRAFT_FIGURES
from eval.fingerprints import models_text
from eval.gold_schema import KINDS
from eval.labels import ANSWER_FIGURES, LANE_FIGURES, figure_label, figure_text
from eval.paired import PAIRED
from eval.records import LANES
from eval.report.content import Content
from eval.report.questions import question_html
from eval.report.svg import bars, curves, grouped_bars, histogram
from eval.scoring import DEPTH
from eval.summary import Figure

_CARDS = ("passed", "full.recall@5", "citation_validity", "citation_recall", "refusal_recall")


def report_html(content: Content) -> str:
    """Return the whole page."""
    style = files("eval.report").joinpath("style.css").read_text(encoding="utf-8")
    return (
        '<!doctype html>\n<html lang="zh-CN"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>备课 · 评测报告</title><style>{style}</style></head><body>\n"
        + "\n".join(_body(content))
        + "\n</body></html>\n"
    )


def _body(content: Content) -> Iterator[str]:
    run = content.measurement
    yield "<h1>评测报告</h1>"
    yield (
        f'<p class="soft">{escape(run.gold.path.name)} · {len(run.scored)} 题 · '
        f"{len(run.corpus.canonical)} 份资料 · {len(run.corpus.passages)} 个片段 · "
        f"{escape(models_text(run.models))} · 用时 {content.seconds:.0f} 秒</p>"
    )
    yield _verdict(content)
    yield f"<h2>没见过的题在前</h2><p>{escape(content.conditions_note)}</p>"
    yield from map(_grid, content.grids)
    yield f"<h2>{escape(run.gold.path.name)}</h2>"
    yield f'<div class="cards">{"".join(_card(content, name) for name in _CARDS)}</div>'
    yield "<h2>检索</h2>"
    yield f'<div class="plots">{_lane_plot(content)}{_curve_plot(content)}</div>'
    yield _lane_table(content)
    yield "<h2>回答</h2>"
    yield f'<div class="plots">{_kind_plot(content)}{_time_plot(content)}</div>'
    yield _answer_table(content)
    yield from _drafts(content)
    yield "<h2>关口</h2>"
    yield _gate_table(content)
    yield f"<h2>没有答对的 {len(content.failed)} 题</h2>"
    yield '<p class="soft">绿底的段落含有依据。点开可看检索到什么、怎样回答、为什么这样计分。</p>'
    lost = {i for result in content.comparisons for i in result.lost}
    for row in content.failed:
        yield question_html(content, row, lost=row.question.id in lost)
    other = [r for r in content.measurement.scored if r.passed and content.reasons(r)]
    if other:
        yield f"<h2>答对了、但有可改之处的 {len(other)} 题</h2>"
        for row in other:
            yield question_html(content, row, lost=row.question.id in lost)


def _verdict(content: Content) -> str:
    verdict = content.verdict
    state = "关口通过" if verdict.green else f"关口不通过：{len(verdict.failures)} 个条件没有满足"
    compared = "".join(
        f'<div class="soft">{PAIRED[c.name]}：比基线得 {_listed(c.gained)}，'
        f"失 {_listed(c.lost)}</div>"
        for c in content.comparisons
    )
    return (
        f'<div class="verdict{"" if verdict.green else " red"}"><b>{state}</b>'
        f"{compared or '<div class=soft>没有可比的基线。</div>'}</div>"
    )


def _grid(grid: Grid) -> str:
    head, *rows = grid
    lines = [f"<tr>{''.join(f'<th>{escape(text)}</th>' for text in head)}</tr>"]
    for name, *values in rows:
        cells = "".join(f'<td class="number">{escape(text)}</td>' for text in values)
        lines.append(f"<tr><td>{escape(name)}</td>{cells}</tr>")
    return f'<div class="scroll"><table>{"".join(lines)}</table></div>'


def _listed(ids: Sequence[str]) -> str:
    return f"{len(ids)} 题（{escape('、'.join(ids))}）" if ids else "0 题"


def _card(content: Content, name: str) -> str:
    figure = content.measurement.summary.overall.get(name)
    value = figure_text(name, figure.value) if figure else "—"
    return (
        f'<div class="card"><div class="name">{escape(figure_label(name))}</div>'
        f'<div class="value">{value}</div><div class="range">{_range(name, figure)}</div></div>'
    )


def _range(name: str, figure: Figure | None) -> str:
    if figure is None or not figure.n:
        return "没有这类题"
    low, high = figure_text(name, figure.low), figure_text(name, figure.high)
    return f"95% 区间 {low}–{high}，{figure.n} 题"


def _value(content: Content, name: str) -> float:
    figure = content.measurement.summary.overall.get(name)
    return figure.value if figure and figure.n else 0.0


def _lane_plot(content: Content) -> str:
    groups = {
        figure_label(f"full.{name}").split(" ", 1)[1]: [
            _value(content, f"{lane}.{name}") for lane in LANES
        ]
        for name in ("recall@1", "recall@5", "recall@10", "mrr", "ndcg@10")
    }
    plot = grouped_bars(groups, list(LANES.values()), "各种检索方式的指标")
    return f"<figure><h3>各种检索方式</h3>{plot}</figure>"


def _curve_plot(content: Content) -> str:
    series = {
        label: [_value(content, f"{lane}.recall@{k}") for k in range(1, DEPTH + 1)]
        for lane, label in LANES.items()
    }
    plot = curves(series, "依据召回随条数的变化", "前 k 条")
    return f"<figure><h3>recall@k</h3>{plot}</figure>"


def _kind_plot(content: Content) -> str:
    rows = {}
    for kind, figures in content.measurement.summary.kinds.items():
        passed = figures["passed"]
        text = f"{round(passed.value * passed.n)}/{passed.n}"
        rows[KINDS.get(kind, kind)] = (passed.value, text)
    return f"<figure><h3>各类题答对的份额</h3>{bars(rows, '各类题答对的份额')}</figure>"


def _time_plot(content: Content) -> str:
    values = [sum(row.outcome.timings_ms.values()) for row in content.measurement.scored]
    plot = histogram(values, "每题用时的分布", "毫秒")
    spread = content.measurement.summary.timings_ms
    text = "；".join(
        f"{label}中位 {spread[stage]['median']:.0f} 毫秒，九成五 {spread[stage]['p95']:.0f} 毫秒"
        for stage, label in (("retrieve", "检索"), ("read", "阅读"), ("answer", "回答"))
    )
    return f'<figure><h3>每题用时</h3>{plot}<p class="soft">{text}</p></figure>'


def _lane_table(content: Content) -> str:
    figures = content.measurement.summary.overall
    head = "".join(
        f"<th>{figure_label(f'full.{name}').split(' ', 1)[1]}</th>" for name in LANE_FIGURES
    )
    rows = "".join(
        f"<tr><td>{label}</td>"
        + "".join(_cell(f"{lane}.{n}", figures.get(f"{lane}.{n}")) for n in LANE_FIGURES)
        + "</tr>"
        for lane, label in LANES.items()
    )
    return f'<div class="scroll"><table><tr><th>检索方式</th>{head}</tr>{rows}</table></div>'


def _answer_table(content: Content) -> str:
    summary, model = content.measurement.summary, content.model
    name = escape(content.measurement.settings.llm_model)
    head = f"<th>指标</th><th>不用模型</th>{f'<th>模型（{name}）</th>' if model else ''}"
    rows = "".join(
        f"<tr><td>{figure_label(n)}</td>{_cell(n, summary.overall.get(n))}"
        f"{_cell(n, model.overall.get(n)) if model else ''}</tr>"
        for n in ANSWER_FIGURES
    )
    return f'<div class="scroll"><table><tr>{head}</tr>{rows}</table></div>'


def _drafts(content: Content) -> Iterator[str]:
    run = content.measurement
    if not run.drafts:
        return
    rows = "".join(
        f"<tr><td>{figure_label(n)}</td>{_cell(n, run.summary.overall.get(n))}</tr>"
        for n in DRAFT_FIGURES
    )
    yield f'<h2>起草</h2><div class="scroll"><table>{rows}</table></div>'
    for row in run.drafts:
        if not row.passed:
            why = "；".join(escape(reason) for reason in row.reasons)
            yield (
                f"<details><summary>{escape(row.id)} {escape(row.question)}"
                f"（{escape(row.section)}）：{why}</summary><pre>{escape(row.text)}</pre></details>"
            )


def _cell(name: str, figure: Figure | None) -> str:
    if figure is None or not figure.n:
        return "<td>—</td>"
    return (
        f'<td class="number">{figure_text(name, figure.value)} '
        f'<span class="soft">{figure_text(name, figure.low)}–{figure_text(name, figure.high)}'
        "</span></td>"
    )


def _gate_table(content: Content) -> str:
    checks = sorted(content.verdict.checks, key=lambda check: check.ok)
    rows = "".join(
        f'<tr><td class="{"ok" if c.ok else "no"}">{"✓" if c.ok else "✗"}</td>'
        f"<td>{escape(c.name)}</td><td>{escape(c.message)}</td></tr>"
        for c in checks
    )
    head = "<tr><th></th><th>条件</th><th>结果</th></tr>"
    return f'<div class="scroll"><table>{head}{rows}</table></div>'
