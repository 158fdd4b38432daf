"""Hard-wrapped lines back to paragraphs.

A PDF or a text made from one breaks lines at the margin, in the middle of words. Lines are joined
unless something says that a paragraph ended: a short line that closes a sentence, or a next line
that opens an item or a heading.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import replace

from indexing.readers.blocks import Line

_NUMERAL = "[一二三四五六七八九十百]"
#: A number set apart from its text: ``第三条 …`` opens an article, ``第三条所说的`` mentions one.
_SET_APART = rf"第(?:{_NUMERAL}{{1,5}}|\d{{1,3}})[条條周週](?=[\s:：【]|$)"
#: What a line that opens an item or a heading begins with.
MARKER = re.compile(
    rf"^(?:第{_NUMERAL}{{1,3}}[章节篇部编]|{_SET_APART}|{_NUMERAL}{{1,3}}、|[（(]{_NUMERAL}{{1,3}}[）)]"
    r"|\d{1,2}(?:[.．](?!\d)|、)|[（(]\d{1,2}[）)]|\d{1,2}[）)]|[①-⑳]|[•▪●○■◆・]|[-–*]\s|【[^】]{2,10}】)"
)
TERMINAL = "。！？；：…!?;:"
_STOPS = ("。", "！", "？", "!", "?")
_CLOSERS = "”’」』）)】》〉]"
_NEIGHBOURS = 4
_FULL = 0.85
_HEADING = 0.6
_ALIKE = 4
#: No column is set narrower than this; below the second, a full stop at the margin ends more
#: often a paragraph than only a sentence.
_NARROWEST = 7.0
_RUNNING = 16.0
_LABEL = 12.0
_ENTRY = re.compile(r"^[^：:，。；]{2,20}[：:]")


def width(text: str) -> float:
    """Return the printed width of ``text`` in full-width characters."""
    return sum(1.0 if unicodedata.east_asian_width(c) in "WFA" else 0.5 for c in text)


def ends_sentence(text: str) -> bool:
    """Whether ``text`` ends with closing punctuation, quotes and brackets set aside."""
    stripped = text.rstrip().rstrip(_CLOSERS)
    return bool(stripped) and stripped[-1] in TERMINAL


def local_widths(lines: Sequence[Line]) -> list[float]:
    """Return for each line the width of the column it stands in; blank lines count for nothing."""
    own = [w for line in lines if (w := width(line.text.strip()))]
    out: list[float] = []
    at = 0
    for line in lines:
        near = own[max(0, at - _NEIGHBOURS) : at + _NEIGHBOURS + 1]
        out.append(max(near, default=0.0))
        at += bool(line.text.strip())
    return [max(column, _NARROWEST) for column in out]


def is_short(text: str, column: float) -> bool:
    """Whether a line is too short for its column to be a wrapped sentence: heading or label."""
    return width(text.strip()) < _HEADING * column


def join(left: str, right: str) -> str:
    """Join two pieces of a wrapped line; Latin words get their space back."""
    if not left or not right:
        return left + right
    latin = left[-1].isascii() and left[-1].isalnum() and right[0].isascii() and right[0].isalnum()
    return f"{left} {right}" if latin else left + right


def unwrap(lines: Sequence[Line], opens: Callable[[str], bool] | None = None) -> list[Line]:
    """Join wrapped lines to paragraphs; each keeps the page of its first line.

    Args:
        lines: physical lines without blank ones.
        opens: further test for a line that opens a paragraph.
    """
    columns = local_widths(lines)
    out: list[Line] = []
    for i, line in enumerate(lines):
        text = line.text.strip()
        if (
            out
            and not line.heading
            and not _parallel(out[-1].text, text)
            and _continues(lines[i - 1], text, columns[i - 1], opens)
        ):
            out[-1] = replace(out[-1], text=join(out[-1].text, text))
        else:
            out.append(replace(line, text=text))
    return out


def _continues(before: Line, text: str, column: float, opens: Callable[[str], bool] | None) -> bool:
    if before.heading or MARKER.match(text) or (opens is not None and opens(text)):
        return False
    own = width(before.text.strip())
    if ends_sentence(before.text):
        introduces = text.endswith(("：", ":"))
        label = introduces and width(text) <= _LABEL
        label = label or (is_short(text, column) and (introduces or not ends_sentence(text)))
        stopped = before.text.rstrip().rstrip(_CLOSERS).endswith(_STOPS)
        return own >= _FULL * (max(column, _RUNNING) if stopped else column) and not label
    return own >= _HEADING * column


def _parallel(paragraph: str, text: str) -> bool:
    """Whether two lines open alike (``甲类中级：…``, ``甲类高级：…``): entries, no sentence."""
    if paragraph[:_ALIKE] != text[:_ALIKE]:
        return False
    entries = _ENTRY.match(paragraph) and _ENTRY.match(text)
    return bool(entries) or paragraph.endswith(_STOPS)
