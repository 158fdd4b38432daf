"""``compare.md``: two settings on the same questions, with what was gained and lost."""

from __future__ import annotations

from collections.abc import Iterator

from eval.baseline import kept_scores
from eval.floors import GATED, SMALLER
from eval.labels import figure_label, figure_text
from eval.measuring import Measurement
from eval.paired import PAIRED, Paired, difference, paired
from eval.report.markdown import cell, row_of, table_head


def comparison_md(names: tuple[str, str], runs: tuple[Measurement, Measurement]) -> str:
    """Return the comparison of the second run to the first as Markdown."""
    return "\n".join(_lines(names, runs)) + "\n"


def _lines(names: tuple[str, str], runs: tuple[Measurement, Measurement]) -> Iterator[str]:
    first, second = runs
    yield f"# 比较：{cell(names[0])} → {cell(names[1])}\n"
    count = f"{first.gold.path.name}，{len(first.scored)} 题。"
    yield f"{count}差的后面是 95% 区间；不含 0 才算真有差别。\n"
    yield from table_head(["指标", "前", "后", "差"])
    before = {row.question.id: row.scores for row in first.scored}
    after = {row.question.id: row.scores for row in second.scored}
    for name in ("passed", *GATED):
        one, other = first.summary.overall[name], second.summary.overall[name]
        yield row_of(
            [
                figure_label(name) + ("（越小越好）" if name in SMALLER else ""),
                figure_text(name, one.value),
                figure_text(name, other.value),
                _difference(difference(before, after, name))
                if not name.startswith("answer_chars")
                else f"{other.value - one.value:+.0f}",
            ]
        )
    spent = [run.summary.timings_ms["retrieve"]["median"] for run in runs]
    yield row_of(["检索用时（中位，毫秒）", f"{spent[0]:.0f}", f"{spent[1]:.0f}", ""])
    questions = {row.question.id: row.question.question for row in first.scored}
    for name in PAIRED:
        result = paired(kept_scores(first.scored), kept_scores(second.scored), name)
        yield from _changes(result, questions)


def _changes(result: Paired, questions: dict[str, str]) -> Iterator[str]:
    yield f"\n## {PAIRED[result.name]}：得 {len(result.gained)}，失 {len(result.lost)}\n"
    for sign, ids in (("得", result.gained), ("失", result.lost)):
        yield from (f"- {sign} {cell(i)} {cell(questions[i])}" for i in ids)


def _difference(found: tuple[float, float, float, int]) -> str:
    value, low, high, n = found
    if not n:
        return "—"
    return f"{value * 100:+.1f}（{low * 100:+.1f} 到 {high * 100:+.1f}）"
