"""``beike bin …``: documents that were deleted, and how they come back."""

from __future__ import annotations

from pathlib import Path

import click

from rag.cli.opened import opened
from rag.cli.options import HELP, command, json_option


@click.group(name="bin")
@HELP
def bin_() -> None:
    """回收站：列出、恢复、清空删除的资料。Deleted documents: list, restore, empty.

    上传的文件删除后保留 30 天；资料文件夹里的原件从不移动，删除只是不再收入。
    """


@bin_.command(name="list")
@json_option
@command
def list_(corpus: Path | None, index: Path | None, as_json: bool) -> None:
    """列出删除的资料，最近的在前。List what was deleted, the latest first."""
    from rag.cli.show import json_text
    from rag.service.document_files import DocumentFiles
    from rag.service.restoring import binned_json
    from rag.settings import load_settings

    found = DocumentFiles(load_settings({"corpus": corpus, "index": index})).bin.all()
    if as_json:
        click.echo(json_text([binned_json(one) for one in found]))
        return
    if not found:
        click.echo("回收站是空的。", err=True)
    for one in found:
        kept = f"保留到 {one.until:%Y-%m-%d}" if one.until else "原件在资料文件夹里"
        click.echo(f"{one.id[:8]}\t{one.path}\t{one.removed:%Y-%m-%d} {one.by} 删除\t{kept}")


@bin_.command()
@click.argument("document")
@command
def restore(document: str, corpus: Path | None, index: Path | None) -> None:
    """恢复一份资料，再运行 beike index 就能用。Bring a document back.

    DOCUMENT 是编号的开头，或者文件的路径。The first characters of its id, or its path.
    """
    from indexing.errors import BeikeError
    from rag.service.document_files import DocumentFiles
    from rag.service.file_names import owner_of
    from rag.service.restoring import enter_restored
    from rag.store.users import Users, local_user

    with opened(corpus, index) as (database, settings):
        files = DocumentFiles(settings)
        fitting = [
            one for one in files.bin.all() if one.path == document or one.id.startswith(document)
        ]
        if len(fitting) != 1:
            raise BeikeError(
                f"回收站里{'有几份' if fitting else '没有'} {document}。",
                "请照 beike bin list 写编号。",
            )
        (one,) = fitting
        with database.write() as session:
            local, owner = local_user(session), owner_of(one.path)
            user = local if owner is None else Users(session, local).get(owner)
            enter_restored(session, user, files, one)
            try:
                files.restore(one)
            except OSError as error:
                raise BeikeError(
                    f"{one.name} 移不回来：{error.strerror}。", "请检查文件夹的权限。"
                ) from None
    click.echo(f"已恢复 {one.path}；请运行 beike index 更新索引。", err=True)


@bin_.command()
@click.option("--yes", is_flag=True, help="不再询问 / do not ask")
@command
def empty(yes: bool, corpus: Path | None, index: Path | None) -> None:
    """清空回收站，文件不能再恢复；藏起的原件不受影响。Delete for good what is in the bin."""
    from rag.service.document_files import DocumentFiles
    from rag.service.restoring import discard
    from rag.settings import load_settings

    bin = DocumentFiles(load_settings({"corpus": corpus, "index": index})).bin
    files = sum(one.file is not None for one in bin.all())
    if files and not yes:
        click.confirm(f"永久删除回收站里的 {files} 个文件，不能恢复。确定吗？", abort=True)
    click.echo(f"已清除 {discard(bin, bin.all())} 个文件。", err=True)
