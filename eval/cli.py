"""The options of ``beike eval``; :mod:`rag.cli` loads this when it is needed."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from rag.cli.options import FILE, command


@click.command(name="eval")
@click.option("--gold", type=FILE, help="题目文件 / gold questions, JSON lines")
@click.option("--out", type=FILE, help="报告文件夹 / folder for the reports")
@click.option("--gate", is_flag=True, help="不如基线则退出码为 1 / exit 1 when worse than baseline")
@click.option("--baseline", type=FILE, help="基线文件夹 / folder of the baseline")
@click.option("--update-baseline", is_flag=True, help="把这次结果作为基线 / make a new baseline")
@click.option(
    "--compare",
    nargs=2,
    metavar="A B",
    help="比较两组设置：. 、文件.toml 或 名=值,名=值 / compare two settings",
)
@click.option(
    "--judge", default="", metavar="MODEL", help="用这个模型评判，只供参考 / advisory judge model"
)
@command
def evaluate(
    corpus: Path | None,
    index: Path | None,
    gold: Path | None,
    out: Path | None,
    gate: bool,
    baseline: Path | None,
    update_baseline: bool,
    compare: tuple[str, str] | None,
    judge: str,
) -> None:
    """评测检索与回答，写出报告。Measure retrieval and answers; write reports.

    例：beike eval --gate；beike eval --compare . dense_weight=0.5
    """
    if compare and (gate or update_baseline or judge):
        raise click.UsageError(
            "--compare 不能与 --gate、--update-baseline、--judge 同用 / not together with --compare"
        )
    from eval.command import run_comparison, run_eval
    from rag.settings import load_settings

    settings = load_settings({"corpus": corpus, "index": index})
    if compare:
        run_comparison(settings, gold=gold, out=out, sets=compare)
        return
    sys.exit(
        run_eval(
            settings,
            gold=gold,
            out=out,
            baseline=baseline,
            gate=gate,
            update=update_baseline,
            judge_name=judge,
        )
    )
