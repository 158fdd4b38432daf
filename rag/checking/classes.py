"""Classes that the goals or the task name and the step that works on them leaves out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from indexing.kinds import Outline, Records
from indexing.kinds.lesson_plan.lesson_plan import LessonPlan
from indexing.kinds.lesson_plan.lesson_steps import Step
from indexing.kinds.shared.values import Value
from indexing.searchtext import fold
from rag.checking.finding import Finding, at
from rag.checking.timing import in_class
from rag.checking.wording import cells, rule_words

_COUNTED = re.compile(
    r"(?:[二两三四五六七八九十]|\d{1,2})\s*(?:大|个|项|种|类)?(?:类|型|种|要素|特点|特征|原则|指标|维度|步|环节)"
)
_BRACKET = re.compile(r"\(([^()]*)\)")
_INNER = re.compile(r"[/\-—]|[与和或及](?!时)")
_MEMBER = re.compile(r"[\u4e00-\u9fffA-Za-z]{2,8}")
#: Fewer classes than this are no system of classes.
_FEWEST = 3


@dataclass(frozen=True, slots=True)
class _Class:
    """A class or a set of them that belong together: 基础 / 业务 / 智能."""

    name: str
    members: tuple[str, ...]

    def in_text(self, text: str) -> bool:
        """Whether at least half of the members are named."""
        named = sum(_named(member, text) for member in self.members)
        return 2 * named >= len(self.members)


def classes(outline: Outline, records: Records) -> Iterator[Finding]:
    """Yield steps that name most classes of a list in goals or task, and leave out the others."""
    plan = records.lesson_plan
    steps = in_class(plan.steps) if plan else []
    if plan is None or not steps:
        return
    texts = [fold("\n".join([step.label, *(cell.text for cell in cells(step))])) for step in steps]
    everything = "\n".join(texts)
    said: dict[tuple[str, str], None] = {}
    for source in _sources(plan):
        for listed in _lists(source.text):
            missing = [one for one in listed if not one.in_text(everything)]
            if not missing or 2 * len(missing) > len(listed):
                continue
            step = _works_on(listed, steps, texts)
            # The goals and the task often say the same: once is enough.
            if step is None or any((step.label, m) in said for one in missing for m in one.members):
                continue
            said |= {(step.label, member): None for one in missing for member in one.members}
            yield _finding(outline, source, step, listed, missing)


def _finding(
    outline: Outline, source: Value, step: Step, listed: list[_Class], missing: list[_Class]
) -> Finding:
    names = "、".join(f"“{one.name}”" for one in missing)
    found = "、".join(f"“{one.name}”" for one in listed if one not in missing)
    where = step.content or step.teacher or step.student
    return Finding(
        "classes_left_out",
        f"目标或任务列出的类别，“{step.label}”只涉及{found}，没有涉及{names}，课中其他环节也没有。",
        (at(outline, source), *([at(outline, where)] if where else [])),
        f"在“{step.label}”的教学内容和活动里补上{names}，或从目标、任务中删去。",
    )


def _sources(plan: LessonPlan) -> Iterator[Value]:
    yield from (value for part in plan.goals for value in part.text)
    if plan.task is not None:
        yield from (*plan.task.requirements, *plan.task.goals)


def _works_on(listed: list[_Class], steps: Sequence[Step], texts: list[str]) -> Step | None:
    """Return the step that names most of the classes, if it names at least half, and two."""
    counts = [sum(one.in_text(text) for one in listed) for text in texts]
    best = max(range(len(steps)), key=lambda i: counts[i])
    return steps[best] if counts[best] >= max(2, len(listed) / 2) else None


def _lists(text: str) -> Iterator[list[_Class]]:
    """Yield the lists of classes in a goal or requirement."""
    words: list[str] = rule_words()["classes"]
    for clause in re.split(r"[;。\n]", fold(text)):
        if not (any(word in clause for word in words) or _COUNTED.search(clause)):
            continue
        for part in _candidates(clause):
            found = _list_of(part)
            if found:
                yield found


def _candidates(clause: str) -> Iterator[str]:
    """Yield the parts of a clause that may be a list: behind a colon, in brackets, a sentence."""
    yield from (match[1] for match in _BRACKET.finditer(clause) if match[1].count("、") >= 2)
    rest = re.sub(r"\([^()]*、[^()]*\)", "", clause)
    behind = rest.rpartition(":")[2]
    # 静态或动态,定性或定量: the comma divides the classes.
    if "或" in behind and behind.count(",") >= 2:
        yield behind
        return
    yield from (part for part in re.split(r"[,:]", rest) if part.count("、") >= 2)


def _list_of(text: str) -> list[_Class]:
    """Return the classes of a list; none where an item is too long to be the name of a class."""
    verbs = rule_words()["class_verbs"]
    by_comma = "或" in text and text.count(",") >= 2
    items = [item.strip() for item in text.split("," if by_comma else "、")]
    items[0] = re.sub(rf"^.*?(?:{'|'.join(verbs)})(?=.{{2}})", "", items[0])
    items[-1] = re.sub(r"(?:的[^的]{1,6}|等)$", "", items[-1])
    inner = re.compile(f"{_INNER.pattern}|、") if by_comma else _INNER
    out: list[_Class] = []
    for item in items:
        plain = _BRACKET.sub("", item)
        members = [re.sub(r"\s", "", m) for m in inner.split(plain)]
        inside = [
            re.sub(r"\s", "", m) for b in _BRACKET.findall(item) for m in re.split(r"[/、]", b)
        ]
        members = [*members, *inside]
        if not all(_MEMBER.fullmatch(member) for member in members):
            return []
        out.append(_Class(re.sub(r"\s+", " ", plain).strip(), tuple(members)))
    members = [member for one in out for member in one.members]
    if len(out) < _FEWEST or len(set(members)) < len(members):
        return []
    head = _head(members)
    return [
        _Class(one.name, tuple(m.removesuffix(head) if m != head else m for m in one.members))
        for one in out
    ]


def _head(members: list[str]) -> str:
    """Return the noun that most classes end with (静态标签, 动态标签), empty if there is none."""
    ends = [member[-2:] for member in members if len(member) >= 4]
    return next((end for end in ends if 2 * ends.count(end) > len(members)), "")


def _named(member: str, text: str) -> bool:
    """Whether a text names a class, be it in other words of which two characters are the same."""
    return member in text or any(member[i : i + 2] in text for i in range(0, len(member) - 1, 2))
