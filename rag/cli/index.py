"""``beike index``: build or update, with a progress bar and a summary."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from threading import Event, Thread

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from indexing.limited import LimitedReader
from indexing.pipeline import build_index
from indexing.report import BuildReport
from rag.cli.show import json_text
from rag.factory import make_encoder
from rag.service.document_files import DocumentFiles
from rag.service.pace import Pace
from rag.settings import Settings

#: Seconds between two lines where the output is no terminal.
EVERY_S = 5.0


class ProgressBar:
    """Shows the stage under way; see :data:`indexing.report.Progress`."""

    def __init__(self, bar: Progress) -> None:
        self._bar = bar
        self._task = bar.add_task("准备", rate="")
        self._pace = Pace()

    def __call__(self, stage: str, done: int, total: int, detail: str) -> None:
        """Show that ``done`` of ``total`` steps of a stage are done."""
        self._pace.at(stage, done, total, detail)
        self._bar.update(self._task, completed=done, total=total or None)
        self._show()

    def page(self, name: str, done: int, total: int) -> None:
        """Show how far the recognition of a file's pages is."""
        self._pace.page(done, total)
        self._show()

    def say(self, message: str) -> None:
        """Show a message above the bar."""
        self._bar.console.print(message, highlight=False, markup=False, soft_wrap=True)

    def say_lines(self, stopped: Event) -> None:
        """Say how far the build is every few seconds until ``stopped``; for a file or a pipe."""
        while not stopped.wait(EVERY_S):
            if line := self._pace.line():
                self.say(line)

    def _show(self) -> None:
        name, rate = self._pace.name(), self._pace.rate()
        self._bar.update(self._task, description=name, rate=rate)


@contextmanager
def progress_bar() -> Iterator[ProgressBar]:
    """Show a bar until the block ends, or a line every few seconds where there is no terminal."""
    console = Console(stderr=True)
    columns = (
        TextColumn("{task.description}", markup=False),  # file names may hold brackets
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn("{task.fields[rate]}", markup=False),
    )
    with Progress(
        *columns, console=console, transient=True, disable=not console.is_terminal
    ) as bar:
        shown = ProgressBar(bar)
        if console.is_terminal:
            yield shown
            return
        stopped = Event()
        lines = Thread(target=shown.say_lines, args=(stopped,), daemon=True)
        lines.start()
        try:
            yield shown
        finally:
            stopped.set()
            lines.join()


def run_index(settings: Settings, *, full: bool, as_json: bool) -> int:
    """Build, print what was done, and return the exit code: 1 when files were left out."""
    files = DocumentFiles(settings)
    with progress_bar() as progress:
        report = update_index(settings, files, progress, full=full)
    if as_json:
        click.echo(json_text(asdict(report), indent=None))
    else:
        click.echo(summary(report))
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
    try:
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
    except KeyboardInterrupt:
        progress.say("已停下。读完的文件、算好的向量都存着，再运行一次就从这里接着做。")
        raise


def tell_failures(report: BuildReport) -> None:
    """Say on stderr which files were left out and why, one line each."""
    for path, message, hint in report.failures:
        click.echo(f"没有收入：{path}：{message}{hint}", err=True)


def summary(report: BuildReport) -> str:
    """Return what a build did, in one line of Chinese."""
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
    if report.resumed_documents or report.resumed_vectors:
        changes.append(
            f"接着上次没做完的：文件 {report.resumed_documents}，向量 {report.resumed_vectors}"
        )
    head = f"文件 {report.documents} 份，片段 {report.chunks} 个，用时 {report.seconds:.1f} 秒"
    return f"{head}（{'，'.join(changes)}）。" if changes else f"{head}。"
