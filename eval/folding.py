"""The two ways text is folded before it is compared: for facts and for quotes."""

from __future__ import annotations

import re

from indexing.searchtext import fold

_SPACE = re.compile(r"\s+")
#: What a flattened table, a page or Markdown may have put into a text, or left out of it.
FURNITURE = re.compile(r"续表|·\d+·|[|\-—–_*#>]+")


def squash(text: str) -> str:
    """Return ``text`` in NFKC, Simplified and lower case, without white space."""
    return _SPACE.sub("", fold(text)).lower()


def squash_quote(text: str) -> str:
    """Return ``text`` squashed and without page furniture and the marks of flattened tables."""
    return FURNITURE.sub("", squash(text))
