"""The printed table of contents: left out of the text, and kept as what headings there are."""

from __future__ import annotations

import re
from collections.abc import Sequence

from indexing.readers.blocks import Block, Line
from indexing.searchtext import fold

_TITLES = frozenset({"目录", "目次", "contents"})
_FEWEST = 3
#: ``第一章 总则 ……… 3``: dots or a tab before the number of a page.
_LEADER = re.compile(r"(?:\s*[.·…。\-_]{3,}\s*|\t+\s*|\s{3,})\(?\d{1,4}\)?$")
_PAGE = re.compile(r"[\s.·…\-_]*\d{1,4}$")


def without_contents(blocks: Sequence[Block]) -> tuple[list[Block], frozenset[str]]:
    """Return the blocks without a table of contents, and the entries of it as :func:`entry` gives.

    Entries are lines with a leader of dots, and below the word 目录 those that name a later line.
    """
    texts = [block.text if isinstance(block, Line) else "" for block in blocks]
    places = {at for at, text in enumerate(texts) if is_dotted(text)}
    head = next((i for i, t in enumerate(texts) if _bare(t) in _TITLES), None)
    if head is not None:
        last: dict[str, int] = {_bare(text): at for at, text in enumerate(texts) if text.strip()}
        at = head + 1
        while at < len(texts) and isinstance(blocks[at], Line):
            named = {_bare(texts[at]), entry(texts[at])}
            if texts[at].strip() and at not in places and all(last.get(n, 0) <= at for n in named):
                break
            places |= {at} if texts[at].strip() else set()
            at += 1
    if len(places) < _FEWEST:
        return list(blocks), frozenset()
    if head is not None and head + 1 <= min((p for p in places if p > head), default=0):
        places.add(head)
    kept = [block for at, block in enumerate(blocks) if at not in places]
    return kept, frozenset(entry(texts[at]) for at in places)


def is_dotted(text: str) -> bool:
    """Whether a line is an entry with a leader of dots before its page."""
    found = _LEADER.search(text.rstrip())
    return found is not None and bool(re.search(r"[.·…\-_]{3,}", found[0])) and found.start() > 0


def entry(text: str) -> str:
    """Return an entry, or the heading it names, folded and without its page and spaces."""
    return _bare(_PAGE.sub("", _LEADER.sub("", fold(text).rstrip())))


def _bare(text: str) -> str:
    return re.sub(r"\s", "", fold(text)).lower()
