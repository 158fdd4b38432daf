"""What every command has: folders, help, the database, and errors told in a sentence.

What Click itself says is in Chinese with the English beside it, as in the rest of the help. Click
looks its messages up with :mod:`gettext`, by the language of the system; Beike's help is the same
in every language, so that the look-up is replaced instead of fed.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, ParamSpec

import click
from click import core, decorators, exceptions, formatting, parser, termui, types

from indexing.errors import BeikeError

P = ParamSpec("P")
FILE = click.Path(path_type=Path)
HELP = click.help_option("-h", "--help", help="显示这份帮助 / show this help")
#: Click's message -> what is said. ``{…}`` are filled in by Click.
MESSAGES = {
    "Usage:": "用法 / Usage:",
    "Options": "选项 / Options",
    "Commands": "命令 / Commands",
    "Positional arguments": "参数 / Arguments",
    "default: {default}": "默认 / default: {default}",
    "env var: {var}": "环境变量 / env var: {var}",
    "(dynamic)": "（运行时决定 / dynamic）",
    "Error: {message}": "错误 / Error: {message}",
    "Try '{command} {option}' for help.": "用法见 / for help: {command} {option}",
    "Missing command.": "没有写命令 / missing command",
    "Missing argument": "缺少参数 / missing argument",
    "Missing option": "缺少选项 / missing option",
    "Missing parameter": "缺少参数 / missing parameter",
    "Missing parameter: {param_name}": "缺少参数 / missing parameter: {param_name}",
    "Missing {param_type}": "缺少 / missing {param_type}",
    "No such option {name!r}.": "没有选项 / no such option: {name}。",
    "No such command {name!r}.": "没有命令 / no such command: {name}。",
    "Did you mean {possibility}?": "是不是想写 / did you mean {possibility}？",
    "(Did you mean one of: {possibilities}?)": "是不是想写 / did you mean {possibilities}？",
    "Invalid value: {message}": "值不能用 / invalid value: {message}",
    "Invalid value for {param_hint}: {message}": (
        "{param_hint} 的值不能用 / invalid value: {message}"
    ),
    "Got unexpected extra argument ({args})": "多出来的参数 / unexpected extra argument: {args}",
    "Got unexpected extra arguments ({args})": "多出来的参数 / unexpected extra arguments: {args}",
    "Takes {nargs} values but 1 was given.": (
        "要写 {nargs} 个值，只写了 1 个 / takes {nargs} values, got 1"
    ),
    "Takes {nargs} values but {len} were given.": (
        "要写 {nargs} 个值，写了 {len} 个 / takes {nargs} values, got {len}"
    ),
    "Argument {name!r} takes {nargs} values.": (
        "参数 {name} 要写 {nargs} 个值 / takes {nargs} values"
    ),
    "Option {name!r} requires an argument.": "选项 {name} 后面要写值 / requires a value",
    "Option {name!r} requires {nargs} arguments.": (
        "选项 {name} 后面要写 {nargs} 个值 / requires {nargs} values"
    ),
    "Option {name!r} does not take a value.": "选项 {name} 后面不能写值 / takes no value",
    "{value!r} is not {choice}.": "{value} 不是 / is not {choice}",
    "{value!r} is not one of {choices}.": "{value} 不在可选的值里 / is not one of {choices}",
    "Choose from:\n\t{choices}": "可选 / choose from:\n\t{choices}",
    "{value!r} is not a valid {number_type}.": "{value} 不是数 / is not a number",
    "{value} is not in the range {range}.": "{value} 不在范围里 / is not in the range {range}",
    "{value!r} is not a valid boolean. Recognized values: {states}": (
        "{value} 不是真假值，可以写 / not a boolean, choose from: {states}"
    ),
    "{name} {filename!r} does not exist.": "{filename} 不存在 / does not exist",
    "{name} {filename!r} is a file.": "{filename} 是文件，不是文件夹 / is a file",
    "{name} {filename!r} is a directory.": "{filename} 是文件夹，不是文件 / is a directory",
    "{name} {filename!r} is not readable.": "{filename} 不能读 / is not readable",
    "{name} {filename!r} is not writable.": "{filename} 不能写 / is not writable",
    "{name} {filename!r} is not executable.": "{filename} 不能运行 / is not executable",
    "Could not open file {filename!r}: {message}": "{filename} 打不开 / cannot open: {message}",
    "unknown error": "原因不明 / unknown error",
    "Repeat for confirmation": "再输入一次 / repeat for confirmation",
    "Error: The two entered values do not match.": (
        "错误 / Error: 两次输入的不一样 / the two values do not match"
    ),
    "Error: invalid input": "错误 / Error: 请输入 y 或 n / invalid input",
    "Aborted!": "已中止 / Aborted!",
}
#: Where Click looks messages up.
MODULES = (core, decorators, exceptions, formatting, parser, termui, types)


def command(function: Callable[P, None], *, require_corpus: bool = True) -> Callable[P, None]:
    """Add the options every command has, and turn errors for the user into exit code 1.

    A corpus folder that was named on the command line has to be there, whatever the command does,
    unless ``require_corpus`` is false.
    """

    @wraps(function)
    def run(*args: P.args, **kwargs: P.kwargs) -> None:
        try:
            if require_corpus and isinstance(corpus := kwargs["corpus"], Path):
                from indexing.corpus_files import require_folder

                require_folder(corpus)
            function(*args, **kwargs)
        except BeikeError as error:
            click.echo(f"错误：{error.message}", err=True)
            if error.hint:
                click.echo(f"办法：{error.hint}", err=True)
            sys.exit(1)

    return folders(run)


def folders(function: Callable[P, None]) -> Callable[P, None]:
    """Add the options that every command and every group of commands has."""
    for option in (
        HELP,
        click.option("--index", type=FILE, help="索引文件夹 / index folder (BEIKE_INDEX)"),
        click.option("--corpus", type=FILE, help="资料文件夹 / documents folder (BEIKE_CORPUS)"),
    ):
        function = option(function)
    return function


def for_all(group: click.Group, corpus: Path | None, index: Path | None) -> None:
    """Let the folders given before the name of a command of ``group`` hold for it as well."""
    click.get_current_context().default_map = _defaults(group, {"corpus": corpus, "index": index})


def _defaults(group: click.Group, given: dict[str, Path | None]) -> dict[str, Any]:
    return {
        name: _defaults(inner, given) if isinstance(inner, click.Group) else given
        for name, inner in group.commands.items()
    }


def k_option(function: Callable[P, None]) -> Callable[P, None]:
    """Add ``--k``, how many passages are wanted."""
    return click.option(
        "--k", default=10, show_default=True, type=click.IntRange(1, 50), help="条数 / results"
    )(function)


def scope_options(function: Callable[P, None]) -> Callable[P, None]:
    """Add ``--document`` and ``--collection``: what is searched, everything without them."""
    for option in (
        click.option(
            "--collection",
            default="",
            help="只查这个文件夹里的资料 / only this folder",
        ),
        click.option(
            "--document",
            "documents",
            multiple=True,
            help="只查这份资料：路径、文件名或标题，可写多次 / only this document, repeatable",
        ),
    ):
        function = option(function)
    return function


def json_option(function: Callable[P, None]) -> Callable[P, None]:
    """Add ``--json``."""
    return click.option("--json", "as_json", is_flag=True, help="输出 JSON / JSON output")(function)


if TYPE_CHECKING:
    from rag.settings import Settings
    from rag.store.database import Database


@contextmanager
def opened(corpus: Path | None, index: Path | None) -> Iterator[tuple[Database, Settings]]:
    """Open the database and close it after the block.

    Raises:
        BeikeError: the settings are wrong, or the database cannot be used.
    """
    from rag.settings import load_settings
    from rag.store.database import open_database

    settings = load_settings({"corpus": corpus, "index": index})
    database = open_database(settings)
    try:
        yield database, settings
    finally:
        database.close()


def speak_chinese() -> None:
    """Have Click say so; for the whole process. A second call changes nothing."""
    for module in MODULES:
        for name, said in (("_", _said), ("ngettext", _said_of)):
            if hasattr(module, name):
                setattr(module, name, said)


def _said(message: str) -> str:
    return MESSAGES.get(message, message)


def _said_of(one: str, more: str, count: int) -> str:
    return _said(one if count == 1 else more)
