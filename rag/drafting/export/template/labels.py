"""Which part of a plan a label of a school's form asks for."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from dataclasses import dataclass
from enum import Enum, auto
from functools import cache
from importlib.resources import files
from typing import Any

from indexing.kinds.lesson_plan.process_words import column_role
from indexing.kinds.shared.vocabulary import alias, label, vocabulary
from indexing.searchtext import fold

_BRACKETS = re.compile(r"[(（\[【〔][^()（）\[\]【】〔〕]*[)）\]】〕]")
_LONGEST = 20
#: Short names that are understood without the name of their field.
_SHORT = ("重点", "难点")


class Kind(Enum):
    """What a label asks for: a short field, a field, or a labelled part of a field."""

    BASIC = auto()
    FIELD = auto()
    PART = auto()


@dataclass(frozen=True, slots=True)
class Target:
    """What a label asks for; ``part`` is empty but for a part."""

    kind: Kind
    name: str
    part: str = ""


def target_of(text: str, field: str = "") -> Target | None:
    """Return what a label asks for, ``None`` where it is not known.

    Args:
        text: the label as printed, with its number, colon or remark in brackets.
        field: the field whose name stands next to it or above, if any.
    """
    if not text.strip() or len(re.sub(r"\s", "", text)) > _LONGEST:
        return None
    for name in dict.fromkeys((label(text), label(_BRACKETS.sub("", text)))):
        found = _known(name, field) if name else None
        if found:
            return found
    return None


def part_name(field: str, name: str) -> str:
    """Return the name of a part of a field as forms are compared with; else the name itself."""
    return _of_field(field).get(label(name), name)


def column_of(text: str) -> str | None:
    """Return the role of a column of the process by its header, ``None`` for any other."""
    folded = label(_BRACKETS.sub("", text)) or label(text)
    for name in (label(text), folded):
        role = column_role(name) or _columns().get(name)
        if role:
            return role
    return None


def _known(name: str, field: str) -> Target | None:
    part = _of_field(field).get(name)
    if part:
        return Target(Kind.PART, field, part)
    basic = alias("lesson_plan", "basics", name) or _aliases("basics").get(name)
    if basic:
        return Target(Kind.BASIC, basic)
    whole = _aliases("fields").get(name) or alias("lesson_plan", "fields", name)
    if whole:
        return Target(Kind.FIELD, whole)
    return _alone().get(name)


@cache
def _names() -> dict[str, Any]:
    text = files("rag.drafting.export.template").joinpath("labels.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


@cache
def _aliases(table: str) -> dict[str, str]:
    lists: dict[str, list[str]] = _names()[table]
    return {label(name): first for first, names in lists.items() for name in (first, *names)}


@cache
def _columns() -> dict[str, str]:
    lists: dict[str, list[str]] = _names()["columns"]
    return {label(name): role for role, names in lists.items() for name in names}


@cache
def _of_field(field: str) -> dict[str, str]:
    """Return the names of the parts of a field; of those in the vocabulary as well."""
    lists: dict[str, list[str]] = _names()["parts"].get(field, {})
    known: list[str] = vocabulary()["lesson_plan"]["labels"].get(field, [])
    named = {label(name): first for first, names in lists.items() for name in (first, *names)}
    return {label(name): fold(name) for name in known} | named


@cache
def _alone() -> dict[str, Target]:
    """Return the parts that are understood without their field."""
    found = {field: _of_field(field) for field in _names()["parts"]}
    counts = Counter(name for names in found.values() for name in names)
    return {
        name: Target(Kind.PART, field, part)
        for field, names in found.items()
        for name, part in names.items()
        if counts[name] == 1 and (len(name) >= 4 or name in _SHORT)
    }
