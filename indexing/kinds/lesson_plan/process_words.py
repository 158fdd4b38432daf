"""Words of the table of the teaching process: roles of its columns, phases of the lesson.

A phase (课前, 课中, 课后) stands on a line or row of its own, or inside a cell.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from indexing.kinds.shared.vocabulary import label, vocabulary
from indexing.searchtext import fold

#: What the columns of a step hold, in the order of the record.
ROLES = ("step", "content", "teacher", "student", "design")
_JOINED = re.compile(r"[/、与及和·+&]")
_LONGEST, _LONGEST_PART = 14, 6
_NO_HEADER = re.compile(r"[\d。，；：！？!?:;,【】\n]")
_BRACKETS = r"(?:[(【\[][^()【】\[\]]{1,20}[)】\]])?"


@cache
def _role_words() -> dict[str, str]:
    process = vocabulary()["lesson_plan"]["process"]
    return {label(w): role for role in (*ROLES, "group", "time") for w in process[role]}


@cache
def _other_words() -> frozenset[str]:
    process = vocabulary()["lesson_plan"]["process"]
    return frozenset(label(word) for key in ("phase", "beside") for word in process[key])


def column_role(text: str) -> str | None:
    """Return the role of a column header, or ``None``."""
    return _role_words().get(label(text))


def header_role(text: str) -> str | None:
    """Return the role of what stands where a header does; ``""`` for a column that is none of ours.

    ``环节及时间分配`` is known by its first part. Elsewhere such words may be the text of a cell.
    """
    known = column_role(text)
    if known or label(text) in _other_words():
        return known or ""
    folded = re.sub(r"\s|\([^()]*\)", "", fold(text))
    first, *more = _JOINED.split(folded)
    short = len(folded) <= _LONGEST and all(0 < len(part) <= _LONGEST_PART for part in more)
    return column_role(first) if short else None


def is_header_row(texts: Sequence[str]) -> bool:
    """Whether a row of cells is (part of) the header of a process table.

    One column that is none of ours (备注) does not hide the others.
    """
    filled = [text for text in texts if text]
    roles = [header_role(text) for text in filled]
    named = sum(bool(role) for role in roles)
    known = sum(role is not None for role in roles)
    return named >= 2 and (known == len(filled) or (named >= 3 and known >= len(filled) - 1))


def may_be_header(text: str) -> bool:
    """Whether a cell is short and plain enough to name a column."""
    return 0 < len(re.sub(r"\s", "", text)) <= _LONGEST and not _NO_HEADER.search(text.strip())


def in_order(header: Sequence[str]) -> tuple[str, ...]:
    """Return the roles of the columns that a header names cell by cell, row after row.

    The second row of a header says what the columns under 师生活动 are.
    """
    roles = [header_role(text) or "" for text in header]
    if "group" not in roles:
        return tuple(roles)
    at = roles.index("group")
    under = [role for role in ("teacher", "student") if role in roles]
    rest = [role for role in roles if role not in ("group", "teacher", "student")]
    return (*rest[:at], *under, *rest[at:])


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
