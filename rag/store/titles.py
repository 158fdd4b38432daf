"""Titles of conversations and drafts."""

from __future__ import annotations

from rag.store.tables.base import storable
from rag.store.tables.conversations import TITLE_LENGTH

_NONE = "未命名"


def title_of(text: str) -> str:
    """Return ``text`` on one line, cut to the length of a title; empty gets a name."""
    line = " ".join(storable(text).split())
    if not line:
        return _NONE
    return line if len(line) <= TITLE_LENGTH else f"{line[: TITLE_LENGTH - 1]}…"
