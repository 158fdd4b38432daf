"""``report.md``: what a reviewer of a pull request has to see in a minute."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from eval.conditions.table import grid_md
from eval.drafts_gate import DRAFT_FIGURES
from eval.fingerprints import models_text
from eval.gold_schema import KINDS
from eval.labels import ANSWER_FIGURES, LANE_FIGURES, figure_label, figure_text
from eval.paired import PAIRED
from eval.records import LANES
from eval.report.content import Content
from eval.summary import Figure


def report_md(content: Content) -> str:
    """Return the report as Markdown."""
    return "\n".join(_lines(content)) + "\n"


def _lines(content: Content) -> Iterator[str]:
    run, verdict = content.measurement, content.verdict
    yield "# 评测报告"
    yield ""
    state = "✅ 关口通过" if verdict.green else "❌ 关口不通过"
    count = f"{len(run.scored)} 题，答对 {len(run.scored) - len(content.failed)} 题"
    yield f"**{state}** · {count} · 用时 {content.seconds:.0f} 秒"
    yield f"\n{models_text(run.models)}"
    yield f"\n## 没见过的题在前\n\n{content.conditions_note}"
    yield from (f"\n{grid_md(grid)}" for grid in content.grids)
    if verdict.failures:
        yield "\n## 没有通过的条件\n"
        yield from (f"- **{cell(c.name)}**：{cell(c.message)}" for c in verdict.failures)
    yield from _compared(content)
    yield from _lanes(content)
    yield from _answers(content)
    yield from _kinds(content)
    yield from _drafts(content)
    yield from _failed(content)


def _compared(content: Content) -> Iterator[str]:
    yield "\n## 与基线相比\n"
    if not content.baseline:
        yield "没有基线。"
    for result in content.comparisons:
        gained = f"得 {len(result.gained)}（{'、'.join(result.gained) or '无'}）"
        lost = f"失 {len(result.lost)}（{'、'.join(result.lost) or '无'}）"
        yield f"- {PAIRED[result.name]}：{gained}，{lost}"


def _lanes(content: Content) -> Iterator[str]:
    figures = content.measurement.summary.overall
    yield "\n## 检索\n"
    names = [figure_label(f"full.{name}").split(" ", 1)[1] for name in LANE_FIGURES]
    yield from table_head(["检索方式", *names])
    for lane, label in LANES.items():
        cells = [_with_interval(f"{lane}.{n}", figures.get(f"{lane}.{n}")) for n in LANE_FIGURES]
        yield row_of([label, *cells])


def _answers(content: Content) -> Iterator[str]:
    run, model = content.measurement, content.model
    yield "\n## 回答\n"
    judged = f"模型（{run.settings.llm_model}）"
    yield from table_head(["指标", "不用模型", *([judged] if model else [])])
    for name in ANSWER_FIGURES:
        cells = [_with_interval(name, run.summary.overall.get(name))]
        if model:
            cells.append(_with_interval(name, model.overall.get(name)))
        yield row_of([figure_label(name), *cells])
    spent = run.summary.timings_ms
    if spent:
        yield "\n" + "，".join(
            f"{label}中位 {spent[stage]['median']:.0f} 毫秒、九成五 {spent[stage]['p95']:.0f} 毫秒"
            for stage, label in (("retrieve", "检索"), ("read", "阅读"), ("answer", "回答"))
        )
    if content.judge:
        opinions = content.judgements.values()
        faithful = [o.faithful for o in opinions if o.faithful is not None]
        marks = [o.correctness for o in opinions if o.correctness is not None]
        mean = f"{sum(marks) / len(marks):.2f}" if marks else "—"
        yield (
            f"\n模型评判（{content.judge}，只供参考）：忠实 {sum(faithful)}/{len(faithful)}，"
            f"正确性平均 {mean}（满分 5）。"
        )


def _kinds(content: Content) -> Iterator[str]:
    yield "\n## 各类题\n"
    yield from table_head(["类", "答对", "全部 recall@5"])
    for kind, figures in content.measurement.summary.kinds.items():
        passed = figures["passed"]
        recall = figures.get("full.recall@5")
        yield row_of(
            [
                KINDS.get(kind, kind),
                f"{round(passed.value * passed.n)}/{passed.n}",
                _with_interval("full.recall@5", recall) if recall else "—",
            ]
        )


def _drafts(content: Content) -> Iterator[str]:
    run = content.measurement
    if not run.drafts:
        return
    yield "\n## 起草\n"
    yield from table_head(["指标", "数值"])
    for name in DRAFT_FIGURES:
        yield row_of([figure_label(name), _with_interval(name, run.summary.overall.get(name))])
    slowest = max(row.seconds for row in run.drafts)
    failed = [row for row in run.drafts if not row.passed]
    yield f"\n{len(run.drafts)} 题，整份教案最慢 {slowest:.1f} 秒；没有合格的 {len(failed)} 题：\n"
    yield from table_head(["题", "栏目", "要求", "原因"])
    for row in failed:
        why = "<br>".join(cell(reason) for reason in row.reasons)
        yield f"| {cell(row.id)} | {row.section} | {cell(row.question)} | {why} |"


def _failed(content: Content) -> Iterator[str]:
    yield f"\n<details><summary>没有答对的 {len(content.failed)} 题</summary>\n"
    yield from table_head(["题", "类", "问题", "原因"])
    for row in content.failed:
        why = "<br>".join(cell(reason) for reason in content.reasons(row))
        question = row.question
        kind = KINDS.get(question.kind, question.kind)
        yield f"| {cell(question.id)} | {kind} | {cell(question.question)} | {why} |"
    yield "\n</details>"


def _with_interval(name: str, figure: Figure | None) -> str:
    if figure is None or not figure.n:
        return "—"
    ends = (figure_text(name, end).rstrip("%") for end in (figure.low, figure.high))
    return f"{figure_text(name, figure.value)}（{'–'.join(ends)}）"


def table_head(names: Sequence[str]) -> Iterator[str]:
    """Yield the two head lines of a table."""
    yield row_of(names)
    yield "|" + "---|" * len(names)


def row_of(cells: Sequence[str]) -> str:
    """Return one line of a table."""
    return f"| {' | '.join(cells)} |"


def cell(text: str) -> str:
    """Return text that stays inside its cell and is shown as it is."""
    flat = " ".join(text.split())
    for mark in "\\|<>*_`[]":
        flat = flat.replace(mark, f"&#{ord(mark)};")
    return flat
