"""A real browser with the network closed, and the application served on loopback."""

import os
import shutil
import socket
import threading
import time
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from invented_school import StubEncoder
from playwright.sync_api import ConsoleMessage, Page, Route, sync_playwright
from pydantic import SecretStr

from rag.app import create_service_app
from rag.assistant import Assistant
from rag.service.service import open_service
from rag.settings import Settings

CHROMIUM = Path(os.environ.get("BEIKE_CHROMIUM", "/usr/bin/chromium"))
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
WAIT_MS = 60_000


@dataclass
class Visit:
    """A page with what it asked of other hosts and what went wrong in it."""

    page: Page
    foreign: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def ask(self, question: str) -> None:
        self.page.get_by_role("textbox", name="问题").fill(question)
        self.page.get_by_role("textbox", name="问题").press("Enter")

    def check(self) -> None:
        assert self.foreign == []
        assert self.errors == []
        assert self.page.evaluate("window.hacked") is None


class Kept:
    """An assistant that others may use but not close."""

    def __init__(self, assistant):
        self._assistant = assistant

    def __getattr__(self, name):
        return getattr(self._assistant, name)

    def close(self):
        pass


@pytest.fixture(scope="session")
def browser():
    if not CHROMIUM.exists():
        if os.environ.get("BEIKE_REQUIRE_BROWSER"):
            pytest.fail(f"{CHROMIUM} is missing and BEIKE_REQUIRE_BROWSER is set")
        pytest.skip(f"{CHROMIUM} is missing")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
        yield chromium
        chromium.close()


@contextmanager
def _running(app):
    """Serve an application on a free loopback port; yields the address."""
    import uvicorn

    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        config = uvicorn.Config(app, log_level="warning", timeout_graceful_shutdown=5)
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        try:
            deadline = time.monotonic() + 60
            while not server.started:
                assert thread.is_alive() and time.monotonic() < deadline
                time.sleep(0.05)
            yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join(30)
    assert not thread.is_alive()


@pytest.fixture
def scratch(tmp_path):
    """Settings of a service of its own, with nothing in it."""
    folder = tmp_path / "service"
    (folder / "corpus").mkdir(parents=True)
    return Settings(corpus=folder / "corpus", index=folder / "index", dense_weight=0)


@pytest.fixture
def serving(scratch):
    """Serves an assistant with all pages; what users leave behind is kept in a scratch folder."""

    @contextmanager
    def serve(assistant, settings=scratch):
        own = settings.model_copy(
            update={"database": SecretStr(f"sqlite:///{scratch.index.parent / 'beike.db'}")}
        )
        with ExitStack() as stack:
            # The assistant is the caller's, so it is not closed with the service.
            held = stack.enter_context(
                closing(open_service(own, StubEncoder(), assistant=Kept(assistant)))
            )
            hold = getattr(assistant, "hold", None)
            address = stack.enter_context(_running(create_service_app(held)))
            stack.callback(lambda: hold.set() if hold is not None else None)
            yield address

    return serve


@pytest.fixture
def school_service(tmp_path, shipped_settings, shipped_index, embedder):
    """A whole service over a copy of the shipped corpus and its index, with its address."""
    folder = tmp_path / "school"
    shutil.copytree(shipped_settings.corpus, folder / "corpus")
    shutil.copytree(shipped_index, folder / "index")
    settings = shipped_settings.model_copy(
        update={
            "corpus": folder / "corpus",
            "index": folder / "index",
            "database": SecretStr(f"sqlite:///{folder / 'beike.db'}"),
        }
    )
    service = open_service(settings, embedder, assistant=Assistant(settings, embedder))
    with closing(service), _running(create_service_app(service)) as url:
        yield service, url


@pytest.fixture
def visiting(browser):
    """Opens a page in a context of its own, from which only the service can be reached."""
    contexts = []

    def visit(url, path="/", ready=".bk-welcome", **options):
        context = browser.new_context(locale="zh-CN", **options)
        contexts.append(context)
        context.set_default_timeout(WAIT_MS)
        seen = Visit(context.new_page())

        def gate(route: Route) -> None:
            if route.request.url.startswith(f"{url}/"):
                route.continue_()
            else:
                seen.foreign.append(route.request.url)
                route.abort()

        def listen(message: ConsoleMessage) -> None:
            if message.type in ("error", "warning"):
                seen.errors.append(message.text)

        context.route("**/*", gate)
        seen.page.on("console", listen)
        seen.page.on("pageerror", lambda error: seen.errors.append(str(error)))
        seen.page.goto(f"{url}{path}")
        seen.page.locator(ready).wait_for()
        return seen

    yield visit
    for context in contexts:
        context.close()
