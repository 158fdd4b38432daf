"""A lesson plan in the making: sections of blocks of statements, each with its origin.

Plain values, no behaviour: what drafts, checks, edits, exports and stores a plan all work on
these. ``pydantic.TypeAdapter(Plan)`` turns one into JSON and back.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from rag.drafting.request import DraftRequest
from rag.types import Citation

#: The sections of a plan, in the order of the usual form.
SECTIONS = (
    "学情分析",
    "教学目标",
    "课程思政",
    "教学重点及难点",
    "课堂任务",
    "教学资源",
    "教学方法",
    "考核评价",
    "教学实施过程",
    "教学反思",
    "分层任务",
    "对齐矩阵",
)
PHASES = ("课前", "课中", "课后")


class Origin(StrEnum):
    """Where a statement comes from."""

    DOCUMENT = "document"
    TEACHER = "teacher"
    SUGGESTED = "suggested"
    INFERRED = "inferred"


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


@dataclass(frozen=True, slots=True)
class Section:
    """A section of a plan.

    Attributes:
        name: one of :data:`SECTIONS`.
        blocks: its content in order; empty for 教学实施过程.
        steps: the teaching process; empty for every other section.
        locked: the teacher wants it kept as it is; nothing regenerates it.
        edited: the teacher changed it by hand.
    """

    name: str
    blocks: tuple[Group | Grid, ...] = ()
    steps: tuple[Step, ...] = ()
    locked: bool = False
    edited: bool = False


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
