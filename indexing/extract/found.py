"""A match of a pattern in folded text, with the places of its groups in the document."""

from __future__ import annotations

import re

from indexing.searchtext import SearchText


class Found:
    """One match; ``found[group]`` is folded text, ``found.span(group)`` where it is printed."""

    def __init__(self, match: re.Match[str], search: SearchText, base: int) -> None:
        self._match = match
        self._search = search
        self._base = base

    def __getitem__(self, group: int | str) -> str:
        """Return the folded text of a group, empty where it took no part."""
        return self._match[group] or ""

    def span(self, group: int | str = 0) -> tuple[int, int]:
        """Return the span of a group in ``Document.canonical``."""
        start, end = self._search.original(*self._match.span(group))
        return self._base + start, self._base + end
