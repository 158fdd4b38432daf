"""What a plan announces and does not use: goals without a step or an assessment, idle resources.

Compared by what the texts are about; a goal that shares anything with the steps counts as served.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from indexing.kinds import Outline, Records
from indexing.kinds.lesson_plan.lesson_plan import LessonPlan
from indexing.kinds.shared.values import Value
from indexing.searchtext import fold
from rag.checking.finding import Finding, Severity, at, place
from rag.checking.wording import all_pairs, characters, pairs, rule_words, step_texts, topics

#: A goal with fewer pairs of characters says too little to be compared.
_FEWEST_PAIRS = 4
#: Values are lived in many words: a goal of values must say more to be missed.
_FEWEST_PAIRS_OF_VALUES = 8
#: A goal is served if more than this part of its pairs is found.
_SERVED = 0.1
#: Of the goals so many must be found in the assessment, or it is told in general terms only.
_SPECIFIC = 0.5
#: Of its characters so many occur when it is put in other words: 立即扶起, 马上扶她起来.
_OTHER_WORDS = 0.6
#: The same for the assessment, which says little of each goal.
_JUDGED_IN_OTHER_WORDS = 0.4
#: Pairs a goal shares with the name of the task: then the whole lesson serves it.
_WHOLE_LESSON = 2
_FEWEST_STEPS = 2
#: One resource in a list: up to a separator, brackets behind it left out.
_ITEM = re.compile(r"(?:^|(?<=[\n;]))\s*\d{1,2}[.．、]\s*|(?P<name>[^、,;。:\n\t()+和]{3,24})")


@dataclass(frozen=True, slots=True)
class _Goal:
    kind: str
    value: Value
    pairs: frozenset[str]

    def says_enough(self) -> bool:
        few = _FEWEST_PAIRS_OF_VALUES if self.kind in _values() else _FEWEST_PAIRS
        return len(self.pairs) >= few

    def in_texts(self, texts: Sequence[str], share: float, other_words: float) -> bool:
        """Whether texts have more than a share of the pairs, or say it in other words."""
        if len(self.pairs & all_pairs(texts)) > share * len(self.pairs):
            return True
        own = characters(self.value.text)
        return len(own & frozenset("".join(texts))) >= other_words * len(own)


def goals(outline: Outline, records: Records) -> Iterator[Finding]:
    """Yield goals that no step works on, goals that nothing judges, points outside the goals."""
    plan = records.lesson_plan
    if plan is None or len(plan.steps) < _FEWEST_STEPS:
        return
    every = [_Goal(p.name, v, pairs(v.text)) for p in plan.goals for v in p.text]
    told = [goal for goal in every if goal.says_enough()]
    topic = topics(plan)
    done = list(step_texts(plan.steps))
    unserved = [
        goal
        for goal in told
        if not goal.in_texts(done, _SERVED, _OTHER_WORDS)
        and len(goal.pairs & topic) < _WHOLE_LESSON
    ]
    for goal in unserved:
        yield _finding(
            outline,
            goal,
            "goal_without_activity",
            "在教学实施过程中没有对应的活动。",
            "在一个课中环节里写明落实这一目标的教师活动和学生活动，或删去这一目标。",
        )
    judged = _judged(plan)
    checked = [goal for goal in told if goal not in unserved and goal.kind not in _values()]
    missed = [goal for goal in checked if not goal.in_texts(judged, 0, _JUDGED_IN_OTHER_WORDS)]
    if checked and len(missed) <= (1 - _SPECIFIC) * len(checked):
        for goal in missed:
            yield _finding(
                outline,
                goal,
                "goal_without_assessment",
                "在考核评价、任务要求和评价环节中都没有体现。",
                "在考核评价或评分表中加一项与这一目标对应的评价内容。",
            )
    yield from _points(outline, plan, all_pairs(g.value.text for g in every))


def _finding(outline: Outline, goal: _Goal, rule: str, what: str, mend: str) -> Finding:
    text = goal.value.text.strip("；;。 \n")
    return Finding(
        rule,
        f"{goal.kind or '教学目标'}“{text}”{what}",
        (at(outline, goal.value),),
        mend,
        Severity.ADVICE,
    )


def _judged(plan: LessonPlan) -> list[str]:
    """Return all that says how learning is judged."""
    words: list[str] = rule_words()["judging"]
    task = plan.task
    steps = [text for text in step_texts(plan.steps) if any(word in text for word in words)]
    asked = (*task.requirements, *task.goals) if task else ()
    return [*(value.text for value in (*plan.assessment, *asked)), *steps]


def _points(outline: Outline, plan: LessonPlan, goal_pairs: frozenset[str]) -> Iterator[Finding]:
    """Yield key and difficult points of which nothing is in the goals."""
    for name, values in (("重点", plan.key_points), ("难点", plan.difficult_points)):
        found = all_pairs(value.text for value in values)
        if goal_pairs and len(found) >= _FEWEST_PAIRS and not found & goal_pairs:
            text = values[0].text.strip("；;。 ")
            yield Finding(
                "point_outside_goals",
                f"教学{name}“{text}”在教学目标中没有提到。",
                tuple(at(outline, value) for value in values),
                f"从教学目标中选出{name}，或补上相应的目标。",
                Severity.ADVICE,
            )


def _values() -> tuple[str, ...]:
    """Return the kinds of goals that are lived and not marked."""
    return tuple(rule_words()["goals_of_values"])


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
    words = rule_words()
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
    named = kind in texts if kind not in rule_words()["manners"] else False
    return named or bool(own & all_pairs([texts]))


def _subject(plan: LessonPlan) -> frozenset[str]:
    """Return what the lesson as a whole is about."""
    task = plan.basic("任务名称")
    goals = [value.text for part in plan.goals for value in part.text]
    return all_pairs([task.text if task else "", *goals])
