"""``beike user …``: the accounts of a school.

Whoever runs the command line acts as the built-in administrator. Everything heavy is imported when
a command runs.
"""

from __future__ import annotations

import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from rag.cli.opened import opened
from rag.cli.options import FILE, HELP, command, json_option
from rag.cli.user_key import key
from rag.cli.user_state import counted, disable, take_over


@click.group()
@HELP
@click.option("--index", type=FILE, help="索引文件夹 / index folder (BEIKE_INDEX)")
@click.option("--corpus", type=FILE, help="资料文件夹 / documents folder (BEIKE_CORPUS)")
@click.pass_context
def user(context: click.Context, corpus: Path | None, index: Path | None) -> None:
    """管理学校的账户：添加、列出、改密码、停用、删除、密钥。Manage the accounts of a school.

    单人在本机使用不需要账户。One user on one machine needs no account.
    """
    # What is given before the name of a command holds for it as well.
    context.default_map = _defaults(user, {"corpus": corpus, "index": index})


_password = click.option(
    "--password-stdin", is_flag=True, help="从标准输入读密码 / read the password from stdin"
)


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


for _more in (disable, take_over, key):
    user.add_command(_more)


def _defaults(group: click.Group, given: dict[str, Path | None]) -> dict[str, Any]:
    return {
        name: _defaults(inner, given) if isinstance(inner, click.Group) else given
        for name, inner in group.commands.items()
    }


def _ask(*, stdin: bool) -> str:
    if stdin:
        return sys.stdin.readline().rstrip("\r\n")
    password: str = click.prompt(
        "密码", hide_input=True, confirmation_prompt="再输入一次", err=True
    )
    return password
