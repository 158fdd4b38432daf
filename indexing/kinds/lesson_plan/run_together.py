"""Lesson plans that a site or a careless copy has run together into one line.

The names of the fields still say where each begins. The line is cut before and behind them; only
line breaks and spaces are added, no character is lost or moved. With more than one subject
(``课题``) each opens a lesson of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import pairwise

from indexing.kinds.shared.vocabulary import vocabulary
from indexing.readers.blocks import Block, Line
from indexing.searchtext import to_search_text

_SUBJECT, _PROCESS = "课题", "教学实施过程"
#: Characters of a line that may be a whole plan; names of fields it must have.
_LONG, _FEWEST = 200, 5
_SHORTEST = 3
#: What stands before or behind a name that is only mentioned.
_BEFORE, _BEHIND = "本的和与、及是对在为将把按各用", "的和与、及是在为包库"


def split_plans(blocks: Sequence[Block]) -> list[Block]:
    """Return the blocks with every plan that is one line cut into its fields."""
    out: list[Block] = []
    for block in blocks:
        if isinstance(block, Line) and len(block.text) >= _LONG:
            out += _lines(block)
        else:
            out.append(block)
    return out


def _lines(line: Line) -> list[Line]:
    search = to_search_text(line.text)
    found = [match for match in _names().finditer(search.text) if not _is_mention(match)]
    names = [match["name"] for match in found]
    if len(set(names)) < _FEWEST or not set(names).intersection(_processes()):
        return [line]
    lessons = names.count(_SUBJECT)
    places = [(*search.original(*m.span()), m["name"] == _SUBJECT) for m in found]
    out = [Line(line.text[: places[0][0]], line.page)]
    for (start, end, subject), (following, *_) in pairwise([*places, (len(line.text), 0, False)]):
        name, text = line.text[start:end], line.text[end:following]
        if subject:
            value, *basics = _basics(text)
            out.append(Line(f"{name} {value}", line.page, heading=int(lessons > 1)))
            out += [Line(basic, line.page) for basic in basics]
        else:
            out += [Line(name, line.page, heading=1 + int(lessons > 1)), Line(text, line.page)]
    return [part for part in out if part.text.strip()]


def _is_mention(match: re.Match[str]) -> bool:
    before, behind = match.string[: match.start()][-1:], match.string[match.end() :][:1]
    return bool(before and before in _BEFORE) or bool(behind and behind in _BEHIND)


def _basics(text: str) -> Iterator[str]:
    """Yield what stands behind the subject: its text, then each short field with its value."""
    search = to_search_text(text)
    cuts = [
        0,
        *(search.offsets[m.start()] for m in _basic_names().finditer(search.text) if m.start()),
    ]
    for start, end in pairwise([*cuts, len(text)]):
        yield text[start:end].strip()


@cache
def _names() -> re.Pattern[str]:
    plan = vocabulary()["lesson_plan"]
    kind = vocabulary()["kinds"]["lesson_plan"]
    names = {name for names in plan["fields"] for name in names}
    names |= {name for names in plan["labels"].values() for name in names}
    names |= set(kind["typical"])
    long = {name for name in names if len(name) > _SHORTEST}
    return re.compile(f"[【\\[]?(?P<name>{_any({*long, _SUBJECT})})[】\\]]?[:]?")


def _processes() -> list[str]:
    fields: list[list[str]] = vocabulary()["lesson_plan"]["fields"]
    return next(names for names in fields if names[0] == _PROCESS)


@cache
def _basic_names() -> re.Pattern[str]:
    plan = vocabulary()["lesson_plan"]
    names = {name for names in plan["basics"] for name in names}
    typical = set(vocabulary()["kinds"]["lesson_plan"]["typical"])
    return re.compile(_any((names | typical) - {_SUBJECT}))


def _any(names: set[str]) -> str:
    return "|".join(sorted(map(re.escape, names), key=len, reverse=True))
