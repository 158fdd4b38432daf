"""A real browser with the network closed, and two services on loopback for all tests of a run.

Services, browser profiles and indexes are made once; what a test leaves in a service's database
and in a profile is cleared before the next one.
"""

import os
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from fake_assistant import FakeAssistant
from invented_school import StubEncoder
from pages import opened_pages
from playwright.sync_api import BrowserContext, ConsoleMessage, Page, expect, sync_playwright
from services import Stage, emptied, serving

from rag.assistant import Assistant
from rag.settings import Settings

CHROMIUM = Path(os.environ.get("BEIKE_CHROMIUM", "/usr/bin/chromium"))
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # Everything but loopback goes to a proxy that is not there.
    "--proxy-server=http://127.0.0.1:9",
]
WAIT_MS = 60_000
#: What Gradio says to nobody when a page is left while its stream is open: it closes the stream
#: itself and takes that for a broken connection.
LEAVING = re.compile(
    r"AbortError: signal is aborted without reason\n.*\.close |Unexpected error Connection errored",
    re.DOTALL,
)


@dataclass
class Visit:
    """A page with what it asked of other hosts and what went wrong in it."""

    page: Page
    url: str
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
    expect.set_options(timeout=WAIT_MS)  # as long as a busy machine takes
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def _staged(tmp_path_factory):
    folder = tmp_path_factory.mktemp("staged")
    (folder / "corpus").mkdir()
    settings = Settings(corpus=folder / "corpus", index=folder / "index", dense_weight=0)
    with serving(settings, StubEncoder(), Stage()) as served:
        yield served


@pytest.fixture(scope="session")
def _schooled(tmp_path_factory, shipped_settings, shipped_index, embedder):
    folder = tmp_path_factory.mktemp("schooled")
    shutil.copytree(shipped_settings.corpus, folder / "corpus")
    shutil.copytree(shipped_index, folder / "index")
    update = {"corpus": folder / "corpus", "index": folder / "index"}
    settings = shipped_settings.model_copy(update=update)
    with serving(settings, embedder, Assistant(settings, embedder)) as served:
        yield served


@pytest.fixture
def fake(_staged):
    """The stand-in that answers in :func:`staged`."""
    _staged.stage.player = FakeAssistant()
    yield _staged.stage.player
    if _staged.stage.player.hold is not None:
        _staged.stage.player.hold.set()


@pytest.fixture
def staged(_staged, fake):
    """A service with all pages in which :func:`fake` answers."""
    return emptied(_staged)


@pytest.fixture
def school(_schooled):
    """A whole service over a copy of the shipped corpus and its index."""
    return emptied(_schooled)


@pytest.fixture(scope="session")
def _profiles(browser) -> Iterator[dict[str, BrowserContext]]:
    """Browser profiles by their options; each keeps what it has fetched."""
    made: dict[str, BrowserContext] = {}
    yield made
    for context in made.values():
        context.close()


@pytest.fixture
def visiting(browser, _profiles):
    """Opens a page in a browser from which only the service can be reached."""
    pages, apart = [], []

    def profile(stranger, options):
        if not stranger and str(options) in _profiles:
            return _profiles[str(options)]
        context = browser.new_context(locale="zh-CN", **options)
        context.set_default_timeout(WAIT_MS)
        if stranger:
            apart.append(context)
        else:
            _profiles[str(options)] = context
        return context

    def visit(url, path="/", ready=".bk-welcome", *, stranger=False, **options):
        """Open a page; a ``stranger`` shares no cookies with the others of the test."""
        page = profile(stranger, options).new_page()
        pages.append(page)
        seen = Visit(page, url)

        def listen(message: ConsoleMessage) -> None:
            if message.type in ("error", "warning") and not LEAVING.match(message.text):
                seen.errors.append(message.text)

        def note(request) -> None:
            if not request.url.startswith((f"{url}/", "data:", "blob:")):
                seen.foreign.append(request.url)

        page.on("request", note)
        page.on("console", listen)
        page.on("pageerror", lambda error: seen.errors.append(str(error)))
        page.goto(f"{url}{path}")
        page.locator(ready).first.wait_for()
        return seen

    yield visit
    for page in pages:
        page.context.clear_cookies()
        page.context.clear_permissions()
        page.close()
    for context in apart:
        context.close()


@pytest.fixture(scope="session")
def _opened_pages(tmp_path_factory):
    folder = tmp_path_factory.mktemp("pages")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GRADIO_TEMP_DIR", str(folder / "cache"))
        with opened_pages(folder, folder / "cache") as opened:
            yield opened


@pytest.fixture
def pages(_opened_pages, monkeypatch):
    """Services with pages and no browser, and a cache of Gradio's that only they use."""
    monkeypatch.setenv("GRADIO_TEMP_DIR", str(_opened_pages.cache))
    return _opened_pages
