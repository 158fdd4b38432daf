"""教学目标: knowledge, abilities, values; and reading goals back from the section."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.drafting.brief import KINDS, Brief, Goal
from rag.drafting.course_steps import is_frame
from rag.drafting.phrases import Likeness, listed, split
from rag.drafting.pieces import Piece
from rag.drafting.plan import Group, Section, Statement
from rag.drafting.sections import task
from rag.drafting.statements import suggested
from rag.drafting.terms import ability, conduct, knowledge, rules
from rag.drafting.wording import all_said, pattern, said, words

NAME = "教学目标"
_AWARE = 2
_MOST_KNOWLEDGE = 4
#: Characters of the acts of a task that its own goal names.
_MOST_ACTS = 64
#: An act that other goals have so much of is said already.
_SAID = 0.75


def compose(brief: Brief) -> Section:
    """Return the section; needs no goals yet."""
    groups = (
        Group(KINDS["知"], tuple(_knowledge(brief)), numbered=True),
        Group(KINDS["能"], tuple(_abilities(brief)), numbered=True),
        Group(KINDS["思"], tuple(_values(brief)), numbered=True),
    )
    return Section(NAME, groups)


def goals_of(section: Section, brief: Brief) -> tuple[Goal, ...]:
    """Return the goals of a section, numbered by kind, each with the stage it fits best."""
    found: list[tuple[str, Statement]] = []
    for block in section.blocks:
        kind = next((k for k in KINDS if isinstance(block, Group) and k in block.label[:2]), "")
        if isinstance(block, Group) and kind:
            found += [
                (f"{kind}{n}", statement) for n, statement in enumerate(block.statements, start=1)
            ]
    out = []
    for number, (name, statement) in enumerate(found):
        stage = _stage_of(brief, statement, number, value=name[0] == "思")
        out.append(Goal(name, statement.text, statement.origin, statement.citations, stage))
    return tuple(out)


def _stage_of(brief: Brief, statement: Statement, number: int, *, value: bool) -> int:
    """Return the stage a goal is worked on: by its evidence, its words, or in turn."""
    if value:
        return number % len(brief.stages)
    if brief.title in statement.text:
        return len(brief.stages) - 1
    places = {(c.document, c.start) for c in brief.citations.all() if c.n in statement.citations}
    for piece in brief.of(NAME, "课程目标", "理论知识"):
        same = any((c.document, c.start) in places for c in piece.citations)
        if same and piece.stage is not None and piece.stage < len(brief.stages):
            return piece.stage
    like = Likeness(stage.about for stage in brief.stages)
    scores = [
        like.share(statement.text, stage.about) + (stage.name in statement.text)
        for stage in brief.stages
    ]
    best = max(range(len(scores)), key=lambda n: (scores[n], -n))
    return best if scores[best] else number % len(scores)


def _knowledge(brief: Brief) -> list[Statement]:
    out = []
    for stage in brief.stages:
        pieces = [p for p in brief.of(NAME, "理论知识") if p.stage == stage.number]
        text, used = knowledge(pieces) if pieces else ("", [])
        if text:
            out.append(brief.quoted(f"{text}。", used))
    if out:
        return out[:_MOST_KNOWLEDGE]
    return [suggested(said(NAME, "知识", topic=brief.topic))]


def _abilities(brief: Brief) -> list[Statement]:
    about = " ".join([brief.topic, *(stage.name for stage in brief.stages)])
    pieces = brief.of(NAME, "课程目标")
    out = [brief.quoted(f"{ability(piece.text, about)}。", [piece]) for piece in pieces]
    met = {piece.stage for piece in pieces}
    free = [stage for stage in brief.stages if stage.number not in met]
    if None in met:
        free = []
    out += [suggested(said(NAME, f"能力.{stage.kind}", stage=stage.name)) for stage in free]
    own = _of_task(brief, [statement.text for statement in out])
    return [*out, *own, suggested(said(NAME, "成果", title=brief.title))]


def _of_task(brief: Brief, told: Sequence[str]) -> list[Statement]:
    """Return an ability that is this task's own: what of its work no goal of the course says.

    The goals of a course hold for all its tasks.
    """
    pieces = brief.of(NAME, "工作过程")
    acts = [(_core(act), piece) for piece in pieces for act in task.acts_of(piece.text)]
    like = Likeness([act for act, _ in acts])
    new = [(a, p) for a, p in acts if len(a) > 3 and max(like.share(a, t) for t in told) < _SAID]
    new = [entry for entry in new if not is_frame(entry[0])]
    out: list[tuple[str, Piece]] = []
    for act, piece in new:
        if sum(len(a) + 1 for a, _ in [*out, (act, piece)]) <= _MOST_ACTS:
            out.append((act, piece))
    duty = _duty(brief)
    if not out and not duty:
        return []
    acts_said = "；".join(act for act, _ in out)
    if duty:
        text = f"能完成{duty[0]}" + (f"：{acts_said}" if out else "")
        return [brief.quoted(f"{text}。", [duty[1], *dict.fromkeys(p for _, p in out)])]
    return [brief.quoted(f"能{acts_said}。", list(dict.fromkeys(p for _, p in out)))]


def _core(act: str) -> str:
    """Return an act without the clauses that hand the work over."""
    clauses = split(act, "，,")
    kept = [c for c in clauses if not pattern("task", "handing").search(c)]
    while len(kept) < len(clauses) and kept and pattern("task", "means").match(kept[-1]):
        kept.pop()  # it said how the work is handed over
    clauses = kept
    return re.sub(r"^先(?=\S{3})", "", "，".join(clauses))


def _duty(brief: Brief) -> tuple[str, Piece] | None:
    """Return the work that the situation gives to someone, where it names it."""
    for piece in brief.of(NAME, "任务情境"):
        found = pattern("task", "duty").search(piece.text)
        if found:
            return found["duty"], piece
    return None


def _values(brief: Brief) -> list[Statement]:
    found = conduct(brief.of(NAME, "素养要求"))
    aware = [
        (item, piece)
        for name, items, piece in found
        if name in words("general")["conduct"]
        for item in items
        if pattern("general", "awareness").search(item)
    ]
    like = Likeness(item for item, _ in aware)
    query = " ".join([brief.topic, *(p.text for s in brief.stages for p in s.practice)])
    aware.sort(key=lambda entry: -like.share(entry[0].removesuffix("意识"), query))
    out = []
    if aware:
        chosen = aware[:_AWARE]
        text = f"树立{listed([item for item, _ in chosen])}。"
        out.append(brief.quoted(text, [piece for _, piece in chosen]))
    names, used = rules(brief.of(NAME, "须守规则"), 28)
    if names:
        out.append(brief.quoted(f"坚守职业底线，遵守{listed(names)}。", used))
    ideals = [
        (item, piece)
        for name, items, piece in found
        if name in words("general")["ideology"]
        for item in items
    ]
    spirits = [entry for entry in ideals if pattern("general", "spirit").search(entry[0])]
    traits = [entry for entry in ideals if pattern("general", "trait").search(entry[0])]
    if spirits:
        last = spirits[-1]
        text = f"弘扬{last[0]}" + (f"，做到{listed([t for t, _ in traits[:2]])}" if traits else "")
        out.append(brief.quoted(f"{text}。", [last[1], *(p for _, p in traits[:2])]))
    elif traits:
        out.append(
            brief.quoted(f"做到{listed([t for t, _ in traits[:3]])}。", [p for _, p in traits[:3]])
        )
    fallback = [suggested(line) for line in all_said(NAME, "思政")]
    return [*out, *fallback[: max(0, 2 - len(out))]]
