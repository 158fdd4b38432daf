"""Short names of steps of work, for headings and sentences of a plan."""

from __future__ import annotations

import re

from rag.drafting.phrases import split, tidy, without_brackets

_LONGEST_NAME = 20
_ENOUGH = 8
_OBJECT_FIRST = re.compile(r"^对(.{2,14}?)(?:进行|作出|做出)(?:了)?(?=.{2})")


def short_name(text: str) -> str:
    """Return a name of a step for headings: its first clauses, as many as are still short."""
    clauses = [_object_first(clause) for clause in split(tidy(text), "，,；;。")]
    name = clauses[0] if clauses else tidy(text)
    for clause in clauses[1:]:
        if len(name) >= _ENOUGH or len(name) + len(clause) >= _LONGEST_NAME:
            break
        name = f"{name}，{clause}"
    if len(name) > _LONGEST_NAME:
        name = _object_first(_first_of_list(without_brackets(name)))
    return re.sub(r"^(?:并|完成)(?=.{4})", "", name)


def _first_of_list(name: str) -> str:
    """Return a name with the first items of its enumeration, and what is done with them."""
    items = split(name, "、")
    if len(name) <= _LONGEST_NAME or len(items) < 3:
        return name
    _, etc, tail = items[-1].partition("等")
    if etc and tail:
        return f"{items[0]}等{tail}"
    act = items[-1].rpartition("的")
    done = f"的{act[2]}" if act[1] and "的" not in items[0] else ""
    return f"{'、'.join(items[:2])}等{done}"


def _object_first(clause: str) -> str:
    """Return 对货品进行检验 as 货品检验."""
    return _OBJECT_FIRST.sub(r"\1", clause)
