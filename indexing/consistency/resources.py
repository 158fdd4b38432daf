"""Resources that are listed and that no step uses."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from indexing.consistency.finding import Finding, Severity, place
from indexing.consistency.wording import all_pairs, pairs, step_texts
from indexing.extract import Outline, Records
from indexing.extract.lesson_plan import LessonPlan
from indexing.extract.values import Value
from indexing.searchtext import fold
from indexing.structure.vocabulary import vocabulary

#: One resource in a list: up to a separator, brackets behind it left out.
_ITEM = re.compile(r"(?:^|(?<=[\n;]))\s*\d{1,2}[.．、]\s*|(?P<name>[^、,;。:\n\t()+和]{3,24})")


@dataclass(frozen=True, slots=True)
class _Resource:
    name: str
    start: int
    end: int
    system: bool


def resources(outline: Outline, records: Records) -> Iterator[Finding]:
    """Yield the systems and things listed under 教学资源 that no step speaks of."""
    plan = records.lesson_plan
    if plan is None or not plan.steps or not any(part.text for part in plan.resources):
        return
    listed = [
        resource
        for part in plan.resources
        for value in part.text
        for resource in _listed(outline, value)
    ]
    unused = [resource for resource in listed if not _used(plan, resource, listed)]
    if unused:
        names = "、".join(f"“{resource.name}”" for resource in unused)
        yield Finding(
            "unused_resource",
            f"教学资源列出的{names}，教学实施过程没有写在哪个环节使用。",
            tuple(place(outline, resource.start, resource.end) for resource in unused),
            "在用到它的环节写明怎样使用，用不到的从教学资源中删去。",
            Severity.ADVICE,
        )


def _listed(outline: Outline, value: Value) -> Iterator[_Resource]:
    words = vocabulary()["consistency"]
    systems, things = tuple(words["systems"]), tuple(words["things"])
    # What stands in brackets tells more of the resource before it.
    inside = [found.span() for found in outline.finditer(r"\([^()]*\)", value.start, value.end)]
    for found in outline.finditer(_ITEM, value.start, value.end):
        if not found["name"]:  # the number of an item
            continue
        start, end = found.span("name")
        follows = outline.document.canonical[end : end + 1]
        name = found["name"].strip()
        # 仿真软件：… names the kind of what follows, no resource of its own.
        if follows in ("：", ":") or any(a <= start < b for a, b in inside):
            continue
        if any(word in name for word in words["always_used"]):
            continue
        if name.endswith(systems) or name.endswith(things):
            yield _Resource(name, start, end, name.endswith(systems))


def _used(plan: LessonPlan, resource: _Resource, listed: list[_Resource]) -> bool:
    """Whether a step names the resource, or what tells it from the subject of the lesson."""
    texts = "\n".join(fold(text) for text in step_texts(plan.steps))
    if resource.name in texts:
        return True
    kind = resource.name[-2:]
    own = pairs(resource.name) - _subject(plan) - {kind}
    if resource.system:  # 平台 in a step is the platform that is named there
        for other in listed:
            texts = texts.replace(other.name, "|")
    # 系统 is also a manner: 系统地整理.
    named = kind in texts if kind not in vocabulary()["consistency"]["manners"] else False
    return named or bool(own & all_pairs([texts]))


def _subject(plan: LessonPlan) -> frozenset[str]:
    """Return what the lesson as a whole is about."""
    task = plan.basic("任务名称")
    goals = [value.text for part in plan.goals for value in part.text]
    return all_pairs([task.text if task else "", *goals])
