"""What every command has: the options for folders, help, and errors told in a sentence."""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import ParamSpec

import click

from indexing.errors import BeikeError

P = ParamSpec("P")
FILE = click.Path(path_type=Path)
HELP = click.help_option("-h", "--help", help="显示这份帮助 / show this help")


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

    for option in (
        HELP,
        click.option("--index", type=FILE, help="索引文件夹 / index folder (BEIKE_INDEX)"),
        click.option("--corpus", type=FILE, help="资料文件夹 / documents folder (BEIKE_CORPUS)"),
    ):
        run = option(run)
    return run


def json_option(function: Callable[P, None]) -> Callable[P, None]:
    """Add ``--json``."""
    return click.option("--json", "as_json", is_flag=True, help="输出 JSON / JSON output")(function)
