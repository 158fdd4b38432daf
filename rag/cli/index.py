"""``beike index``: build or update, with a progress bar and a summary."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from indexing.limited import LimitedReader
from indexing.pipeline import build_index
from indexing.report import BuildReport
from rag.cli.show import json_text
from rag.factory import make_encoder
from rag.service.document_files import DocumentFiles
from rag.settings import Settings

_STAGES = {
    "read": "读取文件",
    "words": "建立词语索引",
    "embed": "计算向量",
    "publish": "发布索引",
}


#: Recognised pages between two lines where the output is no terminal.
_EVERY = 10


class ProgressBar:
    """Shows the stage under way; see :data:`indexing.report.Progress`."""

    def __init__(self, bar: Progress) -> None:
        self._bar = bar
        self._task = bar.add_task("准备")

    def __call__(self, stage: str, done: int, total: int, detail: str) -> None:
        """Show that ``done`` of ``total`` steps of a stage are done."""
        name = _STAGES.get(stage, stage)
        label = f"{name} {detail}".strip()
        self._bar.update(self._task, description=label, completed=done, total=total or None)

    def page(self, name: str, done: int, total: int) -> None:
        """Show how far the recognition of a file's pages is; without a terminal once in a while."""
        if self._bar.console.is_terminal:
            self._bar.update(self._task, description=f"识别文字 {name} {done}/{total} 页")
        elif done == total or done % _EVERY == 0:
            self.say(f"识别文字 {name} {done}/{total} 页")

    def say(self, message: str) -> None:
        """Show a message above the bar."""
        self._bar.console.print(message, highlight=False, markup=False)


@contextmanager
def progress_bar() -> Iterator[ProgressBar]:
    """Show a bar until the block ends."""
    console = Console(stderr=True)
    columns = (
        TextColumn("{task.description}", markup=False),  # file names may hold brackets
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Progress(
        *columns, console=console, transient=True, disable=not console.is_terminal
    ) as bar:
        yield ProgressBar(bar)


def run_index(settings: Settings, *, full: bool, as_json: bool) -> int:
    """Build, print what was done, and return the exit code: 1 when files were left out."""
    files = DocumentFiles(settings)
    with progress_bar() as progress:
        report = update_index(settings, files, progress, full=full)
    if as_json:
        click.echo(json_text(asdict(report), indent=None))
    else:
        click.echo(_summary(report))
    tell_failures(report)
    if hidden := files.bin.hidden():
        click.echo(
            f"回收站里的 {len(hidden)} 份原件没有收入；要恢复，见 beike bin list。", err=True
        )
    return 1 if report.failures else 0


def update_index(
    settings: Settings, files: DocumentFiles, progress: ProgressBar, *, full: bool = False
) -> BuildReport:
    """Bring the index up to date, every file read within the limits of the settings."""
    with LimitedReader(settings.for_reading(), told=progress.page) as reader:
        return build_index(
            settings.corpus,
            settings.index,
            settings.for_index(),
            uploads=files.for_index(),
            full=full,
            read=reader.file,
            progress=progress,
            encoder=make_encoder(settings, progress.say),
        )


def tell_failures(report: BuildReport) -> None:
    """Say on stderr which files were left out and why, one line each."""
    for path, message, hint in report.failures:
        click.echo(f"没有收入：{path}：{message}{hint}", err=True)


def _summary(report: BuildReport) -> str:
    changes = [
        f"{name} {len(paths)}"
        for name, paths in (
            ("新增", report.added),
            ("改动", report.changed),
            ("删除", report.deleted),
            ("未变", report.unchanged),
        )
        if paths
    ]
    head = f"文件 {report.documents} 份，片段 {report.chunks} 个，用时 {report.seconds:.1f} 秒"
    return f"{head}（{'，'.join(changes)}）。" if changes else f"{head}。"
