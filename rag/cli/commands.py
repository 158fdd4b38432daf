"""The commands for asking, indexing and serving: their options, and what runs them.

What is heavy is imported when a command runs: every help text loads this module.
"""

from __future__ import annotations

import sys
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from rag.cli.options import FILE, command, json_option, k_option, scope_options

if TYPE_CHECKING:
    from rag.ask.scope import Scope
    from rag.assistant import Assistant
    from rag.settings import Settings


@click.command()
@click.option("--full", is_flag=True, help="全部重建 / rebuild everything")
@json_option
@command
def index(corpus: Path | None, index: Path | None, full: bool, as_json: bool) -> None:
    """建立或更新索引。Build or update the index.

    有文件读不了时，其余文件照常建立索引，退出码为 1。
    """
    from rag.cli.index import run_index

    sys.exit(run_index(_settings(corpus, index), full=full, as_json=as_json))


@click.command()
@click.argument("question")
@k_option
@scope_options
@json_option
@command
def search(
    question: str,
    k: int,
    documents: tuple[str, ...],
    collection: str,
    corpus: Path | None,
    index: Path | None,
    as_json: bool,
) -> None:
    """查找相关段落，按相关程度排列。Ranked passages for a question."""
    from rag.cli.show import search_text
    from rag.types import record_json

    asked = _question(question)
    with closing(_assistant(corpus, index)) as assistant:
        passages = assistant.within(_scope(documents, collection)).search(asked, k)
    _print(record_json(passages) if as_json else search_text(passages))


@click.command()
@click.argument("question")
@k_option
@scope_options
@json_option
@command
def ask(
    question: str,
    k: int,
    documents: tuple[str, ...],
    collection: str,
    corpus: Path | None,
    index: Path | None,
    as_json: bool,
) -> None:
    """回答问题，每句注明出处；资料里没有就说没有。Answer with citations, or refuse."""
    from rag.cli.show import answer_text
    from rag.types import record_json

    asked = _question(question)
    with closing(_assistant(corpus, index)) as assistant:
        answer = assistant.within(_scope(documents, collection)).ask(asked, k)
    _print(record_json(answer) if as_json else answer_text(answer))


@click.command()
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
@k_option
@scope_options
@command
def batch(
    questions: Path,
    out: Path,
    k: int,
    documents: tuple[str, ...],
    collection: str,
    corpus: Path | None,
    index: Path | None,
) -> None:
    """成批回答，供程序使用。Answer a file of questions, for programs."""
    from rag.cli.batch import run_batch

    settings = _settings(corpus, index)
    run_batch(settings, questions, out, k, _scope(documents, collection))


@click.command()
@click.argument("file", type=FILE)
@click.option(
    "--check",
    "checked",
    is_flag=True,
    help="查前后矛盾：学时、数目、重复、名称 / contradictions, with places",
)
@json_option
@command
def inspect(
    file: Path, corpus: Path | None, index: Path | None, checked: bool, as_json: bool
) -> None:
    """看一份文件被读成了什么样：章节、页码、表格。How a document was understood.

    也列出拿不准的、没有读进来的；资料里的文件，在网页上做过的更正一样起作用。
    """
    from rag.cli.inspect import check_text, inspect_json, inspect_text
    from rag.service.document_files import DocumentFiles

    settings = _settings(corpus, index)
    limits, correction = settings.for_reading(), DocumentFiles(settings).correction_of(file)
    masked = settings.mask_personal_data
    if as_json:
        told = inspect_json(
            file, checked=checked, limits=limits, correction=correction, masked=masked
        )
        _print(told)
    else:
        shown = check_text if checked else inspect_text
        _print(shown(file, limits=limits, correction=correction, masked=masked))


@click.command()
@click.option("--host", help="地址 / address")
@click.option("--port", type=click.IntRange(0, 65535), help="端口 / port")
@click.option(
    "--access-log/--no-access-log",
    default=None,
    help="每个请求记一行 / a line for each request",
)
@click.option("--open", "browser", is_flag=True, help="打开浏览器 / open the browser")
@command
def serve(
    host: str | None,
    port: int | None,
    access_log: bool | None,
    browser: bool,
    corpus: Path | None,
    index: Path | None,
) -> None:
    """启动网页与接口服务。Serve the page and the API.

    在终端里只显示地址、警告和错误；输出到文件或 systemd 时每个请求另记一行。
    """
    from rag.cli.serve import run_serve

    run_serve(
        _settings(corpus, index, host=host, port=port), access_log=access_log, browser=browser
    )


@click.command()
@command
def mcp(corpus: Path | None, index: Path | None) -> None:
    """供别的程序调用：MCP 服务，走标准输入输出。Tools for other programs (MCP, stdio).

    在那个程序的 MCP 设置里写命令 beike、参数 mcp。工具：提问、查找、看出处、检查、起草。
    """
    from indexing.errors import BeikeError
    from indexing.extras import how_to_install

    try:
        from rag.cli.mcp_server import run_mcp
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] != "mcp":
            raise
        raise BeikeError("没有安装 MCP 组件。", f"请运行：{how_to_install('mcp')}") from None
    run_mcp(_settings(corpus, index))


@click.command()
@json_option
@partial(command, require_corpus=False)
def doctor(corpus: Path | None, index: Path | None, as_json: bool) -> None:
    """检查安装、模型、索引与模型服务，并说明怎样修好。Check the installation."""
    from rag.cli.serve import run_doctor

    sys.exit(run_doctor(_settings(corpus, index), as_json=as_json))


def _settings(corpus: Path | None, index: Path | None, **more: object) -> Settings:
    from rag.settings import load_settings

    return load_settings({"corpus": corpus, "index": index, **more})


def _assistant(corpus: Path | None, index: Path | None) -> Assistant:
    from rag.factory import make_assistant

    settings = _settings(corpus, index)
    if "corpus" in settings.model_fields_set and not settings.corpus.is_dir():
        # Configured, as on a drive that is not there today: what was indexed can be asked still.
        click.echo(f"提示：找不到资料文件夹 {settings.corpus}，按已有的索引回答。", err=True)
    return make_assistant(settings)


def _scope(documents: tuple[str, ...], collection: str) -> Scope:
    from rag.ask.scope import Scope

    return Scope(documents, (collection,) if collection else ())


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
    from rag.cli.show import json_text

    click.echo(value if isinstance(value, str) else json_text(value))
