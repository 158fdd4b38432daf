"""``beike user …``: the accounts of a school, and the keys of their programs.

Whoever runs the command line acts as the built-in administrator. Everything heavy is imported when
a command runs.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path

import click

from rag.cli.options import HELP, command, folders, for_all, json_option, opened

_password = click.option(
    "--password-stdin", is_flag=True, help="从标准输入读密码 / read the password from stdin"
)


@click.group()
@folders
def user(corpus: Path | None, index: Path | None) -> None:
    """管理学校的账户：添加、列出、改密码、停用、删除、密钥。Manage the accounts of a school.

    单人在本机使用不需要账户。One user on one machine needs no account.
    """
    for_all(user, corpus, index)


@user.command()
@click.argument("name")
@click.option("--admin", is_flag=True, help="管理员，可以管理资料和账户 / an administrator")
@_password
@command
def add(
    name: str, admin: bool, password_stdin: bool, corpus: Path | None, index: Path | None
) -> None:
    """添加账户。Add an account."""
    from rag.store.logins import check_name
    from rag.store.personal import left_over
    from rag.store.records import Role
    from rag.store.users import Users, local_user

    check_name(name)
    with opened(corpus, index) as (database, _):
        password = _ask(stdin=password_stdin)
        with database.write() as session:
            role = Role.ADMIN if admin else Role.TEACHER
            added = Users(session, local_user(session)).add(name, password, role)
            left = left_over(session)
    click.echo(f"已添加{added.role.label}：{added.name}", err=True)
    if any(left.values()):
        click.echo(
            f"没有账户时留下的内容（{counted(left)}）还没有归到谁名下；"
            f"要归到这个账户，请运行 beike user take-over {added.name}",
            err=True,
        )


@user.command(name="list")
@json_option
@command
def list_(as_json: bool, corpus: Path | None, index: Path | None) -> None:
    """列出账户。List the accounts."""
    from rag.cli.show import json_text
    from rag.store.users import Users, local_user

    with opened(corpus, index) as (database, _), database.read() as session:
        users = Users(session, local_user(session)).all()
    if as_json:
        click.echo(json_text([asdict(user) for user in users]))
    elif not users:
        click.echo("还没有账户。用 beike user add 添加。", err=True)
    for one in users if not as_json else ():
        state = "" if one.can_sign_in else "\t已停用"
        click.echo(f"{one.name}\t{one.role.label}\t{one.created:%Y-%m-%d}{state}")


@user.command()
@click.argument("name")
@_password
@command
def passwd(name: str, password_stdin: bool, corpus: Path | None, index: Path | None) -> None:
    """改密码；这位用户在各处的登录随即失效，停用的账户恢复。Set a new password."""
    from rag.store.users import Users, local_user

    with opened(corpus, index) as (database, _):
        with database.read() as session:
            Users(session, local_user(session)).find(name)
        password = _ask(stdin=password_stdin)
        with database.write() as session:
            changed = Users(session, local_user(session)).set_password(name, password)
    click.echo(f"已改密码：{changed.name}", err=True)


@user.command()
@click.argument("name")
@click.option("--yes", is_flag=True, help="不再询问 / do not ask")
@command
def remove(name: str, yes: bool, corpus: Path | None, index: Path | None) -> None:
    """删除账户和属于这位用户的一切。Delete a user with everything that is the user's.

    对话、草稿、评价、自己的资料都会删除；全校的资料保留，做成评测题的评价去掉姓名后保留。
    NAME 写 local 可清空没有账户时的内容。
    """
    from rag.service.document_files import DocumentFiles
    from rag.store.personal import erase_user
    from rag.store.users import Users, local_user

    with opened(corpus, index) as (database, settings):
        with database.read() as session:
            found = Users(session, local_user(session)).find(name)
        if not yes:
            click.confirm(f"删除 {found.name} 和属于他的一切，不能恢复。确定吗？", abort=True)
        with database.write() as session:
            erased = erase_user(session, local_user(session), found)
    click.echo(f"已删除 {found.name}：{counted(erased.counts)}", err=True)
    if erased.kept_gold:
        click.echo(f"做成评测题的评价 {erased.kept_gold} 条，已去掉姓名保留。", err=True)
    if DocumentFiles(settings).erase(found.id, erased.paths):
        click.echo("资料文件已删除；请运行 beike index 更新索引。", err=True)


def _ask(*, stdin: bool) -> str:
    if stdin:
        return sys.stdin.readline().rstrip("\r\n")
    password: str = click.prompt(
        "密码", hide_input=True, confirmation_prompt="再输入一次", err=True
    )
    return password


@user.command()
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


@user.command(name="take-over")
@click.argument("name")
@command
def take_over(name: str, corpus: Path | None, index: Path | None) -> None:
    """把没有账户时留下的内容归到一个账户。Give an account what was kept without accounts.

    对话、草稿、评价、自己的资料、密钥。Conversations, drafts, feedback, own documents, keys.
    """
    from rag.service.document_files import DocumentFiles
    from rag.service.restoring import take_over_local
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


@user.group()
@HELP
def key() -> None:
    """管理程序用的密钥。Manage the keys of a user's programs."""


@key.command(name="add")
@click.argument("user")
@click.argument("name")
@command
def add_key(user: str, name: str, corpus: Path | None, index: Path | None) -> None:
    """新建密钥，只显示这一次。Make a key; it is shown this once, on stdout.

    USER 是用户名，NAME 是给密钥起的名称。USER owns the key, NAME is what it is called.
    """
    from rag.store.users import ApiKeys, Users, local_user

    with opened(corpus, index) as (database, _), database.write() as session:
        made = ApiKeys(session, Users(session, local_user(session)).find(user)).add(name)
    click.echo("请记下密钥，它只显示这一次：", err=True)
    click.echo(made.secret)


@key.command(name="list")
@click.argument("user")
@json_option
@command
def list_keys(user: str, as_json: bool, corpus: Path | None, index: Path | None) -> None:
    """列出密钥：名称、开头几个字符、日期。List the keys of a user."""
    from rag.cli.show import json_text
    from rag.store.users import ApiKeys, Users, local_user

    with opened(corpus, index) as (database, _), database.read() as session:
        keys = ApiKeys(session, Users(session, local_user(session)).find(user)).all()
    if as_json:
        click.echo(json_text([asdict(one) for one in keys]))
        return
    for one in keys:
        used = f"{one.last_used:%Y-%m-%d}" if one.last_used else "还没用过"
        click.echo(f"{one.name}\t{one.hint}…\t{one.created:%Y-%m-%d}\t{used}")


@key.command(name="remove")
@click.argument("user")
@click.argument("name")
@command
def remove_key(user: str, name: str, corpus: Path | None, index: Path | None) -> None:
    """删除密钥，用它的程序随即登录不了。Remove a key; its program is locked out."""
    from rag.store.users import ApiKeys, Users, local_user

    with opened(corpus, index) as (database, _), database.write() as session:
        ApiKeys(session, Users(session, local_user(session)).find(user)).remove(name)
    click.echo(f"已删除密钥：{name}", err=True)
