"""``beike serve``: bring the index up to date, then serve the page and the API."""

from __future__ import annotations

import socket
from contextlib import closing

import click
import uvicorn

from indexing.errors import BeikeError
from rag.app import create_app
from rag.commands.index import run_index
from rag.factory import make_assistant
from rag.settings import Settings

_LOOPBACK = {"127.0.0.1", "localhost", "::1"}


def run_serve(settings: Settings) -> None:
    """Serve until interrupted. Without documents the page says how to add some.

    Raises:
        BeikeError: the address is not this machine's: there are no accounts yet to protect it;
            or the port is taken.
    """
    if settings.host not in _LOOPBACK:
        raise BeikeError(
            f"不能在 {settings.host} 上提供服务：现在还没有账户保护，任何人都能读到资料。",
            "请用 --host 127.0.0.1。",
        )
    with _listen(settings.host, settings.port) as listening:
        try:
            run_index(settings, full=False, as_json=False)
        except BeikeError as error:
            click.echo(f"提示：{error}", err=True)
        with closing(make_assistant(settings)) as assistant:
            host = f"[{settings.host}]" if ":" in settings.host else settings.host
            click.echo(f"备课已启动：http://{host}:{listening.getsockname()[1]}", err=True)
            config = uvicorn.Config(
                create_app(assistant), log_level="warning", timeout_graceful_shutdown=3
            )
            uvicorn.Server(config).run(sockets=[listening])


def _listen(host: str, port: int) -> socket.socket:
    """Take the port before the work of indexing; 0 takes any free one."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family)
    except OSError as error:
        raise BeikeError(
            f"端口 {port} 用不了：{error.strerror}。", "可能已经开着一个备课；或用 --port 换一个。"
        ) from error
