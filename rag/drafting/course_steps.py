"""The steps of a course's content, and which of them belong to a task.

A course has one run of steps for several tasks: some serve all of them, some only one.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from dataclasses import dataclass

from indexing.kinds.standard.course import Course
from rag.drafting.aligning import Alignment
from rag.drafting.located import Located
from rag.drafting.phrases import Likeness, tokens, topic_of
from rag.drafting.wording import kind_of, pattern

#: A step is the task's own where it speaks of it so much as of any other task of the course.
_OURS = 0.6
#: So little is said of any one task that the step serves them all.
_SLIGHT = 9.0
#: Weight of a word of the task's name, and of one in the step's name, beside any other.
_NAMED = 3.0
_PREFIX = re.compile(r"^([^：:，]{2,8})[：:]\s*(?=\S{2})")


@dataclass(frozen=True, slots=True)
class CourseStep:
    """A step with its group, taken off its name where it is printed there."""

    name: str
    group: str
    heading: Located
    practical: tuple[Located, ...]
    theoretical: tuple[Located, ...]

    @property
    def text(self) -> str:
        """Everything the step says, with its group."""
        located = (self.heading, *self.practical, *self.theoretical)
        return " ".join([self.group, *(item.text for item in located)])


def course_steps(course: Course, canonical: str) -> list[CourseStep]:
    """Return the steps of a course in order; ``canonical`` is the text of its document."""
    out = []
    names = [topic_of(step.name.text) for step in course.content.steps]
    prefixes = [match[1] if (match := _PREFIX.match(name)) else "" for name in names]
    for step, name, prefix in zip(course.content.steps, names, prefixes, strict=True):
        shared = prefix if prefix and prefixes.count(prefix) > 1 else ""
        group = topic_of(step.group.text) if step.group else shared
        out.append(
            CourseStep(
                _PREFIX.sub("", name),
                group,
                Located.of(step.name, canonical),
                tuple(Located.of(v, canonical) for v in (*step.practical, *step.other)),
                tuple(Located.of(v, canonical) for v in step.theoretical),
            )
        )
    return out


def of_group(parts: list[CourseStep], query: str, like: Likeness) -> list[CourseStep]:
    """Return the parts without those of groups that are less like the task than another one."""
    groups = list(dict.fromkeys(part.group for part in parts if part.group))
    if not groups:
        return parts
    best = max(groups, key=lambda group: like.share(group, query))
    if len(groups) == 1 and like.share(best, query) < 1:
        # One group beside single steps holds what the course has only for some of its tasks.
        return [p for p in parts if not p.group] if _is_option(parts) else parts
    return [p for p in parts if p.group in ("", best)]


def _is_option(parts: list[CourseStep]) -> bool:
    """Whether the only group goes through the whole work again, from receiving the task on."""
    return any(p.group and pattern("stages", "opening").search(p.name) for p in parts)


def is_frame(name: str) -> bool:
    """Whether a step receives a task or files its papers."""
    if pattern("stages", "opening").search(name):
        return True
    closes = pattern("stages", "closing").search(name)
    return bool(closes) and not pattern("stages", "making").search(name)


def without_other_tasks(core: list[CourseStep], aligned: Alignment) -> list[CourseStep]:
    """Return the steps without those that speak of another reference task of the course.

    Only words that tell the tasks apart are looked at; a step without them serves all tasks.
    """
    if aligned.task is None or len(aligned.course.tasks) < 2:
        return core
    bags = []
    for task in aligned.course.tasks:
        name, text = topic_of(task.name.text), task.description.text if task.description else ""
        bags.append((tokens(name), tokens(text), task is aligned.task))
    count = Counter(token for name, text, _ in bags for token in name | text)
    weight = {token: math.log(len(bags) / number) for token, number in count.items()}

    def speaks(part: CourseStep, name: set[str], text: set[str]) -> float:
        own, body = tokens(part.name + part.group), tokens(part.text)
        return sum(
            weight[t] * (1 + _NAMED * (t in name)) * (1 + _NAMED * (t in own))
            for t in (name | text) & body
        )

    names = Counter(token for name, _, _ in bags for token in name)
    mine = {token for name, _, own in bags for token in name if own}
    kept = []
    for part in core:
        told = {token for token in tokens(part.name) if names[token] == 1}
        sure = len(told) > 1 or any(token.isascii() for token in told)
        if sure and not told & mine:  # it names another task
            kept.append(False)
            continue
        ours = max(speaks(part, name, text) for name, text, own in bags if own)
        theirs = max(speaks(part, name, text) for name, text, own in bags if not own)
        kept.append(ours >= _OURS * theirs or theirs < _SLIGHT)
    own = [part for part, keep in zip(core, kept, strict=True) if keep]
    # A lesson cannot be all looking back.
    back = len(own) == 1 and kind_of(own[0].name) == "复盘"
    return core if back or not own else own
