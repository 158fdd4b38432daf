"""How fast the index is being built, for the command line and for the pages."""

from __future__ import annotations

import math
import time
from collections.abc import Callable

_STAGES = {
    "read": "读取文件",
    "words": "建立词语索引",
    "embed": "计算向量",
    "publish": "发布索引",
}


#: What the steps of a stage are counted in.
_UNITS = {"read": "份", "words": "份", "embed": "段"}
#: So many seconds of a stage tell nothing of its rate yet.
_SETTLED_S = 2.0


class Pace:
    """How far a build is, how fast it goes and how long it will take, in one line of Chinese.

    Args:
        clock: seconds; for tests.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._stage = self._detail = self._page = ""
        self._began, self._first, self._done, self._total = 0.0, 0, 0, 0

    def at(self, stage: str, done: int, total: int, detail: str) -> None:
        """Note where the build is; see :data:`indexing.report.Progress`."""
        if stage != self._stage:
            self._stage, self._began, self._first = stage, self._clock(), done
        self._done, self._total, self._detail, self._page = done, total, detail, ""

    def page(self, done: int, total: int) -> None:
        """Note how far the recognition of the pages of the file in hand is."""
        self._page = f"，识别文字 {done}/{total} 页"

    def name(self) -> str:
        """Return the stage and what is in hand, empty before the first."""
        return f"{_STAGES.get(self._stage, self._stage)} {self._detail}{self._page}".strip()

    def rate(self) -> str:
        """Return rate and time left, empty while they are not known."""
        passed, made = self._clock() - self._began, self._done - self._first
        if made < 1 or passed < _SETTLED_S:
            return ""
        per_second = made / passed
        each, often = ("秒", per_second) if per_second >= 1 else ("分钟", per_second * 60)
        left = (self._total - self._done) / per_second
        unit = _UNITS.get(self._stage, "项")
        return f"每{each} {often:.0f} {unit}，还要约 {_duration(left)}"

    def line(self) -> str:
        """Return everything; empty before the first stage and where there is nothing to count."""
        if self._total < 1:
            return ""
        rate = f"（{rate}）" if (rate := self.rate()) else ""
        stage = _STAGES.get(self._stage, self._stage)
        return f"{stage} {self._done}/{self._total}{rate} {self._detail}{self._page}".rstrip()


def _duration(seconds: float) -> str:
    """Return a time rounded up, in the unit a person would say it in."""
    if seconds <= 90:
        return f"{math.ceil(seconds)} 秒"
    if seconds <= 5400:
        return f"{math.ceil(seconds / 60)} 分钟"
    return f"{seconds / 3600:.1f} 小时"
