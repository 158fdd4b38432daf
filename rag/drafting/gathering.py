"""The passages found for each section of a plan: of the course, and of an earlier plan.

They are chosen for the task: its own description, the steps of the content that fit it, the goals
that fit these steps. Of earlier plans only the one that the teacher chose is read. Nothing is
written here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from indexing.errors import DocumentError
from indexing.index import Index
from indexing.kinds import records_of
from indexing.kinds.lesson_plan.lesson_plan import LessonPlan
from indexing.kinds.shared.values import Value
from indexing.kinds.standard.course import Course
from rag.drafting.courses import Alignment
from rag.drafting.evidence import BASE, STEP_NAME, Citer, Piece, piece
from rag.drafting.phrases import Likeness, Located, tidy, topic_of
from rag.drafting.plan import (
    ASSESSMENT,
    GOALS,
    IDEOLOGY,
    KEY_POINTS,
    LEARNERS,
    MATRIX,
    METHODS,
    PROCESS,
    REFLECTION,
    RESOURCES,
    TASK,
    DraftRequest,
)
from rag.drafting.stages import StageContent, described, stages_for
from rag.drafting.wording import pattern, words

#: The role of the printed name of a stage of work.
STEP = "学习环节"
_GOALS = 3
#: A goal fits a stage where it does so at least by such a share of the one that fits best.
_SHARED = 0.7
#: Weight of a goal that has nothing of the task's own words.
_OTHER = 0.15
_PREVIOUS = 3
_MOST = 4
_LONGEST_NAME = 10


@dataclass(frozen=True, slots=True)
class CoursePassage:
    """A passage for one section or more; ``number`` is the percentage it gives, if any."""

    sections: tuple[str, ...]
    role: str
    text: Located
    number: int | None = None


def of_course(course: Course, canonical: str) -> Iterator[CoursePassage]:
    """Yield the passages of a course, in the order in which they are shown.

    Args:
        course: the course.
        canonical: text of its document.
    """
    yield from _conduct(course, canonical)
    yield from _means(course, canonical)
    yield from _teaching(course, canonical)
    yield from _assessment(course, canonical)


def analysis(course: Course, canonical: str, name: str) -> list[Located]:
    """Return a field of the work analysis, passage by passage, without its subheadings."""
    values = [value for part in course.analysis if part.name == name for value in part.text]
    return [text for text in _located(values, canonical) if len(tidy(text.text)) > 3]


def _conduct(course: Course, canonical: str) -> Iterator[CoursePassage]:
    for text in _located(course.content.general, canonical):
        for part in text.split("。；;\n"):
            yield CoursePassage((GOALS, IDEOLOGY), "素养要求", part)


def _means(course: Course, canonical: str) -> Iterator[CoursePassage]:
    for text in analysis(course, canonical, "工具、设备、材料与资料"):
        yield CoursePassage((RESOURCES,), "工具设备", text)
    for text in analysis(course, canonical, "工作方法"):
        yield CoursePassage((METHODS,), "工作方法", text)


def _teaching(course: Course, canonical: str) -> Iterator[CoursePassage]:
    teaching = course.teaching
    if teaching and teaching.organisation:
        for text in _located(teaching.organisation.text, canonical):
            for sentence in text.sentences():
                yield CoursePassage((METHODS,), "教学组织", sentence)
    if teaching and teaching.resources:
        for text in _located(teaching.resources.text, canonical):
            for sentence in text.sentences():
                if len(tidy(sentence.text)) > 7:  # shorter ones are subheadings
                    place = pattern("resources", "place").search(tidy(sentence.text))
                    role = "教学场地" if place else "设备与资料"
                    yield CoursePassage((RESOURCES,), role, sentence)


def _assessment(course: Course, canonical: str) -> Iterator[CoursePassage]:
    exam = course.assessment
    if exam is None:
        return
    weights = [part.weight for part in exam.parts if part.weight]
    sentences = [s for text in _located(exam.rule, canonical) for s in text.sentences()]
    # The rule is the sentence that has the figures of several parts.
    rule = [s for s in sentences if sum(f"{w.number}" in s.text for w in weights) > 1][:1]
    roles: dict[str, str] = words("weights")
    for part in exam.parts:
        number = part.weight.number if part.weight else None
        heading = _located([part.heading], canonical) if part.heading else rule
        for text in heading:
            yield CoursePassage(
                (ASSESSMENT,), roles.get(f"{part.kind}_role", "其他考核"), text, number
            )
        for text in _located(part.forms, canonical):
            yield CoursePassage((ASSESSMENT,), "考核形式", text)
    for text in rule:
        yield CoursePassage((ASSESSMENT,), "考核比例", text)


def _located(values: Iterable[Value], canonical: str) -> list[Located]:
    return [Located.of(value, canonical) for value in values]


@dataclass(frozen=True, slots=True)
class Gathered:
    """Everything found for a task.

    Attributes:
        pieces: the passages for each section.
        stages: names of the stages of work, in order.
    """

    pieces: tuple[Piece, ...] = ()
    stages: tuple[str, ...] = ()


class _Gatherer:
    """Collects pieces of one course for one task."""

    def __init__(self, index: Index, aligned: Alignment, request: DraftRequest) -> None:
        self._aligned = aligned
        self._course = aligned.course
        self._canonical = aligned.standard.document.canonical
        self._citer = Citer(index, aligned.standard.document)
        self._topic = topic_of(request.task)
        text = aligned.task.description if aligned.task else None
        self.task = described(self._located(text) if text else None)
        self._about = f"{self._topic}，{text.text if text else ''}"
        self.stages = stages_for(aligned, self._topic, self.task, request.minutes)
        self.pieces: list[Piece] = []

    def gather(self) -> None:
        """Collect for every section."""
        self._goals()
        self._stage_contents()
        self._of_task()
        for found in of_course(self._course, self._canonical):
            self._add(found.sections, found.role, [found.text], number=found.number)

    def _located(self, value: Value) -> Located:
        return Located.of(value, self._canonical)

    def _add(
        self,
        sections: tuple[str, ...],
        role: str,
        texts: Iterable[Located],
        *,
        stage: int | None = None,
        number: int | None = None,
    ) -> None:
        for text in texts:
            for section in sections:
                found = piece(self._citer, section, role, text, stage=stage, number=number)
                if found is not None:
                    self.pieces.append(found)

    def _goals(self) -> None:
        """Add the goal that fits each stage best, in the order of the standard."""
        goals = [
            self._located(value)
            for value in self._course.goals
            if not value.text.rstrip().endswith(("：", ":"))  # it leads to a list
        ]
        if not goals:
            return
        like = Likeness(goal.text for goal in goals)
        chosen: dict[int, int] = {}
        scores = [[self._fit(like, stage, goal) for goal in goals] for stage in self.stages]
        pairs = [(s, at, n) for at, row in enumerate(scores) for n, s in enumerate(row)]
        for score, at, n in sorted(pairs, key=lambda pair: (-pair[0], pair[1:])):
            good = score > 0 and score >= _SHARED * max(scores[at])
            if good and n not in chosen and at not in chosen.values():
                chosen[n] = at
        if not self.stages:
            ranked = sorted(range(len(goals)), key=lambda n: -like.of(self._topic, goals[n].text))
            chosen = dict.fromkeys(sorted(ranked[:_GOALS]), 0)
        for n in sorted(chosen):
            stage_number = chosen[n] if self.stages else None
            self._add((GOALS,), "课程目标", [goals[n]], stage=stage_number)

    def _stage_contents(self) -> None:
        required = analysis(self._course, self._canonical, "工作要求")
        like = Likeness(text.text for text in required)
        taken: set[int] = set()
        for at, stage in enumerate(self.stages):
            if stage.heading:
                self._add((PROCESS,), STEP, [stage.heading], stage=at)
            self._add((LEARNERS, GOALS, PROCESS), "理论知识", stage.theoretical, stage=at)
            self._add((PROCESS,), "实践知识", stage.practical, stage=at)
            scores = [self._fit(like, stage, text) for text in required]
            best = max(range(len(required)), key=lambda n: scores[n], default=0)
            if required and scores[best] > 0 and best not in taken:
                taken.add(best)
                self._add((ASSESSMENT,), "工作要求", [required[best]], stage=at)

    def _fit(self, like: Likeness, stage: StageContent, text: Located) -> float:
        """Return how well a goal or a requirement fits a stage and the task."""
        about = "，".join(t.text for t in (*stage.practical, *stage.theoretical))
        own = like.of(stage.name, text.text) + like.share(stage.name, text.text)
        return (own + like.of(about, text.text)) * (_OTHER + like.of(self._about, text.text))

    def _of_task(self) -> None:
        task = self._aligned.task
        self._add((GOALS, TASK), "任务情境", self.task.situation)
        self._add((GOALS, TASK), "工作过程", self.task.process)
        self._add((GOALS, IDEOLOGY, TASK), "须守规则", self.task.rules)
        if task is None:
            return
        number = task.hours.number if task.hours else None
        self._add((MATRIX,), "学习任务", [self._located(task.name)], number=number)
        before = self._course.tasks[: self._course.tasks.index(task)]
        self._add(
            (LEARNERS,),
            "前序任务",
            [self._located(t.name) for t in before if not t.optional][-_PREVIOUS:],
        )


def gather(index: Index, aligned: Alignment | None, request: DraftRequest) -> Gathered:
    """Return what the course has for the task; without a course nothing.

    Raises:
        IndexDamagedError: the index cannot be read.
    """
    if aligned is None:
        return Gathered()
    gatherer = _Gatherer(index, aligned, request)
    gatherer.gather()
    return Gathered(
        tuple(gatherer.pieces),
        tuple(stage.name for stage in gatherer.stages),
    )


def base_pieces(index: Index, request: DraftRequest) -> tuple[Piece, ...]:
    """Return what the chosen plan offers for each section, nothing where none was chosen.

    Raises:
        DocumentError: the index has no such plan.
    """
    if not request.base_plan:
        return ()
    document = index.document_by_path(request.base_plan)
    plan = records_of(document).lesson_plan if document else None
    if document is None or plan is None:
        raise DocumentError(
            f"没有找到要参照的教案：{request.base_plan}。", "请从已索引的教案里选择，或留空。"
        )
    citer = Citer(index, document)
    out = []
    for section, label, values in _offered(plan):
        for value in list(values)[:_MOST]:
            text = Located.of(value, document.canonical)
            found = piece(citer, section, BASE, text, label=label)
            if found is not None:
                out.append(found)
    for key, step in _frame(plan).items():
        found = piece(citer, PROCESS, STEP_NAME, Located.of(step, document.canonical), label=key)
        if found is not None:
            out.append(found)
    return tuple(out)


def _frame(plan: LessonPlan) -> dict[str, Value]:
    """Return what the plan calls the steps that every lesson has."""
    out: dict[str, Value] = {}
    for key, expression in words("frame_of").items():
        named = [s.name for s in plan.steps if s.name and re.search(expression, s.label)]
        if len(named) == 1 and len(tidy(named[0].text)) <= _LONGEST_NAME:
            out[key] = named[0]
    return out


def _offered(plan: LessonPlan) -> Iterator[tuple[str, str, Iterable[Value]]]:
    """Yield section, part of it, and values of a plan that another lesson can build on."""
    for part in plan.learners:
        yield LEARNERS, part.name, part.text
    for part in plan.goals:
        yield GOALS, part.name, part.text
    yield KEY_POINTS, "", (*plan.key_points, *plan.difficult_points)
    for part in plan.ideology:
        yield IDEOLOGY, part.name, part.text
    for part in plan.resources:
        yield RESOURCES, part.name, part.text
    yield METHODS, "", plan.methods
    yield ASSESSMENT, "", plan.assessment
    for part in plan.reflection:
        # What another lesson achieved is no result of this one; what it wanted to mend is a hint.
        if "改进" in part.name:
            yield REFLECTION, part.name, part.text
