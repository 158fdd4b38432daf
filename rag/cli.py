"""The command line: one function a command, everything heavy imported when it runs.

Results go to stdout, messages to stderr. Exit code 0 is ok, 1 an error the user can mend, 2 bad
usage.
"""

from __future__ import annotations

import io
import sys
from collections.abc import Callable
from contextlib import closing
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, ParamSpec

import click

from indexing.errors import BeikeError

if TYPE_CHECKING:
    from rag.assistant import Assistant
    from rag.settings import Settings

P = ParamSpec("P")
_FILE = click.Path(path_type=Path)
_HELP = click.help_option("-h", "--help", help="显示这份帮助 / show this help")


def _command(function: Callable[P, None]) -> Callable[P, None]:
    """Add the options every command has, and turn errors for the user into exit code 1."""

    @wraps(function)
    def run(*args: P.args, **kwargs: P.kwargs) -> None:
        try:
            function(*args, **kwargs)
        except BeikeError as error:
            click.echo(f"错误：{error.message}", err=True)
            if error.hint:
                click.echo(f"办法：{error.hint}", err=True)
            sys.exit(1)

    for option in (
        _HELP,
        click.option("--index", type=_FILE, help="索引文件夹 / index folder (BEIKE_INDEX)"),
        click.option("--corpus", type=_FILE, help="资料文件夹 / documents folder (BEIKE_CORPUS)"),
    ):
        run = option(run)
    return run


def _json_option(function: Callable[P, None]) -> Callable[P, None]:
    return click.option("--json", "as_json", is_flag=True, help="输出 JSON / JSON output")(function)


@click.group()
@_HELP
@click.version_option(package_name="beike", prog_name="beike", help="显示版本 / show the version")
def main() -> None:
    """备课：在课程标准、教学大纲、教案里查找，回答带出处。Beike: answers with citations.

    Asks Chinese curriculum documents (standards, syllabuses, lesson plans) and cites each sentence.
    """
    for stream in (sys.stdout, sys.stderr):
        # A console of another encoding lacks some characters of the documents.
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")


@main.command()
@click.option("--full", is_flag=True, help="全部重建 / rebuild everything")
@_json_option
@_command
def index(corpus: Path | None, index: Path | None, full: bool, as_json: bool) -> None:
    """建立或更新索引。Build or update the index.

    有文件读不了时，其余文件照常建立索引，退出码为 1。
    """
    from rag.commands.index import run_index

    sys.exit(run_index(_settings(corpus, index), full=full, as_json=as_json))


@main.command()
@click.argument("question")
@click.option(
    "--k", default=10, show_default=True, type=click.IntRange(1, 50), help="条数 / results"
)
@_json_option
@_command
def search(question: str, k: int, corpus: Path | None, index: Path | None, as_json: bool) -> None:
    """查找相关段落，按相关程度排列。Ranked passages for a question."""
    from rag.commands.show import search_text
    from rag.serialise import passages_json

    asked = _question(question)
    with closing(_assistant(corpus, index)) as assistant:
        passages = assistant.search(asked, k)
    _print(passages_json(passages) if as_json else search_text(passages))


@main.command()
@click.argument("question")
@click.option(
    "--k", default=10, show_default=True, type=click.IntRange(1, 50), help="条数 / results"
)
@_json_option
@_command
def ask(question: str, k: int, corpus: Path | None, index: Path | None, as_json: bool) -> None:
    """回答问题，每句注明出处；资料里没有就说没有。Answer with citations, or refuse."""
    from rag.commands.show import answer_text
    from rag.serialise import answer_json

    asked = _question(question)
    with closing(_assistant(corpus, index)) as assistant:
        answer = assistant.ask(asked, k)
    _print(answer_json(answer) if as_json else answer_text(answer))


@main.command()
@click.option(
    "--questions",
    required=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="问题，每行一个 JSON / questions, JSON lines",
)
@click.option(
    "--out",
    required=True,
    type=click.Path(dir_okay=False, path_type=Path),
    help="回答，每行一个 JSON / answers, JSON lines",
)
@click.option(
    "--k", default=10, show_default=True, type=click.IntRange(1, 50), help="条数 / results"
)
@_command
def batch(questions: Path, out: Path, k: int, corpus: Path | None, index: Path | None) -> None:
    """成批回答，供程序使用。Answer a file of questions, for programs."""
    from rag.commands.batch import run_batch

    settings = _settings(corpus, index)
    run_batch(settings, questions, out, k)


@main.command()
@click.argument("file", type=_FILE)
@_json_option
@_command
def inspect(file: Path, corpus: Path | None, index: Path | None, as_json: bool) -> None:
    """看一份文件被读成了什么样：章节、页码、表格。How a document was understood."""
    from rag.commands.inspect import inspect_json, inspect_text

    _print(inspect_json(file) if as_json else inspect_text(file))


@main.command()
@click.option("--host", help="地址 / address")
@click.option("--port", type=click.IntRange(0, 65535), help="端口 / port")
@_command
def serve(host: str | None, port: int | None, corpus: Path | None, index: Path | None) -> None:
    """启动网页与接口服务。Serve the page and the API."""
    from rag.commands.serve import run_serve

    run_serve(_settings(corpus, index, host=host, port=port))


@main.command()
@_json_option
@_command
def doctor(corpus: Path | None, index: Path | None, as_json: bool) -> None:
    """检查安装、模型、索引与模型服务，并说明怎样修好。Check the installation."""
    from rag.commands.doctor import run_doctor

    sys.exit(run_doctor(_settings(corpus, index), as_json=as_json))


def _settings(corpus: Path | None, index: Path | None, **more: object) -> Settings:
    from rag.settings import load_settings

    return load_settings({"corpus": corpus, "index": index, **more})


def _assistant(corpus: Path | None, index: Path | None) -> Assistant:
    from rag.factory import make_assistant

    return make_assistant(_settings(corpus, index))


def _question(text: str) -> str:
    if not text.strip():
        raise click.BadParameter("问题是空的 / the question is empty", param_hint="QUESTION")
    try:
        text.encode()
    except UnicodeEncodeError:
        raise click.BadParameter(
            "问题含有残缺的字符 / the question is not valid text", param_hint="QUESTION"
        ) from None
    return text.strip()


def _print(value: Any) -> None:  # noqa: ANN401 - text, or anything json can print
    from rag.commands.show import json_text

    click.echo(value if isinstance(value, str) else json_text(value))


if __name__ == "__main__":
    main()
