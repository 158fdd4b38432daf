"""The phases of a lesson (课前, 课中, 课后): on lines and rows of their own, or inside a cell."""

from __future__ import annotations

import re
from functools import cache

from indexing.searchtext import fold
from indexing.structure.vocabulary import label, vocabulary

_BRACKETS = r"(?:[(【\[][^()【】\[\]]{1,20}[)】\]])?"


@cache
def phases() -> tuple[str, ...]:
    """Return the names of the phases in their order."""
    return tuple(vocabulary()["lesson_plan"]["process"]["phases"])


@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    names = "|".join(phases())
    tails = "|".join(vocabulary()["lesson_plan"]["process"]["phase_tails"])
    return (
        re.compile(rf"^({names}){_BRACKETS}$"),
        re.compile(rf"^({names})[:\-—·、]*(?:(?:{tails})[、和与及]?)*{_BRACKETS}$"),
        re.compile(rf"^[(【\[]?({names})(?:[)】\]]\s*|[\s:\-—·/、|]+|(?=\()|$)"),
    )


def phase_of(text: str, *, row: bool = False) -> str:
    """Return the phase that a line or cell names and nothing else, ``""`` where it names none.

    Args:
        text: the line or cell.
        row: whether it stands alone in its row, where ``课前自主学习`` too is a phase and no step.
    """
    bare, tailed, _ = _patterns()
    match = (tailed if row else bare).match(label(text))
    return match[1] if match else ""


def phase_in(text: str) -> tuple[str, str]:
    """Return the phase that a cell opens with, set apart from the rest, and that rest.

    Both are of the text as printed; ``课前 预习`` has one, ``课前预习`` is only a name.
    """
    match = _patterns()[2].match(fold(text))
    if match is None or len(fold(text)) != len(text):
        return "", text
    return match[1], text[match.end() :].strip()


def begins_with(text: str) -> str:
    """Return the phase that a name begins with (``课前预习``), ``""`` where it begins with none."""
    folded = fold(text).strip()
    return next((phase for phase in phases() if folded.startswith(phase)), "")
