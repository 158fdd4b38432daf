"""``beike serve``: the page and the API; ``beike doctor``: what is not ready for them."""

from __future__ import annotations

import socket
import sys
import threading
import webbrowser
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import asdict, dataclass
from importlib.metadata import PackageNotFoundError, version

import click

from indexing.corpus_files import list_corpus
from indexing.errors import BeikeError
from indexing.extras import how_to_install
from indexing.readers.file_names import on_disk, readable_name
from indexing.report import BuildReport
from indexing.stores.vectors import llama_vectors
from rag.answer.model.endpoint import reason
from rag.app import create_service_app
from rag.cli.index import summary, tell_failures
from rag.cli.show import json_text
from rag.factory import make_assistant, make_encoder
from rag.service.document_files import DocumentFiles
from rag.service.logs import log_to_stderr
from rag.service.service import Service, open_service
from rag.service.serving import Server
from rag.settings import Settings

_LOOPBACK = {"127.0.0.1", "localhost", "::1"}
_PACKAGES = ("torch", "sentence-transformers", "faiss-cpu", "llama-index-core", "gradio", "fastapi")


def run_serve(settings: Settings, *, access_log: bool | None = None, browser: bool = False) -> None:
    """Serve until interrupted; answers under way are finished first.

    The port is open at once, the index is brought up to date in the background. Without documents
    the page says how to add some.

    Args:
        settings: of the process.
        access_log: see :func:`rag.service.logs.log_to_stderr`.
        browser: open the page in this machine's browser.

    Raises:
        BeikeError: the address is not this machine's and there are no accounts to protect it; or
            the port is taken.
    """
    encoder = make_encoder(settings, _say)
    service = open_service(settings, encoder, assistant=make_assistant(settings, llama_vectors))
    with closing(service):
        _protected(settings, service)
        with _listen(settings.host, settings.port) as listening:
            _serve(settings, service, listening, access_log, browser)


def _serve(
    settings: Settings,
    service: Service,
    listening: socket.socket,
    access_log: bool | None,
    browser: bool,
) -> None:
    app = create_service_app(service)
    log_to_stderr(requests=access_log)
    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    address = f"http://{host}:{listening.getsockname()[1]}"
    _say(f"备课已启动：{address}")
    service.library.catch_up(_caught_up)
    if browser:
        # A browser of the terminal would not return before it is closed.
        threading.Thread(target=webbrowser.open, args=(address,), daemon=True).start()
    Server(app, lambda: app.state.running.count).run(sockets=[listening])


def _caught_up(came: BuildReport | BeikeError) -> None:
    if isinstance(came, BeikeError):
        _say(f"提示：{came}")
        return
    if came.published:
        _say(f"索引已更新：{summary(came)}")
    tell_failures(came)


def _say(line: str) -> None:
    click.echo(line, err=True)


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


#: Most outdated files that are named.
_LISTED = 20


@dataclass(frozen=True, slots=True)
class Check:
    """The outcome of one check; ``remedy`` is empty where it is ok."""

    name: str
    ok: bool
    detail: str
    remedy: str = ""


def run_doctor(settings: Settings, *, as_json: bool) -> int:
    """Print every check; return 1 where one failed."""
    checks = list(_checks(settings))
    if as_json:
        click.echo(json_text([asdict(check) for check in checks]))
    else:
        for check in checks:
            click.echo(f"{'正常' if check.ok else '有问题'}  {check.name}：{check.detail}")
            if check.remedy:
                click.echo(f"        办法：{check.remedy}")
    return 0 if all(check.ok for check in checks) else 1


def _checks(settings: Settings) -> Iterator[Check]:
    python = ".".join(map(str, sys.version_info[:3]))
    yield Check("Python", sys.version_info >= (3, 11), python)
    yield from map(_package, _PACKAGES)
    yield _guard("资料文件夹", lambda: _corpus(settings))
    yield _guard("上传的资料", lambda: _uploads(settings))
    yield _guard("向量模型", lambda: _model(settings))
    yield _guard("索引", lambda: _index(settings))
    yield _guard("索引与资料", lambda: _fresh(settings))
    yield _guard("数据库", lambda: _database(settings))
    yield _endpoint(settings)
    yield from _optional()


def _guard(name: str, check: Callable[[], str]) -> Check:
    try:
        return Check(name, True, check())
    except BeikeError as error:
        return Check(name, False, error.message, error.hint)


def _package(name: str) -> Check:
    try:
        return Check(name, True, version(name))
    except PackageNotFoundError:
        return Check(name, False, "没有安装", "运行 make setup。")


def _optional() -> Iterator[Check]:
    """Say what some formats need beside Beike; it is no fault that it is missing."""
    from indexing.readers.converted import soffice
    from indexing.readers.pages.recognition import is_installed

    office = soffice()
    yield Check("LibreOffice", True, office or "没有安装；装上才能读旧 .doc、.ppt、.wps、.rtf 等")
    recognition = (
        "已安装"
        if is_installed()
        else f"没有安装；要读扫描件和照片，请运行 {how_to_install('ocr')}"
    )
    yield Check("文字识别", True, recognition)


def _corpus(settings: Settings) -> str:
    if not settings.corpus.is_dir():
        raise BeikeError(
            f"没有文件夹 {readable_name(str(settings.corpus))}。",
            "用 --corpus 或 BEIKE_CORPUS 指定资料文件夹。",
        )
    return readable_name(str(settings.corpus))


def _uploads(settings: Settings) -> str:
    files = DocumentFiles(settings)
    if not files.uploads.is_dir():
        return f"{files.uploads}，第一次上传时建立"
    names = list_corpus(files.uploads)
    same = [name for name in names if on_disk(files.corpus, name).is_file()]
    told = f"{files.uploads}，{len(names)} 份，回收站里 {len(files.bin.all())} 份"
    if same:
        told += f"；资料文件夹里也有、以上传为准的 {len(same)} 份：{'、'.join(same[:3])}"
    return told


def _model(settings: Settings) -> str:
    encoder = make_encoder(settings, _say)
    return f"{settings.embedding_model or '自带模型'}，{encoder.dimension} 维"


def _index(settings: Settings) -> str:
    from indexing.index import open_index

    with open_index(settings.index) as index:
        return f"{index.manifest.documents} 份文件，{index.manifest.chunks} 个片段"


def _fresh(settings: Settings) -> str:
    """Compare every indexed file with the one on the disk."""
    from indexing.freshness import Freshness, Outdated
    from indexing.index import open_index

    try:
        with open_index(settings.index) as index:
            found = Freshness(settings.corpus, settings.uploads).outdated(index.manifest)
    except BeikeError:  # told above
        return "没有可用的索引，无从比较"
    if not found:
        return "收入的文件都没有改动"
    told = []
    for state, name in ((Outdated.CHANGED, "改动"), (Outdated.DELETED, "删除")):
        if paths := sorted(path for path, became in found.items() if became is state):
            more = f" 等 {len(paths)} 份" if len(paths) > _LISTED else ""
            told.append(f"{name}了 {'、'.join(paths[:_LISTED])}{more}")
    raise BeikeError(
        f"收入之后{'，'.join(told)}；回答引用的是它们从前的内容。", "运行 beike index 更新。"
    )


def _database(settings: Settings) -> str:
    from rag.store.database import database_state

    state = database_state(settings)
    if not state.revision:
        return f"{state.place}，第一次使用时建立"
    accounts = f"{state.accounts} 个账户" if state.accounts else "没有账户，只供本机使用"
    return f"{state.place}，版本 {state.revision}，{accounts}"


def _endpoint(settings: Settings) -> Check:
    """Ask the endpoint for one word; not configured is no fault."""
    name = "模型服务"
    if not settings.llm_base_url:
        return Check(name, True, "没有设置，用离线回答")
    if not settings.llm_model:
        return Check(name, False, "设置了地址，没有设置模型名", "设置 BEIKE_LLM_MODEL。")
    from openai import OpenAI

    remedy = "检查地址、模型名、密钥和网络。"
    try:
        with OpenAI(
            base_url=settings.llm_base_url,
            api_key=settings.llm_api_key.get_secret_value() or "none",
            timeout=settings.llm_timeout_s,
            max_retries=0,
        ) as client:
            answer = client.chat.completions.create(
                model=settings.llm_model,
                messages=[{"role": "user", "content": "请回答：好"}],
                max_tokens=4,
            )
    except Exception as error:  # the client's errors have no common class
        return Check(name, False, f"不能用：{reason(error)}", remedy)
    # A web page at a wrong address is answered with status 200 too.
    if not getattr(answer, "choices", None):
        return Check(name, False, "不能用：这个地址答复的不是模型的回答", remedy)
    return Check(name, True, settings.llm_model)
