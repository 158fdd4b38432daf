"""The passages found for each section of a plan, from the records of the course.

They are chosen for the task: its own description, the steps of the content that fit it, the goals
that fit these steps. Nothing is written here.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from indexing.index import Index
from indexing.kinds.shared.values import Value
from rag.drafting.aligning import Alignment
from rag.drafting.citing import Citer
from rag.drafting.course_evidence import analysis, of_course
from rag.drafting.describing import described
from rag.drafting.located import Located
from rag.drafting.phrases import Likeness, topic_of
from rag.drafting.pieces import Piece, piece
from rag.drafting.request import DraftRequest
from rag.drafting.stages import StageContent, stages_for

#: The role of the printed name of a stage of work.
STEP = "学习环节"
_PROCESS = ("教学实施过程",)
_GOALS = 3
#: A goal fits a stage where it does so at least by such a share of the one that fits best.
_SHARED = 0.7
#: Weight of a goal that has nothing of the task's own words.
_OTHER = 0.15
_PREVIOUS = 3


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
        self._told = f"{self._topic}，{text.text if text else ''}"
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
            self._add(("教学目标",), "课程目标", [goals[n]], stage=stage_number)

    def _stage_contents(self) -> None:
        required = analysis(self._course, self._canonical, "工作要求")
        like = Likeness(text.text for text in required)
        taken: set[int] = set()
        for at, stage in enumerate(self.stages):
            if stage.heading:
                self._add(_PROCESS, STEP, [stage.heading], stage=at)
            self._add(("学情分析", "教学目标", *_PROCESS), "理论知识", stage.theoretical, stage=at)
            self._add(_PROCESS, "实践知识", stage.practical, stage=at)
            scores = [self._fit(like, stage, text) for text in required]
            best = max(range(len(required)), key=lambda n: scores[n], default=0)
            if required and scores[best] > 0 and best not in taken:
                taken.add(best)
                self._add(("考核评价",), "工作要求", [required[best]], stage=at)

    def _fit(self, like: Likeness, stage: StageContent, text: Located) -> float:
        """Return how well a goal or a requirement fits a stage, and the task beside it."""
        about = "，".join(t.text for t in (*stage.practical, *stage.theoretical))
        own = like.of(stage.name, text.text) + like.share(stage.name, text.text)
        return (own + like.of(about, text.text)) * (_OTHER + like.of(self._told, text.text))

    def _of_task(self) -> None:
        task = self._aligned.task
        self._add(("教学目标", "课堂任务"), "任务情境", self.task.situation)
        self._add(("教学目标", "课堂任务"), "工作过程", self.task.process)
        self._add(("教学目标", "课程思政", "课堂任务"), "须守规则", self.task.rules)
        if task is None:
            return
        number = task.hours.number if task.hours else None
        self._add(("对齐矩阵",), "学习任务", [self._located(task.name)], number=number)
        before = self._course.tasks[: self._course.tasks.index(task)]
        self._add(
            ("学情分析",),
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
