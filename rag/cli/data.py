"""``beike backup``, ``restore``, ``export`` and ``upgrade``: what is in the database as a whole."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import click

from rag.cli.opened import opened
from rag.cli.options import FILE, command


@click.command()
@click.argument("file", type=FILE)
@command
def backup(file: Path, corpus: Path | None, index: Path | None) -> None:
    """备份账户、对话、草稿、评价到一个文件。Back up the database into one file.

    服务不用停。资料文件夹和索引旁边的上传文件夹（索引名-uploads）另行备份；索引可以重建。
    The documents are not in it: copy the corpus folder and the uploads beside the index.
    """
    from rag.store.backup import write_backup

    with opened(corpus, index) as (database, _):
        counts = write_backup(database, file)
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


#: Tables as people call them; the others are of no interest to them.
_NAMES = {
    "users": "用户",
    "conversations": "对话",
    "drafts": "草稿",
    "feedback": "评价",
    "documents": "资料",
}


def _told(counts: Mapping[str, int]) -> str:
    return "，".join(f"{shown} {counts[name]}" for name, shown in _NAMES.items() if name in counts)
