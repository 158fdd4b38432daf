"""A progress bar on stderr for long work; silent where stderr is no terminal."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

_STAGES = {
    "read": "读取文件",
    "words": "建立词语索引",
    "embed": "计算向量",
    "publish": "发布索引",
}


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
