"""``python -m eval.bench.pages``: how soon each page of a running service is there.

Measured in a real browser that reaches nothing but the service. Prints one line a page: medians of
the first paint and of the moment at which the page can be used, each for a browser that was never
there and for one that comes back, what came over the line, and what went wrong.
"""

from __future__ import annotations

import argparse
import os
import statistics
from dataclasses import dataclass, field
from typing import Any

#: Page -> what must be seen, and not be disabled, before a teacher can use it.
PAGES = {
    "/": ("问答", "#bk-box textarea"),
    "/draft": ("备课", "#bk-write"),
    "/documents": ("资料", "#bk-documents :is(table, .bk-empty)"),
    "/evaluation": ("评测", "#bk-report :is(.bk-tiles, .bk-empty)"),
    "/feedback": ("反馈", "#bk-feedback :is(.bk-reviewed, .bk-quiet)"),
    "/settings": ("设置", "#bk-save"),
}
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    # No name leads anywhere, so nothing but the service can be reached.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
)
#: What still comes after that counts for the size. The line itself never falls silent: Gradio keeps
#: one request open.
_SETTLE_MS = 500
_BAD = ("error", "warning")
# Looked at before every frame, so that the moment is known to about 16 ms.
_WATCH = """
(selector) => {
  const look = () => {
    const found = document.querySelector(selector);
    if (found && !found.disabled && found.getClientRects().length) {
      performance.mark("usable");
    } else {
      requestAnimationFrame(look);
    }
  };
  requestAnimationFrame(look);
}
"""
_TOLD = """
() => {
  const of = (name) => performance.getEntriesByName(name)[0]?.startTime ?? NaN;
  const all = performance.getEntriesByType("resource");
  const page = performance.getEntriesByType("navigation")[0];
  return {
    paint: of("first-contentful-paint"),
    usable: of("usable"),
    requests: all.length + 1,
    kilobytes: (page.transferSize + all.reduce((sum, r) => sum + r.transferSize, 0)) / 1024,
  };
}
"""


@dataclass
class Visits:
    """What was measured on one page, and what went wrong there."""

    first: list[dict[str, float]] = field(default_factory=list)
    again: list[dict[str, float]] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    foreign: list[str] = field(default_factory=list)


def visits(browser: Any, url: str, path: str, runs: int) -> Visits:  # noqa: ANN401
    """Open a page ``runs`` times in a fresh browser profile, and once more each time."""
    found = Visits()
    for _ in range(runs):
        context = browser.new_context(locale="zh-CN", viewport={"width": 1280, "height": 800})
        context.add_init_script(f"({_WATCH})({PAGES[path][1]!r})")
        _visit_twice(context.new_page(), url, path, found)
        context.close()
    return found


def _visit_twice(page: Any, url: str, path: str, found: Visits) -> None:  # noqa: ANN401
    said: list[str] = []
    page.on("console", lambda m: said.append(m.text) if m.type in _BAD else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    own = (url, "data:", "blob:", "about:")
    page.on("request", lambda r: None if r.url.startswith(own) else found.foreign.append(r.url))
    for kept in (found.first, found.again):
        page.goto(f"{url}{path}")
        page.wait_for_function("performance.getEntriesByName('usable').length > 0")
        page.wait_for_timeout(_SETTLE_MS)
        kept.append(page.evaluate(_TOLD))
        found.errors += said
        # Gradio may grumble when its page is left; nobody is there any more.
        page.goto("about:blank")
        said.clear()


def line(path: str, found: Visits) -> str:
    """Return one row of the table."""

    def median(times: list[dict[str, float]], name: str) -> int:
        return round(statistics.median(time[name] for time in times))

    figures = [median(v, n) for v in (found.first, found.again) for n in ("paint", "usable")]
    sizes = [median(found.first, name) for name in ("requests", "kilobytes")]
    cells = [*figures, *sizes, len(found.errors), len(found.foreign)]
    return f"| {PAGES[path][0]} | {' | '.join(map(str, cells))} |"


def main() -> None:
    """Measure all pages and print a table in Markdown."""
    from playwright.sync_api import sync_playwright

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--url", default="http://127.0.0.1:7860", help="a running service")
    parser.add_argument("--runs", type=int, default=5)
    given = parser.parse_args()
    url = given.url.rstrip("/")
    heads = ("页面", "初次：见到字", "初次：能用", "再来：见到字", "再来：能用", "请求", "KB")
    print("| " + " | ".join((*heads, "报错", "外部请求")) + " |")
    print("|---" * (len(heads) + 2) + "|")
    with sync_playwright() as playwright:
        chromium = os.environ.get("BEIKE_CHROMIUM", "/usr/bin/chromium")
        browser = playwright.chromium.launch(executable_path=chromium, args=list(FLAGS))
        for path in PAGES:
            found = visits(browser, url, path, given.runs)
            print(line(path, found), flush=True)
            for told in dict.fromkeys((*found.errors, *found.foreign)):
                print(f"    {told}")
        browser.close()


if __name__ == "__main__":
    main()
