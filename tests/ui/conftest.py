"""A real browser with the network closed, and the application served on loopback."""

import os
import socket
import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import ConsoleMessage, Page, Route, sync_playwright

CHROMIUM = Path(os.environ.get("BEIKE_CHROMIUM", "/usr/bin/chromium"))
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
WAIT_MS = 20_000


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
def _serving(assistant):
    """Serve the assistant on a free loopback port; yields the address."""
    import uvicorn

    from rag.app import create_app

    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        config = uvicorn.Config(
            create_app(assistant), log_level="warning", timeout_graceful_shutdown=5
        )
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
            if getattr(assistant, "hold", None) is not None:
                assistant.hold.set()
            thread.join(30)
    assert not thread.is_alive()


@pytest.fixture
def serving():
    return _serving


@pytest.fixture
def visiting(browser):
    """Opens a page in a context of its own, from which only the service can be reached."""
    contexts = []

    def visit(url, **options):
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
        seen.page.goto(url)
        seen.page.locator(".bk-welcome").wait_for()
        return seen

    yield visit
    for context in contexts:
        context.close()
