"""The words by which document parts are recognised, read once from ``vocabulary.toml``."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

from indexing.searchtext import fold

_NUMBERING = re.compile(r"^(?:[一二三四五六七八九十]+、|\([一二三四五六七八九十\d]+\)|\d+[.、])")


def label(text: str) -> str:
    """Fold a line to compare it with the vocabulary: no spaces, no colon, numbering or brackets."""
    folded = re.sub(r"\s+", "", fold(text)).strip(":【】[]*")
    return _NUMBERING.sub("", folded)


@cache
def vocabulary() -> dict[str, Any]:
    """Return the tables of ``vocabulary.toml``."""
    text = files("indexing.kinds.shared").joinpath("vocabulary.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


@cache
def _aliases(table: str, key: str) -> dict[str, str]:
    lists: list[list[str]] = vocabulary()[table][key]
    return {label(alias): names[0] for names in lists for alias in names}


def alias(table: str, key: str, text: str) -> str | None:
    """Return the first name of the list in ``table.key`` that ``text`` is an alias of."""
    return _aliases(table, key).get(label(text))
