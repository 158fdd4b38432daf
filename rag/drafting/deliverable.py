"""The title of what learners hand in, where the teacher did not give one."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from rag.drafting.wording import kind_of, pattern, words

_LONGEST = 24
_WORD = re.compile(r"[\u4e00-\u9fffA-Za-z0-9]+$")


def title_for(topic: str, told: Iterable[str], stages: Sequence[str]) -> str:
    """Return a title: the task and the kind of result that the standard says is handed in.

    Args:
        topic: the task.
        told: sentences that tell the task's process, the last ones first in weight.
        stages: names of the stages of work.
    """
    kinds: list[str] = words("deliverable")["kinds"]
    topic = _as_name(topic)
    if any(topic.endswith(kind) for kind in kinds):
        return topic
    kind = (
        _handed(told, kinds)
        or _written(told, kinds)
        or _named([*told, *stages], kinds)
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
    """Return a task told with its verb first as a name: 分析数据 as 数据分析, 开展活动 as 活动."""
    found = pattern("deliverable", "verb_first").match(topic)
    if not found:
        return topic
    return f"{found['rest']}{found['verb'] or ''}"


def _any(stages: Sequence[str]) -> str:
    """Return what any task ends with, by the kinds of its steps: a report, a record, a summary."""
    kinds = {kind_of(stage) for stage in stages}
    found = words("deliverable")["fallback"]
    return str(next((name for kind, name in found.items() if kind in kinds), found["操作"]))


def _handed(told: Iterable[str], kinds: Sequence[str]) -> str:
    """Return the kind of thing in the last clause that hands something over."""
    found = ""
    for text in told:
        for match in pattern("deliverable", "handed").finditer(text):
            found = next((kind for kind in kinds if kind in match[0]), found)
    return found


def _written(told: Iterable[str], kinds: Sequence[str]) -> str:
    """Return the kind of thing that the process says is written or made, the last such clause."""
    found = ""
    for text in told:
        for match in pattern("deliverable", "made").finditer(text):
            found = next((kind for kind in kinds if kind in match[0]), found)
    return found


def _named(texts: Iterable[str], kinds: Sequence[str]) -> str:
    """Return the kind of thing that is named most often, the longest word for it."""
    count = Counter(kind for text in texts for kind in kinds if kind in text)
    return max(count, key=lambda kind: (count[kind] * len(kind), -kinds.index(kind)), default="")
