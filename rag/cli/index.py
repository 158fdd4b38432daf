"""``beike index``: build or update, with a progress bar and a summary."""

from __future__ import annotations

from dataclasses import asdict

import click

from indexing.limited import LimitedReader
from indexing.pipeline import build_index
from indexing.report import BuildReport
from rag.cli.progress import ProgressBar, progress_bar
from rag.cli.show import json_text
from rag.factory import make_encoder
from rag.service.document_files import DocumentFiles
from rag.settings import Settings


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
    with LimitedReader(settings.for_reading()) as reader:
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
