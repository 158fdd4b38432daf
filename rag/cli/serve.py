"""``beike serve``: bring the index up to date, then serve the page and the API."""

from __future__ import annotations

import socket
from contextlib import closing

import click

from indexing.errors import BeikeError
from indexing.stores.vectors import llama_vectors
from rag.app import create_service_app
from rag.cli.index import run_index
from rag.factory import make_assistant, make_encoder
from rag.service.logs import log_to_stderr
from rag.service.service import Service, open_service
from rag.service.serving import Server
from rag.settings import Settings

_LOOPBACK = {"127.0.0.1", "localhost", "::1"}


def run_serve(settings: Settings, *, access_log: bool | None = None) -> None:
    """Serve until interrupted; answers under way are finished first.

    Without documents the page says how to add some.

    Args:
        settings: of the process.
        access_log: see :func:`rag.service.logs.log_to_stderr`.

    Raises:
        BeikeError: the address is not this machine's and there are no accounts to protect it; or
            the port is taken.
    """
    encoder = make_encoder(settings)
    service = open_service(settings, encoder, assistant=make_assistant(settings, llama_vectors))
    with closing(service):
        _protected(settings, service)
        with _listen(settings.host, settings.port) as listening:
            _serve(settings, service, listening, access_log)


def _serve(
    settings: Settings, service: Service, listening: socket.socket, access_log: bool | None
) -> None:
    try:
        run_index(settings, full=False, as_json=False)
    except BeikeError as error:
        click.echo(f"提示：{error}", err=True)
    app = create_service_app(service)
    log_to_stderr(requests=access_log)
    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    click.echo(f"备课已启动：http://{host}:{listening.getsockname()[1]}", err=True)
    Server(app, lambda: app.state.running.count).run(sockets=[listening])


def _protected(settings: Settings, service: Service) -> None:
    if settings.host not in _LOOPBACK and service.local() is not None:
        raise BeikeError(
            f"不能在 {settings.host} 上提供服务：还没有账户，任何人都能读到资料。",
            "请先用 beike user add 名字 --admin 添加账户；只在本机用，请写 --host 127.0.0.1。",
        )


def _listen(host: str, port: int) -> socket.socket:
    """Take the port before the work of indexing; 0 takes any free one."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family)
    except OSError as error:
        raise BeikeError(
            f"端口 {port} 用不了：{error.strerror}。", "可能已经开着一个备课；或用 --port 换一个。"
        ) from error
