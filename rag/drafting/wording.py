"""The word lists of drafting (``words.toml``) and its sentence templates (``prompts/draft``)."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

_KEY = re.compile(r"^## (\S+)$")
_FIELD = re.compile(r"\{([^{}]*)\}")


@cache
def words(table: str) -> dict[str, Any]:
    """Return one table of the word lists.

    Raises:
        KeyError: there is no such table.
    """
    text = files("rag.drafting").joinpath("words.toml").read_text(encoding="utf-8")
    found: dict[str, Any] = tomllib.loads(text)[table]
    return found


@cache
def pattern(table: str, key: str) -> re.Pattern[str]:
    """Return a regular expression of the word lists."""
    return re.compile(words(table)[key])


@cache
def kind_of(name: str) -> str:
    """Return what kind of activity a step of this name is: ``收集``, ``分析``, ``操作`` …."""
    return next(kind for kind, expression in words("kinds").items() if re.search(expression, name))


def said(template: str, key: str, **fields: str) -> str:
    """Return the first sentence under a heading of ``prompts/draft/<template>.md``.

    Args:
        template: name of the file.
        key: heading in the file under which the sentence stands.
        fields: what the ``{fields}`` of the sentence stand for, inserted as they are.

    Raises:
        KeyError: there is no such heading, or the sentence has a field that was not given.
    """
    return all_said(template, key, **fields)[0]


def all_said(template: str, key: str, **fields: str) -> list[str]:
    """Return every sentence under a heading; see :func:`said`."""
    lines = _templates(template)[key]
    return [_FIELD.sub(lambda match: fields[match[1]], line) for line in lines]


@cache
def _templates(name: str) -> dict[str, list[str]]:
    """Return the sentences of a file: list items, by the heading of second level above them."""
    text = files("prompts").joinpath("draft", f"{name}.md").read_text(encoding="utf-8")
    out: dict[str, list[str]] = {}
    lines: list[str] = []
    for line in text.splitlines():
        heading = _KEY.match(line)
        if heading:
            lines = out.setdefault(heading[1], [])
        elif line.startswith("- "):
            lines.append(line[2:])
    return out
