"""What ``beike eval`` does: measure, report, judge; or compare two settings.

The options are declared in :mod:`eval.cli`; everything heavy is imported from here on.
"""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path

import click

from eval.baseline import load_baseline
from eval.comparing import comparison_md
from eval.conditions.record import FILE_NAME, load_table
from eval.errors import EvalError
from eval.gate import Check, Verdict, judge
from eval.gold_file import Gold, load_gold
from eval.judging import judge_answers, judge_model
from eval.labels import figure_label, figure_text
from eval.measuring import HOME, Measurement, index_folder, measure
from eval.paired import ScoresById
from eval.report.content import Content
from eval.report.writing import write_reports
from eval.settings_sets import with_changes
from eval.updating import update_baseline
from indexing.report import Progress
from rag.cli.index import progress_bar
from rag.settings import Settings

_PACKAGE = Path(__file__).parent
_GOLD = _PACKAGE / "gold" / "shipped.jsonl"
_SHOWN = (
    "passed",
    "full.recall@5",
    "full.mrr",
    "lexical.recall@5",
    "dense.recall@5",
    "citation_validity",
    "citation_recall",
    "citation_precision",
    "refusal_recall",
    "false_refusal",
    "answer_chars_median",
    "draft.passed",
    "draft.key_facts",
)


def run_eval(
    settings: Settings,
    *,
    gold: Path | None,
    out: Path | None,
    baseline: Path | None,
    gate: bool,
    update: bool,
    judge_name: str,
) -> int:
    """Measure, write the reports, and return the exit code: 1 when ``gate`` is set and red.

    Raises:
        EvalError: the gold file, the baseline to update or an option cannot be used.
        BeikeError: the corpus cannot be indexed.
    """
    started = time.monotonic()
    asked = load_gold(gold or _GOLD)
    folder = baseline or _PACKAGE / "baselines" / asked.path.stem
    llm = judge_model(settings, judge_name) if judge_name else None
    target = _made(out or HOME / "report" / asked.path.stem)
    before = _scores(folder)
    with progress_bar() as progress:
        run = _measured(settings, asked, target, progress)
        told = update_baseline(folder, run) if update else []
        opinions = judge_answers(run.scored, run.corpus, llm, progress) if llm else {}
    content = Content(
        measurement=run,
        verdict=_verdict(folder, run),
        baseline=before,
        seconds=time.monotonic() - started,
        judgements=opinions,
        judge=judge_name,
        conditions=load_table(HOME / "conditions" / FILE_NAME),
    )
    write_reports(content, target)
    _tell(content, target)
    for line in told:
        click.echo(line)
    return int(gate and not content.verdict.green)


def run_comparison(
    settings: Settings, *, gold: Path | None, out: Path | None, sets: tuple[str, str]
) -> None:
    """Measure two settings, print the comparison and write it to ``compare.md``.

    Raises:
        EvalError: the gold file or one of the settings cannot be used.
        BeikeError: the corpus cannot be indexed.
    """
    asked = load_gold(gold or _GOLD)
    target = _made(out or HOME / "report" / asked.path.stem)
    changed = [with_changes(settings, text) for text in sets]
    with progress_bar() as progress:
        first, second = (_measured(one, asked, target, progress) for one in changed)
    text = comparison_md(sets, (first, second))
    (target / "compare.md").write_text(text, encoding="utf-8")
    click.echo(text)


def _measured(settings: Settings, gold: Gold, out: Path, progress: Progress) -> Measurement:
    own = settings.model_copy(update={"index": index_folder(settings)})
    return replace(measure(own, gold, out, progress), settings=settings)


def _verdict(folder: Path, run: Measurement) -> Verdict:
    ids = [question.id for question in run.gold.questions]
    found = judge(folder, run.inputs, ids, run.scored, run.summary, run.drafts)
    left = "；".join(f"{path}：{why}" for path, why in run.left_out.items())
    whole = Check("资料都收入索引", not left, f"没有收入：{left}" if left else "都收入了。")
    return Verdict((whole, *found.checks))


def _scores(folder: Path) -> ScoresById:
    try:
        return load_baseline(folder).scores
    except EvalError:
        return {}


def _made(folder: Path) -> Path:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise EvalError(
            f"建不了文件夹 {folder}：{error.strerror}。", "请用 --out 指明另一个文件夹。"
        ) from error
    return folder


def _tell(content: Content, out: Path) -> None:
    run, verdict = content.measurement, content.verdict
    for name in _SHOWN:
        figure = run.summary.overall.get(name)
        if figure and figure.n:
            ends = f"{figure_text(name, figure.low)}–{figure_text(name, figure.high)}"
            value = figure_text(name, figure.value)
            click.echo(f"{figure_label(name)}\t{value}\t（{ends}，{figure.n} 题）")
    click.echo(f"报告：{out / 'report.html'}（{content.seconds:.0f} 秒）")
    for check in verdict.failures:
        click.echo(f"没有通过：{check.name}：{check.message}", err=True)
    click.echo("关口通过。" if verdict.green else "关口不通过。", err=True)
