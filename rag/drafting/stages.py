"""The stages of work that a lesson on a task walks through, chosen from a course's content.

A course has one run of steps for several tasks. A lesson takes those that fit its task: as many
as its minutes allow, without the steps that only receive a task or file its papers.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rag.drafting.aligning import Alignment
from rag.drafting.course_steps import (
    CourseStep,
    course_steps,
    is_frame,
    of_group,
    without_other_tasks,
)
from rag.drafting.describing import Description
from rag.drafting.located import Located
from rag.drafting.naming import short_name
from rag.drafting.phrases import Likeness, tidy, topic_of, without_brackets
from rag.drafting.wording import kind_of

#: Most stages for so many minutes in class.
_MOST = ((60, 2), (110, 3), (200, 4), (10_000, 5))
#: A step fits where its score is at least such a share of the best one's.
_FITS = 0.4
#: Weight of a step that is like the task's own name, beside clauses of the task's process.
_NAME = 1.5
#: Beyond so many characters a step's content does not count for more.
_RICH = 160
_TAIL = re.compile(r"(的?(?:使用|操作|填写))?的?(?:方法|技巧|要点|要求|规范|用法)$")


@dataclass(frozen=True, slots=True)
class StageContent:
    """A stage of work and what is learnt in it.

    Attributes:
        name: short name, used as it is in the names of steps.
        heading: the name as printed; ``None`` where the stage is a part of a printed step.
        practical: practical knowledge.
        theoretical: theoretical knowledge.
    """

    name: str
    heading: Located | None
    practical: tuple[Located, ...]
    theoretical: tuple[Located, ...]


def most_stages(minutes: int) -> int:
    """Return how many stages fit into a lesson of so many minutes."""
    return next(most for limit, most in _MOST if minutes <= limit)


def stages_for(
    aligned: Alignment, topic: str, task: Description, minutes: int
) -> tuple[StageContent, ...]:
    """Return the stages for a task in the order of the work; empty where the course has none.

    Args:
        aligned: the course.
        topic: the task without its number.
        task: the description of the reference task, empty where there is none.
        minutes: minutes in class.
    """
    parts = course_steps(aligned.course, aligned.standard.document.canonical)
    if not parts:
        return ()
    like = Likeness([part.text for part in parts])
    query = f"{topic}，{topic_of(aligned.task.name.text)}" if aligned.task else topic
    parts = of_group(parts, query, like)
    core = [part for part in parts if not is_frame(part.name)] or parts
    core = without_other_tasks(core, aligned)
    scores = _shares([like.of(query, p.text) + like.share(query, p.name) for p in core], _NAME)
    for clause in task.clauses():
        likes = [like.of(clause, p.text) + like.share(clause, p.text) for p in core]
        scores = [a + b for a, b in zip(scores, _shares(likes, max(likes)), strict=True)]
    if aligned.task is None:
        fits = [score >= _FITS * max(scores) for score in scores]
        core = [part for part, fit in zip(core, fits, strict=True) if fit]
        scores = [score for score, fit in zip(scores, fits, strict=True) if fit]
    most = most_stages(minutes)
    worth = [score * min(len(p.text), _RICH) for p, score in zip(core, scores, strict=True)]
    ranked = sorted(range(len(core)), key=lambda n: (-worth[n], n))
    chosen = sorted(ranked[:most])
    if len(chosen) == 1:
        return _divided(core[chosen[0]], most)
    return tuple(
        StageContent(short_name(p.name), p.heading, p.practical, p.theoretical)
        for p in (core[n] for n in chosen)
    )


def _shares(likes: Sequence[float], weight: float) -> list[float]:
    """Return a weight shared out among steps by the squares of their likeness."""
    total = sum(value**2 for value in likes)
    return [weight * value**2 / total if total else 0.0 for value in likes]


def _divided(part: CourseStep, most: int) -> tuple[StageContent, ...]:
    """Return the only step that fits as stages of its own: runs of its practical phrases."""
    phrases = [p for text in part.practical for p in text.split("，；;。") if len(p.text) > 2]
    count = min(most, len(phrases))
    if count < 2:
        return (
            StageContent(short_name(part.name), part.heading, part.practical, part.theoretical),
        )
    theory = [p for text in part.theoretical for p in text.split("，；;。")]
    out = []
    for practical, theoretical in zip(_runs(phrases, count), _runs(theory, count), strict=True):
        acts = [_TAIL.sub(r"\1", without_brackets(tidy(p.text))) for p in practical]
        does = [act for act in acts if kind_of(act) != "操作" and not act.endswith("法")]
        name = short_name("，".join((does or acts)[:2]))
        out.append(StageContent(name, None, tuple(practical), tuple(theoretical)))
    return tuple(out)


def _runs(items: Sequence[Located], count: int) -> list[list[Located]]:
    """Return items in ``count`` runs of about the same length, the longer ones first."""
    size, more = divmod(len(items), count)
    out = []
    at = 0
    for n in range(count):
        end = at + size + (n < more)
        out.append(list(items[at:end]))
        at = end
    return out
