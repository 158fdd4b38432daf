"""A lesson plan in the making: what was asked for, sections of statements, numbered citations.

What drafts, checks, edits, exports and stores a plan all work on these values; every sentence
says where it comes from. ``pydantic.TypeAdapter(Plan)`` turns one into JSON and back.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from pydantic import BaseModel, ConfigDict, Field

from rag.ask.scope import EVERYTHING, Scope
from rag.types import Citation

LEARNERS = "学情分析"
GOALS = "教学目标"
IDEOLOGY = "课程思政"
KEY_POINTS = "教学重点及难点"
TASK = "课堂任务"
RESOURCES = "教学资源"
METHODS = "教学方法"
ASSESSMENT = "考核评价"
PROCESS = "教学实施过程"
REFLECTION = "教学反思"
TIERS = "分层任务"
MATRIX = "对齐矩阵"
#: The sections of a plan, in the order of the usual form.
SECTIONS = (
    *(LEARNERS, GOALS, IDEOLOGY, KEY_POINTS, TASK, RESOURCES),
    *(METHODS, ASSESSMENT, PROCESS, REFLECTION, TIERS, MATRIX),
)
PHASES = ("课前", "课中", "课后")
#: Names of the columns of a step, in the order of :attr:`Step.cells`.
STEP_COLUMNS = ("教学内容", "教师活动", "学生活动", "设计意图")
_TITLE = re.compile(r"《[^《》\n]{2,60}》")


class DraftRequest(BaseModel):
    """The form. Empty text and ``None`` mean that the teacher did not say.

    ``course`` and ``course_document`` are set where the teacher chose a course of an indexed
    standard; otherwise the alignment is only inferred. ``base_plan`` is the path of an indexed
    lesson plan that the teacher chose to build on; nothing is taken from any other plan.
    ``documents`` and ``collection`` limit what is drafted from, as in :class:`rag.ask.scope.Scope`;
    what the form names otherwise belongs to it.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    task: str = Field(min_length=2, max_length=60, description="任务名称，例如：售后客户服务")
    course: str = Field("", max_length=60, description="课标里的课程名称")
    course_document: str = Field("", description="课程所在课标的路径")
    level: str = Field("", max_length=20, description="层级：中级、高级、预备技师")
    class_name: str = Field("", max_length=40, description="授课班级")
    students: int | None = Field(None, ge=1, le=200, description="学生人数")
    groups: int | None = Field(None, ge=1, le=30, description="小组数")
    lessons: int = Field(2, ge=1, le=12, description="课时数")
    minutes_per_lesson: int = Field(45, ge=30, le=60, description="每课时分钟数")
    form: str = Field("", max_length=40, description="授课形式")
    place: str = Field("", max_length=60, description="授课地点")
    deliverable: str = Field("", max_length=60, description="成果名称")
    learners: str = Field("", max_length=2000, description="教师了解的学情")
    base_plan: str = Field("", description="要参照的已有教案的路径")
    notes: str = Field("", max_length=4000, description="教师自己的要求")
    documents: tuple[str, ...] = Field(
        (), max_length=200, description="只用这些资料：路径、文件名或标题；不写则用全部"
    )
    collection: str = Field("", max_length=500, description="只用这个文件夹里的资料")

    @property
    def minutes(self) -> int:
        """Minutes in class."""
        return self.lessons * self.minutes_per_lesson

    @property
    def scope(self) -> Scope:
        """What is drafted from."""
        if not (self.documents or self.collection):
            return EVERYTHING
        named = filter(None, (*self.documents, self.course_document, self.base_plan))
        return Scope(tuple(named), (self.collection,) if self.collection else ())


class Origin(StrEnum):
    """Where a statement comes from."""

    DOCUMENT = "document"
    TEACHER = "teacher"
    SUGGESTED = "suggested"
    INFERRED = "inferred"


#: What a statement that no document backs is marked with, in brackets (``〔建议〕``).
TAGS = {Origin.TEACHER: "教师提供", Origin.SUGGESTED: "建议", Origin.INFERRED: "推断"}


@dataclass(frozen=True, slots=True)
class Statement:
    """One sentence or item.

    Attributes:
        text: what it says, without marks and tags.
        origin: where it comes from.
        citations: numbers of :attr:`Plan.citations` it rests on; at least one where ``origin`` is
            ``DOCUMENT``.
        serves: numbers of the goals it serves, such as ``知1``; empty where that says nothing.
    """

    text: str
    origin: Origin
    citations: tuple[int, ...] = ()
    serves: tuple[str, ...] = ()


Cell = tuple[Statement, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """Statements under a label (``知识目标``); the label is empty where there is none."""

    label: str
    statements: tuple[Statement, ...]
    numbered: bool = False


@dataclass(frozen=True, slots=True)
class Grid:
    """A table: a rubric, tiers of a task, the alignment matrix. Every row is as long as the header.

    ``caption`` is empty where the section's name says it.
    """

    header: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    caption: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """A step of the teaching process; ``minutes`` is ``None`` outside class.

    ``phase`` is one of :data:`PHASES`; the four columns are never empty in a finished draft.
    """

    phase: str
    name: str
    minutes: int | None
    content: Cell
    teacher: Cell
    student: Cell
    design: Cell

    @property
    def cells(self) -> tuple[Cell, Cell, Cell, Cell]:
        """The four columns in the order in which they are printed."""
        return self.content, self.teacher, self.student, self.design


@dataclass(frozen=True, slots=True)
class Section:
    """A section of a plan.

    Attributes:
        name: one of :data:`SECTIONS`.
        blocks: its content in order; empty for 教学实施过程.
        steps: the teaching process; empty for every other section.
        locked: the teacher wants it kept as it is; nothing regenerates it.
        edited: the teacher changed it by hand.
        by_model: a language model wrote some of it, which the teacher may have changed since.
    """

    name: str
    blocks: tuple[Group | Grid, ...] = ()
    steps: tuple[Step, ...] = ()
    locked: bool = False
    edited: bool = False
    by_model: bool = False


@dataclass(frozen=True, slots=True)
class EvidenceItem:
    """A passage offered for a section.

    Attributes:
        section: the section it is for.
        role: what it gives, in Chinese (``课程目标``, ``工作过程``, ``考核要求`` …).
        citation: the quote with its place; ``citation.n`` is its number in the plan.
        used: false where the teacher unticked it.
        added: true where the teacher added it.
    """

    section: str
    role: str
    citation: Citation
    used: bool = True
    added: bool = False


@dataclass(frozen=True, slots=True)
class Plan:
    """A whole draft.

    Attributes:
        request: what was asked for.
        title: title of the plan, the same everywhere.
        sections: drafted so far, in the order of :data:`SECTIONS`.
        citations: everything cited, numbered from 1.
        evidence: what was found for each section, used or not.
        generation: id of the index generation it was drafted from.
        notes: remarks for the teacher (a model that failed, something missing).
        course: the course of the standard it was drafted for; inferred where the request names
            none, empty where none is near.
        level: the level that course is taught at; inferred in the same way.
    """

    request: DraftRequest
    title: str
    sections: tuple[Section, ...] = ()
    citations: tuple[Citation, ...] = ()
    evidence: tuple[EvidenceItem, ...] = ()
    generation: str = ""
    notes: tuple[str, ...] = field(default=())
    course: str = ""
    level: str = ""

    def section(self, name: str) -> Section | None:
        """Return a section by name."""
        return next((section for section in self.sections if section.name == name), None)


def suggested(text: str, *serves: str) -> Statement:
    """Return a statement of the program's own."""
    return Statement(text, Origin.SUGGESTED, (), serves)


def from_teacher(text: str, *serves: str) -> Statement:
    """Return a statement of the teacher's."""
    return Statement(text, Origin.TEACHER, (), serves)


def title_in(sections: Mapping[str, Section]) -> str:
    """Return the title in 《》 of what kept sections hand in, empty where they name none.

    A title that a document names is not ours.
    """
    for name in (TASK, PROCESS, GOALS, ASSESSMENT):
        section = sections.get(name)
        for statement in statements_of(section) if section else ():
            found = _TITLE.search(statement.text)
            if found and statement.origin is not Origin.DOCUMENT:
                return found[0][1:-1]
    return ""


def statements_of(section: Section) -> list[Statement]:
    """Return every statement of a section, in order."""
    out: list[Statement] = []
    for block in section.blocks:
        cells = block.rows if isinstance(block, Grid) else ((block.statements,),)
        out += [statement for row in cells for cell in row for statement in cell]
    for step in section.steps:
        out += [statement for cell in step.cells for statement in cell]
    return out


def with_statements(section: Section, new: Mapping[int, Statement]) -> Section:
    """Return a section with some statements replaced.

    Args:
        section: the section.
        new: statements by their place in :func:`statements_of`.
    """
    place = 0

    def cell(old: Cell) -> Cell:
        nonlocal place
        out = []
        for statement in old:
            out.append(new.get(place, statement))
            place += 1
        return tuple(out)

    blocks: list[Group | Grid] = []
    for block in section.blocks:
        if isinstance(block, Group):
            blocks.append(replace(block, statements=cell(block.statements)))
        else:
            blocks.append(replace(block, rows=tuple(tuple(cell(c) for c in r) for r in block.rows)))
    steps = tuple(
        Step(step.phase, step.name, step.minutes, *map(cell, step.cells)) for step in section.steps
    )
    return replace(section, blocks=tuple(blocks), steps=steps)


class Numbering:
    """Citations in use; the same place keeps its number."""

    def __init__(self, citations: Iterable[Citation] = ()) -> None:
        """Begin with citations that have numbers already."""
        self._found = {(c.document, c.start, c.end): c for c in citations}
        self._last = max((c.n for c in self._found.values()), default=0)

    def numbers(self, citations: Iterable[Citation]) -> tuple[int, ...]:
        """Return the numbers of citations, new ones behind those in use."""
        return tuple(dict.fromkeys(self._number(citation) for citation in citations))

    def all(self) -> tuple[Citation, ...]:
        """Return the citations by number."""
        return tuple(sorted(self._found.values(), key=lambda citation: citation.n))

    def _number(self, citation: Citation) -> int:
        key = (citation.document, citation.start, citation.end)
        if key not in self._found:
            self._last += 1
            self._found[key] = replace(citation, n=self._last)
        return self._found[key].n


def renumbered(
    sections: Sequence[Section], citations: Iterable[Citation]
) -> tuple[tuple[Section, ...], tuple[Citation, ...]]:
    """Return sections and citations numbered in the order of first use, the unused left out."""
    numbered = {citation.n: citation for citation in citations}
    used = dict.fromkeys(n for s in sections for x in statements_of(s) for n in x.citations)
    new = {old: number for number, old in enumerate(used, start=1)}
    kept = tuple(replace(numbered[old], n=number) for old, number in new.items())
    return tuple(_with_numbers(section, new) for section in sections), kept


def _with_numbers(section: Section, new: dict[int, int]) -> Section:
    changed = {
        place: replace(statement, citations=tuple(new[n] for n in statement.citations))
        for place, statement in enumerate(statements_of(section))
        if any(new[n] != n for n in statement.citations)
    }
    return with_statements(section, changed) if changed else section
