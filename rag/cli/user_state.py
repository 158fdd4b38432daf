"""``beike user disable`` and ``take-over``: who may sign in, and whose the first content is."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import click

from rag.cli.opened import opened
from rag.cli.options import command


@click.command()
@click.argument("name")
@command
def disable(name: str, corpus: Path | None, index: Path | None) -> None:
    """停用账户：不能再登录，密钥作废，内容都保留。Keep a user from signing in.

    用 beike user passwd 设一个新密码就恢复。A new password makes it usable again.
    """
    from rag.store.users import Users, local_user

    with opened(corpus, index) as (database, _), database.write() as session:
        disabled = Users(session, local_user(session)).disable(name)
    click.echo(f"已停用：{disabled.name}", err=True)


@click.command(name="take-over")
@click.argument("name")
@command
def take_over(name: str, corpus: Path | None, index: Path | None) -> None:
    """把没有账户时留下的内容归到一个账户。Give an account what was kept without accounts.

    对话、草稿、评价、自己的资料、密钥。Conversations, drafts, feedback, own documents, keys.
    """
    from rag.service.document_files import DocumentFiles
    from rag.service.taking_over import take_over_local
    from rag.store.users import Users, local_user

    with opened(corpus, index) as (database, settings):
        with database.read() as session:
            user = Users(session, local_user(session)).find(name)
        taken = take_over_local(database, DocumentFiles(settings), user)
    click.echo(f"已归到 {user.name}：{counted(taken.counts)}", err=True)
    if taken.moves:
        click.echo("资料文件换了位置；请运行 beike index 更新索引。", err=True)


def counted(counts: Mapping[str, int]) -> str:
    """Return what belongs to a user, in numbers."""
    return (
        f"对话 {counts['conversations']}，草稿 {counts['drafts']}，"
        f"评价 {counts['feedback']}，资料 {counts['documents']}"
    )
