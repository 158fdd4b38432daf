"""The stages of work that a lesson on a task walks through, chosen from a course's content.

The task's description is taken apart first. A course has one run of steps for several tasks: some
serve all of them, some only one. A lesson takes those that fit its task: as many as its minutes
allow, without the steps that only receive a task or file its papers.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from indexing.kinds.standard.course import Course
from rag.drafting.courses import Alignment
from rag.drafting.phrases import Likeness, Located, split, tidy, tokens, topic_of, without_brackets
from rag.drafting.wording import kind_of, pattern, short_name, words

_LABEL = re.compile(r"^\s*([^：:，。]{2,5})[：:]\s*")
_LEAD = re.compile(r"^(?:首先|然后|最后|接着|其次|并且?|再|同时|依次)(?=\S{3})")
_GIVEN = re.compile(
    r"^(?:根据|按照|按|依据|依|使用|运用|通过|利用|结合|在|由|据|以|如|包括|为|学生|学员|与)"
)
_RULES_AT_MOST = 140
#: A step is the task's own where it speaks of it so much as of any other task of the course.
_OURS = 0.6
#: Below this weight a step speaks of no task in particular and serves them all.
_SLIGHT = 9.0
#: Weight of a word of the task's name, and of one in the step's name, over any other.
_NAMED = 3.0
_PREFIX = re.compile(r"^([^：:，]{2,8})[：:]\s*(?=\S{2})")
#: Most stages for so many minutes in class.
_MOST = ((60, 2), (110, 3), (200, 4), (10_000, 5))
#: A step fits where its score is at least such a share of the best one's.
_FITS = 0.4
#: Weight of a step that is like the task's own name, over clauses of the task's process.
_NAME = 1.5
#: Beyond so many characters a step's content does not count for more.
_RICH = 160
_TAIL = re.compile(r"(的?(?:使用|操作|填写))?的?(?:方法|技巧|要点|要求|规范|用法)$")


@dataclass(frozen=True, slots=True)
class Description:
    """A description taken apart, sentence by sentence."""

    situation: tuple[Located, ...] = ()
    process: tuple[Located, ...] = ()
    rules: tuple[Located, ...] = ()

    def clauses(self) -> list[str]:
        """Return the process as clauses that each say one thing to do."""
        parts = [
            part
            for sentence in self.process
            for part in split(tidy(sentence.text).replace("→", "；"), "；;。")
        ]
        return [act for part in parts for act in _acts(part)]


def described(text: Located | None) -> Description:
    """Return the parts of a description; without one all are empty."""
    parts: dict[str, list[Located]] = {"situation": [], "process": [], "rules": []}
    into = "situation"
    for sentence in text.sentences() if text else ():
        label, body = _label(sentence.text)
        bare = tidy(sentence.text)
        if label:
            into = label
            sentence = sentence.part(body, len(sentence.text))
        elif _obeys(bare):
            into = "rules"
        elif into == "rules" or (into == "situation" and _begins(bare, bool(parts[into]))):
            into = "process"
        if sentence.text:
            parts[into].append(sentence)
    return Description(*(tuple(parts[key]) for key in ("situation", "process", "rules")))


def _begins(sentence: str, has_situation: bool) -> bool:
    """Whether a sentence begins the process; ``has_situation``: one stands before it."""
    begins = pattern("task", "starts").search(sentence)
    return bool(begins or (has_situation and pattern("task", "given").search(sentence)))


def _obeys(sentence: str) -> bool:
    """Whether a sentence does nothing but name what has to be kept."""
    names = pattern("task", "obeys").search(sentence)
    return bool(names) and len(sentence) < _RULES_AT_MOST and "；" not in sentence


def _label(sentence: str) -> tuple[str, int]:
    """Return which part a sentence opens by a label, and where its text begins."""
    match = _LABEL.match(sentence)
    for key in ("situation", "process", "rules"):
        if match and tidy(match[1]) in words("task")[key]:
            return key, match.end()
    return "", 0


def _acts(part: str) -> list[str]:
    """Return the acts of a part of a sentence: its clauses without those that only give a means."""
    out = []
    for clause in split(part, "，,"):
        act = _LEAD.sub("", clause)
        if len(act) >= 3 and not _GIVEN.match(act) and not act.endswith(("后", "时")):
            out.append(act)
    return out


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
        # One group among single steps holds what the course has only for some of its tasks.
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
        distinctive = {token for token in tokens(part.name) if names[token] == 1}
        sure = len(distinctive) > 1 or any(token.isascii() for token in distinctive)
        if sure and not distinctive & mine:  # it names another task
            kept.append(False)
            continue
        ours = max(speaks(part, name, text) for name, text, own in bags if own)
        theirs = max(speaks(part, name, text) for name, text, own in bags if not own)
        kept.append(ours >= _OURS * theirs or theirs < _SLIGHT)
    own = [part for part, keep in zip(core, kept, strict=True) if keep]
    # A lesson cannot be all looking back.
    back = len(own) == 1 and kind_of(own[0].name) == "复盘"
    return core if back or not own else own


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
