"""Comparing texts letter by letter."""

from __future__ import annotations


def commonprefix(pair: tuple[str, str]) -> str:
    """Return the letters with which both texts begin."""
    one, two = pair
    for at, (a, b) in enumerate(zip(one, two, strict=False)):
        if a != b:
            return one[:at]
    return min(pair, key=len)
