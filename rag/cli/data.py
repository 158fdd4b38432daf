"""``beike backup``, ``restore``, ``export``, ``upgrade``: the database; and ``beike bin``."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import click

from rag.cli.options import FILE, command, folders, for_all, json_option, opened

#: Tables as people call them; the others are of no interest to them.
_NAMES = {
    "users": "用户",
    "conversations": "对话",
    "drafts": "草稿",
    "feedback": "评价",
    "documents": "资料",
}


@click.command()
@click.argument("file", type=FILE)
@command
def backup(file: Path, corpus: Path | None, index: Path | None) -> None:
    """备份账户、对话、草稿、评价和对资料读法的更正到一个文件。Back up the database into one file.

    服务不用停。资料文件夹和索引旁边的上传文件夹（索引名-uploads）另行备份；索引可以重建。
    The documents are not in it: copy the corpus folder and the uploads beside the index.
    """
    from indexing.corrections import Corrections
    from rag.store.backup import write_backup

    with opened(corpus, index) as (database, settings):
        counts = write_backup(database, file, corrections=Corrections(settings.index))
    click.echo(f"已备份到 {file}：{_told(counts)}", err=True)


@click.command()
@click.argument("file", type=FILE)
@click.option("--force", is_flag=True, help="换掉数据库里已有的内容 / replace what is there")
@command
def restore(file: Path, force: bool, corpus: Path | None, index: Path | None) -> None:
    """从备份恢复。Restore a backup into SQLite or PostgreSQL.

    恢复后所有人要重新登录。Everybody has to sign in again.
    """
    from rag.settings import load_settings
    from rag.store.backup import restore_backup

    settings = load_settings({"corpus": corpus, "index": index})
    counts = restore_backup(settings, file, force=force)
    click.echo(f"已恢复：{_told(counts)}", err=True)


@click.command()
@click.argument("name")
@click.argument("file", type=FILE)
@command
def export(name: str, file: Path, corpus: Path | None, index: Path | None) -> None:
    """导出一位用户的全部内容，交给本人。Export everything of one user into a zip.

    NAME 写 local 是没有账户时的内容。NAME local is what was kept without accounts.
    """
    from rag.store.personal import export_user

    with opened(corpus, index) as (database, _):
        counts = export_user(database, name, file)
    click.echo(f"已导出到 {file}：{_told(counts)}", err=True)


@click.command()
@command
def upgrade(corpus: Path | None, index: Path | None) -> None:
    """把数据库的表升级到这个版本，请先备份。Bring the tables up to date; back up first.

    SQLite 打开时自动升级，PostgreSQL 用这条命令。
    """
    from rag.settings import load_settings
    from rag.store.database import upgrade_database

    before, after = upgrade_database(load_settings({"corpus": corpus, "index": index}))
    if before == after:
        click.echo(f"数据库已经是最新的（{after}）。", err=True)
    else:
        click.echo(f"数据库已从 {before or '空'} 升级到 {after}。", err=True)


def _told(counts: Mapping[str, int]) -> str:
    return "，".join(f"{shown} {counts[name]}" for name, shown in _NAMES.items() if name in counts)


@click.group(name="bin")
@folders
def bin_(corpus: Path | None, index: Path | None) -> None:
    """回收站：列出、恢复、清空删除的资料。Deleted documents: list, restore, empty.

    上传的文件删除后保留 30 天；资料文件夹里的原件从不移动，删除只是不再收入。
    """
    for_all(bin_, corpus, index)


@bin_.command(name="list")
@json_option
@command
def list_binned(corpus: Path | None, index: Path | None, as_json: bool) -> None:
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


@bin_.command(name="restore")
@click.argument("document")
@command
def restore_document(document: str, corpus: Path | None, index: Path | None) -> None:
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
