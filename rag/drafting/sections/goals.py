"""What is to be reached: 教学目标, 教学重点及难点 and 课程思政. Goals are read back from here."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.drafting.brief import KINDS, Brief, Goal
from rag.drafting.evidence import Piece
from rag.drafting.phrases import Likeness, listed, split
from rag.drafting.plan import (
    GOALS,
    IDEOLOGY,
    KEY_POINTS,
    Group,
    Origin,
    Section,
    Statement,
    suggested,
)
from rag.drafting.sections.task import acts_of
from rag.drafting.stages import is_frame
from rag.drafting.terms import ability, conduct, knowledge, rules
from rag.drafting.wording import all_sentences, pattern, sentence, words

_AWARE = 2
_MOST_KNOWLEDGE = 4
#: Characters of the acts of a task that its own goal names.
_MOST_ACTS = 64
#: An act that other goals have so much of need not stand again.
_COVERED = 0.75
#: Kinds of stages that are hard, hardest first.
_HARD = ("分析", "复盘", "制作", "沟通", "操作", "收集")
_MOST = 8


def compose_goals(brief: Brief) -> Section:
    """Return the section; needs no goals yet."""
    groups = (
        Group(KINDS["知"], tuple(_knowledge(brief)), numbered=True),
        Group(KINDS["能"], tuple(_abilities(brief)), numbered=True),
        Group(KINDS["思"], tuple(_values(brief)), numbered=True),
    )
    return Section(GOALS, groups)


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
    for piece in brief.of(GOALS, "课程目标", "理论知识"):
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
        pieces = [p for p in brief.of(GOALS, "理论知识") if p.stage == stage.number]
        text, used = knowledge(pieces) if pieces else ("", [])
        if text:
            out.append(brief.quoted(f"{text}。", used))
    if out:
        return out[:_MOST_KNOWLEDGE]
    return [suggested(sentence(GOALS, "知识", topic=brief.topic))]


def _abilities(brief: Brief) -> list[Statement]:
    about = " ".join([brief.topic, *(stage.name for stage in brief.stages)])
    pieces = brief.of(GOALS, "课程目标")
    out = [brief.quoted(f"{ability(piece.text, about)}。", [piece]) for piece in pieces]
    met = {piece.stage for piece in pieces}
    free = [stage for stage in brief.stages if stage.number not in met]
    if None in met:
        free = []
    out += [suggested(sentence(GOALS, f"能力.{stage.kind}", stage=stage.name)) for stage in free]
    own = _of_task(brief, [statement.text for statement in out])
    return [*out, *own, suggested(sentence(GOALS, "成果", title=brief.title))]


def _of_task(brief: Brief, others: Sequence[str]) -> list[Statement]:
    """Return an ability that is this task's own: what of its work no goal of the course says.

    The goals of a course hold for all its tasks.
    """
    pieces = brief.of(GOALS, "工作过程")
    acts = [(_core(act), piece) for piece in pieces for act in acts_of(piece.text)]
    like = Likeness([act for act, _ in acts])
    new = [
        (a, p) for a, p in acts if len(a) > 3 and max(like.share(a, t) for t in others) < _COVERED
    ]
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
        kept.pop()  # it only names how the work is handed over
    clauses = kept
    return re.sub(r"^先(?=\S{3})", "", "，".join(clauses))


def _duty(brief: Brief) -> tuple[str, Piece] | None:
    """Return the work that the situation gives to someone, where it names it."""
    for piece in brief.of(GOALS, "任务情境"):
        found = pattern("task", "duty").search(piece.text)
        if found:
            return found["duty"], piece
    return None


def _values(brief: Brief) -> list[Statement]:
    found = conduct(brief.of(GOALS, "素养要求"))
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
    names, used = rules(brief.of(GOALS, "须守规则"), 28)
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
    fallback = [suggested(line) for line in all_sentences(GOALS, "思政")]
    return [*out, *fallback[: max(0, 2 - len(out))]]


def compose_key_points(brief: Brief) -> Section:
    """Return the section."""
    key, difficult = points(brief)
    groups = [
        Group("重点", tuple(_point(brief, key, "理由"))),
        Group("难点", tuple(_point(brief, difficult, "难因"))),
    ]
    return Section(KEY_POINTS, tuple(groups))


def points(brief: Brief) -> tuple[Goal, Goal]:
    """Return the goal that is the key point, and the one that is difficult."""
    able = [g for g in brief.goals if g.kind == "能" and brief.title not in g.text]
    able = able or list(brief.goals)
    cited = [g for g in able if g.origin is not Origin.SUGGESTED] or able
    sizes = {s.number: sum(len(p.text) for p in (*s.theory, *s.practice)) for s in brief.stages}
    hard = {s.number: _HARD.index(s.kind) for s in brief.stages}
    key = max(cited, key=lambda g: sizes.get(g.stage or 0, 0))
    others = [g for goals in (cited, able, brief.goals) for g in goals if g is not key] or [key]
    # Two points of one stage would be broken by the same means.
    others = [g for g in others if g.stage != key.stage and g.kind == others[0].kind] or others
    others = [
        g for g in others if g.kind == others[0].kind and (g in cited) == (others[0] in cited)
    ]
    return key, min(others, key=lambda g: (hard.get(g.stage or 0, 9), -(g.stage or 0)))


def short(goal: Goal) -> str:
    """Return what a goal is about, without 能 and the stop."""
    return goal.text.removeprefix("能").rstrip("。；")


def named(brief: Brief, goal: Goal) -> str:
    """Return a goal in a few words for other sections: its stage and its number."""
    return f"{brief.stages[goal.stage or 0].name}（{goal.id}）"


def _point(brief: Brief, goal: Goal, why: str) -> list[Statement]:
    stage = brief.stages[goal.stage or 0]
    return [
        Statement(f"{short(goal)}。", goal.origin, goal.citations, (goal.id,)),
        suggested(sentence(KEY_POINTS, why, title=brief.title, goal=goal.id)),
        suggested(sentence(KEY_POINTS, f"突破.{stage.kind}", step=stage.step)),
    ]


def compose_ideology(brief: Brief) -> Section:
    """Return the section."""
    ways = tuple(suggested(line) for line in all_sentences(IDEOLOGY, "方式"))
    groups = [
        Group("融入知识点", tuple(_points(brief)), numbered=True),
        Group("融入方式", ways),
        Group("思政元素", tuple(_elements(brief))),
        Group("思政资源", tuple(_sources(brief))),
    ]
    return Section(IDEOLOGY, tuple(groups))


def value_of(brief: Brief, stage: int) -> tuple[str, str]:
    """Return the number and the short text of the value goal that a stage carries."""
    goals = [goal for goal in brief.goals if goal.kind == "思"]
    if not goals:
        return "", "规范意识、责任意识"
    goal = next((g for g in goals if g.stage == stage), goals[stage % len(goals)])
    return goal.id, goal.text.rstrip("。；").split("，做到")[0]


def _points(brief: Brief) -> list[Statement]:
    out = []
    for stage in brief.stages:
        number, value = value_of(brief, stage.number)
        text = sentence(IDEOLOGY, f"融入.{stage.kind}", stage=stage.name, value=value)
        out.append(suggested(text, *([number] if number else [])))
    return out


def _elements(brief: Brief) -> list[Statement]:
    kinds = (*words("general")["conduct"], *words("general")["ideology"])
    found = [
        (item, p)
        for n, items, p in conduct(brief.of(IDEOLOGY, "素养要求"))
        if n in kinds
        for item in items
    ]
    if not found:
        return [suggested("规范意识、责任意识、诚信意识、工匠精神。")]
    aware = [entry for entry in found if entry[0].endswith("意识")]
    chosen = [*aware[: _MOST // 2], *[e for e in found if e not in aware][-_MOST // 2 :]]
    items = [item for item, _ in chosen]
    return [brief.quoted(f"{'、'.join(items)}。", [piece for _, piece in chosen])]


def _sources(brief: Brief) -> list[Statement]:
    names, used = rules(brief.of(IDEOLOGY, "须守规则"), 70)
    out = []
    if names:
        out.append(brief.quoted(f"本任务须遵守的{listed(names)}。", used))
    return [
        *out,
        suggested(sentence(IDEOLOGY, "资源", topic=brief.topic, opening=brief.frame("导入"))),
    ]
