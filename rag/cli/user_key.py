"""``beike user key …``: keys with which a user's programs sign in."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import click

from rag.cli.opened import opened
from rag.cli.options import HELP, command, json_option


@click.group()
@HELP
def key() -> None:
    """管理程序用的密钥。Manage the keys of a user's programs."""


@key.command()
@click.argument("user")
@click.argument("name")
@command
def add(user: str, name: str, corpus: Path | None, index: Path | None) -> None:
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
def list_(user: str, as_json: bool, corpus: Path | None, index: Path | None) -> None:
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


@key.command()
@click.argument("user")
@click.argument("name")
@command
def remove(user: str, name: str, corpus: Path | None, index: Path | None) -> None:
    """删除密钥，用它的程序随即登录不了。Remove a key; its program is locked out."""
    from rag.store.users import ApiKeys, Users, local_user

    with opened(corpus, index) as (database, _), database.write() as session:
        ApiKeys(session, Users(session, local_user(session)).find(user)).remove(name)
    click.echo(f"已删除密钥：{name}", err=True)
