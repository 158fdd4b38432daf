"""What a reasoning model writes between think tags is no part of its answer."""

from __future__ import annotations

import re

#: The beginning of a tag at the end of a text that is still coming.
_BEGUN = re.compile(r"<(?:t(?:h(?:i(?:n(?:k)?)?)?)?|/.{0,5})?$")


def without_thoughts(text: str) -> str:
    """Return a model's text, complete or still growing, without its thoughts."""
    after = text.rpartition("</think>")[2]
    return _BEGUN.sub("", after.partition("<think>")[0]).lstrip()
