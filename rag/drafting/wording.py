"""The words of a plan: word lists (``words.toml``), templates (``prompts/draft``), and names.

Names are the short ones of steps of work and the title of what learners hand in.
"""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cache
from importlib.resources import files
from typing import Any

from rag.drafting.phrases import split, tidy, without_brackets

_KEY = re.compile(r"^## (\S+)$")
_FIELD = re.compile(r"\{([^{}]*)\}")
_LONGEST_NAME = 20
_ENOUGH = 8
_OBJECT_FIRST = re.compile(r"^对(.{2,14}?)(?:进行|作出|做出)(?:了)?(?=.{2})")
_LONGEST = 24
_WORD = re.compile(r"[\u4e00-\u9fffA-Za-z0-9]+$")


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


def sentence(template: str, key: str, **fields: str) -> str:
    """Return the first sentence under a heading of ``prompts/draft/<template>.md``.

    Args:
        template: name of the file.
        key: heading in the file under which the sentence stands.
        fields: what the ``{fields}`` of the sentence stand for, inserted as they are.

    Raises:
        KeyError: there is no such heading, or the sentence has a field that was not given.
    """
    return all_sentences(template, key, **fields)[0]


def all_sentences(template: str, key: str, **fields: str) -> list[str]:
    """Return every sentence under a heading; see :func:`sentence`."""
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


def title_for(topic: str, process: Iterable[str], stages: Sequence[str]) -> str:
    """Return a title: the task and the kind of result that the standard says is handed in.

    Args:
        topic: the task.
        process: sentences on the task's process, the last ones first in weight.
        stages: names of the stages of work.
    """
    kinds: list[str] = words("deliverable")["kinds"]
    topic = _as_name(topic)
    if any(topic.endswith(kind) for kind in kinds):
        return topic
    kind = (
        _handed(process, kinds)
        or _written(process, kinds)
        or _named([*process, *stages], kinds)
        or _any(stages)
    )
    if kind in topic:
        return topic[: topic.index(kind) + len(kind)]
    if topic.endswith(tuple(words("deliverable")["plans"])):
        kind = "方案"
    if kind[:2] in topic and kind[2:] in kinds:
        kind = kind[2:]
    base = topic
    for overlap in range(min(len(base), len(kind)), 1, -1):
        if base.endswith(kind[:overlap]):
            return base + kind[overlap:]
    return f"{base}{kind}" if len(base) + len(kind) <= _LONGEST else kind


def _as_name(topic: str) -> str:
    """Return a task that begins with its verb as a name: 分析数据 as 数据分析, 开展活动 as 活动."""
    found = pattern("deliverable", "verb_first").match(topic)
    if not found:
        return topic
    return f"{found['rest']}{found['verb'] or ''}"


def _any(stages: Sequence[str]) -> str:
    """Return what any task ends with, by the kinds of its steps: a report, a record, a summary."""
    kinds = {kind_of(stage) for stage in stages}
    found = words("deliverable")["fallback"]
    return str(next((name for kind, name in found.items() if kind in kinds), found["操作"]))


def _handed(process: Iterable[str], kinds: Sequence[str]) -> str:
    """Return the kind of thing in the last clause that hands something over."""
    found = ""
    for text in process:
        for match in pattern("deliverable", "handed").finditer(text):
            found = next((kind for kind in kinds if kind in match[0]), found)
    return found


def _written(process: Iterable[str], kinds: Sequence[str]) -> str:
    """Return the kind of thing that the process says is written or made, the last such clause."""
    found = ""
    for text in process:
        for match in pattern("deliverable", "made").finditer(text):
            found = next((kind for kind in kinds if kind in match[0]), found)
    return found


def _named(texts: Iterable[str], kinds: Sequence[str]) -> str:
    """Return the kind of thing that is named most often, the longest word for it."""
    count = Counter(kind for text in texts for kind in kinds if kind in text)
    return max(count, key=lambda kind: (count[kind] * len(kind), -kinds.index(kind)), default="")
