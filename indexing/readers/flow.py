"""White space of formats that reflow their text (Markdown, HTML): breaks mean nothing there."""

from __future__ import annotations

import re

_RUN = re.compile(r"[ \t\r\n\f]+")
#: Han, kana, CJK punctuation and full-width forms: scripts written without spaces.
_WIDE = re.compile(
    r"[\u2e80-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff00-\uffef\u2014-\u2026]"
)


def reflow(text: str) -> str:
    """Return ``text`` on one line, as it would be typeset.

    A run of white space becomes one space; a run with a line break in it becomes nothing where
    Chinese stands on either side, because the break was the editor's and not the writer's.
    """
    return _RUN.sub(_join, text).strip()


def _join(match: re.Match[str]) -> str:
    if "\n" not in match.group() and "\r" not in match.group():
        return " "
    text, start, end = match.string, match.start(), match.end()
    wide = (start > 0 and _WIDE.match(text, start - 1)) or _WIDE.match(text, end)
    return "" if wide else " "
