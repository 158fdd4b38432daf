"""教学实施过程: before, in and after class, minutes that fill the lesson; and 教学反思 after it."""

from __future__ import annotations

from dataclasses import replace

from rag.drafting.brief import Brief, Stage
from rag.drafting.evidence import Piece
from rag.drafting.phrases import Likeness, enumerated, listed, within
from rag.drafting.plan import (
    PROCESS,
    REFLECTION,
    RESOURCES,
    Cell,
    Group,
    Section,
    Statement,
    Step,
    suggested,
)
from rag.drafting.sections.goals import named, points, value_of
from rag.drafting.sections.resources import compose_resources, resources_of
from rag.drafting.sections.task import situation
from rag.drafting.terms import named_terms, terms
from rag.drafting.timing import halves
from rag.drafting.wording import all_sentences, sentence

_COLUMNS = ("内容", "教师", "学生", "设计")
_PLATFORM = "学习平台"


class _ProcessWriter:
    """Writes the steps of one plan."""

    def __init__(self, brief: Brief) -> None:
        self._brief = brief
        section = brief.kept.get(RESOURCES) or compose_resources(brief)
        self._resources = resources_of(section)
        key, difficult = points(brief)
        values = [g.text.rstrip("。") for g in brief.goals if g.kind == "思"]
        self._fields = {
            "title": brief.title,
            "focus": named(brief, key),
            "difficult": named(brief, difficult),
            "stages": "→".join(stage.name for stage in brief.stages),
            "values": values[0] if values else "遵守职业规范",
            "terms": enumerated(self._first_terms()) or f"“{brief.topic}”的基本流程和要求",
            "platform": _PLATFORM,
            "papers": listed(list(self._papers_before())),
            "devices": listed([*self._resources.devices, *self._resources.online]) or "所用设备",
            "situation": situation(brief).text,
        }

        self._added: dict[int, list[Statement]] = {stage.number: [] for stage in brief.stages}
        for statement in brief.extra(PROCESS):
            scores = {s.number: like_stage(s, statement.text, brief) for s in brief.stages}
            self._added[max(scores, key=lambda number: scores[number])].append(statement)

    def steps(self) -> tuple[Step, ...]:
        """Return all steps in order."""
        brief, times = self._brief, self._brief.timing
        out = [
            self._framed("课前", "课前", None, *brief.ids("知")),
            self._framed("课中", "温故", times.review, *brief.ids("知")),
            self._framed("课中", "导入", times.opening),
        ]
        for stage, minutes in zip(brief.stages, times.stages, strict=True):
            first, *second = halves(minutes)
            out.append(self._stage(stage, first))
            out += [self._practice(stage, rest) for rest in second]
        whole = [g.id for g in brief.goals if brief.title in g.text] or list(brief.ids("能"))
        out.append(self._show(tuple(whole)))
        out.append(self._framed("课中", "总结", times.summary, *brief.ids("思")))
        out.append(self._framed("课后", "课后", None, *brief.ids("能")))
        return tuple(out)

    def _framed(self, phase: str, key: str, minutes: int | None, *serves: str, **more: str) -> Step:
        """Return a step that is written from templates alone."""
        fields = {**self._fields, **more}
        columns = self._columns(key, serves, fields)
        if key == "导入":
            columns[0] = self._opening(columns[0])
        return Step(phase, self._brief.frame(key), minutes, *columns)

    def _columns(
        self, key: str, serves: tuple[str, ...], fields: dict[str, str]
    ) -> list[tuple[Statement, ...]]:
        columns = [
            tuple(suggested(s) for s in all_sentences(PROCESS, f"{key}.{column}", **fields))
            for column in _COLUMNS
        ]
        columns[2] = _serving(columns[2], serves)
        return columns

    def _opening(self, content: Cell) -> Cell:
        """Return the content of the opening with the situation under the origin it has."""
        first = situation(self._brief)
        first = Statement(content[0].text, first.origin, first.citations)
        return (first, *content[1:])

    def _stage(self, stage: Stage, minutes: int) -> Step:
        brief = self._brief
        serves = (*brief.ids("知", stage.number), *brief.ids("能", stage.number))
        content = [
            *self._terms("知识", stage.theory),
            *self._terms("操作", stage.practice),
            *self._added[stage.number],
            suggested(sentence(PROCESS, "产出", stage=stage.name, title=brief.title)),
        ]
        fields = {**named_terms(stage), **self._used(stage)}
        number, value = value_of(brief, stage.number)
        hook = sentence(PROCESS, f"思政.{stage.kind}", **fields)
        design = [
            *self._lines("设计", stage, fields),
            suggested(
                sentence(PROCESS, "思政", hook=hook, value=value), *([number] if number else [])
            ),
        ]
        return Step(
            "课中",
            stage.step,
            minutes,
            tuple(content),
            self._lines("教师", stage, fields),
            _serving(self._lines("学生", stage, fields), serves),
            tuple(design),
        )

    def _lines(self, column: str, stage: Stage, fields: dict[str, str]) -> tuple[Statement, ...]:
        """Return the sentences of a column; a second stage of a kind has sentences of its own."""
        key = f"{column}.{stage.kind}{'.又' if stage.again else ''}"
        return tuple(suggested(s) for s in all_sentences(PROCESS, key, **fields))

    def _practice(self, stage: Stage, minutes: int) -> Step:
        serves = (*self._brief.ids("知", stage.number), *self._brief.ids("能", stage.number))
        fields = {**named_terms(stage), **self._used(stage)}
        columns = self._columns("练习", serves, fields)
        return Step("课中", f"独立练习：{stage.name}", minutes, *columns)

    def _show(self, serves: tuple[str, ...]) -> Step:
        show = self._brief.timing.show
        fields = {
            "groups": f"{show.talks}",
            "talks": f"{show.talks}",
            "each": f"{show.each}",
            "total": f"{show.talks * show.each}",
        }
        key = "全部展示" if self._brief.request.groups else "按组展示"
        talks = sentence(PROCESS, key if show.all_talk else "抽组展示", **fields)
        return self._framed(
            "课中",
            "展示",
            show.minutes,
            *serves,
            talks=talks,
            scoring=f"{show.scoring}",
        )

    def _terms(self, key: str, pieces: tuple[Piece, ...]) -> list[Statement]:
        found, used = terms(pieces, 90)
        if not found:
            return []
        return [self._brief.quoted(sentence(PROCESS, key, terms="；".join(found)), used)]

    def _first_terms(self) -> list[str]:
        found = [terms(stage.theory, 12)[0][:1] for stage in self._brief.stages]
        return within([term for few in found for term in few], 50)

    def _papers_before(self) -> tuple[str, ...]:
        """Return what is handed out before class: whatever belongs to no stage."""
        always = ("任务书", "工作页")
        base = [p for p in self._resources.papers if p in always or self._stage_for(p) is None]
        return tuple(sorted(base, key=lambda p: p not in always)) or ("任务书",)

    def _used(self, stage: Stage) -> dict[str, str]:
        """Return how a stage uses resources; the others are made ready before class."""
        papers = [p for p in self._resources.papers if p not in self._papers_before()]
        tools = [*self._resources.online, *self._resources.devices]
        consult = [p for p in papers if self._stage_for(p) == stage.number]
        use = [tool for tool in tools if self._stage_for(tool) == stage.number]
        return {
            "consult": f"对照{listed(consult)}" if consult else f"结合“{stage.name}”的实例",
            "use": f"使用{listed(use)}，" if use else "",
        }

    def _stage_for(self, name: str) -> int | None:
        """Return the stage that a resource fits best, ``None`` where it fits none."""
        scores = {s.number: like_stage(s, name, self._brief) for s in self._brief.stages}
        best = max(scores, key=lambda number: scores[number])
        return best if scores[best] else None


def like_stage(stage: Stage, text: str, brief: Brief) -> float:
    """Return how much of a text is in what a stage is about."""
    return Likeness(s.about for s in brief.stages).share(text, stage.about)


def _serving(cell: tuple[Statement, ...], serves: tuple[str, ...]) -> tuple[Statement, ...]:
    """Return what learners do with the goals it serves at the main one, the second."""
    at = min(1, len(cell) - 1)
    return tuple(replace(s, serves=serves) if n == at else s for n, s in enumerate(cell))


def compose_process(brief: Brief) -> Section:
    """Return the section."""
    return Section(PROCESS, (), _ProcessWriter(brief).steps())


def compose_reflection(brief: Brief) -> Section:
    """Return the section."""
    key, difficult = points(brief)
    fields = {
        "goals": "、".join(brief.ids("能")) or "各项目标",
        "title": brief.title,
        "focus": named(brief, key),
        "difficult": named(brief, difficult),
        "step": brief.stages[difficult.stage or 0].step,
    }
    labels = (("教学效果", "效果"), ("存在问题", "问题"), ("改进建议", "改进"))
    groups = [
        Group(
            label,
            tuple(suggested(s) for s in all_sentences(REFLECTION, name, **fields)),
            numbered=True,
        )
        for label, name in labels
    ]
    return Section(REFLECTION, tuple(groups))
